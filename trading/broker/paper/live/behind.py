"""Symbols that the book went on without, because the source told nothing of them, and how each comes up to now.

While a symbol is behind it takes no new order and nothing of it is played; a cancel needs no market and works. Its
sessions are played later one by one, as the others' were, and the worth of the account at each close since then is
mended by what they change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trading.broker.paper.book import Book, cents
from trading.broker.paper.live.company import act_at_open, act_late
from trading.broker.paper.live.marks import mark_of
from trading.broker.paper.live.opening import drop_opening, keep_opening
from trading.broker.paper.live.sessions import Ending, end_orders, play_stretches
from trading.broker.paper.rows import day_of
from trading.types import CorporateAction, Session
from trading.types.wire import decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A symbol and the first session that was not played on it whole; `is_opened` says that its open was."""

    symbol: str
    day: date
    is_opened: bool


def behind(book: Book) -> Mapping[str, Behind]:
    """Return the symbols that are behind."""
    rows = book.file.rows("SELECT symbol, day, is_opened FROM behind ORDER BY symbol")
    found = (Behind(symbol=row["symbol"], day=day_of(row["day"]), is_opened=bool(row["is_opened"])) for row in rows)
    return {one.symbol: one for one in found}


def leave_behind(book: Book, symbols: Iterable[str], day: date, *, is_opened: bool) -> None:
    """Note the symbols that a session begins or ends without; call it before that is done."""
    for symbol in symbols:
        book.file.do(
            "INSERT OR IGNORE INTO behind (symbol, day, is_opened) VALUES (?, ?, ?)",
            (symbol, day.isoformat(), int(is_opened)),
        )


def settle_behind(book: Book, one: Behind, ending: Ending, *, following: date) -> None:
    """Play one ended session on one symbol, and mend what the account was worth at its close and at each one since."""
    symbol, session = one.symbol, ending.session
    cash, worth = book.cash(), _worth(book, symbol)
    if one.is_opened:
        act_late(book, ending.actions, session.closes)
    else:
        act_at_open(book, session, ending.actions)
    play_stretches(book, ending.stretches)
    end_orders(book, ending)
    moved = book.cash() - cash
    change = moved + _worth(book, symbol) - worth
    for row in book.file.rows("SELECT day, equity, cash FROM equity WHERE day >= ?", (session.day.isoformat(),)):
        book.file.do(
            "UPDATE equity SET equity = ?, cash = ? WHERE day = ?",
            (decimal_text(Decimal(row["equity"]) + change), decimal_text(Decimal(row["cash"]) + moved), row["day"]),
        )
    book.file.do("UPDATE behind SET day = ?, is_opened = 0 WHERE symbol = ?", (following.isoformat(), symbol))


def rejoin(book: Book, symbol: str, session: Session, actions: Iterable[CorporateAction], *, is_opened: bool) -> None:
    """Let a symbol go on with the book: begin the session that runs on it too, if it has begun on the book."""
    drop_opening(book, symbol)
    book.file.do("DELETE FROM behind WHERE symbol = ?", (symbol,))
    if not is_opened:
        return
    act_at_open(book, session, actions)
    held = book.holding(symbol)
    if held.qty:
        keep_opening(book, held)


def _worth(book: Book, symbol: str) -> Decimal:
    held = book.holding(symbol)
    return cents(held.qty * mark_of(book, symbol)) if held.qty else Decimal(0)
