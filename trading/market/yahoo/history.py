"""Yahoo's bars and corporate actions by question: what is fetched, how long it is kept, what the answer is cut to."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.errors import FixInput, NoData, Unavailable
from trading.market.bars import COLUMNS, check_bars, weeks
from trading.market.calendar import FIRST_DAY, NEW_YORK
from trading.market.kept import Kept
from trading.market.yahoo.charts import Chart, read_chart
from trading.market.yahoo.frames import LENGTHS, OUTSIDE, Days, adjusted_table, daily_table, intraday_table
from trading.market.yahoo.quotes import SOURCE
from trading.ports import Calendar, Clock
from trading.types import Bars, CashActionKind, CorporateAction, Session, Timeframe
from trading.yahoo import Yahoo

if TYPE_CHECKING:
    import pandas as pd

REACH_DAYS = {
    Timeframe.MIN_1: 7,
    Timeframe.MIN_5: 59,
    Timeframe.MIN_15: 59,
    Timeframe.MIN_30: 59,
    Timeframe.HOUR_1: 729,
}
"""How many whole days before today Yahoo gives bars of: it counts 8, 60 and 730 times 24 hours from its own now
(yfinance 1.7.0, scrapers/history.py), so that the first of those days is only there in part.
"""
REACH_SLACK = timedelta(minutes=5)
"""Kept off the far end, which moves while a question is on its way."""
INTERVALS = {
    Timeframe.MIN_1: "1m",
    Timeframe.MIN_5: "5m",
    Timeframe.MIN_15: "15m",
    Timeframe.MIN_30: "15m",  # asked for 30m, Yahoo has answered with 60m (yfinance 1.7.0, scrapers/history.py)
    Timeframe.HOUR_1: "60m",
}
USUAL_INTRADAY = timedelta(days=30)
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
KEEP_DAILY_S = 300
KEEP_INTRADAY_S = 20
KEEP_TABLE_S = 10
"""How long a table made of a kept chart is kept itself: a page asks for the same one several times."""
MANY_CHARTS = 64
AMOUNT_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question for bars; dates are days in New York, inclusive, None for as far as there are bars."""

    symbol: str
    timeframe: Timeframe
    start: date | None
    end: date | None
    adjusted: bool
    extended: bool


