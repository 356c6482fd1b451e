"""The paper venue at prices of now: a broker with a book of its own, filled by a market that is watched."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from trading.broker.paper.book import ZERO, cents
from trading.broker.paper.faults import VenueFaults
from trading.broker.paper.intake import AT_ONCE, Counter, buying_power, check_is_new, take
from trading.broker.paper.live.behind import behind
from trading.broker.paper.live.look import MarketLook
from trading.broker.paper.live.marks import mark_of, write_mark
from trading.broker.paper.live.prices import NEW_YORK, LivePrices, Offer
from trading.broker.paper.live.sessions import book_executions
from trading.broker.paper.live.tables import LIVE_TABLES, add_later_tables
from trading.broker.paper.venue import BookVenue, told
from trading.errors import TradingError, VenueRejected
from trading.ports import Calendar, Clock, MarketData
from trading.types import (
    MarketMode,
    OrderType,
    Position,
    Session,
    Side,
    Ticket,
    TimeInForce,
    VenueAccount,
    VenueOrder,
)


class LivePaperBroker(BookVenue):
    """A simulated venue at prices of now; see not_simulated.py for what it leaves out.

    | what | when and at what price it fills |
    |---|---|
    | market | exchange open: at once, a buy at the ask, a sale at the bid of the source's newest quote; a quote older than the source's own delay and 60 s more is refused. Closed: it rests and fills at the first bar's open |
    | limit | at once at that quote where it could trade, else by the bars |
    | stop, stop-limit, trailing, exits | by the bars: matching.py, as in the replay: a gap through the price fills at the open, and where one bar touches stop and target the stop is hit |
    | opg, cls | at the open of the session's first bar; at its close |
    | ioc, fok | at once or never, and only while the exchange is open |
    | day | ends at the close of its session; one sent while the exchange is closed belongs to the next |

    The bars are the finished one-minute bars since the order was accepted, in the order of time. A bar that began
    before that never fills it. Sessions that nobody watched are played later, by their daily bars where the minutes
    are gone. Dividends and splits act once each, at the open of their ex-date. A price in a ticket is a limit and
    never a price to fill at; without a price nothing fills.
    """  # noqa: E501  a table's rows cannot be broken

    NUMBER = "PAPER-LIVE"
    FILLS_SINCE = (
        "SELECT fill.* FROM fill LEFT JOIN booking ON booking.execution_id = fill.id "
        "WHERE book = :book AND (fill.at >= :since OR booking.at >= :since) ORDER BY sequence"
    )
    """What traded while nobody watched is told to whoever asks for news, though it is of an earlier time."""

    def __init__(
        self,
        *,
        book: Path,
        market: MarketData,
        calendar: Calendar,
        clock: Clock,
        cash: Decimal,
        faults: VenueFaults | None = None,
        benchmark: str = "SPY",
    ) -> None:
        super().__init__(book=book, calendar=calendar, faults=faults, more_tables=LIVE_TABLES)
        self._clock, self._source = clock, market.source
        self._prices = LivePrices(market, clock)
        self._look = MarketLook(book=self._book, prices=self._prices, calendar=calendar, clock=clock, witness=benchmark)
        add_later_tables(self._file)
        with self._file.read():
            stands = self._file.row("SELECT id FROM book") is not None
        if stands:
            return
        with self._file.write():
            if self._file.row("SELECT id FROM book") is None:
                self._book.start(_newest_ended(calendar, clock.now()), cash, number=1)

    @property
    def mode(self) -> MarketMode:
        """Return paper: simulated money at prices of now."""
        return MarketMode.PAPER

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return f"Paper broker (simulated) at prices of {self._source}"

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power now. Raises Unavailable when a position has no price."""
        prices = self._prices_of_holdings()
        now = self._clock.now()
        with self._file.read():
            head, today = self._book.head(), now.astimezone(NEW_YORK).date()
            cash = Decimal(head["cash"])
            worth = sum((cents(h.qty * self._last(h.symbol, prices)) for h in self._book.holdings()), ZERO)
            before = self._file.row(
                "SELECT equity FROM equity WHERE day < ? ORDER BY day DESC LIMIT 1", (today.isoformat(),)
            )
            return VenueAccount(
                number=self.number(),
                equity=cash + worth,
                cash=cash,
                buying_power=buying_power(self._book, lambda symbol: mark_of(self._book, symbol)),
                last_equity=Decimal(head["initial_cash"] if before is None else before["equity"]),
                as_of=now,
                blocked="trading is suspended by user request" if head["suspended"] else None,
            )

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol. Raises Unavailable when one has no price."""
        prices = self._prices_of_holdings()
        with self._file.read():
            return [self._position(held, self._last(held.symbol, prices)) for held in self._book.holdings()]

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take one order in; what fills at once is filled in the answer. Raises VenueRejected, OutcomeUnknown."""
        self._faults.before_accepting(client_order_id)
        with told(client_order_id):
            counter, offer = self._ask(client_order_id, ticket)
            with self._file.write():
                self._take(client_order_id, ticket, counter, offer)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take a new order in and end the old one as replaced, in one transaction."""
        self._faults.before_accepting(client_order_id)
        with told(client_order_id):
            counter, offer = self._ask(client_order_id, ticket)
            with self._file.write():
                self._end_for(target_id, client_order_id)
                self._take(client_order_id, ticket, counter, offer)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def look(self) -> frozenset[str]:
        """Play everything that has traded since the last look; return the ids of the orders that it changed."""
        return self._look.look()

    def is_waiting(self) -> bool:
        """Say whether the market is to be asked soon."""
        return self._look.is_waiting()

    @property
    def unseen(self) -> TradingError | None:
        """Return why the last look did not see everything, None where it did."""
        return self._look.unseen

    def behind(self) -> Collection[str]:
        """Return the symbols of which nothing is played until the source tells of them again."""
        return self._look.behind()

    def _now(self) -> datetime:
        return self._clock.now()

    def _ask(self, client_order_id: str, ticket: Ticket) -> tuple[Counter, Offer]:
        """Return where an order meets the market now; asked before the book is locked.

        Nothing has been written yet, so a market that does not answer is a clear no. Raises VenueRejected.
        """
        with self._file.read():
            check_is_new(self._book, client_order_id)
        try:
            self._look.catch_up(ticket.symbol)
            is_traded = self._prices.is_traded(ticket.symbol)
            offer = self._prices.offer(ticket.symbol, ticket.side or Side.BUY) if is_traded else None
        except TradingError as fault:
            raise VenueRejected(f"the order was not taken, there is no price to take it at: {fault}") from fault
        if not is_traded:
            raise VenueRejected(f"{ticket.symbol} is not traded here; choose another symbol")
        if offer is None:
            raise VenueRejected(f"{ticket.symbol} has no bid and ask to trade at now; wait for a price")
        return self._counter(ticket, offer), offer

    def _counter(self, ticket: Ticket, offer: Offer) -> Counter:
        now = self._clock.now()
        session = self._calendar.session_at(now)
        is_open = session is not None and session.opens <= now < session.closes
        stale = self._prices.age_fault(offer, now) if is_open else None
        force = ticket.time_in_force
        at_once = ticket.type is OrderType.MARKET and force not in (TimeInForce.OPG, TimeInForce.CLS)
        if stale is not None and (at_once or force in AT_ONCE):
            raise VenueRejected(f"{ticket.symbol} cannot be filled now: {stale}")
        if not is_open and force in AT_ONCE:
            raise VenueRejected(f"{force} needs an open exchange and it is closed; use day, or wait for the open")
        works_from = now
        if force is TimeInForce.OPG:
            works_from = _next_open(self._calendar, now)
        return Counter(
            day=now.astimezone(NEW_YORK).date(),
            at=now,
            works_from=works_from.isoformat(),
            price=lambda _symbol: offer.price,
            reserve_price=lambda symbol: mark_of(self._book, symbol),
            trades=lambda _symbol: True,
            is_open=is_open and stale is None,
            takes_limits=True,
        )

    def _take(self, client_order_id: str, ticket: Ticket, counter: Counter, offer: Offer) -> None:
        if ticket.symbol in behind(self._book):  # since it was asked: the shares in the book may be old ones
            raise VenueRejected(f"{ticket.symbol} is not played up to now; try again in a minute")
        write_mark(self._book, ticket.symbol, offer.last, offer.at)
        take(self._book, client_order_id, ticket, counter)
        book_executions(self._book, counter.at)

    def _prices_of_holdings(self) -> dict[str, Decimal]:
        with self._file.read():
            marks = {held.symbol: mark_of(self._book, held.symbol) for held in self._book.holdings()}
        now = self._clock.now()
        session = self._calendar.session_at(now)
        is_open = session is not None and session.opens <= now < session.closes
        return self._prices.now(marks, closes=marks, is_open=is_open)

    def _last(self, symbol: str, prices: dict[str, Decimal]) -> Decimal:
        """Return a price of now; of what was bought in this very moment, the one at which it was bought."""
        return prices[symbol] if symbol in prices else mark_of(self._book, symbol)


def _newest_ended(calendar: Calendar, now: datetime) -> date:
    session: Session | None = calendar.session_at(now)
    if session is not None and session.closes <= now:
        return session.day
    return calendar.previous_session(now.astimezone(NEW_YORK).date()).day


def _next_open(calendar: Calendar, now: datetime) -> datetime:
    session = calendar.session_at(now)
    if session is not None and now < session.opens:
        return session.opens
    return calendar.next_session(now.astimezone(NEW_YORK).date()).opens
