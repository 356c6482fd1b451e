"""Tables of bars made of Yahoo's charts: as traded or adjusted, stamped at the close, nothing unfinished.

Yahoo adjusts every price for every split up to now and sends single precision. As traded is therefore the price times
the splits that followed its day, rounded to a hundredth of a cent. The factor of a day is the close adjusted for
dividends over the close, divided by the splits that followed; over the factor of the anchor day it adjusts as of now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from trading.market.bars import COLUMNS
from trading.market.yahoo.charts import Chart, day_of
from trading.types import Session, Timeframe

if TYPE_CHECKING:
    import pandas as pd

PRICES = ("open", "high", "low", "close")
DECIMALS = 4
LATE = timedelta(minutes=15)
"""How late Yahoo says that its prices are at most; a bar is surely finished that long after its end."""
ROUNDING = 1e-5
"""What single precision and a split leave of high >= close; a bar further off contradicts itself and is left out."""
LENGTHS = {
    Timeframe.MIN_1: timedelta(minutes=1),
    Timeframe.MIN_5: timedelta(minutes=5),
    Timeframe.MIN_15: timedelta(minutes=15),
    Timeframe.MIN_30: timedelta(minutes=30),
    Timeframe.HOUR_1: timedelta(hours=1),
}
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What one symbol's daily chart says: for each day the splits that followed it and its dividends' share."""

    chart: Chart
    sessions: Mapping[date, Session]
    now: datetime

    def splits_after(self, day: date) -> float:
        """Return how many shares of now one share of that day has become."""
        ratio = 1.0
        for ex_date, new_for_old in self.chart.splits.items():
            if ex_date > day:
                ratio *= float(new_for_old)
        return ratio

    def shares(self) -> dict[date, float]:
        """Return the close adjusted for dividends over the close, by day."""
        found = {}
        closes = self.chart.values["close"]
        for begins, close, adjusted in zip(self.chart.begins, closes, self.chart.adjusted_close, strict=False):
            if close > 0 and adjusted > 0:
                found[day_of(begins)] = float(adjusted / close)
        return found

    def factors(self, anchor: date) -> Callable[[date], float]:
        """Return what adjusts a price as traded on a day so that those of the anchor day stay as they are.

        A day without a daily bar, today's before its end, has all of its dividends paid.
        """
        shares = self.shares()

        def factor(day: date) -> float:
            return shares.get(day, 1.0) / self.splits_after(day)

        base = factor(anchor)
        return lambda day: round(factor(day) / base, 12)


def daily_table(days: Days) -> "pd.DataFrame":
    """Return the finished sessions as traded, by the time of the close; a bar with a hole is left out."""

    def stamp(begins: int) -> tuple[datetime, bool] | None:
        session = days.sessions.get(day_of(begins))
        return None if session is None else (session.closes, False)

    table = _table(days.chart, stamp, days).drop(columns=OUTSIDE)
    # The session that has just ended can stand there twice, the second time with the prices of now.
    return table[~table.index.duplicated(keep="last")].sort_index()


def intraday_table(chart: Chart, timeframe: Timeframe, days: Days) -> "pd.DataFrame":
    """Return the finished bars as traded with a column `outside`; an hour that the close cuts ends with it."""
    length = LENGTHS[timeframe]

    def stamp(begins: int) -> tuple[datetime, bool] | None:
        session = days.sessions.get(day_of(begins))
        if session is None or begins % 60:
            return None  # a price of now between two bars
        at = datetime.fromtimestamp(begins - begins % 1800 if timeframe is Timeframe.MIN_30 else begins, UTC)
        if at < session.opens:
            return min(at + length, session.opens), True
        return (at + length, True) if at >= session.closes else (min(at + length, session.closes), False)

    # Two quarters of an hour make half an hour: asked for half hours, Yahoo answers with whole ones.
    how = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum", OUTSIDE: "last"}
    return _table(chart, stamp, days).groupby("time", sort=True).agg(how)


def adjusted_table(raw: "pd.DataFrame", factor: Callable[[date], float], day: Sequence[date]) -> "pd.DataFrame":
    """Return the prices times the factor of their day; volume stays as traded."""
    import numpy as np

    by_day = {one: factor(one) for one in set(day)}
    factors = np.array([by_day[one] for one in day])
    table = raw.copy()
    for name in PRICES:
        table[name] = raw[name].to_numpy() * factors
    return table


def _table(chart: Chart, stamp: Callable[[int], tuple[datetime, bool] | None], days: Days) -> "pd.DataFrame":
    """Return the whole bars of a chart by their stamps, a stamp as often as Yahoo sent bars for it."""
    import numpy as np
    import pandas as pd

    found = [(row, *at) for row, begins in enumerate(chart.begins) if (at := stamp(int(begins))) is not None]
    found = [one for one in found if _is_finished(one[1], chart, days.now)]
    kept = [row for row, _, _ in found]
    ratios = {day: days.splits_after(day) for day in {day_of(chart.begins[row]) for row in kept}}
    ratio = np.array([ratios[day_of(chart.begins[row])] for row in kept], dtype=np.float64)
    index = pd.DatetimeIndex([closes for _, closes, _ in found], tz="UTC", name="time")
    table = pd.DataFrame({name: (chart.values[name][kept] * ratio).round(DECIMALS) for name in PRICES}, index=index)
    table["volume"] = (chart.values["volume"][kept] / ratio).round()
    table[OUTSIDE] = [is_outside for _, _, is_outside in found]
    return _whole(table.astype({OUTSIDE: bool}))


def _whole(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the bars that have every value and do not contradict themselves, high and low mended by a rounding."""
    body = table[["open", "close"]]
    most, least = body.max(axis=1), body.min(axis=1)
    is_whole = (
        table[list(COLUMNS)].notna().all(axis=1)
        & (table[list(PRICES)] > 0).all(axis=1)
        & (table["high"] >= most * (1 - ROUNDING))
        & (table["low"] <= least * (1 + ROUNDING))
        & (table["volume"] >= 0)
    )
    mended = table.assign(
        high=table["high"].where(table["high"] > most, most), low=table["low"].where(table["low"] < least, least)
    )
    return mended[is_whole]


def _is_finished(closes: datetime, chart: Chart, now: datetime) -> bool:
    if closes > now:
        return False
    return closes + LATE <= now or (chart.told_at is not None and closes <= chart.told_at)
