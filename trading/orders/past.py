"""What the protections look back on, read for the gate and for the posture alike."""

from collections.abc import Sequence

from trading.orders.closed import ClosedTrades
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.limits_book import LimitsBook
from trading.risk.past import Past, reach
from trading.risk.sessions import sessions_around
from trading.store.ledger import Ledger
from trading.types import EquityPoint, VenueAccount


class PastReader:
    """Reads closed trades, closes and sessions as far back as the limits ask. Threads may share it."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        account_id: str,
        reader: VenueReader,
        market: MarketData,
        calendar: Calendar,
        market_clock: Clock,
        limits: LimitsBook,
    ) -> None:
        self._closed = ClosedTrades(ledger=ledger, account_id=account_id, market=market, reader=reader)
        self._calendar = calendar
        self._market_clock = market_clock
        self._limits = limits

    def read(self, account: VenueAccount, points: Sequence[EquityPoint]) -> Past:
        """Return the past up to the market's now; `points` are the account's closes. Raises TradingError."""
        back, ahead = reach(self._limits.current())
        sessions = sessions_around(self._calendar, self._market_clock.now(), back=back, ahead=ahead)
        start = sessions.start_of(back)
        return Past(
            closings=self._closed.since(start, number=account.number),
            points=tuple(point for point in points if point.at >= start),
            sessions=sessions,
            reach=(back, ahead),
        )
