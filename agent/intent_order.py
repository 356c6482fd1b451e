"""The grammar of an order: an imperative whose every word is understood, or it is no order."""

from dataclasses import dataclass, field

from agent.intent_draft import Draft
from agent.intent_held import note_doubts, take_small
from agent.intent_prices import take_terms
from agent.intent_protect import take_protection
from agent.intent_sizes import UNITS, dollars_or_shares, take_size
from agent.intent_sizing import take_sizing
from agent.intent_types import PriceSpec, Size, SizeKind
from agent.intent_verbs import (
    BUY,
    COURTESY,
    HELD,
    HOLDINGS,
    ORDER_TO,
    PLACING,
    REQUESTS,
    RIDDANCE,
    SELL,
    SMALL,
    THANKS,
    WONDERING,
    take_verb,
)
from trading.types import OrderType, Side
from trading.words.cursor import Cursor
from trading.words.tokens import Kind

_TIMES_OVER = {"twice": 2, "two times": 2, "2 times": 2, "thrice": 3, "three times": 3, "3 times": 3}

_MOST_COURTESY = 24
"""More words of courtesy before a verb are no request, and reading them at every word would take the square of them."""
_OF_ALL = frozenset({"time_in_force", "extended_hours", "no_exits"})
"""Terms that a list of orders often shares, while each has its own price."""
_EXITS = frozenset({"stop_loss", "take_profit", "bracket"})


@dataclass(slots=True)
class OrderSentence:
    """What one sentence orders: drafts in their order, and what made it doubtful."""

    drafts: list[Draft] = field(default_factory=list)
    begins: bool = False
    asks_politely: bool = False
    wonders: bool = False


def read_order_sentence(cursor: Cursor) -> OrderSentence:
    """Read a sentence as orders; `begins` is False when it does not start with an imperative to trade."""
    sentence = OrderSentence()
    _prefix(cursor, sentence)
    if not _clause(cursor, sentence):
        protection = take_protection(cursor)
        if protection is None:
            return sentence
        sentence.drafts.append(protection)
    sentence.begins = True
    while cursor.more:
        here = cursor.i
        _separators(cursor)
        if not cursor.more:
            break
        if not _clause(cursor, sentence):
            cursor.i = here
            break
    while cursor.more:
        sentence.drafts[-1].leftover.append(cursor.skip().text)
    return sentence


def read_fragment(cursor: Cursor, draft: Draft) -> None:
    """Read an answer to a question back ("AAPL", "10 shares", "$430") into the order that waits for it."""
    while cursor.more:
        bare = cursor.i
        number = cursor.number()
        if number is not None and number.unit != "%" and (draft.size is not None or cursor.low() in ("each", "apiece")):
            cursor.i = bare
            if _bare_price(cursor, draft):
                continue
        cursor.i = bare
        if cursor.phrase(*HOLDINGS):
            draft.names_held, draft.refers = True, False
        elif not (
            take_terms(cursor, draft)
            or take_size(cursor, draft)
            or _symbol(cursor, draft)
            or cursor.phrase(*SMALL, ",")
        ):
            draft.leftover.append(cursor.skip().text)


def _bare_price(cursor: Cursor, draft: Draft) -> bool:
    name = {OrderType.LIMIT: "limit", OrderType.STOP: "stop"}.get(draft.type or OrderType.MARKET)
    if name is None or getattr(draft, name) is not None:
        return False
    number = cursor.number()
    if number is None or number.value is None:
        return False
    cursor.phrase("dollars", "usd", "each", "per share", "a share")
    draft.put(name, PriceSpec(price=number.value), number.text)
    return True


def _prefix(cursor: Cursor, sentence: OrderSentence) -> None:
    for _ in range(_MOST_COURTESY):
        if (said := cursor.phrase(*REQUESTS)) is not None:
            sentence.asks_politely = True
            sentence.wonders |= said.lower() in WONDERING
        elif not cursor.phrase(*COURTESY):
            return