class YahooHistory:
    """Bars and actions of any symbol. One daily chart a symbol serves days, weeks, factors and actions."""

    def __init__(self, yahoo: Yahoo, clock: Clock, calendar: Calendar) -> None:
        self._yahoo = yahoo
        self._clock = clock
        self._calendar = calendar
        self._daily: Kept[Chart] = Kept(clock, keep_s=KEEP_DAILY_S, at_most=MANY_CHARTS)
        self._intraday: Kept[Chart] = Kept(clock, keep_s=KEEP_INTRADAY_S, at_most=MANY_CHARTS)
        self._tables: Kept[Bars] = Kept(clock, keep_s=KEEP_TABLE_S, at_most=MANY_CHARTS)

    def bars(self, asked: Asked) -> Bars:
        """Return the bars. Raises UnknownSymbol (renamed), NoData, Unavailable."""
        return self._tables.get(asked, lambda: self._made(asked))

    def _made(self, asked: Asked) -> Bars:
        now = self._clock.now()
        is_intraday = asked.timeframe in LENGTHS
        table = self._intraday_frame(asked, now) if is_intraday else self._daily_frame(asked, now)
        outside = table[OUTSIDE].to_numpy(dtype=bool) if OUTSIDE in table else None
        if table.empty:
            today = now.astimezone(NEW_YORK).date()
            raise NoData(
                f"{asked.symbol} has no finished {asked.timeframe} bar from {asked.start or 'its beginning'} to "
                f"{asked.end or today} at {SOURCE}; ask for other dates"
            )
        try:
            bars = check_bars(
                table[list(COLUMNS)],
                symbol=asked.symbol,
                timeframe=asked.timeframe,
                adjusted=asked.adjusted,
                closes_only=False,
                source=SOURCE,
            )
        except FixInput as fault:
            raise Unavailable(str(fault)) from fault
        return replace(bars, outside=outside)

    def actions(self, symbol: str) -> list[CorporateAction]:
        """Return every dividend and split since 1990, ascending; a dividend as it was paid for a share of its day."""
        days = self._days(symbol, FIRST_DAY, self._clock.now())
        found = [
            CorporateAction(symbol=symbol, kind=CashActionKind.SPLIT, ex_date=day, ratio=ratio, source=SOURCE)
            for day, ratio in days.chart.splits.items()
        ]
        for day, amount in days.chart.dividends.items():
            paid = (amount * Decimal(repr(days.splits_after(day)))).quantize(AMOUNT_STEP)
            found.append(
                CorporateAction(
                    symbol=symbol, kind=CashActionKind.DIVIDEND, ex_date=day, amount=paid.normalize(), source=SOURCE
                )
            )
        return sorted(found, key=lambda action: (action.ex_date, action.kind))

    def _daily_frame(self, asked: Asked, now: datetime) -> "pd.DataFrame":
        days = self._days(asked.symbol, asked.start or FIRST_DAY, now)
        table = daily_table(days)
        if table.empty:
            return table
        if asked.adjusted:
            dates = _dates(table)
            table = adjusted_table(table, days.factors(dates[-1]), dates)
        table = weeks(table) if asked.timeframe is Timeframe.WEEK_1 else table
        return _between(table, asked.start, asked.end)

    def _intraday_frame(self, asked: Asked, now: datetime) -> "pd.DataFrame":
        today = now.astimezone(NEW_YORK).date()
        end = min(asked.end or today, today)
        whole_days = timedelta(days=REACH_DAYS[asked.timeframe])
        reach = max(_midnight(today - whole_days), now - whole_days - ONE_DAY + REACH_SLACK)
        usual = max(end - USUAL_INTRADAY, reach.astimezone(NEW_YORK).date())
        if _midnight(end + ONE_DAY) <= reach:
            raise NoData(
                f"Yahoo Finance has {asked.timeframe} bars of the last {REACH_DAYS[asked.timeframe]} days only and "
                f"{asked.symbol} was asked for until {end}; ask for a later end or for longer bars"
            )
        first, last = max(_midnight(asked.start or usual), reach), min(_midnight(end + ONE_DAY), now)
        if first >= last:
            return _nothing()
        days = self._days(asked.symbol, first.astimezone(NEW_YORK).date(), now)
        # To the minute, so that equal questions of one minute share an answer.
        first, last = (at.replace(second=0, microsecond=0) for at in (first, last + timedelta(minutes=1)))
        chart = self._intraday.get(
            (asked.symbol, INTERVALS[asked.timeframe], first, last, asked.extended),
            lambda: read_chart(
                self._yahoo,
                asked.symbol,
                interval=INTERVALS[asked.timeframe],
                first=first,
                last=last,
                extended=asked.extended,
            ),
        )
        table = intraday_table(chart, asked.timeframe, days)
        if not asked.extended:
            table = table[~table[OUTSIDE]].drop(columns=OUTSIDE)
        if asked.adjusted and not table.empty:
            table = adjusted_table(table, days.factors(self._anchor(now)), _dates(table))
        return table

    def _anchor(self, now: datetime) -> date:
        """Return the newest session that has opened at now: its prices are those that stay as they are."""
        session = self._calendar.session_at(now)
        if session is not None and session.opens <= now:
            return session.day
        return self._calendar.previous_session(now.astimezone(NEW_YORK).date()).day

    def _days(self, symbol: str, start: date, now: datetime) -> Days:
        """Return the symbol's daily chart from the beginning of that year or before, and the sessions it covers."""
        first = max(FIRST_DAY, date((max(start, FIRST_DAY) - WEEK).year, 1, 1))
        today = now.astimezone(NEW_YORK).date()
        first = min(first, today)
        chart = self._daily.get(
            (symbol, first, today),
            lambda: read_chart(
                self._yahoo, symbol, interval="1d", first=_midnight(first), last=_midnight(today + ONE_DAY)
            ),
        )
        sessions: dict[date, Session] = {
            session.day: session for session in self._calendar.sessions(min(first, today), today)
        }
        return Days(chart=chart, sessions=sessions, now=now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), NEW_YORK)


def _dates(table: "pd.DataFrame") -> list[date]:
    import pandas as pd

    found: list[date] = pd.DatetimeIndex(table.index).tz_convert(NEW_YORK).date.tolist()
    return found


def _between(table: "pd.DataFrame", start: date | None, end: date | None) -> "pd.DataFrame":
    kept = [(start is None or day >= start) and (end is None or day <= end) for day in _dates(table)]
    return table[kept]


def _nothing() -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame()
