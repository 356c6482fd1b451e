"""The real app at the test venue and a data server, both started here; quotes are kept fresh until it ends."""

import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from tests.alpaca.rig import SYMBOLS, filled_data
from tests.alpaca_data import DataServer
from tests.alpaca_venue.orders import Order
from tests.alpaca_venue.running import AlpacaVenue
from tests.desk_process import DeskProcess

PASSWORD = "a password of the tests"
FRESH_S = 0.5


class AlpacaDesk:
    """One running app, `desk`, and what it trades on; `set_price` moves the market of both."""

    def __init__(self, folder: Path, *, live: bool = False, secret: str = "") -> None:
        self.venue = AlpacaVenue()
        self.data = DataServer(filled_data(self.venue.key, self.venue.secret))
        for symbol in SYMBOLS:
            self.venue.book.add_asset(symbol, Decimal(100), name=f"{symbol} Incorporated")
        self._prices = dict.fromkeys(SYMBOLS, 100.0)
        self._ends = threading.Event()
        self._fresh = threading.Thread(target=self._keep_fresh, daemon=True)
        settings = {
            "APCA_API_KEY_ID": self.venue.key,
            "APCA_API_SECRET_KEY": secret or self.venue.secret,
            "APCA_API_BASE_URL": self.venue.url,
            "APCA_API_DATA_URL": self.data.url,
        }
        if live:
            settings |= {"ALPACA_LIVE": "true", "DESK_PASSWORD": PASSWORD}
        self.desk = DeskProcess(folder, **settings)

    def set_price(self, symbol: str, price: float) -> None:
        """Let the whole market move to a price; what rests at the venue fills by it."""
        self._prices[symbol] = price
        self._quote()
        self.venue.book.set_price(symbol, Decimal(str(price)))

    def sent(self) -> list[Order]:
        """Return the orders that the venue has, oldest first; legs are inside their parents."""
        return [order for order in self.venue.book.sequence if not order.is_leg]

    def _quote(self) -> None:
        self.data.state.now = datetime.now(UTC)
        for symbol, price in self._prices.items():
            self.data.state.set_price(symbol, bid=price - 0.01, ask=price + 0.01, last=price)

    def _keep_fresh(self) -> None:
        while not self._ends.wait(FRESH_S):
            self._quote()

    def __enter__(self) -> "AlpacaDesk":
        self.data.__enter__()
        self._fresh.start()
        self.desk.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._ends.set()
        self.desk.stop()
        self.venue.stop()
        self.data.__exit__(kind, fault, at)
