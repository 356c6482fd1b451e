"""When companies of the bundled recording reported: a small table of days that have been, shown as they came near."""

from datetime import date, timedelta

from trading.types import EarningsDate, EarningsTime

ANNOUNCED = timedelta(days=14)
"""How far ahead a date may be told: companies announce it some weeks before, so none nearer is a look ahead."""

REPORTED: dict[str, tuple[date, ...]] = {
    "AAPL": (date(2012, 1, 24), date(2012, 4, 24), date(2012, 7, 24), date(2013, 1, 23)),
    "FB": (date(2012, 7, 26), date(2012, 10, 23)),
    "GOOG": (date(2012, 1, 19), date(2012, 4, 12), date(2012, 7, 19), date(2012, 10, 18), date(2013, 1, 22)),
    "IBM": (date(2012, 1, 19), date(2012, 4, 17), date(2012, 7, 18), date(2012, 10, 16), date(2013, 1, 22)),
    "MSFT": (date(2012, 1, 19), date(2012, 4, 19), date(2012, 7, 19), date(2012, 10, 18)),
}
"""Days of quarterly results in New York, all after the close but Google's of 2012-10-18, which got out at noon.

Only days that the recording bears out: that day or the next the price moved at least twice as far as it mostly does.
"""

GOT_OUT_AT_NOON = ("GOOG", date(2012, 10, 18))
SOURCE = "Companies' announcements, bundled table"


def known_earnings(symbol: str, day: date) -> list[EarningsDate]:
    """Return the days of results of the table that were known on a day, ascending."""
    known = [found for found in REPORTED.get(symbol, ()) if found <= day + ANNOUNCED]
    return [
        EarningsDate(symbol=symbol, day=one, time=_time_of(symbol, one), estimated=False, source=SOURCE)
        for one in known
    ]


def _time_of(symbol: str, day: date) -> EarningsTime:
    return EarningsTime.NOT_KNOWN if (symbol, day) == GOT_OUT_AT_NOON else EarningsTime.AFTER_CLOSE
