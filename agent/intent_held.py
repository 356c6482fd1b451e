"""What a closing is about: a position, every position, "it", or an order, which is no position."""

from collections.abc import Sequence

from agent.intent_draft import Draft
from agent.intent_verbs import HOLDINGS, SMALL
from trading.types import Side
from trading.words.cursor import Cursor
from trading.words.tokens import Kind, Token

WHICH = "Which position do you mean? Name its symbol, for example “close AAPL”, or say “close all positions”."
_PRONOUNS = frozenset({"it", "them"})
_ORDER_WITH = frozenset({"a", "an", "as", "with", "using", "by", "via", "at", "on", ","})
_KINDS = frozenset({"limit", "stop", "market", "trailing", "loss", "-", "day", "gtc", "moo", "moc", "lmt", "mkt"})
_EVERYDAY = frozenset({
    "a", "all", "an", "any", "at", "by", "for", "i", "in", "it", "me", "my", "now", "of", "on", "our", "so", "the",
    "to", "us",
})  # fmt: skip
_WHOLE = frozenset({"everything", "entire", "whole", "shares", "positions", "holdings"})


def take_small(cursor: Cursor, draft: Draft) -> bool:
    """Take a word that carries no field; what names the positions or only points at one is noted."""
    said = cursor.phrase(*SMALL)
    if said is not None:
        draft.refers |= said.lower() in _PRONOUNS
        return True
    if draft.side is not Side.SELL:
        return False
    all_shares = draft.symbol is None and draft.size is not None and draft.size.is_all
    if not cursor.phrase(*HOLDINGS, *(("shares", "stocks") if all_shares else ())):
        return False
    draft.names_held = True
    return True


def lacks_position(draft: Draft) -> bool:
    """Say whether a closing leaves open what is to be closed: nothing is named, or only "it" or a number."""
    if not draft.closes or draft.symbol is not None:
        return False
    named = draft.names_held or (draft.size is not None and draft.size.is_all)
    return draft.refers or not named or (draft.size is not None and draft.size.is_amount)


def note_doubts(cursor: Cursor, since: int, drafts: Sequence[Draft]) -> None:
    """Note as faults an order where a position belongs, and a symbol in capitals that was read as a word."""
    tokens = cursor.tokens[since : cursor.i]
    for draft in drafts:
        about = draft.symbol or "IBM"
        if draft.closes and _names_an_order(tokens):
            draft.faults.append(
                f"an order is no position; say “cancel my {about} order” or “close my {about} position”"
            )
        if draft.symbol is not None:
            draft.faults += _word_read_as_symbol(cursor, tokens, draft)
        elif draft.side is not None:
            draft.faults += _symbols_read_as_words(cursor, tokens, drafts)


def _names_an_order(tokens: Sequence[Token]) -> bool:
    """Say whether "order" is a thing there and not the way to trade ("close AAPL with a limit order")."""
    for n, token in enumerate(tokens):
        if token.low not in ("order", "orders"):
            continue
        before = n - 1
        while before >= 0 and tokens[before].low in _KINDS:
            before -= 1
        if token.low == "orders" or before < 0 or tokens[before].low not in _ORDER_WITH:
            return True
    return False


def _symbols_read_as_words(cursor: Cursor, tokens: Sequence[Token], drafts: Sequence[Draft]) -> list[str]:
    is_clear = _is_whole(tokens, drafts)
    found: list[str] = []
    for token in tokens:
        symbol = cursor.lexicon.by_symbol(token.text) if token.kind is Kind.WORD and token.text.isupper() else None
        if symbol is None or any(draft.symbol == symbol for draft in drafts) or (is_clear and token.low in _EVERYDAY):
            continue
        found.append(_either(cursor, symbol))
    return found


def _word_read_as_symbol(cursor: Cursor, tokens: Sequence[Token], draft: Draft) -> list[str]:
    """ "SELL EVERYTHING NOW" names everything, so NOW is hardly a company there."""
    doubtful = draft.closes and draft.said.get("symbol", "").lower() in _EVERYDAY and _is_whole(tokens, [draft])
    return [_either(cursor, draft.symbol)] if doubtful and draft.symbol is not None else []


def _is_whole(tokens: Sequence[Token], drafts: Sequence[Draft]) -> bool:
    return bool(_WHOLE & {token.low for token in tokens}) or any(draft.names_held for draft in drafts)


def _either(cursor: Cursor, symbol: str) -> str:
    name = cursor.lexicon.symbols[symbol]
    return f"{symbol} is a word and the symbol of {name}; say ${symbol}, or write the word small"
