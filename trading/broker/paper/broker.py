"""The paper venue: a broker with a book of its own, under the replay's clock."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from trading.broker.paper.book import Book, Holding, cents
from trading.broker.paper.faults import NoFaults, VenueFaults
from trading.broker.paper.intake import Counter, buying_power, check_is_new, take
from trading.broker.paper.playing import close_of, play_session, set_back, write_equity
from trading.broker.paper.rows import cash_movement_of, day_of, fill_of, order_of
from trading.broker.paper.schema import BookFile
from trading.errors import Conflict, NotFound, OutcomeUnknown, Unavailable, UnknownSymbol, VenueRejected
from trading.ports import Calendar, Tape
from trading.types import (
    CashMovement,
    EquityPoint,
    Fill,
    MarketMode,
    OrderClass,
    Position,
    Status,
    Ticket,
    VenueAccount,
    VenueOrder,
)

AVERAGE_PLACES = Decimal("0.0001")
BY_REQUEST = "cancelled by request"
CANCELLED_BY_REQUEST = "SELECT 1 FROM orders WHERE (id = ? OR parent = ?) AND reason = ?"


class PaperBroker:
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
        self._tape = tape
        self._calendar = calendar
        self._cash = cash
        self._tradable = tradable
        self._faults: VenueFaults = faults or NoFaults()
        self._file = BookFile(book)
        self._book = Book(self._file)
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
                number=f"PAPER-{head['number']}",
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
            return [self._position(held, day) for held in self._book.holdings()]

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take one order in; a market order is filled in the answer. Raises VenueRejected, OutcomeUnknown."""
        self._faults.before_accepting(client_order_id)
        with _told(client_order_id), self._file.write():
            self._take(client_order_id, ticket)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Take a new order in and end the old one as replaced, in one transaction."""
        self._faults.before_accepting(client_order_id)
        with _told(client_order_id), self._file.write():
            check_is_new(self._book, client_order_id)
            old = self._file.row("SELECT * FROM orders WHERE id = ?", (target_id,))
            if old is None or old["status"] != Status.SENT:
                state = "not known" if old is None else f'already in "{old["status"]}" state'
                raise VenueRejected(f"unable to replace order, order is not open: {target_id} is {state}")
            if old["order_class"] != OrderClass.SIMPLE or old["parent"] is not None:
                raise VenueRejected("orders with exits cannot be replaced here; cancel it and propose a new one")
            at = self._at(self._book.session_day())
            self._book.end(target_id, Status.REPLACED, at=at, reason=f"replaced by {client_order_id}")
            self._file.do("UPDATE orders SET replaced_by = ? WHERE id = ?", (client_order_id, target_id))
            self._take(client_order_id, ticket)
        self._faults.after_accepting(client_order_id)
        return self._known(client_order_id)

    def cancel(self, client_order_id: str) -> None:
        """Cancel an order with its exits, or, by the id of one exit, both; cancelling an ended order is rejected.

        Raises NotFound for an unknown id.
        """
        with self._file.write():
            row = self._file.row("SELECT * FROM orders WHERE id = ?", (client_order_id,))
            if row is None:
                raise NotFound(f"order not found for {client_order_id}; look for its id on Orders")
            group = row["parent"] or row["id"]
            resting = self._file.row(
                "SELECT 1 FROM orders WHERE status = 'sent' AND (id = ? OR parent = ?)", (group, group)
            )
            if resting is None and self._file.row(CANCELLED_BY_REQUEST, (group, group, BY_REQUEST)) is None:
                raise VenueRejected(f'order {client_order_id} is already in "{row["status"]}" state')
            self._book.end(group, Status.CANCELLED, at=self._at(self._book.session_day()), reason=BY_REQUEST)

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Return the order of that id with its exits inside, None when the venue does not know it."""
        with self._file.read():
            row = self._file.row("SELECT * FROM orders WHERE id = ?", (client_order_id,))
            return None if row is None else order_of(row, self._legs(client_order_id))

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Return the open orders, those whose exits rest among them, and those updated at or after that time."""
        wanted = ["SELECT coalesce(parent, id) FROM orders WHERE status = 'sent'"]
        if not open_only:
            wanted.append("SELECT coalesce(parent, id) FROM orders WHERE updated_at >= :since")
        values = {"since": _stored(since)}
        with self._file.read():
            rows = self._file.rows(
                f"WITH wanted (id) AS ({' UNION '.join(wanted)}) "  # noqa: S608  sentences of this function
                "SELECT * FROM orders WHERE id IN wanted OR parent IN wanted ORDER BY sequence",
                values,
            )
        legs: dict[str, list[sqlite3.Row]] = {}
        for row in rows:
            if row["parent"] is not None:
                legs.setdefault(row["parent"], []).append(row)
        return [order_of(row, legs.get(row["id"], [])) for row in rows if row["parent"] is None]

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return this book's executions at or after that time, oldest first; a book before it keeps its own."""
        with self._file.read():
            number = self._book.head()["number"]
            rows = self._file.rows(
                "SELECT * FROM fill WHERE book = ? AND at >= ? ORDER BY sequence", (number, _stored(since))
            )
        return [fill_of(row) for row in rows]

    def is_scarce(self) -> bool:
        """Return False: the book is beside the desk, and asking it costs nothing."""
        return False

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each session's close between two inclusive dates."""
        first, last = (start or date.min).isoformat(), (end or date.max).isoformat()
        with self._file.read():
            rows = self._file.rows("SELECT * FROM equity WHERE day BETWEEN ? AND ? ORDER BY day", (first, last))
        return [
            EquityPoint(at=self._at(day_of(r["day"])), equity=Decimal(r["equity"]), cash=Decimal(r["cash"]))
            for r in rows
        ]

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return this book's dividends, and the cash for what a split left over, between two inclusive dates."""
        first, last = (start or date.min).isoformat(), (end or date.max).isoformat()
        with self._file.read():
            rows = self._file.rows(
                "SELECT * FROM cash_action WHERE book = ? AND day BETWEEN ? AND ? ORDER BY day, sequence",
                (self._book.head()["number"], first, last),
            )
        return [moved for moved in map(cash_movement_of, rows) if moved.amount]

    def suspend(self, *, on: bool) -> None:
        """Refuse new orders at the venue itself, or lift that."""
        with self._file.write():
            self._file.do("UPDATE book SET suspended = ? WHERE id = 1", (int(on),))

    def session_day(self) -> date:
        """Return the session at whose close the book stands."""
        with self._file.read():
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

    def close(self) -> None:
        """Close the book's file."""
        self._file.close()

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
            price=price,
            reserve_price=lambda symbol: self._close(symbol, day),
            trades=trades,
        )

    def _known(self, client_order_id: str) -> VenueOrder:
        with _told(client_order_id):
            found = self.find(client_order_id)
        if found is None:
            raise OutcomeUnknown(f"order {client_order_id} has just been accepted and is not in the book; look it up")
        return found

    def _legs(self, order_id: str) -> list[sqlite3.Row]:
        return self._file.rows("SELECT * FROM orders WHERE parent = ? ORDER BY sequence", (order_id,))

    def _position(self, held: Holding, day: date) -> Position:
        last = self._close(held.symbol, day)
        value = cents(held.qty * last)
        return Position(
            symbol=held.symbol,
            qty=held.qty,
            available=held.qty - self._book.reserved_qty(held.symbol),
            avg_entry_price=(held.basis / held.qty).quantize(AVERAGE_PLACES),
            last_price=last,
            market_value=value,
            unrealized_pl=value - held.basis,
            realized_pl=held.realized,
        )

    def _close(self, symbol: str, day: date) -> Decimal:
        return close_of(self._tape, symbol, day)

    def _at(self, day: date) -> datetime:
        session = self._calendar.session(day)
        if session is None:
            raise Conflict(f"the book stands on {day}, which is no session; reset it to a trading day")
        return session.closes


def _stored(since: datetime | None) -> str:
    """Return a time as the book stores times, which sort as text; before all of them for None."""
    return "" if since is None else since.astimezone(UTC).isoformat()


@contextmanager
def _told(client_order_id: str) -> Iterator[None]:
    """A book that fails while it takes an order in has given no clear answer about it."""
    try:
        yield
    except Unavailable as fault:
        raise OutcomeUnknown(f"no clear answer about {client_order_id}: {fault}") from fault


def _session_at_or_before(calendar: Calendar, day: date) -> date:
    session = calendar.session(day)
    return day if session is not None else calendar.previous_session(day).day
