"""The grammar of taking an order back: every word understood, or it is none."""

from dataclasses import dataclass, field

from agent.intent_types import AskedCancel
from agent.intent_verbs import PLEASE, REQUESTS, WONDERING
from trading.types import STOP_TYPES, OrderType, Side
from trading.words.cursor import Cursor

_VERBS = ("cancel", "revoke")
_OF_AN_ORDER = ("withdraw", "take back", "pull", "kill", "discard", "delete", "remove")
"""Verbs that take back only what they call an order: "pull IBM" looks something up, "delete everything" is no order."""
_OF_POSITIONS = ("close", "close out", "get rid of")
"""Verbs of positions, which take an order back where they call it one."""
_BEFORE = (
    "please", "i want to", "i'd like to", "i would like to", "now", "hi", "hey", "ok", "okay", "let's",
    "go ahead and", "kindly", ",", *REQUESTS,
)  # fmt: skip
_FILL = (
    "my", "the", "that", "this", "it", "open", "pending", "resting", "last", "latest", "for", "of", "on", "in", "from",
    "please", "now", "waiting", "for me", "thanks", ",", "to", "shares", "stock", "a", "unfilled", "working", "current",
)  # fmt: skip
_ORDER = ("order", "proposal")
_ORDERS = ("orders", "proposals")
_TYPES: dict[str, frozenset[OrderType]] = {
    "limit": frozenset({OrderType.LIMIT}),
    "market": frozenset({OrderType.MARKET}),
    "stop limit": frozenset({OrderType.STOP_LIMIT}),
    "trailing stop": frozenset({OrderType.TRAILING_STOP}),
    "trailing": frozenset({OrderType.TRAILING_STOP}),
    "stop": STOP_TYPES,
    "stop loss": STOP_TYPES,
}
_PLURALS = {"stops": "stop", "stop losses": "stop loss", "trailing stops": "trailing stop"}
_AFTER_SIDE = (*_ORDER, *_ORDERS, *_TYPES, "stops", "and", "&", "side", "for", "on", "please", "")


@dataclass(slots=True)
class _Found:
    """What has been read of a cancel."""

    symbol: str | None = None
    sides: set[Side] = field(default_factory=set)
    types: set[OrderType] = field(default_factory=set)
    bracket: bool = False
    every: bool = False
    both: bool = False
    is_named: bool = False
    is_order: bool = False
    is_plural: bool = False
    said: dict[str, str] = field(default_factory=dict)


def read_cancel_sentence(cursor: Cursor, *, polite_only: bool) -> AskedCancel | None:
    """Return which orders a sentence takes back, None when it is no such request.

    With `polite_only` (it ends as a question), and after "would you", it must ask with please. Two sides with types
    are none: "limit buys and stop sells" is narrower than any side with any of these types.
    """
    polite = bool(PLEASE & {token.low for token in cursor.tokens})
    while said := cursor.phrase(*_BEFORE):
        polite_only |= said.lower() in WONDERING
    since = cursor.i
    verb = cursor.phrase(*_VERBS, *_OF_AN_ORDER, *_OF_POSITIONS)
    if verb is None or (polite_only and not polite):
        return None
    found = _Found()
    while cursor.more:
        if not _take_word(cursor, found):
            return None
    if len(found.sides) > 1 and found.types:
        return None
    if verb.lower() not in _VERBS and not _means_orders(cursor, verb.lower(), found):
        return None
    found.said["action"] = cursor.said(since)
    return AskedCancel(
        symbol=found.symbol,
        side=next(iter(found.sides)) if len(found.sides) == 1 else None,
        types=frozenset(found.types) or None,
        bracket=found.bracket,
        every=found.every or found.is_plural,
        both=found.both,
        said=found.said,
    )


def _take_word(cursor: Cursor, found: _Found) -> bool:
    if word := cursor.phrase("all", "every", "each", "both", "everything", *_ORDERS):
        found.both |= word.lower() == "both"
        found.is_plural |= word.lower() in _ORDERS
        found.is_order |= word.lower() in _ORDERS
        found.every |= word.lower() not in _ORDERS
    elif cursor.phrase(*_ORDER):
        found.is_order = True
    elif _take_kind(cursor, found):
        pass
    elif cursor.low() in ("and", "&"):
        return _joins_kinds(cursor)
    elif not cursor.phrase(*_FILL):
        named = cursor.symbol()
        if named is None or found.symbol not in (None, named[0]):
            return False
        found.symbol, found.said["symbol"] = named
    return True


def _take_kind(cursor: Cursor, found: _Found) -> bool:
    """Take the side or the type by which the orders are narrowed down."""
    if cursor.low() in ("buy", "sell"):
        if cursor.low(1) not in _AFTER_SIDE and cursor.low(-1) != "to":
            return False
        found.sides.add(Side(cursor.skip().low))
        cursor.phrase("side")
        return True
    if cursor.phrase("bracket", "brackets"):
        found.bracket = found.is_named = True
        return True
    kind = cursor.phrase(*_TYPES, *_PLURALS)
    if kind is None:
        return False
    plain = " ".join(kind.lower().replace("-", " ").split())
    found.is_plural |= plain in _PLURALS
    found.types |= _TYPES[_PLURALS.get(plain, plain)]
    found.is_named |= "stop" in plain
    return True


def _joins_kinds(cursor: Cursor) -> bool:
    """Take "and" between sides or types only ("limit and stop orders"): before a verb it begins another request."""
    cursor.skip()
    cursor.phrase("all my", "my", "the", "all", "all the")
    low, after = cursor.low(), cursor.low(1)
    if low in ("buy", "sell"):
        return after in (*_ORDER, *_ORDERS, *_TYPES)
    return low in ("stops", "brackets", *_ORDERS) or (
        low in (*_TYPES, "bracket") and after in (*_ORDER, *_ORDERS, *_TYPES, "loss", "losses", "on", "for")
    )


def _means_orders(cursor: Cursor, verb: str, found: _Found) -> bool:
    """Say whether a verb of many meanings speaks of orders; "pull the latest orders" asks to see them."""
    lows = {token.low for token in cursor.tokens}
    shows = verb == "pull" and (bool({"last", "latest"} & lows) or (found.is_plural and not found.every))
    return (found.is_order or (found.is_named and verb not in _OF_POSITIONS)) and not shows
