"""How time passes on the book at prices of now: a session begins, its minutes trade, it ends.

Pure moves of the book from what was read before; call each inside `book.file.write()`. `orders.works_from` is the time
up to which the market has been played on an order: a bar that began before it never fills the order, so that reading
the same bars again, after a kill or by another process, changes nothing.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.broker.paper.ageing import end_aged
from trading.broker.paper.book import ZERO, Book, cents
from trading.broker.paper.live.company import act_at_open, act_late
from trading.broker.paper.live.marks import mark_of, write_mark
from trading.broker.paper.live.opening import drop_opening, keep_opening
from trading.broker.paper.live.prices import Stretch
from trading.broker.paper.playing import ENDS_WITH_ITS_BAR, groups, play_group
from trading.types import CorporateAction, Session, SessionBar, Status, TimeInForce
from trading.types.wire import decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known of a session that is over: bars by symbol, and the company actions told by then.

    `days` has each symbol that the session ends for, None where it has no bar of its own.
    """

    session: Session
    stretches: Mapping[str, Sequence[Stretch]]
    days: Mapping[str, SessionBar | None]
    actions: Sequence[CorporateAction]


def open_session(book: Book, session: Session, actions: Iterable[CorporateAction]) -> None:
    """Begin a session: dividends on what was held before it, then splits; and keep what is held then.

    What is behind keeps what was held at the open of the session that it has come to.
    """
    act_at_open(book, session, actions)
    book.file.do("DELETE FROM opened")
    book.file.do("INSERT INTO opened (day) VALUES (?)", (session.day.isoformat(),))
    late = {row["symbol"] for row in book.file.rows("SELECT symbol FROM behind")}
    for row in book.file.rows("SELECT symbol FROM opening"):
        if row["symbol"] not in late:
            drop_opening(book, row["symbol"])
    for held in book.holdings():
        if held.symbol not in late:
            keep_opening(book, held)


def play_stretches(book: Book, stretches: Mapping[str, Sequence[Stretch]]) -> None:
    """Play bars on the resting orders in the order of time, over all symbols, because they share the cash."""
    by_time: dict[tuple[datetime, datetime], dict[str, Stretch]] = {}
    for symbol, found in stretches.items():
        cursor = _oldest_cursor(book, symbol)
        for one in found:
            if cursor is not None and one.begins >= cursor:
                by_time.setdefault((one.begins, one.ends), {})[symbol] = one
    for key in sorted(by_time):
        for group in groups(book):
            stretch = by_time[key].get(group[0]["symbol"])
            rows = [] if stretch is None else [row for row in group if _takes(row, stretch)]
            if stretch is not None and rows:
                _play(book, rows, stretch)
    for symbol, found in stretches.items():
        if found:
            _move_cursor(book, symbol, found[-1])


def settle(book: Book, ending: Ending) -> None:
    """End a session: its last bars, orders for the close, expiries, what the account is worth, and the book's day."""
    session = ending.session
    act_late(book, ending.actions, session.closes)
    play_stretches(book, ending.stretches)
    end_orders(book, ending)
    worth = book.cash() + sum((cents(held.qty * mark_of(book, held.symbol)) for held in book.holdings()), ZERO)
    book.file.do(
        "INSERT OR REPLACE INTO equity (day, equity, cash) VALUES (?, ?, ?)",
        (session.day.isoformat(), decimal_text(worth), decimal_text(book.cash())),
    )
    book.file.do("UPDATE book SET session_day = ? WHERE id = 1", (session.day.isoformat(),))


def end_orders(book: Book, ending: Ending) -> None:
    """Fill what is for the close and end what lives no longer, of the symbols in `ending`; keep their closes."""
    closes = {symbol: _close(ending, symbol) for symbol in ending.days}
    _at_the_close(book, ending, closes)
    _expire(book, ending)
    end_aged(book, ending.session.day, ending.session.closes, symbols=ending.days)
    for symbol, close in closes.items():
        if close is not None:
            write_mark(book, symbol, close, ending.session.closes)


def book_executions(book: Book, now: datetime) -> None:
    """Stamp the executions that have been written since the last call with the time of their writing."""
    book.file.do(
        "INSERT INTO booking (execution_id, at) SELECT id, ? FROM fill WHERE id NOT IN "
        "(SELECT execution_id FROM booking)",
        (now.isoformat(),),
    )


def _oldest_cursor(book: Book, symbol: str) -> datetime | None:
    row = book.file.row("SELECT MIN(works_from) AS cursor FROM orders WHERE status = 'sent' AND symbol = ?", (symbol,))
    return None if row is None or row["cursor"] is None else datetime.fromisoformat(row["cursor"])


def _takes(row: sqlite3.Row, stretch: Stretch) -> bool:
    begun = datetime.fromisoformat(row["works_from"]) <= stretch.begins
    return begun and row["time_in_force"] != TimeInForce.CLS


def _play(book: Book, rows: list[sqlite3.Row], stretch: Stretch) -> None:
    play_group(book, rows, stretch.bar, at=stretch.ends, works_from=stretch.ends.isoformat())
    for row in rows:
        if row["time_in_force"] == TimeInForce.OPG:
            book.end(row["id"], Status.EXPIRED, at=stretch.ends, reason="opg order not filled at the open")


def _move_cursor(book: Book, symbol: str, newest: Stretch) -> None:
    """Note until when the market has been played; an order that began to work later keeps its own time."""
    book.file.do(
        "UPDATE orders SET works_from = ? WHERE status = 'sent' AND symbol = ? AND works_from <= ?",
        (newest.ends.isoformat(), symbol, newest.begins.isoformat()),
    )


def _close(ending: Ending, symbol: str) -> Decimal | None:
    day, traded = ending.days[symbol], ending.stretches.get(symbol) or ()
    if day is not None:
        return day.close
    return traded[-1].bar.close if traded else None


def _at_the_close(book: Book, ending: Ending, closes: Mapping[str, Decimal | None]) -> None:
    session = ending.session
    rows = book.file.rows("SELECT * FROM orders WHERE status = 'sent' AND time_in_force = 'cls' ORDER BY sequence")
    for row in rows:
        close = closes.get(row["symbol"])
        if close is not None and datetime.fromisoformat(row["submitted_at"]) < session.closes:
            bar = SessionBar(day=session.day, open=close, high=close, low=close, close=close)
            play_group(book, [row], bar, at=session.closes, works_from=session.closes.isoformat())


def _expire(book: Book, ending: Ending) -> None:
    session = ending.session
    for row in book.file.rows("SELECT * FROM orders WHERE status = 'sent' ORDER BY sequence"):
        if row["symbol"] not in ending.days:
            continue
        force = TimeInForce(row["time_in_force"])
        until = session.opens if force is TimeInForce.OPG else session.closes
        if force in ENDS_WITH_ITS_BAR and datetime.fromisoformat(row["submitted_at"]) < until:
            book.end(row["id"], Status.EXPIRED, at=session.closes, reason=f"{force} order ended unfilled")