def _clause(cursor: Cursor, sentence: OrderSentence) -> bool:
    start = cursor.i
    _prefix(cursor, sentence)
    first = Draft()
    if _money_first(cursor, first):
        _arguments(cursor, sentence, first)
        return True
    placing = cursor.phrase(*PLACING)
    if placing:
        cursor.phrase("me")
        cursor.phrase("a", "an", "a new", "another", "my", "the")
    while cursor.more and not take_verb(cursor, first):
        if take_terms(cursor, first) or (_named_the_order(cursor) and cursor.phrase(":")):
            continue
        if placing and cursor.phrase(*ORDER_TO):
            continue
        if placing and _side_last(cursor, start, sentence, first):
            return True
        cursor.i = start
        return False
    if first.side is None and not first.closes:
        cursor.i = start
        return False
    if not first.closes and first.said["side"].lower() not in RIDDANCE:
        cursor.phrase("order for", "order of", "order to", "order on", "order")
    _arguments(cursor, sentence, first)
    return True


def _named_the_order(cursor: Cursor) -> bool:
    """Say whether the word before is the kind of the order ("bracket order: buy ..."), not a heading of any kind."""
    return cursor.i > 0 and cursor.tokens[cursor.i - 1].low in ("order", "bracket")


def _money_first(cursor: Cursor, draft: Draft) -> bool:
    """Take "put 250 dollars into" before a symbol; a number without a unit there is asked back."""
    since = cursor.i
    if cursor.phrase("put") and take_sizing(cursor, draft) and (cursor.low(-1) == "into" or cursor.phrase("in")):
        draft.put("side", Side.BUY, cursor.said(since))
        return True
    cursor.i = since
    number = cursor.number() if cursor.phrase("put") else None
    if number is None or number.unit == "%" or not cursor.phrase("into", "in"):
        cursor.i = since
        return False
    after = cursor.i
    is_named = cursor.symbol() is not None
    cursor.i = after
    if number.unit != "$" and not is_named:
        cursor.i = since
        return False
    draft.put("side", Side.BUY, cursor.said(since))
    if number.value is None or number.unit != "$":
        draft.faults.append(number.doubt or dollars_or_shares(number.text))
    else:
        draft.put("size", Size(kind=SizeKind.NOTIONAL, value=number.value), number.text)
    return True


def _side_last(cursor: Cursor, start: int, sentence: OrderSentence, draft: Draft) -> bool:
    """Take "place an order for 4 IBM at 185, buy": one order whose side is the last word, or is asked back."""
    if "order" not in [token.low for token in cursor.tokens[start : cursor.i]]:
        return False
    here, tokens = cursor.i, cursor.tokens
    words = [n for n in range(here, len(tokens)) if tokens[n].low not in THANKS]
    sides = [n for n in words if tokens[n].low in BUY or tokens[n].low in SELL]
    if sides and sides == words[-1:]:
        draft.put("side", Side.BUY if tokens[sides[0]].low in BUY else Side.SELL, tokens[sides[0]].text)
        cursor.tokens = tokens[: sides[0]] + tokens[sides[0] + 1 :]
    trial = OrderSentence()
    cursor.phrase("for", "of", "on")
    _arguments(cursor, trial, draft)
    if not cursor.more and len(trial.drafts) == 1 and draft.symbol is not None and not draft.leftover:
        sentence.drafts.extend(trial.drafts)
        return True
    cursor.tokens, cursor.i = tokens, here
    return False


def _separators(cursor: Cursor) -> bool:
    found = False
    while cursor.phrase(
        ",", "and", "&", "plus", "then", "also", "+", "as well as", "and also", "and then", "along with"
    ):
        found = True
    return found


def _arguments(cursor: Cursor, sentence: OrderSentence, draft: Draft) -> None:
    drafts = [draft]
    since = cursor.i - draft.said["side"].count(" ") if "side" in draft.said else cursor.i
    leading = draft.terms
    while cursor.more:
        here = cursor.i
        if drafts[0].symbol is None and drafts[0].size is None:
            leading = drafts[0].terms
        if take_terms(cursor, drafts[-1]) or _repeat(cursor, drafts) or _each(cursor, drafts):
            continue
        if _separators(cursor):
            after = cursor.i
            if _clause_follows(cursor):
                cursor.i = here
                break
            cursor.i = after
            if drafts[-1].symbol is not None and _item_follows(cursor, drafts[-1]):
                drafts.append(_next_item(drafts[-1]))
            continue
        if drafts[-1].side is Side.SELL and cursor.phrase("to me", "to us"):
            drafts[-1].faults.append("do you want to buy or to sell? Say one of them")
            continue
        if take_size(cursor, drafts[-1]) or _symbol(cursor, drafts[-1]) or take_small(cursor, drafts[-1]):
            continue
        if drafts[-1].symbol is not None and cursor.phrase(*UNITS):
            continue
        if drafts[-1].side is Side.SELL and cursor.phrase(*HELD):
            continue
        if _clause_follows(cursor) and drafts[-1].symbol is not None:
            break
        drafts[-1].leftover.append(cursor.skip().text)
    _share_sizes(drafts, leading)
    for one in drafts:
        _settle_size(one, alone=len(drafts) == 1)
    note_doubts(cursor, since, drafts)
    sentence.drafts.extend(drafts)


