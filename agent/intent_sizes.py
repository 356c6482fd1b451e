"""The part of an order's words that says how much: shares, dollars, a fraction or all of a position."""

from collections.abc import Callable
from decimal import Decimal

from agent.intent_draft import Draft
from agent.intent_places import BEFORE_SYMBOL, is_placed, symbol_follows
from agent.intent_sizing import take_sizing
from agent.intent_types import Size, SizeKind
from trading.types import Side
from trading.words.cursor import Cursor, Number
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
        take_sizing, _all_of, _fraction_of, _half_share, _one_share, _down_to, _counted,
    )  # fmt: skip
    start = cursor.i
    for reader in readers:
        if reader(cursor, draft):
            return True
        cursor.i = start
    vague = cursor.phrase(*_VAGUE)
    if vague is None:
        return False
    draft.is_vague = True
    cursor.phrase(*UNITS)
    cursor.phrase("of")
    if cursor.number() is not None:
        draft.faults.append(f"“{cursor.said(start)}” is no exact size; say a number of shares")
    elif draft.size is not None and not draft.size.is_all and vague.lower() != "more":
        draft.faults.append(f"“{draft.said.get('size')}” with “{vague}” is no exact size; say a number of shares")
    return True


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


def _down_to(cursor: Cursor, draft: Draft) -> bool:
    if draft.side is not Side.SELL or not cursor.phrase("down to", "to", "to just", "to only"):
        return False
    if cursor.number() is None:
        return False
    cursor.phrase(*UNITS)
    draft.faults.append("I do not reckon a sale from what is to be left; say how many to sell, or a part such as half")
    return True


def _counted(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    money_first = cursor.phrase("for", "using", "with", "spend") is not None
    if cursor.phrase("about", "around", "roughly", "approximately", "up to", "at least", "at most"):
        draft.faults.append("say an exact size")
    at = cursor.i
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
        return _for_each_or_all(cursor, draft, number) if money_first else False
    kind = SizeKind.NOTIONAL if number.unit == "$" else SizeKind.QTY
    said = number.text
    if kind is SizeKind.QTY:
        cursor.phrase("more")
        cursor.phrase("whole", "full")
        said = cursor.said(since) if cursor.phrase(*UNITS) else said
    fault = "" if money_first or said != number.text else _doubt_of_place(cursor, draft, at, number)
    cursor.phrase("worth of", "worth", "of", "in")
    if fault:
        after_leftover = at > 0 and draft.leftover[-1:] == [cursor.tokens[at - 1].text]
        (draft.leftover if after_leftover else draft.faults).append(number.text if after_leftover else fault)
        return True
    sized_before = draft.size is not None and not _counts_all(cursor, draft, at)
    if sized_before and draft.said.get("size", "") in text_of(cursor.tokens[:since], cursor.original):
        draft.faults.append(f"I read two values for the size, {draft.said['size']} and {said}; say one")
        return True
    draft.put("size", Size(kind=kind, value=number.value), said)
    return True


def _for_each_or_all(cursor: Cursor, draft: Draft, number: Number) -> bool:
    """Ask what "10 AAPL for $200" means: the words may name the price of one share or of all."""
    draft.faults.append(
        f"is {number.text} the price of each share or of all? Say “at {number.text}” or the amount without a number of "
        "shares"
    )
    return True


def _counts_all(cursor: Cursor, draft: Draft, at: int) -> bool:
    """Let "all 10 AAPL" be 10: the number beside "all" is what is sold, and never more than it."""
    n = at - 1
    while n >= 0 and cursor.tokens[n].low in ("of", "my", "our", "the", "these", "those"):
        n -= 1
    is_named = draft.symbol is not None or symbol_follows(cursor, BEFORE_SYMBOL)
    if n < 0 or cursor.tokens[n].low != "all" or draft.size is None or not draft.size.is_all or not is_named:
        return False
    draft.closes = draft.closes and not draft.said.get("side", "").lower().startswith("sell")
    draft.size = None
    return True


def _doubt_of_place(cursor: Cursor, draft: Draft, at: int, number: Number) -> str:
    """Return why a number without a unit of shares is no size where it stands, empty where it is one."""
    text, is_usd = number.text, number.unit == "$"
    worth = "worth" in [token.low for token in cursor.tokens[max(at - 2, 0) : at]]
    if not is_usd:
        is_scaled = text[-1:].lower() in ("k", "m", "n") and text[:1].isdigit()
        is_money = worth or cursor.low() in ("worth", "in") or (is_scaled and cursor.low() == "of")
        if is_money or _is_of_money(draft.said.get("side", "").lower()):
            return dollars_or_shares(text)
    if (is_usd and worth) or is_placed(cursor, draft, at, number):
        return ""
    if is_usd:
        return f"is {text} the amount or a price? Say “for {text}” or “limit {text}”"
    return f"is {text} a number of shares, a price or a time? Say “{text} shares” or “limit {text}”"
