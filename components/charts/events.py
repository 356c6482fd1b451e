"""Put own trades, dividends and splits on the bars of a chart."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from components.charts.picture import Mark
from components.formats import day, money, price, shares
from trading.types import CashActionKind, CorporateAction, Fill, Side


def trade_marks(bar_times: Sequence[int], fills: Sequence[Fill]) -> list[Mark]:
    """Return one mark a bar and side for what was bought and sold there; `bar_times` are each bar's end, epoch."""
    grouped: dict[tuple[int, Side], list[Fill]] = defaultdict(list)
    for fill in fills:
        bar = _bar_of(bar_times, fill.at)
        if bar is not None:
            grouped[bar, fill.side].append(fill)
    return [_trade(bar, side, found) for (bar, side), found in sorted(grouped.items())]


def company_marks(bar_times: Sequence[int], actions: Sequence[CorporateAction]) -> list[Mark]:
    """Return one mark for each dividend and split whose ex-date lies in the bars."""
    found = []
    for action in actions:
        bar = _bar_of(bar_times, _start_of(action.ex_date))
        if bar is not None:
            found.append(_company(bar, action))
    return found


def _trade(bar: int, side: Side, fills: Sequence[Fill]) -> Mark:
    qty = sum((fill.qty for fill in fills), Decimal(0))
    average = sum((fill.qty * fill.price for fill in fills), Decimal(0)) / qty
    verb = "bought" if side is Side.BUY else "sold"
    text = f"{verb} {shares(qty)} at {price(average)}, {day(fills[-1].at)}"
    return Mark(bar=bar, kind=side.value, sign=f"{verb} {shares(qty)}", text=text)


def _company(bar: int, action: CorporateAction) -> Mark:
    on = day(action.ex_date)
    if action.kind is CashActionKind.SPLIT:
        text = f"split {shares(action.ratio)} for 1, {on}"
        return Mark(bar=bar, kind="split", sign="S", text=text)
    about = "about " if action.derived else ""
    return Mark(bar=bar, kind="dividend", sign="D", text=f"dividend {about}{money(action.amount)} a share, {on}")


def _bar_of(bar_times: Sequence[int], at: datetime) -> int | None:
    """Return the bar that a time falls in: the first that ends at or after it; None before the first or after all."""
    epoch = at.timestamp()
    bar = bisect_left(bar_times, epoch)
    if bar >= len(bar_times):
        return None
    width = bar_times[1] - bar_times[0] if len(bar_times) > 1 else 86_400
    return None if bar == 0 and epoch < bar_times[0] - width else bar


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=UTC)
