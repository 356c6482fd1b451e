"""The grammar of protecting what is held: a stop laid on a position, which is a sale of exactly that position."""

from decimal import Decimal

from agent.intent_draft import Draft
from agent.intent_prices import take_terms
from agent.intent_sizes import UNITS, take_size
from agent.intent_types import PriceSpec, Size, SizeKind
from trading.types import STOP_TYPES, OrderType, Side
from trading.words.cursor import Cursor

_PROTECT = ("protect", "guard", "secure")
_PLACE = ("put", "place", "set", "set up", "add", "attach", "create", "make")
_AFTER = (
    ",", "please", "thanks", "thank you", "now", "right now", "for me", "position", "positions", "holding", "holdings",
    *UNITS,
)  # fmt: skip


def take_protection(cursor: Cursor) -> Draft | None:
    """Take "put a stop at 500 on my AAPL" and its kin; None, and nothing taken, when the words are no such request.

    Without a word that places it, the position must be the user's own ("my"): a stop on AAPL alone may be a topic.
    "My AAPL" is the exact position; of AAPL without "my" the size is asked back.
    """
    start = cursor.i
    draft = Draft(side=Side.SELL, protects=True)
    found = _holding_first(cursor, draft) if cursor.phrase(*_PROTECT) else _stop_first(cursor, draft)
    if not found:
        cursor.i = start
        return None
    while cursor.more:
        if not (take_terms(cursor, draft) or cursor.phrase(*_AFTER)):
            draft.leftover.append(cursor.skip().text)
    _turn_loss_into_stop(draft)
    if draft.type is None:
        draft.type = OrderType.STOP
        draft.said["type"] = draft.said["side"]
    if draft.take_profit is not None or draft.type not in STOP_TYPES:
        draft.faults.append("a stop on a position has no other price; say one order at a time")
    if draft.stop is not None and draft.stop.percent is not None and draft.stop.percent > 0:
        draft.faults.append("a stop that protects what is held stands below the price; say how far below")
    return draft


def _holding_first(cursor: Cursor, draft: Draft) -> bool:
    draft.said["side"] = cursor.said(cursor.i - 1)
    return _holding(cursor, draft, placed=True)


def _stop_first(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    placed = cursor.phrase(*_PLACE) is not None
    while take_terms(cursor, draft):
        pass
    if draft.stop_loss is None and draft.type not in STOP_TYPES:
        return False
    draft.said["side"] = cursor.said(since)
    return cursor.phrase("on", "for", "under") is not None and _holding(cursor, draft, placed=placed)


def _holding(cursor: Cursor, draft: Draft, *, placed: bool) -> bool:
    since = cursor.i
    sized = take_size(cursor, draft)
    mine = cursor.phrase("my", "our") is not None or (sized and " my" in f" {cursor.said(since).lower()}")
    if not mine:
        cursor.phrase("the")
    named = cursor.symbol()
    if named is None or not (mine or placed):
        return False
    draft.put("symbol", *named)
    if draft.size is None and mine:
        draft.put("size", Size(kind=SizeKind.FRACTION, value=Decimal(1)), cursor.said(since))
    return True


def _turn_loss_into_stop(draft: Draft) -> None:
    """A stop loss of shares that are held is a stop of its own; without a direction its percentage is below."""
    if draft.stop_loss is None:
        return
    spec, said = draft.stop_loss, draft.said.pop("stop_loss")
    draft.stop_loss = None
    if spec.percent is not None and "above" not in said.lower():
        spec = PriceSpec(percent=-abs(spec.percent))
    draft.put("stop", spec, said)
    draft.put("type", OrderType.STOP, said)
