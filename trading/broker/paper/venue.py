"""What every paper venue shares: its book read, an order cancelled or replaced, the account suspended."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from trading.broker.paper.book import Book, Holding, cents
from trading.broker.paper.faults import NoFaults, VenueFaults
from trading.broker.paper.intake import check_is_new
from trading.broker.paper.rows import cash_movement_of, day_of, fill_of, order_of
from trading.broker.paper.schema import BookFile
from trading.errors import Conflict, NotFound, OutcomeUnknown, Unavailable, VenueRejected
from trading.ports import Calendar
from trading.types import (
    CashMovement,
    EquityPoint,
    Fill,
    OrderClass,
    Position,
    Status,
    VenueOrder,
)

AVERAGE_PLACES = Decimal("0.0001")
BY_REQUEST = "cancelled by request"
CANCELLED_BY_REQUEST = "SELECT 1 FROM orders WHERE (id = ? OR parent = ?) AND reason = ?"
FILLS_SINCE = "SELECT * FROM fill WHERE book = :book AND at >= :since ORDER BY sequence"


class BookVenue:
    """One open book, and what a venue tells and does without a price. What comes of prices its children add."""

    FILLS_SINCE = FILLS_SINCE
    NUMBER = "PAPER"

    def __init__(
        self, *, book: Path, calendar: Calendar, faults: VenueFaults | None = None, more_tables: str = ""
    ) -> None:
        self._calendar = calendar
        self._faults: VenueFaults = faults or NoFaults()
        self._file = BookFile(book, more_tables=more_tables)
        self._book = Book(self._file)

    def _now(self) -> datetime:
        """Return the time at which the book stands, for what happens to an order now."""
        raise NotImplementedError

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
            self._book.end(group, Status.CANCELLED, at=self._now(), reason=BY_REQUEST)

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
        values = {"since": stored(since)}
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

    def number(self) -> str:
        """Return the book's own number; a new book has another."""
        with self._file.read():
            return f"{self.NUMBER}-{self._book.head()['number']}"

    def quantities(self) -> Mapping[str, Decimal]:
        """Return the size of every open position, by symbol: the book's own, without a price."""
        with self._file.read():
            return {held.symbol: held.qty for held in self._book.holdings()}

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return this book's executions at or after that time, oldest first; a book before it keeps its own."""
        with self._file.read():
            number = self._book.head()["number"]
            rows = self._file.rows(self.FILLS_SINCE, {"book": number, "since": stored(since)})
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

    def close(self) -> None:
        """Close the book's file."""
        self._file.close()

    def _end_for(self, target_id: str, client_order_id: str) -> None:
        """End a resting order for the one that takes its place. Call inside `file.write()`. Raises VenueRejected."""
        check_is_new(self._book, client_order_id)
        old = self._file.row("SELECT * FROM orders WHERE id = ?", (target_id,))
        if old is None or old["status"] != Status.SENT:
            state = "not known" if old is None else f'already in "{old["status"]}" state'
            raise VenueRejected(f"unable to replace order, order is not open: {target_id} is {state}")
        if old["order_class"] != OrderClass.SIMPLE or old["parent"] is not None:
            raise VenueRejected("orders with exits cannot be replaced here; cancel it and propose a new one")
        self._book.end(target_id, Status.REPLACED, at=self._now(), reason=f"replaced by {client_order_id}")
        self._file.do("UPDATE orders SET replaced_by = ? WHERE id = ?", (client_order_id, target_id))

    def _known(self, client_order_id: str) -> VenueOrder:
        with told(client_order_id):
            found = self.find(client_order_id)
        if found is None:
            raise OutcomeUnknown(f"order {client_order_id} has just been accepted and is not in the book; look it up")
        return found

    def _legs(self, order_id: str) -> list[sqlite3.Row]:
        return self._file.rows("SELECT * FROM orders WHERE parent = ? ORDER BY sequence", (order_id,))

    def _position(self, held: Holding, last: Decimal) -> Position:
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

    def _at(self, day: date) -> datetime:
        session = self._calendar.session(day)
        if session is None:
            raise Conflict(f"the book stands on {day}, which is no session; reset it to a trading day")
        return session.closes


def stored(since: datetime | None) -> str:
    """Return a time as the book stores times, which sort as text; before all of them for None."""
    return "" if since is None else since.astimezone(UTC).isoformat()


@contextmanager
def told(client_order_id: str) -> Iterator[None]:
    """A book that fails while it takes an order in has given no clear answer about it."""
    try:
        yield
    except Unavailable as fault:
        raise OutcomeUnknown(f"no clear answer about {client_order_id}: {fault}") from fault
