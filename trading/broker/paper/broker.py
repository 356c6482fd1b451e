"""The paper venue: a broker with a book of its own, under the replay's clock."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from trading.broker.paper.book import cents
from trading.broker.paper.faults import VenueFaults
from trading.broker.paper.intake import Counter, buying_power, take
from trading.broker.paper.playing import close_of, play_session, set_back, write_equity
from trading.broker.paper.rows import day_of
from trading.broker.paper.venue import BookVenue, told
from trading.errors import Conflict, UnknownSymbol
from trading.ports import Calendar, Tape
from trading.types import (
    MarketMode,
    Position,
    Status,
    Ticket,
    VenueAccount,
    VenueOrder,
)


class PaperBroker(BookVenue):
    """A simulated venue over recorded prices; see not_simulated.py for what it leaves out.

    It stands at a session's close. Market orders fill there at once; everything else works from the next bar by the
    rules of matching.py. Times of orders and fills are market time: the close of the session at which they happened.
    """

    def __init__(
        self,
        *,
        book: Path,
        tape: Tape,
        calendar: Calendar,
        start: date,
        cash: Decimal,
        tradable: Callable[[str], bool] = lambda _symbol: True,
        faults: VenueFaults | None = None,
    ) -> None:
        super().__init__(book=book, calendar=calendar, faults=faults)
        self._tape = tape
        self._cash = cash
        self._tradable = tradable
        with self._file.read():
            stands = self._file.row("SELECT id FROM book") is not None
        if stands:
            return
        with self._file.write():
            if self._file.row("SELECT id FROM book") is None:
                self._book.start(_session_at_or_before(calendar, start), cash, number=1)

    @property
    def mode(self) -> MarketMode:
        """Return replay: simulated money."""
        return MarketMode.REPLAY

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return "Paper broker (simulated)"

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power at the book's session."""
        with self._file.read():
            head, day = self._book.head(), self._book.session_day()
            cash = Decimal(head["cash"])
            equity = cash + sum((cents(h.qty * self._close(h.symbol, day)) for h in self._book.holdings()), Decimal(0))
            before = self._file.row(
                "SELECT equity FROM equity WHERE day < ? ORDER BY day DESC LIMIT 1", (day.isoformat(),)
            )
            return VenueAccount(
                number=self.number(),
                equity=equity,
                cash=cash,
                buying_power=buying_power(self._book, lambda symbol: self._close(symbol, day)),
                last_equity=Decimal(head["initial_cash"] if before is None else before["equity"]),
                as_of=self._at(day),
                blocked="trading is suspended by user request" if head["suspended"] else None,
            )

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol."""
        with self._file.read():
            day = self._book.session_day()
            return [self._position(held, self._close(held.symbol, day)) for held in self._book.holdings()]

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take one order in; a market order is filled in the answer. Raises VenueRejected, OutcomeUnknown."""
        self._faults.before_accepting(client_order_id)
        with told(client_order_id), self._file.write():
            self._take(client_order_id, ticket)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take a new order in and end the old one as replaced, in one transaction."""
        self._faults.before_accepting(client_order_id)
        with told(client_order_id), self._file.write():
            self._end_for(target_id, client_order_id)
            self._take(client_order_id, ticket)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def session_day(self) -> date:
        """Return the session at whose close the book stands."""
        with self._file.glance():
            return self._book.session_day()

    def newest_fill_day(self) -> date | None:
        """Return the session of the newest fill of this book, None when it has none."""
        with self._file.read():
            number = self._book.head()["number"]
            row = self._file.row("SELECT MAX(day) AS day FROM fill WHERE book = ?", (number,))
        return None if row is None or row["day"] is None else day_of(row["day"])

    def advance(self, day: date) -> None:
        """Play the next session, which `day` must be, in one transaction. Raises Conflict for any other day."""
        with self._file.write():
            following = self._calendar.next_session(self._book.session_day())
            if day != following.day:
                raise Conflict(f"{day} is not the session after the book's, which is {following.day}; play that one")
            play_session(self._book, self._tape, day, following.closes)

    def set_back(self, day: date) -> None:
        """Move now back to an earlier session. Raises Conflict past the newest fill or a resting order's birth."""
        with self._file.write():
            here = self._book.session_day()
            if day >= here or self._calendar.session(day) is None:
                raise Conflict(f"{day} is no earlier session than {here}; choose a trading day before it")
            set_back(self._book, day)
            write_equity(self._book, self._tape, day)

    def reset(self, day: date, *, cash: Decimal | None = None) -> None:
        """Start a new, empty book at that session's close; the old one's orders and fills stay readable."""
        with self._file.write():
            head = self._book.head()
            at = self._at(self._book.session_day())
            for row in self._file.rows("SELECT id FROM orders WHERE status = 'sent' AND parent IS NULL"):
                self._book.end(row["id"], Status.CANCELLED, at=at, reason="the paper book was started anew")
            for row in self._file.rows("SELECT id FROM orders WHERE status = 'sent'"):
                self._book.end(row["id"], Status.CANCELLED, at=at, reason="the paper book was started anew")
            self._book.start(_session_at_or_before(self._calendar, day), cash or self._cash, number=head["number"] + 1)

    def _now(self) -> datetime:
        return self._at(self._book.session_day())

    def _take(self, client_order_id: str, ticket: Ticket) -> None:
        counter = self._counter()
        take(self._book, client_order_id, ticket, counter)
        write_equity(self._book, self._tape, counter.day)

    def _counter(self) -> Counter:
        day = self._book.session_day()

        def price(symbol: str) -> Decimal | None:
            bar = self._tape.session_bar(symbol, day)
            return None if bar is None else bar.close

        def trades(symbol: str) -> bool:
            """A symbol that is listed only later is as unknown as one that never is."""
            try:
                return self._tradable(symbol) and self._tape.last_close(symbol, day) is not None
            except UnknownSymbol:
                return False

        return Counter(
            day=day,
            at=self._at(day),
            works_from=day.isoformat(),
            price=price,
            reserve_price=lambda symbol: self._close(symbol, day),
            trades=trades,
        )

    def _close(self, symbol: str, day: date) -> Decimal:
        return close_of(self._tape, symbol, day)


def _session_at_or_before(calendar: Calendar, day: date) -> date:
    session = calendar.session(day)
    return day if session is not None else calendar.previous_session(day).day
