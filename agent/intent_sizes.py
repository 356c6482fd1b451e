"""The part of an order's words that says how much: shares, dollars, a fraction or all of a position."""

from collections.abc import Callable
from decimal import Decimal

from agent.intent_draft import Draft
from agent.intent_sizing import take_sizing
from agent.intent_types import Size, SizeKind
from trading.types import Side
from trading.words.cursor import Cursor
from trading.words.tokens import text_of

UNITS = (
    "shares",
    "share",
    "stocks",
    "stock",
    "units",
    "unit",
    "pieces",
    "pcs",
    "x",
    "shs",
    "common stock",
    "common shares",
)
_ALL_OF = (
    "all", "all of", "everything", "everything in", "my entire", "my whole", "the entire", "the whole", "my full",
    "entire", "whole", "the full", "all my", "all of my", "the rest of", "every share of", "every share", "100 %",
    "my complete", "the complete", "completely",
)  # fmt: skip
_VAGUE = (
    "some", "a few", "a couple", "a couple of", "several", "a bit of", "a bit", "a lot", "a lot of", "lots of", "many",
    "more", "a little", "a handful of",
)  # fmt: skip


def take_size(cursor: Cursor, draft: Draft) -> bool:
    """Take one phrase about the size at the cursor; True when there was one, vague words included."""
    readers: tuple[Callable[[Cursor, Draft], bool], ...] = (
        take_sizing, _all_of, _fraction_of, _half_share, _one_share, _counted,
    )  # fmt: skip
    start = cursor.i
    for reader in readers:
        if reader(cursor, draft):
            return True
        cursor.i = start
    if cursor.phrase(*_VAGUE):
        draft.is_vague = True
        cursor.phrase(*UNITS)
        cursor.phrase("of")
        return True
    return False


def dollars_or_shares(text: str) -> str:
    """Return the question for a number beside a verb of money that says neither."""
    return f"is {text} dollars or {text} shares meant? Say ${text} or {text} shares"


def _is_of_money(verb: str) -> bool:
    return verb == "invest" or (verb.startswith("put ") and verb.endswith((" into", " in")))


def _all_of(cursor: Cursor, draft: Draft) -> bool:
    if draft.side is not Side.SELL:
        return False
    said = cursor.phrase(*_ALL_OF)
    if said is None:
        return False
    cursor.phrase(*UNITS)
    cursor.phrase("of")
    draft.put("size", Size(kind=SizeKind.FRACTION, value=Decimal(1)), said)
    return True


def _fraction_of(cursor: Cursor, draft: Draft) -> bool:
    if draft.side is not Side.SELL:
        return False
    since = cursor.i
    found = cursor.fraction()
    if found is None:
        number = cursor.number()
        if number is None or number.unit != "%" or number.value is None:
            return False
        if not 0 < number.value <= 100:
            draft.faults.append(f"{number.text} of a position is not possible; say more than 0 and at most 100 %")
        found = (number.value / 100, number.text)
    if cursor.low() in ("a", "share", "shares"):
        return False
    if cursor.low() in ("take", "stop", "trailing", "below", "above", "profit", "higher", "lower"):
        return False
    cursor.phrase("of")
    cursor.phrase("my", "the")
    draft.put("size", Size(kind=SizeKind.FRACTION, value=found[0]), cursor.said(since))
    return True


def _half_share(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    found = cursor.fraction()
    if found is None or not cursor.phrase("a share", "share", "of a share", "shares", "of one share", "one share"):
        return False
    draft.put(
        "size", Size(kind=SizeKind.QTY, value=found[0].quantize(Decimal("0.000001")).normalize()), cursor.said(since)
    )
    cursor.phrase("of")
    return True


def _one_share(cursor: Cursor, draft: Draft) -> bool:
    said = cursor.phrase("a single share", "a share", "one single share", "a single", "another share", "one more share")
    if said is None:
        return False
    draft.put("size", Size(kind=SizeKind.QTY, value=Decimal(1)), said)
    cursor.phrase("of")
    return True


def _counted(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    money_first = cursor.phrase("for", "using", "with", "spend") is not None
    if cursor.phrase("about", "around", "roughly", "approximately", "up to", "at least", "at most"):
        draft.faults.append("say an exact size")
    number = cursor.number()
    if number is None or number.unit == "%" or (money_first and number.unit != "$"):
        return False
    if number.value is None:
        draft.faults.append(number.doubt)
        return True
    a_share = cursor.low() in ("each", "apiece") or (cursor.low(), cursor.low(1)) in (("a", "share"), ("per", "share"))
    if a_share and number.unit == "$":
        return False
    if draft.symbol is not None and draft.size is not None:
        return False
    kind = SizeKind.NOTIONAL if number.unit == "$" else SizeKind.QTY
    said = number.text
    if kind is SizeKind.QTY:
        cursor.phrase("more")
        cursor.phrase("whole", "full")
        unit = cursor.phrase(*UNITS)
        said = cursor.said(since) if unit else said
        if not unit and _is_of_money(draft.said.get("side", "").lower()):
            draft.faults.append(dollars_or_shares(number.text))
            return True
    cursor.phrase("worth of", "worth", "of", "in")
    if draft.size is not None and draft.said.get("size", "") in text_of(cursor.tokens[:since], cursor.original):
        draft.faults.append(f"I read two values for the size, {draft.said['size']} and {said}; say one")
        return True
    draft.put("size", Size(kind=kind, value=number.value), said)
    return True
