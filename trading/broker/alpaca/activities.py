"""What moved the account's cash without a trade, from Alpaca's activities."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from trading.broker.alpaca.answers import Raw, Unreadable, number_or_none, parsed_time, rows_of, text_of
from trading.broker.alpaca.calls import AlpacaCalls
from trading.types import CashKind, CashMovement

NEW_YORK = ZoneInfo("America/New_York")
A_PAGE = 100
BOOKED_BEFORE = timedelta(days=31)
"""How long before its own date a movement may have been written down: Alpaca filters by that time."""
EXECUTIONS = frozenset({"FILL", "OPTRD"})
SHARES_ONLY = frozenset({"ACATS", "FOPT", "JNLS", "NC", "OPASN", "OPCA", "OPEXC", "OPEXP", "REORG", "SPIN", "SPLIT"})
"""Kinds that move shares: without an amount they are no movement of cash."""
KINDS: dict[str, tuple[CashKind, str]] = {
    "DIV": (CashKind.DIVIDEND, ""),
    "DIVCGL": (CashKind.DIVIDEND, "long-term capital gain"),
    "DIVCGS": (CashKind.DIVIDEND, "short-term capital gain"),
    "DIVROC": (CashKind.DIVIDEND, "return of capital"),
    "DIVTXEX": (CashKind.DIVIDEND, "tax exempt"),
    "CGD": (CashKind.DIVIDEND, "capital gain distribution"),
    "DIVFEE": (CashKind.FEE, "on a dividend"),
    "DIVFT": (CashKind.TAX, "abroad, on a dividend"),
    "DIVNRA": (CashKind.TAX, "of a non-resident, on a dividend"),
    "DIVTW": (CashKind.TAX, "on a dividend"),
    "INTNRA": (CashKind.TAX, "of a non-resident, on interest"),
    "INTTW": (CashKind.TAX, "on interest"),
    "INT": (CashKind.INTEREST, "on cash or margin"),
    "FEE": (CashKind.FEE, ""),
    "CFEE": (CashKind.FEE, "crypto fee"),
    "PTC": (CashKind.FEE, "pass-through charge"),
    "PTR": (CashKind.REBATE, "pass-through rebate"),
    "CSD": (CashKind.DEPOSIT, ""),
    "CSW": (CashKind.WITHDRAWAL, ""),
    "TRANS": (CashKind.TRANSFER, ""),
    "ACATC": (CashKind.TRANSFER, "cash from or to another broker"),
    "JNL": (CashKind.TRANSFER, "journal entry"),
    "JNLC": (CashKind.TRANSFER, "journal entry of cash"),
    "MA": (CashKind.CORPORATE_ACTION, "merger or acquisition"),
    "NC": (CashKind.CORPORATE_ACTION, "name change"),
    "OPCSH": (CashKind.CORPORATE_ACTION, "cash of an option's delivery"),
    "REORG": (CashKind.CORPORATE_ACTION, "reorganisation"),
    "SPIN": (CashKind.CORPORATE_ACTION, "spin-off"),
    "SPLIT": (CashKind.CORPORATE_ACTION, "split"),
}
"""Alpaca's codes (schema ActivityType of trading-api.json, 2026-06-29); any other is OTHER, under its code."""


def activities(calls: AlpacaCalls, path: str, params: Mapping[str, str]) -> Iterator[Raw]:
    """Return every row of the account's activities, oldest first, page by page. Raises Unavailable."""
    asked = {"direction": "asc", "page_size": str(A_PAGE), **params}
    while True:
        rows = rows_of(calls.read(path, asked))
        yield from rows
        if len(rows) < A_PAGE:
            return
        asked["page_token"] = text_of(rows[-1], "id")


def cash_movements(calls: AlpacaCalls, *, start: date | None, end: date | None) -> Sequence[CashMovement]:
    """Return what moved cash between two inclusive dates, oldest first. Raises Unavailable."""
    params = {"category": "non_trade_activity"}
    if start is not None:
        params["after"] = f"{start - BOOKED_BEFORE}T00:00:00Z"
    found = [cash_movement_of(raw) for raw in activities(calls, "/account/activities", params)]
    first, last = start or date.min, end or date.max
    moved = [each for each in found if each is not None and first <= each.day <= last]
    return sorted(moved, key=lambda each: each.day)


def cash_movement_of(raw: Raw) -> CashMovement | None:
    """Return the movement, None for an activity that moved no cash. Raises Unreadable."""
    code = str(raw.get("activity_type") or "not told")
    amount = number_or_none(raw, "net_amount")
    if code in EXECUTIONS or amount == 0 or (amount is None and code in SHARES_ONLY):
        return None
    kind, words = KINDS.get(code, (CashKind.OTHER, code))
    symbol = raw.get("symbol")
    return CashMovement(
        id=text_of(raw, "id"),
        kind=_by_sign(kind, amount),
        day=_day(raw),
        amount=amount,
        symbol=str(symbol) if symbol else None,
        text=_text(raw, words),
    )


def _by_sign(kind: CashKind, amount: Decimal | None) -> CashKind:
    """A transfer whose amount has a sign is a deposit or a withdrawal."""
    if kind is not CashKind.TRANSFER or amount is None:
        return kind
    return CashKind.DEPOSIT if amount > 0 else CashKind.WITHDRAWAL


def _text(raw: Raw, words: str) -> str:
    told = [words, str(raw.get("description") or ""), "corrected" if raw.get("status") == "correct" else ""]
    if raw.get("status") == "canceled":
        told.append("cancelled by Alpaca")
    return ", ".join(dict.fromkeys(part for part in told if part))


def _day(raw: Raw) -> date:
    """Return the movement's own date, else the New York date on which it was written down."""
    told = str(raw.get("date") or "")
    if told:
        try:
            return date.fromisoformat(told[:10])
        except ValueError:
            raise Unreadable(f"Alpaca's date {told!r:.40} cannot be read; try again in a minute") from None
    return parsed_time(text_of(raw, "created_at")).astimezone(NEW_YORK).date()
