"""Prices: where they come from, the sessions they belong to, and the clocks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from trading.types import (
    Asset,
    Bars,
    Capabilities,
    CompanyFacts,
    CorporateAction,
    EarningsDate,
    LinkState,
    Quote,
    Session,
    SessionBar,
    Snapshot,
    Timeframe,
)


class Clock(Protocol):
    """A source of now, aware, UTC. The wall clock rules approvals and leases, the market clock prices and sessions."""

    def now(self) -> datetime:
        """Return the time."""
        ...


class Calendar(Protocol):
    """The sessions of the exchange (New York), half days and holidays included."""

    def session(self, day: date) -> Session | None:
        """Return the session of that New York date, None on a closed day."""
        ...

    def session_at(self, at: datetime) -> Session | None:
        """Return the session whose New York date `at` falls on, None on a closed day."""
        ...

    def sessions(self, start: date, end: date) -> Sequence[Session]:
        """Return the sessions of both dates and all between, ascending."""
        ...

    def next_session(self, after: date) -> Session:
        """Return the first session later than that date. Raises NoData past the calendar's end."""
        ...

    def previous_session(self, before: date) -> Session:
        """Return the last session earlier than that date. Raises NoData before the calendar's start."""
        ...


class MarketData(Protocol):
    """Prices and what explains them. Nothing later than the market clock's now can be read."""

    @property
    def source(self) -> str:
        """Return the name of the source as people read it, for example "Replay, bundled daily bars"."""
        ...

    def assets(self) -> Sequence[Asset]:
        """Return every asset that has a price at now, by symbol."""
        ...

    def asset(self, symbol: str) -> Asset:
        """Return one asset. Raises UnknownSymbol with the nearest known symbols in the sentence."""
        ...

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Return assets whose symbol or name matches, best first; empty when none does."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """Return what this source can tell."""
        ...

    def quote(self, symbol: str) -> Quote:
        """Return the price at now. Raises UnknownSymbol, NoData, Unavailable."""
        ...

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Return the newest session of many symbols in as few questions as can be; one without a price is left out.

        Raises Unavailable.
        """
        ...

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
        """Return bars between two inclusive dates, clipped to what exists and to now.

        Adjusted prices are re-based so that the last adjusted close at now equals the raw one. With `extended` bars
        shorter than a day come from before the open and after the close too, and `outside` marks them.
        Raises UnknownSymbol, NoData (also for a timeframe that the source lacks), Unavailable.
        """
        ...

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Return dividends and splits with an ex-date in the range and not after now, ascending."""
        ...

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Return days of results that are known at now, past and announced, ascending.

        Raises UnknownSymbol, NoData for a source without such days, Unavailable.
        """
        ...


class FundamentalsSource(Protocol):
    """What companies report. Nothing that was filed after the market clock's now can be read."""

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        ...

    def covered(self) -> Sequence[str]:
        """Return the symbols that the source is known to have, empty where it does not list them."""
        ...

    def facts(self, symbol: str) -> CompanyFacts:
        """Return what is reported of one company at now. Raises UnknownSymbol, NoData, Unavailable."""
        ...


class Tape(Protocol):
    """The whole recorded market without a clock: only the paper book may read it, one session at a time."""

    def session_bar(self, symbol: str, day: date) -> SessionBar | None:
        """Return the raw prices of one session, None when the symbol has none that day."""
        ...

    def last_close(self, symbol: str, day: date) -> Decimal | None:
        """Return the raw close of that session or of the nearest one before it, None when there is none."""
        ...

    def actions(self, symbol: str, day: date) -> Sequence[CorporateAction]:
        """Return the dividends and splits whose ex-date is that session."""
        ...


class PriceLink(Protocol):
    """What tells prices by itself, for the symbols that somebody looks at."""

    def state(self) -> LinkState:
        """Return whether prices arrive by themselves; with nobody to look at one there is no connection."""
        ...

    def is_wanted(self) -> bool:
        """Say whether somebody looks at a price now."""
        ...

    def followed(self) -> frozenset[str]:
        """Return the symbols whose prices arrive by themselves."""
        ...
