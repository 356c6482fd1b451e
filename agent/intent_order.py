"""The grammar of an order: an imperative whose every word is understood, or it is no order."""

from dataclasses import dataclass, field
from decimal import Decimal

from agent.intent_cursor import Cursor
from agent.intent_draft import Draft
from agent.intent_prices import take_terms
from agent.intent_sizes import UNITS, take_size
from agent.intent_tokens import Kind
from agent.intent_types import PriceSpec, Size, SizeKind
from trading.types import OrderType, Side

_COURTESY = (
    "please", "kindly", "hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "ok", "okay",
    "now",
    "then", "also", "and", "and then", "next", "first", "just", "quickly", "so", ",", ":", "-", "i want to", "i wanna",
    "i want you to", "i would like to", "i'd like to", "i would like you to", "i'd like you to", "i need to",
    "i need you to", "i'd love to", "id like to", "let's", "lets", "let us", "go ahead and", "go and", "help me",
    "help me to", "propose to", "propose", "start by", "finally", "afterwards", "second", "new order", "order",
)  # fmt: skip
_REQUESTS = ("can you", "could you", "will you", "would you", "can u", "could u", "would you mind", "are you able to")
_PLACING = (
    "place", "submit", "enter", "create", "make", "put in", "set up", "prepare", "write", "draft", "put", "open",
    "send",
)  # fmt: skip
_BUY = ("buy", "purchase", "acquire", "pick up", "get me", "buy me", "go long", "buy up", "invest")
_SELL = ("sell", "dump", "unload", "offload", "get rid of", "sell off", "sell out of", "trim", "reduce")
_CLOSE = ("close", "close out", "exit", "liquidate", "flatten", "get out of", "unwind", "sell all", "sell everything")
_SMALL = (
    "please", "for me", "for my account", "for us", "thanks", "thank you", "thx", "pls", "plz", "right now", "now",
    "asap",
    "immediately", "as soon as possible", "straight away", "just", "only", "today", "of", "in", "the", "my", "our",
    "by",
    "position", "positions", "holding", "holdings", "worth", "worth of", "a", "an", "kindly", "order", "orders",
    "trade",
    "again", "exactly", "it", "them", "too", "as well", "company", "inc", "then", "also", "to me", "from my portfolio",
    "from my account", "in my portfolio", "in my account", "paper", "sir", "'", "(", ")", ":",
)  # fmt: skip

_TIMES_OVER = {"twice": 2, "two times": 2, "2 times": 2, "thrice": 3, "three times": 3, "3 times": 3}


@dataclass(slots=True)
class OrderSentence:
    """What one sentence orders: drafts in their order, and what made it doubtful."""

    drafts: list[Draft] = field(default_factory=list)
    begins: bool = False
    asks_politely: bool = False
    has_courtesy: bool = False


def read_order_sentence(cursor: Cursor) -> OrderSentence:
    """Read a sentence as orders; `begins` is False when it does not start with an imperative to trade."""
    sentence = OrderSentence()
    _prefix(cursor, sentence)
    if not _clause(cursor, sentence):
        return sentence
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
        if not (
            take_terms(cursor, draft)
            or take_size(cursor, draft)
            or _symbol(cursor, draft)
            or cursor.phrase(*_SMALL, ",")
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
    while cursor.more:
        if cursor.phrase(*_REQUESTS):
            sentence.asks_politely = True
        elif (said := cursor.phrase(*_COURTESY)) is not None:
            sentence.has_courtesy |= said.lower() in ("please", "kindly")
        else:
            return


def _clause(cursor: Cursor, sentence: OrderSentence) -> bool:
    start = cursor.i
    _prefix(cursor, sentence)
    first = Draft()
    placing = cursor.phrase(*_PLACING)
    if placing:
        cursor.phrase("me")
        cursor.phrase("a", "an", "a new", "another", "my", "the")
    here = cursor.i
    while cursor.more and not _verb(cursor, first):
        if not take_terms(cursor, first):
            if placing and cursor.phrase(
                "order", "an order", "order to", "an order to", "order for", "to", "position in"
            ):
                continue
            cursor.i = start
            return False
    if first.side is None and not first.closes:
        cursor.i = start
        return False
    if cursor.i > here and not placing and first.said.get("side") and first.type is not None:
        placing = "market"
    cursor.phrase("order for", "order of", "order to", "order on", "order")
    _arguments(cursor, sentence, first)
    return True


def _verb(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    if cursor.phrase(*_CLOSE):
        said = cursor.said(since)
        draft.side, draft.closes = Side.SELL, True
        draft.said["side"] = said
        if said.lower() in ("sell all", "sell everything"):
            draft.put("size", Size(kind=SizeKind.FRACTION, value=Decimal(1)), said)
            cursor.phrase("of")
        return True
    for side, verbs in ((Side.BUY, _BUY), (Side.SELL, _SELL)):
        word = cursor.phrase(*verbs)
        if word is not None:
            draft.side = side
            draft.said["side"] = word
            return True
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
    while cursor.more:
        here = cursor.i
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
        if take_size(cursor, drafts[-1]) or _symbol(cursor, drafts[-1]) or cursor.phrase(*_SMALL):
            continue
        if drafts[-1].symbol is not None and cursor.phrase(*UNITS):
            continue
        if _clause_follows(cursor) and drafts[-1].symbol is not None:
            break
        drafts[-1].leftover.append(cursor.skip().text)
    _share_sizes(drafts)
    sentence.drafts.extend(drafts)


def _next_item(before: Draft) -> Draft:
    said = {"side": before.said["side"]}
    return Draft(side=before.side, closes=before.closes, said=said)


def _clause_follows(cursor: Cursor) -> bool:
    here = cursor.i
    trial = Draft()
    _prefix(cursor, OrderSentence())
    if cursor.phrase(*_PLACING):
        cursor.phrase("a", "an")
    while take_terms(cursor, trial):
        pass
    found = _verb(cursor, trial)
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


def _share_sizes(drafts: list[Draft]) -> None:
    sized = [draft for draft in drafts if draft.size is not None]
    if len(sized) == 1 and len(drafts) > 1 and "each" in drafts[0].said:
        for draft in drafts:
            if draft.size is None:
                draft.put("size", sized[0].size, sized[0].said["size"])
    drafts[0].said.pop("each", None)
    if len(drafts) > 1 and drafts[-1].has_terms and not any(draft.has_terms for draft in drafts[:-1]):
        drafts[-1].faults.append(
            "do the price and the terms at the end hold for all of these orders or for the last? Say them apart"
        )


def _symbol(cursor: Cursor, draft: Draft) -> bool:
    found = cursor.symbol()
    if found is None:
        return False
    symbol, said = found
    if draft.symbol is not None and draft.symbol == symbol and cursor.tokens[cursor.i - 1].kind is Kind.WORD:
        return True
    draft.put("symbol", symbol, said)
    return True
