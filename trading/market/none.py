"""The market of a desk that only stops: a stop needs the account and what rests there, and no price."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Never

from trading.errors import Unavailable
from trading.types import (
    Asset,
    Bars,
    Capabilities,
    CorporateAction,
    EarningsDate,
    Quote,
    SessionBar,
    Snapshot,
    Timeframe,
)


class NoMarket:
    """The ports MarketData and Tape over nothing: whatever makes a market fail keeps nobody from stopping.

    Every question raises Unavailable, so that nothing can be bought or valued by it.
    """

    source = "no market, for stopping alone"

    @property
    def capabilities(self) -> Capabilities:
        """Return that nothing can be told."""
        return Capabilities(timeframes=frozenset())

    def assets(self) -> Sequence[Asset]:
        """Raise Unavailable."""
        _refuse("the market")

    def asset(self, symbol: str) -> Asset:
        """Raise Unavailable."""
        _refuse(symbol)

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Raise Unavailable."""
        _refuse(text)

    def quote(self, symbol: str) -> Quote:
        """Raise Unavailable."""
        _refuse(symbol)

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Raise Unavailable."""
        _refuse(", ".join(symbols))

    def bars(
        self,
        symbol: str,
        timeframe: Timeframe = Timeframe.DAY_1,
        *,
        start: date | None = None,
        end: date | None = None,
        adjusted: bool = True,
        extended: bool = False,
    ) -> Bars:
        """Raise Unavailable."""
        _refuse(symbol)

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Raise Unavailable."""
        _refuse(symbol)

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Raise Unavailable."""
        _refuse(symbol)

    def session_bar(self, symbol: str, day: date) -> SessionBar | None:
        """Raise Unavailable."""
        _refuse(symbol)

    def last_close(self, symbol: str, day: date) -> Decimal | None:
        """Raise Unavailable."""
        _refuse(symbol)

    def actions(self, symbol: str, day: date) -> Sequence[CorporateAction]:
        """Raise Unavailable."""
        _refuse(symbol)


def _refuse(what: str) -> Never:
    raise Unavailable(f"{what} is not read by a desk that only stops; ask the app")
