"""Where a book at prices of now stands, and one move of it that finds it there."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trading.broker.paper.book import Book
from trading.broker.paper.live.behind import Behind, behind
from trading.broker.paper.live.sessions import book_executions
from trading.broker.paper.rows import day_of
from trading.ports import Calendar, Clock
from trading.types import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the book stands: the day it has ended, the session after it, its symbols, and apart those behind."""

    ended: date
    session: Session
    is_opened: bool
    resting: frozenset[str]
    symbols: frozenset[str]
    behind: Mapping[str, Behind]


class BookMoves:
    """Reads where the book stands, and moves it in one transaction each."""

    def __init__(self, book: Book, calendar: Calendar, clock: Clock) -> None:
        self._book, self._calendar, self._clock = book, calendar, clock

    def standing(self) -> Standing:
        """Return where the book stands."""
        with self._book.file.read() as file:
            ended = day_of(self._book.head()["session_day"])
            session = self._calendar.next_session(ended)
            opened = file.row("SELECT 1 FROM opened WHERE day = ?", (session.day.isoformat(),)) is not None
            rows = file.rows("SELECT DISTINCT symbol FROM orders WHERE status = 'sent'")
            late = behind(self._book)
            resting = frozenset(row["symbol"] for row in rows) - late.keys()
            held = frozenset(holding.symbol for holding in self._book.holdings())
            if opened:  # what was sold today was still held at the open, and may be due a dividend
                held |= {row["symbol"] for row in file.rows("SELECT symbol FROM opening")}
        symbols = (resting | held) - late.keys()
        return Standing(ended=ended, session=session, is_opened=opened, resting=resting, symbols=symbols, behind=late)

    def step(self, before: Standing, act: Callable[[], None]) -> frozenset[str] | None:
        """Carry out one move and return what it changed; None when the book no longer stands where it was read for."""
        with self._book.file.write() as file:
            standing = self.standing()
            same = (standing.ended, standing.is_opened, standing.behind) == (
                before.ended, before.is_opened, before.behind
            )  # fmt: skip
            if not same or not standing.symbols <= before.symbols:
                return None
            held_by = _orders(file.rows("SELECT * FROM orders WHERE status = 'sent'"))
            act()
            book_executions(self._book, self._clock.now())
            after = _orders(file.rows("SELECT * FROM orders WHERE status = 'sent'"))
        return frozenset(owner for key, owner in {**held_by, **after}.items() if (key in held_by) != (key in after))


def _orders(rows: Iterable[sqlite3.Row]) -> dict[tuple[str, ...], str]:
    """Return what the desk is to hear of: each resting order as it is, and the id under which it asks for it."""
    return {(row["id"], row["qty"], str(row["held"])): row["parent"] or row["id"] for row in rows}
