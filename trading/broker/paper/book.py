"""The paper book: cash, positions, fills and reservations, conserved to the cent in Decimal.

How cents are rounded: a position is worth `qty x price` rounded half-up to the cent, and one execution moves the change
of that worth at its price, so many cents out of cash and into the position's cost basis, or out of the basis and the
realised result into cash. Whole cents are thus exact, fractions of a share never make or lose money however often they
trade, and `cash + worth of all positions` at the price of an execution is, to the cent, the same before and after it.
A part of a position takes its part of the basis, rounded half-up to the cent; the last part takes what is left. So at
every moment, exactly, `cash + the cost basis of all positions = initial cash + realised result + dividends`.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from trading.broker.paper.rows import day_of
from trading.broker.paper.schema import BookFile
from trading.errors import Unavailable
from trading.types import Side, Status
from trading.types.wire import decimal_text

CENT = Decimal("0.01")
SHARE_PART = Decimal("0.000001")
ZERO = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    """Return an amount of USD rounded half-up to the cent."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def share_part(qty: Decimal) -> Decimal:
    """Return a size rounded down to the smallest part of a share that the venue takes."""
    return qty.quantize(SHARE_PART, rounding=ROUND_DOWN)


def split_shares(exact: Decimal, basis: Decimal, price: Decimal, *, is_whole: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Return the shares that a split leaves of `exact` ones, what is paid for the rest at `price`, and its cost."""
    kept = exact.to_integral_value(rounding=ROUND_DOWN) if is_whole else share_part(exact)
    rest = exact - kept
    return kept, cents(rest * price), cents(basis * rest / exact) if kept else basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A position's size, its cost basis to the cent, and what its closed parts have earned."""

    symbol: str
    qty: Decimal
    basis: Decimal
    realized: Decimal


class Book:
    """What stands in the book, and its few exact movements. Call the movements inside `file.write()`."""

    def __init__(self, file: BookFile) -> None:
        self.file = file

    def start(self, day: date, cash: Decimal, *, number: int) -> None:
        """Write the first page of a new book; a suspension outlives the old one."""
        amount, start = decimal_text(cents(cash)), day.isoformat()
        before = self.file.row("SELECT suspended FROM book WHERE id = 1")
        for table in ("book", "position", "equity", "moment"):
            self.file.do(f"DELETE FROM {table}")  # noqa: S608  names of this file
        self.file.do(
            "INSERT INTO book "
            "(id, number, session_day, started, cash, initial_cash, realized, income, suspended, sequence) "
            "VALUES (1, ?, ?, ?, ?, ?, '0', '0', ?, "
            "(SELECT MAX(s) FROM (SELECT 0 AS s UNION SELECT MAX(sequence) FROM orders "
            "UNION SELECT MAX(sequence) FROM fill)))",
            (number, start, start, amount, amount, 0 if before is None else before["suspended"]),
        )
        self.file.do("INSERT INTO equity (day, equity, cash) VALUES (?, ?, ?)", (start, amount, amount))

    def head(self) -> sqlite3.Row:
        """Return the book's one row."""
        row = self.file.row("SELECT * FROM book WHERE id = 1")
        if row is None:
            raise Unavailable(
                f"the paper book {self.file.path.name} has lost its first page; "
                "stop the app, keep a copy, and restore DATA_DIR from a backup"
            )
        return row

    def session_day(self) -> date:
        """Return the session at whose close the book stands."""
        return day_of(self.head()["session_day"])

    def cash(self) -> Decimal:
        """Return the cash, USD."""
        return Decimal(self.head()["cash"])

    def next_sequence(self) -> int:
        """Return a number larger than any before it."""
        self.file.do("UPDATE book SET sequence = sequence + 1 WHERE id = 1")
        return int(self.head()["sequence"])

    def holdings(self) -> list[Holding]:
        """Return every position, by symbol."""
        return [_holding(row) for row in self.file.rows("SELECT * FROM position ORDER BY symbol")]

    def holding(self, symbol: str) -> Holding:
        """Return one position, with a size of 0 when there is none."""
        row = self.file.row("SELECT * FROM position WHERE symbol = ?", (symbol,))
        return Holding(symbol=symbol, qty=ZERO, basis=ZERO, realized=ZERO) if row is None else _holding(row)

    def reserved_qty(self, symbol: str) -> Decimal:
        """Return the shares that resting exits have reserved; the two exits of one bracket reserve once."""
        total = ZERO
        groups: dict[str, Decimal] = {}
        for row in self.file.rows(
            "SELECT id, parent, qty FROM orders WHERE status = 'sent' AND side = 'sell' AND held = 0 AND symbol = ?",
            (symbol,),
        ):
            group = row["parent"] or row["id"]
            groups[group] = max(groups.get(group, ZERO), Decimal(row["qty"]))
        return sum(groups.values(), total)

    def reserved_cash(self, last_close: "dict[str, Decimal] | None" = None) -> Decimal:
        """Return what resting buys may cost, USD: at their limit or stop, else at the price given for the symbol."""
        prices = last_close or {}
        rows = self.file.rows(
            "SELECT symbol, qty, limit_price, stop_price, water_mark FROM orders "
            "WHERE status = 'sent' AND side = 'buy' AND held = 0"
        )
        total = ZERO
        for row in rows:
            named = row["limit_price"] or row["stop_price"]
            price = Decimal(named) if named is not None else prices.get(row["symbol"], ZERO)
            if row["water_mark"] is not None:
                price = max(price, Decimal(row["water_mark"]))
            total += cents(Decimal(row["qty"]) * price)
        return total

    def trade(self, row: sqlite3.Row, price: Decimal, *, day: date, at: datetime) -> bool:
        """Fill a whole order at one price; False when the cash does not reach (the order is then cancelled)."""
        side, qty, symbol = Side(row["side"]), Decimal(row["qty"]), row["symbol"]
        held = self.holding(symbol)
        after = held.qty + qty if side is Side.BUY else held.qty - qty
        amount = abs(cents(after * price) - cents(held.qty * price))
        if side is Side.BUY and amount > self.cash():
            self.end(row["id"], Status.CANCELLED, at=at, reason=f"insufficient cash at the fill: {amount} USD needed")
            return False
        if side is Side.SELL and qty > held.qty:
            self.end(row["id"], Status.CANCELLED, at=at, reason=f"only {held.qty} shares were left to sell")
            return False
        if side is Side.BUY:
            self._hold(symbol, held.qty + qty, held.basis + amount, held.realized)
            self.add_cash(-amount)
        else:
            part = held.basis if qty == held.qty else cents(held.basis * qty / held.qty)
            self._hold(symbol, held.qty - qty, held.basis - part, held.realized + amount - part)
            self.add_cash(amount, realized=amount - part)
        self._write_fill(row, price, amount, day=day, at=at)
        return True

    def end(self, order_id: str, status: Status, *, at: datetime, reason: str) -> None:
        """Give an order and those of its exits that still rest their last state.

        A report is never of an earlier time than one before it, even when the clock was set back in between.
        """
        self.file.do(
            "UPDATE orders SET status = ?, reason = ?, updated_at = MAX(updated_at, ?) "
            "WHERE status = 'sent' AND (id = ? OR parent = ?)",
            (status.value, reason, at.isoformat(), order_id, order_id),
        )

    def add_cash(self, amount: Decimal, *, realized: Decimal = ZERO, income: Decimal = ZERO) -> None:
        """Move cash; `realized` and `income` say how much of it is a trade's result and a dividend."""
        head = self.head()
        values = [
            Decimal(head[name]) + more for name, more in (("cash", amount), ("realized", realized), ("income", income))
        ]
        self.file.do(
            "UPDATE book SET cash = ?, realized = ?, income = ? WHERE id = 1", [decimal_text(value) for value in values]
        )

    def split(self, held: Holding, ratio: Decimal, price: Decimal, *, traded: Decimal = ZERO) -> Decimal:
        """Multiply a position by a split; a whole one stays whole, the rest is paid at `price`. Return the cash.

        `traded` is what of it was bought since the split, in new shares; negative where more was sold.
        """
        exact = (held.qty - traded) * ratio + traded
        is_whole = held.qty == held.qty.to_integral_value() and traded == traded.to_integral_value()
        kept, paid, part = split_shares(exact, held.basis, price, is_whole=is_whole)
        self._hold(held.symbol, kept, held.basis - part, held.realized + paid - part)
        self.add_cash(paid, realized=paid - part)
        return paid

    def recost(self, symbol: str, *, basis: Decimal, realized: Decimal) -> None:
        """Give a position another cost and result; the account's result takes the difference, and no cash moves."""
        held = self.holding(symbol)
        self._hold(symbol, held.qty, basis, realized)
        self.add_cash(ZERO, realized=basis - held.basis)

    def _hold(self, symbol: str, qty: Decimal, basis: Decimal, realized: Decimal) -> None:
        if qty == 0:
            self.file.do("DELETE FROM position WHERE symbol = ?", (symbol,))
            return
        self.file.do(
            "INSERT OR REPLACE INTO position (symbol, qty, basis, realized) VALUES (?, ?, ?, ?)",
            (symbol, decimal_text(qty), decimal_text(basis), decimal_text(realized)),
        )

    def _write_fill(self, row: sqlite3.Row, price: Decimal, amount: Decimal, *, day: date, at: datetime) -> None:
        sequence = self.next_sequence()
        self.file.do(
            "INSERT INTO fill (id, sequence, book, order_id, symbol, side, qty, price, amount, day, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                f"{row['id']}-{sequence}",
                sequence,
                self.head()["number"],
                row["parent"] or row["id"],
                row["symbol"],
                row["side"],
                row["qty"],
                decimal_text(price),
                decimal_text(amount),
                day.isoformat(),
                at.isoformat(),
            ),
        )
        self.file.do(
            "UPDATE orders SET status = ?, filled_qty = qty, filled_price = ?, updated_at = ? WHERE id = ?",
            (Status.FILLED.value, decimal_text(price), at.isoformat(), row["id"]),
        )


def _holding(row: sqlite3.Row) -> Holding:
    return Holding(
        symbol=row["symbol"],
        qty=Decimal(row["qty"]),
        basis=Decimal(row["basis"]),
        realized=Decimal(row["realized"]),
    )
