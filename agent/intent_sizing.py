"""The words that leave the size to the desk: "size it for me", "with 1% risk", "for 5% of my account", "half Kelly"."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from agent.intent_draft import Draft
from agent.intent_types import AskedSize
from trading.risk.sizing_request import SizingMethod
from trading.types import Side
from trading.words.cursor import Cursor, Number

Reader = Callable[[Cursor, Draft], AskedSize | None]
_SIZE_IT = (
    "size it", "you size it", "size this", "size that", "size the order", "size the position", "let the desk size it",
    "have it sized", "sized", "size", "position size", "sizing",
)  # fmt: skip
_WHOLE_REQUESTS = frozenset(phrase for phrase in _SIZE_IT if phrase.split()[-1] in ("it", "this", "that")) | {
    "size the order", "size the position", "have it sized",
}  # fmt: skip
_BY = ("by", "with", "using", "at", "to", "on", "via", "as", "for", "from", "of", "based on", "according to")
_NAMES: dict[SizingMethod, tuple[str, ...]] = {
    SizingMethod.FIXED: ("fixed amount", "fixed size", "fixed dollar amount", "fixed"),
    SizingMethod.EQUITY: ("percent of equity", "percent of my account", "percentage of equity", "share of equity"),
    SizingMethod.VOLATILITY: ("volatility target", "volatility", "atr", "average true range"),
    SizingMethod.KELLY: ("half kelly", "kelly", "kelly criterion", "kelly fraction"),
    SizingMethod.RISK: ("equal risk to the stop", "risk to the stop", "equal risk", "risk"),
}
_ALONE: dict[SizingMethod, tuple[str, ...]] = {
    SizingMethod.FIXED: ("my fixed amount", "the fixed amount", "a fixed amount"),
    SizingMethod.VOLATILITY: ("volatility sized", "volatility sizing", "by volatility", "a volatility target"),
    SizingMethod.KELLY: ("half kelly", "half the kelly", "half kelly size", "half kelly sizing", "kelly sized"),
    SizingMethod.RISK: ("equal risk to the stop", "equal risk"),
}
"""What needs no "sized by" before it; "Kelly" alone may be a company."""
_ACCOUNT = tuple(
    f"of {whose}{what}"
    for whose in ("my ", "the ", "our ", "")
    for what in (
        "account", "portfolio", "equity", "capital", "account equity", "account value", "portfolio value",
        "whole account", "total equity", "net worth",
    )
)  # fmt: skip
_AT_RISK = (
    "risk per trade",
    "of risk",
    "at risk",
    "account risk",
    "equity risk",
    "risk to the stop",
    "risk",
    "as risk",
)
_RISKING = (
    "risking", "risk", "with a risk of", "a risk of", "at a risk of", "with risk of", "risk of", "with max risk of",
    "with a maximum risk of", "and risk",
)  # fmt: skip


def take_sizing(cursor: Cursor, draft: Draft) -> bool:
    """Take one phrase that asks the desk for the size; the method is None where the words name none."""
    since = cursor.i
    asked = _first(cursor, draft, (_size_it, _risking, _percent_first, _alone))
    if asked is None:
        return False
    _put(draft, asked, cursor.said(since))
    cursor.phrase("on", "into")
    return True


def _first(cursor: Cursor, draft: Draft, readers: Sequence[Reader]) -> AskedSize | None:
    """Return what the first reader finds that finds anything; the cursor stays where none does."""
    since = cursor.i
    for reader in readers:
        asked = reader(cursor, draft)
        if asked is not None:
            return asked
        cursor.i = since
    return None


def _put(draft: Draft, asked: AskedSize, said: str) -> None:
    """Words that name the method fill in what "size it for me" left open; two methods are a fault."""
    before = draft.sizing
    if before is not None and before.method is None:
        draft.sizing = None
    elif before is not None and asked.method is None:
        return
    draft.put("sizing", asked, said)
    draft.said["size"] = said


def _size_it(cursor: Cursor, draft: Draft) -> AskedSize | None:
    cursor.phrase("and")
    said = cursor.phrase(*_SIZE_IT)
    if said is None:
        return None
    cursor.phrase("for me", "for us", "yourself")
    here = cursor.i
    cursor.phrase(*_BY)
    cursor.phrase("a", "an", "the", "my")
    named = _first(cursor, draft, (_percent_first, _risking)) or _named(cursor, _NAMES)
    if named is not None:
        return named
    cursor.i = here
    whole = " ".join(said.lower().split()) in _WHOLE_REQUESTS
    return AskedSize(method=None) if whole else None


def _risking(cursor: Cursor, draft: Draft) -> AskedSize | None:
    if cursor.phrase(*_RISKING) is None:
        return None
    number = cursor.number()
    if number is None or number.unit != "%":
        return None
    cursor.phrase(*_ACCOUNT, "per trade", "of it")
    return _of(SizingMethod.RISK, number, draft)


def _percent_first(cursor: Cursor, draft: Draft) -> AskedSize | None:
    cursor.phrase("for", "with", "at", "using", "worth", "and")
    cursor.phrase("a", "an")
    number = cursor.number()
    if number is None or number.unit != "%":
        return None
    if cursor.phrase(*_ACCOUNT):
        if cursor.phrase("at risk", "as risk"):
            return _of(SizingMethod.RISK, number, draft)
        # "sell 10% of my equity in AAPL" may mean the position: a sale says a part of it, or shares
        return None if draft.side is Side.SELL else _of(SizingMethod.EQUITY, number, draft)
    if cursor.phrase(*_AT_RISK):
        cursor.phrase(*_ACCOUNT)
        return _of(SizingMethod.RISK, number, draft)
    if cursor.phrase("volatility", "of volatility", "volatility target"):
        return _of(SizingMethod.VOLATILITY, number, draft)
    return None


def _alone(cursor: Cursor, draft: Draft) -> AskedSize | None:
    here = cursor.i
    found = _named(cursor, _ALONE)
    if found is None:
        cursor.i = here
        cursor.phrase("with", "by", "at", "using", "for", "via")
        found = _named(cursor, _ALONE)
    return found


def _named(cursor: Cursor, names: dict[SizingMethod, tuple[str, ...]]) -> AskedSize | None:
    found = next((method for method, phrases in names.items() if cursor.phrase(*phrases)), None)
    return None if found is None else AskedSize(method=found)


def _of(method: SizingMethod, number: Number, draft: Draft) -> AskedSize:
    percent = number.value if number.value is not None else Decimal(0)
    if not 0 < percent <= 100:
        draft.faults.append(f"{number.text} of an account is no size; say more than 0 and at most 100 %")
    return AskedSize(method=method, percent=percent)
