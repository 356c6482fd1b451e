"""What the product needs from outside: each port has one contract suite that every implementation passes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from trading.types import (
    AccountSettings,
    Asset,
    Bars,
    Capabilities,
    CashMovement,
    CompanyFacts,
    CorporateAction,
    EarningsDate,
    EquityPoint,
    Fill,
    LinkState,
    MarketMode,
    Position,
    Quote,
    RateBudget,
    SavedScreen,
    Session,
    SessionBar,
    Snapshot,
    Ticket,
    Timeframe,
    VenueAccount,
    VenueOrder,
    Watchlist,
    WatchlistName,
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


class VenueReader(Protocol):
    """What may be read of a venue's account; every method raises Unavailable when it cannot be read."""

    @property
    def mode(self) -> MarketMode:
        """Return whose money this is: replay, paper or live."""
        ...

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        ...

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power now."""
        ...

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol."""
        ...

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return executions at or after that time, oldest first."""
        ...

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each session's close between two inclusive dates."""
        ...

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return what moved cash without a trade between two inclusive dates, oldest first."""
        ...

    def is_scarce(self) -> bool:
        """Say whether requests are so nearly used up that only orders should still be asked about."""
        ...


class Broker(VenueReader, Protocol):
    """A venue that holds an account. Only trading.orders calls `submit`, `replace`, `cancel` and `suspend`.

    Every method raises Unavailable when the venue cannot be read. `submit` and `replace` raise VenueRejected
    for a clear no and OutcomeUnknown for anything else that is not a clear yes.
    """

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Send one order under that id, which is unique for ever. The ticket's action is order."""
        ...

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Replace a resting order by a new one under its own id; returns the new order."""
        ...

    def cancel(self, client_order_id: str) -> None:
        """Ask to cancel; may be repeated; the order ends only when the venue reports it. Raises NotFound."""
        ...

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Return the order of that id, None when the venue says that it does not know it."""
        ...

    def number(self) -> str:
        """Return the account's own number at the venue; needs no price."""

    def quantities(self) -> Mapping[str, Decimal]:
        """Return the size of every open position, signed, by symbol; needs no price, so that a stop never does."""

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Return the open orders and, unless only those are asked, the ones updated since that time; oldest first.

        Legs are inside their parents.
        """
        ...

    def suspend(self, *, on: bool) -> None:
        """Make the venue itself refuse new orders, or lift that."""
        ...


class VenueLink(Protocol):
    """What joins this process to a venue elsewhere: its reports, and how much may still be asked."""

    def state(self) -> LinkState:
        """Return whether reports arrive by themselves."""
        ...

    def budget(self) -> RateBudget | None:
        """Return what is left of the venue's rate limit, None before it has said so."""
        ...

    def notes(self) -> Sequence[str]:
        """Return what the venue says of the exchange otherwise than our calendar, a sentence each."""
        ...

    def settings(self) -> AccountSettings | None:
        """Return how the account is set at the venue, None when that was not told lately."""
        ...

    def polled(self, *, news: bool) -> None:
        """Be told what reading the venue found; news that no report had told is a reason to connect anew."""
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


class Watchlists(Protocol):
    """Named lists of symbols, kept by the venue or by the desk itself; every method raises Unavailable.

    A list that is not there any more raises NotFound, a name of a bad length FixInput, a name that is taken or a
    symbol that is not known VenueRejected.
    """

    @property
    def keeper(self) -> str:
        """Return who keeps the lists, as people read it."""
        ...

    def names(self) -> Sequence[WatchlistName]:
        """Return every list without its symbols, by name."""
        ...

    def one(self, list_id: str) -> Watchlist:
        """Return a list with its symbols, in their order there."""
        ...

    def make(self, name: str, symbols: Sequence[str] = ()) -> Watchlist:
        """Make a list. Unavailable means that it may have been made: look before it is made again."""
        ...

    def rename(self, list_id: str, name: str) -> Watchlist:
        """Give a list another name; its symbols stay."""
        ...

    def add(self, list_id: str, symbol: str) -> Watchlist:
        """Put a symbol at the end of a list; one that is on it already stays where it is."""
        ...

    def remove(self, list_id: str, symbol: str) -> Watchlist:
        """Take a symbol off a list; one that is not on it is no fault."""
        ...

    def delete(self, list_id: str) -> None:
        """Drop a list; one that is gone already is no fault."""
        ...


class Screens(Protocol):
    """Screens by their names; a name of a bad length raises FixInput, every method Unavailable."""

    def all(self) -> Sequence[SavedScreen]:
        """Return every screen, by name."""
        ...

    def save(self, name: str, rules: str) -> SavedScreen:
        """Keep rules under a name; what had that name before is replaced."""
        ...

    def delete(self, screen_id: str) -> None:
        """Drop a screen; one that is gone already is no fault."""
        ...


class ReplayVenue(Protocol):
    """The paper book under a replay clock: where now stands, and how it moves."""

    def session_day(self) -> date:
        """Return the session at whose close the book stands."""
        ...

    def newest_fill_day(self) -> date | None:
        """Return the session of the newest fill, None in a book without fills."""
        ...

    def advance(self, day: date) -> None:
        """Play the next session, which `day` must be, in one transaction.

        Corporate actions first, then fills and expiries by its bar, then equity and the clock.
        """
        ...

    def set_back(self, day: date) -> None:
        """Move now back to an earlier session. Raises Conflict past the newest fill or a resting order's birth."""
        ...

    def reset(self, day: date, *, cash: Decimal | None = None) -> None:
        """Start a new, empty paper book at that session's close; the old one is kept as an archive."""
        ...


class AgentRunner(Protocol):
    """The team, seen from trading.jobs."""

    @property
    def planner(self) -> str:
        """Return what plans the runs: "offline planner" or the model's name."""
        ...

    def run(self, run_id: str) -> None:
        """Work on one stored run to its end; every outcome, errors too, is written to the store."""
        ...
