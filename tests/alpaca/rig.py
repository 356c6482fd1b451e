"""The whole desk wired to Alpaca, with the test venue and the data server in Alpaca's place."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any

from pydantic import SecretStr

import bootstrap
from tests.alpaca_data import DataServer, DataState, bar_of_day
from tests.alpaca_venue.running import AlpacaVenue
from tests.orders.rig import form
from trading.market.calendar import ExchangeCalendar
from trading.settings import Settings
from trading.types import OWNER, Proposal, Side, Status, Ticket

SYMBOLS = ("AAPL", "MSFT", "IBM", "SPY")
SESSIONS = 60


def filled_data(key: str, secret: str) -> DataState:
    """Return data of the last sessions until now for a few symbols, at 100 USD."""
    state = DataState(key_id=key, secret=secret, now=datetime.now(UTC))
    today = state.now.date()
    sessions = ExchangeCalendar().sessions(today - timedelta(days=SESSIONS * 7 // 5 + 10), today - timedelta(days=1))
    for symbol in SYMBOLS:
        state.list_asset(symbol)
        state.set_price(symbol, bid=99.99, ask=100.01, last=100.0)
        state.bars[symbol, "1Day", "raw"] = [
            bar_of_day(session.day, 100 + number % 5) for number, session in enumerate(sessions)
        ]
    return state


class AlpacaRig:
    """A venue, its data, and a desk on them; `start` may be called again after `stop`, on the same folder."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.venue = AlpacaVenue(per_minute=1_000_000)
        for symbol in SYMBOLS:
            if symbol not in self.venue.book.assets:
                self.venue.book.add_asset(symbol, Decimal(100))
            self.venue.book.set_price(symbol, Decimal(100))
        self.data = DataServer(filled_data(self.venue.key, self.venue.secret))
        self._settings = settings
        self.wired: bootstrap.Wiring | None = None

    def settings(self) -> Settings:
        """Return what connects a desk to this venue."""
        return Settings.load(
            data_dir=self.folder,
            apca_api_key_id=SecretStr(self.venue.key),
            apca_api_secret_key=SecretStr(self.venue.secret),
            apca_api_base_url=self.venue.url,
            apca_api_data_url=self.data.url,
            **self._settings,
        )

    def start(self) -> "AlpacaRig":
        self.wired = bootstrap.build(self.settings())
        self.wired.start()
        return self

    def stop(self) -> None:
        if self.wired is not None:
            self.wired.close()
            self.wired = None

    @property
    def desk(self) -> Any:
        assert self.wired is not None
        return self.wired.services.desk

    def propose(self, symbol: str = "AAPL", qty: str = "1", **more: Any) -> Proposal:
        """Return an order as a person wrote it on the form."""
        ticket = Ticket(symbol=symbol, side=more.pop("side", Side.BUY), qty=Decimal(qty), **more)
        proposal: Proposal = self.desk.propose(ticket, form())
        return proposal

    def send(self, symbol: str = "AAPL", qty: str = "1", **more: Any) -> Proposal:
        """Propose, look, and approve."""
        proposal = self.propose(symbol, qty, **more)
        assert proposal.status is Status.OPEN, proposal.gate.reasons
        sent: Proposal = self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
        return sent

    def standing(self, proposal: Proposal) -> Proposal:
        found: Proposal = self.desk.proposal(proposal.id)
        return found

    def wait(self, is_so: Callable[[], bool], what: str, *, within_s: float = 30) -> None:
        ends = monotonic() + within_s
        while not is_so():
            assert monotonic() < ends, f"not within {within_s} s: {what}"
            sleep(0.02)

    def __enter__(self) -> "AlpacaRig":
        self.data.__enter__()
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self.venue.stop()
        self.data.__exit__(kind, fault, at)
