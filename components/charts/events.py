"""Own trades, dividends, splits and days of results as marks of a chart, each at its time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from components.charts.picture import Mark
from components.formats import NEW_YORK, day, money, price, shares
from trading.types import CashActionKind, CorporateAction, EarningsDate, EarningsTime, Fill, Side

_REPORTS = {EarningsTime.BEFORE_OPEN: ", before the open", EarningsTime.AFTER_CLOSE: ", after the close"}


def trade_marks(fills: Sequence[Fill]) -> list[Mark]:
    """Return one mark a New York day and side for what was bought and sold then, at the day's first fill."""
    grouped: dict[tuple[date, Side], list[Fill]] = defaultdict(list)
    for fill in sorted(fills, key=lambda one: one.at):
        grouped[fill.at.astimezone(NEW_YORK).date(), fill.side].append(fill)
    return [_trade(side, found) for (_, side), found in grouped.items()]


def company_marks(actions: Sequence[CorporateAction]) -> list[Mark]:
    """Return one mark for each dividend and split, at the beginning of its ex-date."""
    return [_company(action) for action in actions]


def earnings_marks(days: Sequence[EarningsDate]) -> list[Mark]:
    """Return one mark for each day of results."""
    return [
        Mark(
            at=_start_of(one.day),
            kind="earnings",
            sign="E",
            text=f"results{' expected' if one.estimated else ''} {day(one.day)}{_REPORTS.get(one.time, '')}",
        )
        for one in days
    ]


def _trade(side: Side, fills: Sequence[Fill]) -> Mark:
    qty = sum((fill.qty for fill in fills), Decimal(0))
    average = sum((fill.qty * fill.price for fill in fills), Decimal(0)) / qty
    verb = "bought" if side is Side.BUY else "sold"
    text = f"{verb} {shares(qty)} at {price(average)}, {day(fills[-1].at)}"
    return Mark(at=int(fills[0].at.timestamp()), kind=side.value, sign=f"{verb} {shares(qty)}", text=text)


def _company(action: CorporateAction) -> Mark:
    on, at = day(action.ex_date), _start_of(action.ex_date)
    if action.kind is CashActionKind.SPLIT:
        return Mark(at=at, kind="split", sign="S", text=f"split {shares(action.ratio)} for 1, {on}")
    about = "about " if action.derived else ""
    return Mark(at=at, kind="dividend", sign="D", text=f"dividend {about}{money(action.amount)} a share, {on}")


def _start_of(on: date) -> int:
    return int(datetime.combine(on, time.min, tzinfo=UTC).timestamp())
