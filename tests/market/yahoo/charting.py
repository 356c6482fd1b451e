"""Charts made by hand: New York times, one price where no more is needed."""

from datetime import date, datetime, time, timedelta

from tests.yahoo_server import Chart, YahooState
from tests.yahoo_server.state import Row
from trading.market.calendar import NEW_YORK


def at(day: date, hour: int = 9, minute: int = 30) -> datetime:
    """Return a time of New York; a session's daily bar begins at its open."""
    return datetime.combine(day, time(hour, minute), NEW_YORK)


def flat(price: float, volume: float = 100.0) -> Row:
    """Return a bar of one price."""
    return (price, price, price, price, volume)


def daily(state: YahooState, closes: dict[date, float], adjusted: dict[date, float] | None = None) -> Chart:
    """Let AAPL have these daily closes, adjusted for splits, and those adjusted for dividends too."""
    chart = Chart(
        rows={at(day): flat(close) for day, close in closes.items()},
        adjclose={at(day): close for day, close in (adjusted or {}).items()},
    )
    state.charts["AAPL", "1d"] = chart
    return chart


def minutes(begin: datetime, count: int, length: int, price: float = 10.0) -> dict[datetime, Row]:
    """Return bars one after another, each a cent above the one before."""
    return {begin + timedelta(minutes=length * i): flat(price + i / 100) for i in range(count)}
