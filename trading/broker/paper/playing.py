"""How one session plays on the paper book: company actions, fills and expiries by its bar, equity, the clock."""

import json
import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trading.broker.paper.actions import pay_dividend, split
from trading.broker.paper.ageing import end_aged
from trading.broker.paper.book import ZERO, Book, cents
from trading.broker.paper.intake import activate_exits
from trading.broker.paper.matching import match
from trading.broker.paper.rows import day_of, working_of
from trading.errors import Conflict
from trading.ports import Tape
from trading.types import CashActionKind, CorporateAction, SessionBar, Status, TimeInForce
from trading.types.wire import decimal_text

ENDS_WITH_ITS_BAR = frozenset({TimeInForce.DAY, TimeInForce.OPG, TimeInForce.CLS})


def play_session(book: Book, tape: Tape, day: date, at: datetime) -> None:
    """Play one session. Call inside `book.file.write()`; `at` is its close."""
    _keep_moment(book)
    _company_actions(book, tape, day, at)
    for group in groups(book):
        bar = tape.session_bar(group[0]["symbol"], day)
        if bar is not None:
            play_group(book, group, bar, at=at, works_from=day.isoformat())
    _expire(book, day, at)
    end_aged(book, day, at)
    book.file.do("UPDATE book SET session_day = ? WHERE id = 1", (day.isoformat(),))
    write_equity(book, tape, day)


def write_equity(book: Book, tape: Tape, day: date) -> None:
    """Write what the account is worth at a session's close."""
    cash = book.cash()
    worth = cash + sum((cents(h.qty * close_of(tape, h.symbol, day)) for h in book.holdings()), Decimal(0))
    book.file.do(
        "INSERT OR REPLACE INTO equity (day, equity, cash) VALUES (?, ?, ?)",
        (day.isoformat(), decimal_text(worth), decimal_text(cash)),
    )


def close_of(tape: Tape, symbol: str, day: date) -> Decimal:
    """Return the last close at or before a session. Raises Conflict where there is none: nothing can be valued then."""
    found = tape.last_close(symbol, day)
    if found is None:
        raise Conflict(f"{symbol} has no price on or before {day}; set the replay to a later day")
    return found


def groups(book: Book) -> list[list[sqlite3.Row]]:
    """Return what rests and works, oldest first; the exits of one order stand together."""
    groups: dict[str, list[sqlite3.Row]] = {}
    for row in book.file.rows("SELECT * FROM orders WHERE status = 'sent' AND held = 0 ORDER BY sequence"):
        groups.setdefault(row["parent"] or row["id"], []).append(row)
    return list(groups.values())


def play_group(book: Book, group: list[sqlite3.Row], bar: SessionBar, *, at: datetime, works_from: str) -> None:
    """Fill at most one of a group: what fills at the open first, then the stop, then the target.

    Exits of what has filled work from `works_from`.
    """
    matches = [(row, match(working_of(row), bar)) for row in group]
    filled = [(row, m) for row, m in matches if m.price is not None]
    filled.sort(key=lambda pair: (not pair[1].at_open, pair[0]["stop_price"] is None))
    for row, outcome in matches:
        after = outcome.after
        if after == working_of(row):
            continue
        book.file.do(
            "UPDATE orders SET water_mark = ?, triggered = ? WHERE id = ?",
            (None if after.water_mark is None else decimal_text(after.water_mark), int(after.triggered), row["id"]),
        )
    if not filled:
        return
    row, outcome = filled[0]
    if outcome.price is None or not book.trade(row, outcome.price, day=bar.day, at=at):
        return
    activate_exits(book, row["id"], works_from=works_from, at=at)
    for other, _ in matches:
        if other["id"] != row["id"]:
            book.end(other["id"], Status.CANCELLED, at=at, reason=f"its twin {row['id']} has filled")


def _expire(book: Book, day: date, at: datetime) -> None:
    rows = book.file.rows(
        "SELECT * FROM orders WHERE status = 'sent' AND held = 0 AND works_from < ?", (day.isoformat(),)
    )
    for row in rows:
        force = TimeInForce(row["time_in_force"])
        if force in ENDS_WITH_ITS_BAR:
            book.end(row["id"], Status.EXPIRED, at=at, reason=f"{force} order ended unfilled")


