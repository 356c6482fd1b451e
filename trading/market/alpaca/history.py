"""Bars from Alpaca: each stamped at its close, finished at now, adjusted as of now."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from trading.errors import NoData
from trading.market.alpaca.feeds import Feed
from trading.market.alpaca.http import AlpacaReader, Host, try_again
from trading.market.alpaca.pages import read_pages
from trading.market.answers import Record, instant, number, record, records
from trading.market.bars import COLUMNS
from trading.market.calendar import NEW_YORK
from trading.market.kept import Kept
from trading.ports import Calendar, Clock
from trading.types import Session, Timeframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PATH = "/stocks/bars"
MOST_ROWS = 10_000
LENGTHS = {
    Timeframe.MIN_1: timedelta(minutes=1),
    Timeframe.MIN_5: timedelta(minutes=5),
    Timeframe.MIN_15: timedelta(minutes=15),
    Timeframe.MIN_30: timedelta(minutes=30),
    Timeframe.HOUR_1: timedelta(hours=1),
}
EXTENDED_FROM, EXTENDED_TO = time(4), time(20)
"""New York; a bar that begins outside of them is of no session."""
ANCHOR_DAYS = timedelta(days=14)
"""How far back from now the last bar is looked for that ties adjusted prices to raw ones."""
PRICES = ("open", "high", "low", "close")
FIELDS = ("o", "h", "l", "c", "v")
KEEP_FACTOR_S = 300
MANY_FACTORS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which bars are wanted: days in New York, both inclusive, and nothing that closes after `now`.

    `latest` is the close of the newest session that has closed at now. With `extended` bars shorter than a day come
    from 04:00 to 20:00 of New York.
    """

    symbol: str
    timeframe: Timeframe
    start: date
    end: date
    now: datetime
    latest: datetime
    extended: bool = False


class BarReader:
    """Reads bars of one feed. Daily bars are of a session, the others of regular hours unless more is asked for."""

    def __init__(self, reader: AlpacaReader, clock: Clock, calendar: Calendar, feed: Feed) -> None:
        self._reader = reader
        self._calendar = calendar
        self._feed = feed
        self._factors: Kept[float] = Kept(clock, keep_s=KEEP_FACTOR_S, at_most=MANY_FACTORS)

    def raw(self, span: Span) -> "pd.DataFrame":
        """Return the bars as traded; an empty table when there are none."""
        return self._table(span, "raw")

    def adjusted(self, span: Span) -> "pd.DataFrame":
        """Return the bars adjusted for splits and dividends up to now, volume as traded.

        Alpaca adjusts for today's ex-date from the morning on, when the last finished bar is still yesterday's: the
        prices are divided by the factor of the last session that has closed, so that its close is the raw one.
        """
        raw, adjusted = self._table(span, "raw"), self._table(span, "all")
        common = raw.index.intersection(adjusted.index)
        table = adjusted.loc[common].copy()
        table["volume"] = raw.loc[common, "volume"]
        if table.empty:
            return table
        if span.timeframe is Timeframe.DAY_1 and common[-1] == span.latest:
            factor = _last_factor(raw, adjusted)
        else:
            factor = self._factors.get((span.symbol, span.latest), lambda: self._read_factor(span))
        if factor != 1:
            table[list(PRICES)] /= factor
        return table

    def outside(self, span: Span, closes: "pd.Index[pd.Timestamp]") -> "NDArray[np.bool_]":
        """Return of each bar whether no part of it lies in a regular session."""
        import numpy as np

        sessions = self._sessions(span)
        length = LENGTHS[span.timeframe]
        found = [not _is_regular(at - length, length, sessions[_day(at - length)]) for at in closes.to_list()]
        return np.array(found, dtype=bool)

    def _sessions(self, span: Span) -> dict[date, Session]:
        return {session.day: session for session in self._calendar.sessions(span.start, span.end)}

    def _read_factor(self, span: Span) -> float:
        """Return the factor of the last session that has closed at now; 1 for a stock without a bar in two weeks."""
        last = span.latest.astimezone(NEW_YORK).date()
        anchor = replace(
            span, extended=False, timeframe=Timeframe.DAY_1, start=last - ANCHOR_DAYS, end=last, now=span.latest
        )
        return _last_factor(self._table(anchor, "raw"), self._table(anchor, "all"))

    def _table(self, span: Span, adjustment: str) -> "pd.DataFrame":
        import pandas as pd

        sessions = self._sessions(span)
        found: dict[datetime, list[float]] = {}
        for row in self._rows(span, adjustment):
            begins = instant(row.get("t"))
            closes = None if begins is None else _closes_at(begins, span, sessions)
            if closes is None or closes > span.now:
                continue
            found[closes] = _values(row, span.symbol)
        times = sorted(found)
        index = pd.DatetimeIndex(times, tz="UTC", name="time")
        return pd.DataFrame([found[at] for at in times], index=index, columns=list(COLUMNS), dtype="float64")

    def _rows(self, span: Span, adjustment: str) -> list[Record]:
        begin = datetime.combine(span.start, time(), NEW_YORK)
        end = min(datetime.combine(span.end + timedelta(days=1), time(), NEW_YORK) - timedelta(seconds=1), span.now)
        if begin > end:
            return []
        params: dict[str, Any] = {
            "symbols": span.symbol,
            "timeframe": str(span.timeframe),
            "start": begin.isoformat(),
            "end": end.isoformat(),
            "adjustment": adjustment,
            "feed": self._feed.of_bars,
            "limit": MOST_ROWS,
            "sort": "asc",
        }
        pages = read_pages(self._reader, Host.DATA, PATH, params)
        return [row for page in pages for row in records(record(page.get("bars")).get(span.symbol))]


def _closes_at(begins: datetime, span: Span, sessions: dict[date, Session]) -> datetime | None:
    """Return when a bar that begins there is complete, None for one outside of the hours that are asked for."""
    session = sessions.get(_day(begins))
    if session is None:
        return None
    if span.timeframe is Timeframe.DAY_1:
        return session.closes
    length = LENGTHS[span.timeframe]
    in_hours = EXTENDED_FROM <= begins.astimezone(NEW_YORK).time() < EXTENDED_TO
    wanted = in_hours if span.extended else _is_regular(begins, length, session)
    return begins + length if wanted else None


def _is_regular(begins: datetime, length: timedelta, session: Session) -> bool:
    return begins + length > session.opens and begins < session.closes


def _day(at: datetime) -> date:
    return at.astimezone(NEW_YORK).date()


def _last_factor(raw: "pd.DataFrame", adjusted: "pd.DataFrame") -> float:
    common = raw.index.intersection(adjusted.index)
    return 1.0 if common.empty else float(adjusted.loc[common[-1], "close"] / raw.loc[common[-1], "close"])


def _values(row: Record, symbol: str) -> list[float]:
    values = [number(row.get(name)) for name in FIELDS]
    if any(value is None for value in values):
        raise try_again(f"Alpaca sent a bar of {symbol} with a price missing")
    return [value for value in values if value is not None]


def no_bars(span: Span, source: str) -> NoData:
    """Return the refusal for a range without one finished bar."""
    return NoData(
        f"{span.symbol} has no finished {span.timeframe} bar from {span.start} to {span.end} at {source}; "
        "ask for other dates or longer bars"
    )
