"""Stretches of time in words, as numbers of bars: 20 days, two weeks, 52-week, a month."""

from dataclasses import dataclass
from math import ceil

from trading.strategies.words.reading import Notes
from trading.types import Timeframe
from trading.words.cursor import Cursor

BARS = "bars"
_UNITS = {
    BARS: ("bar", "bars", "candle", "candles", "period", "periods"),
    "days": ("day", "days", "d", "session", "sessions", "trading day", "trading days", "business days"),
    "weeks": ("week", "weeks", "wk", "wks", "w"),
    "months": ("month", "months", "mo"),
    "years": ("year", "years", "yr", "yrs", "y"),
    "hours": ("hour", "hours", "h", "hr", "hrs"),
    "minutes": ("minute", "minutes", "min", "mins"),
}
_SESSIONS = {"days": 1.0, "weeks": 5.0, "months": 21.0, "years": 252.0}
_MINUTES = {"hours": 60.0, "minutes": 1.0}
_MINUTES_A_BAR = {
    Timeframe.MIN_1: 1, Timeframe.MIN_5: 5, Timeframe.MIN_15: 15, Timeframe.MIN_30: 30, Timeframe.HOUR_1: 60,
}  # fmt: skip
WEEKS_A_YEAR = 52
SESSION_MINUTES = 390
"""From 9:30 to 16:00 in New York."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time as the words say it; the unit is empty where only a number is said."""

    count: float
    unit: str
    text: str

    def bars(self, timeframe: Timeframe, notes: Notes) -> int:
        """Return it as bars of a length, at least one; a conversion is noted."""
        if self.unit in ("", BARS):
            return max(1, round(self.count))
        found = max(1, ceil(self._in_bars(timeframe) - 1e-9))
        if found != self.count:
            notes.assume(f"“{self.text}” is taken as {found} {'bar' if found == 1 else 'bars'} of {timeframe}.")
        return found

    def _in_bars(self, timeframe: Timeframe) -> float:
        a_bar = _MINUTES_A_BAR.get(timeframe)
        if self.unit in _SESSIONS:
            is_year = self.unit == "weeks" and self.count == WEEKS_A_YEAR
            sessions = _SESSIONS["years"] if is_year else self.count * _SESSIONS[self.unit]
            if a_bar is not None:
                return sessions * SESSION_MINUTES / a_bar
            return sessions / 5 if timeframe is Timeframe.WEEK_1 else sessions
        minutes = self.count * _MINUTES[self.unit]
        if a_bar is not None:
            return minutes / a_bar
        return minutes / SESSION_MINUTES / (5 if timeframe is Timeframe.WEEK_1 else 1)


def take_span(cursor: Cursor, *, bare: bool = False) -> Span | None:
    """Take a number with a unit of time, or "a day"; with `bare` a number without a unit will do."""
    since = cursor.i
    if cursor.low() in ("a", "an", "one", "the", "each", "every", "per"):
        one = cursor.skip().low
        unit = _unit(cursor)
        if unit is not None and one in ("a", "an", "one"):
            return Span(count=1, unit=unit, text=cursor.said(since))
        cursor.i = since
    number = cursor.number()
    if number is None or number.value is None or number.unit or number.value <= 0 or number.value > 100_000:
        cursor.i = since
        return None
    here = cursor.i
    cursor.phrase("-")
    cursor.phrase("consecutive", "straight", "full")
    unit = _unit(cursor)
    if unit is None:
        cursor.i = here
        if not bare:
            cursor.i = since
            return None
    return Span(count=float(number.value), unit=unit or "", text=cursor.said(since))


def _unit(cursor: Cursor) -> str | None:
    for unit, phrases in _UNITS.items():
        if cursor.phrase(*phrases):
            return unit
    return None