def _company_actions(book: Book, tape: Tape, day: date, at: datetime) -> None:
    """A dividend is paid on what was held before its ex-date, in the shares of that time; then a split counts."""
    symbols = {h.symbol for h in book.holdings()}
    symbols |= {row["symbol"] for row in book.file.rows("SELECT DISTINCT symbol FROM orders WHERE status = 'sent'")}
    for symbol in sorted(symbols):
        actions = sorted(tape.actions(symbol, day), key=lambda action: action.kind is CashActionKind.SPLIT)
        for action in actions:
            if action.kind is CashActionKind.DIVIDEND:
                pay_dividend(book, action, book.holding(symbol).qty)
            elif action.kind is CashActionKind.SPLIT:
                split(book, action, _price_after(book, tape, action), at)


def _price_after(book: Book, tape: Tape, action: CorporateAction) -> Decimal:
    """Return the first price in new shares: what a split leaves over is paid at it."""
    bar = tape.session_bar(action.symbol, action.ex_date)
    if bar is not None:
        return bar.open
    return close_of(tape, action.symbol, action.ex_date) if book.holding(action.symbol).qty > 0 else ZERO


KEPT: dict[str, tuple[str, ...]] = {
    "position": ("symbol", "qty", "basis", "realized"),
    "orders": ("id", "qty", "limit_price", "stop_price", "trail_price", "water_mark", "triggered"),
}


def _keep_moment(book: Book) -> None:
    """Keep the book as a session leaves it, so that the clock can be set back to it."""
    head = book.head()
    state: dict[str, Any] = {name: head[name] for name in ("cash", "realized", "income")}
    state["position"] = _plain(book.file.rows("SELECT * FROM position ORDER BY symbol"), KEPT["position"])
    state["orders"] = _plain(book.file.rows("SELECT * FROM orders WHERE status = 'sent' ORDER BY id"), KEPT["orders"])
    text = json.dumps(state, sort_keys=True)
    newest = book.file.row("SELECT state FROM moment ORDER BY day DESC LIMIT 1")
    if newest is None or newest["state"] != text:
        book.file.do("INSERT OR REPLACE INTO moment (day, state) VALUES (?, ?)", (head["session_day"], text))


def _plain(rows: list[sqlite3.Row], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def set_back(book: Book, day: date) -> None:
    """Take the book back to an earlier session's close: cash, positions and resting orders as they were then.

    Raises Conflict past the newest fill, past the birth of a resting order, or before the book's start.
    Orders that have ended since stay ended.
    """
    head = book.head()
    fill = book.file.row("SELECT MAX(day) AS day FROM fill WHERE book = ?", (head["number"],))
    if fill is not None and fill["day"] is not None and day_of(fill["day"]) > day:
        raise Conflict(f"the newest fill is of {fill['day']}, later than {day}; reset the book to go back further")
    born = book.file.row(
        "SELECT id, works_from FROM orders WHERE status = 'sent' AND works_from > ?", (day.isoformat(),)
    )
    if born is not None:
        raise Conflict(f"order {born['id']} rests since {born['works_from']}, later than {day}; cancel it or reset")
    kept = book.file.row("SELECT state FROM moment WHERE day <= ? ORDER BY day DESC LIMIT 1", (day.isoformat(),))
    if kept is not None:
        _restore(book, json.loads(kept["state"]))
    for table in ("equity", "moment"):
        book.file.do(f"DELETE FROM {table} WHERE day > ?", (day.isoformat(),))  # noqa: S608  names of this file
    book.file.do("DELETE FROM cash_action WHERE book = ? AND day > ?", (head["number"], day.isoformat()))
    book.file.do("UPDATE book SET session_day = ? WHERE id = 1", (day.isoformat(),))
    if day < day_of(head["started"]):
        book.file.do("UPDATE book SET started = ? WHERE id = 1", (day.isoformat(),))


def _restore(book: Book, state: dict[str, Any]) -> None:
    book.file.do(
        "UPDATE book SET cash = ?, realized = ?, income = ? WHERE id = 1",
        [state[n] for n in ("cash", "realized", "income")],
    )
    book.file.do("DELETE FROM position")
    for row in state["position"]:
        values = [row[name] for name in KEPT["position"]]
        book.file.do("INSERT INTO position (symbol, qty, basis, realized) VALUES (?, ?, ?, ?)", values)
    for row in state["orders"]:
        values = [row[name] for name in KEPT["orders"][1:]]
        book.file.do(
            "UPDATE orders SET qty = ?, limit_price = ?, stop_price = ?, trail_price = ?, water_mark = ?, "
            "triggered = ? WHERE id = ? AND status = 'sent'",
            [*values, row["id"]],
        )