def _next_item(before: Draft) -> Draft:
    said = {"side": before.said["side"]} if "side" in before.said else {}
    return Draft(side=before.side, closes=before.closes, said=said)


def _settle_size(draft: Draft, *, alone: bool) -> None:
    """Getting rid of a position without a size means all of it."""
    is_riddance = draft.said.get("side", "").lower() in RIDDANCE
    is_open = draft.size is None and draft.sizing is None and not draft.is_vague
    if is_riddance and alone and is_open and draft.symbol is not None:
        draft.closes = True
    if draft.is_vague and draft.size is not None and draft.size.is_all:
        draft.faults.append("I read all of it and a vague size; say a number of shares or all")


def _clause_follows(cursor: Cursor) -> bool:
    here = cursor.i
    trial = Draft()
    _prefix(cursor, OrderSentence())
    if cursor.phrase(*PLACING):
        cursor.phrase("a", "an")
    while take_terms(cursor, trial):
        pass
    found = take_verb(cursor, trial)
    cursor.i = here
    return found


def _item_follows(cursor: Cursor, before: Draft) -> bool:
    """Say whether a further item comes: a size and then a symbol, a symbol alone, or a second size."""
    here = cursor.i
    trial = Draft(side=Side.SELL)
    cursor.phrase("another", "the", "my")
    while cursor.more and (take_size(cursor, trial) or cursor.phrase("of", "the", "my", "in", "worth of", "worth")):
        pass
    second_size = trial.size is not None and before.size is not None and cursor.more
    found = cursor.symbol() is not None or second_size
    cursor.i = here
    return found


def _repeat(cursor: Cursor, drafts: list[Draft]) -> bool:
    for phrase, times in _TIMES_OVER.items():
        if cursor.phrase(phrase):
            last = drafts[-1]
            if len(drafts) > 1:
                last.faults.append(f"is {phrase} said of all of these orders or of the last? Say them apart")
            drafts += [last.copy() for _ in range(times - 1)]
            return True
    return False


def _each(cursor: Cursor, drafts: list[Draft]) -> bool:
    if not cursor.phrase("each", "apiece", "of each", "each of", "shares each", "share each"):
        return False
    drafts[0].said["each"] = "each"
    cursor.phrase("of")
    return True


def _share_sizes(drafts: list[Draft], leading: frozenset[str]) -> None:
    sized = [draft for draft in drafts if draft.size is not None or draft.sizing is not None]
    if len(sized) == 1 and len(drafts) > 1 and "each" in drafts[0].said:
        for draft in drafts:
            draft.size, draft.sizing = sized[0].size, sized[0].sizing
            draft.said |= {name: sized[0].said[name] for name in ("size", "sizing") if name in sized[0].said}
    drafts[0].said.pop("each", None)
    _doubt_terms(drafts, leading)


def _doubt_terms(drafts: list[Draft], leading: frozenset[str]) -> None:
    """Doubt terms that may be said of all: `leading` ones, which stand before the first item, and those of the last."""
    *before, last = drafts
    if not before:
        return
    shared = {name for name in last.terms & _OF_ALL if not any(name in draft.terms for draft in before)}
    if "no_exits" in shared and all(draft.terms & _EXITS for draft in before):
        shared.remove("no_exits")
    if shared or (last.terms and not any(draft.terms for draft in before)):
        last.faults.append(
            "do the price and the terms at the end hold for all of these orders or for the last? Say them apart"
        )
    elif any(leading - draft.terms for draft in drafts[1:]):
        last.faults.append("do the terms before the first of these orders hold for all of them? Say them apart")


def _symbol(cursor: Cursor, draft: Draft) -> bool:
    found = cursor.symbol()
    if found is None:
        return False
    symbol, said = found
    if draft.symbol is not None and draft.symbol == symbol and cursor.tokens[cursor.i - 1].kind is Kind.WORD:
        return True
    draft.put("symbol", symbol, said)
    return True
