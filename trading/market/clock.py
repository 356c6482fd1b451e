"""The two clocks: the wall's, which rules approvals and leases, and the replay's, which rules prices."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from trading.errors import NoData
from trading.ports import Calendar


class WallClock:
    """The time of this machine; the only place in the product that asks for it."""

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        return datetime.now(UTC)


class ReplayClock:
    """The time of the replay: the close of the session at which the paper book stands."""

    def __init__(self, session_day: Callable[[], date], calendar: Calendar) -> None:
        self._session_day = session_day
        self._calendar = calendar

    def now(self) -> datetime:
        """Return the close of the book's session, aware, UTC.

        Raises NoData when the book stands on a day that is no session: nothing may be priced then.
        """
        day = self._session_day()
        session = self._calendar.session(day)
        if session is None:
            raise NoData(f"the replay stands on {day}, which is no session of the exchange; set it to a trading day")
        return session.closes
