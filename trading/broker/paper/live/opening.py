"""What was held as the newest session began, and what it cost: what a late action needs.

Shares that were sold on the day of a split, before it was told, took a part of the cost as if fewer shares had been
held: 20 of 100 a fifth, though they were 20 of 200 and a tenth. With the cost at the open the day's trades are counted
again on the shares that there were.
"""

from decimal import Decimal

from trading.broker.paper.book import Book, Holding, cents, split_shares
from trading.types import Side
from trading.types.wire import decimal_text


def keep_opening(book: Book, held: Holding) -> None:
    """Keep a position as one that is held as the session begins."""
    drop_opening(book, held.symbol)
    book.file.do("INSERT INTO opening (symbol, qty) VALUES (?, ?)", (held.symbol, decimal_text(held.qty)))
    book.file.do(
        "INSERT INTO opening_cost (symbol, basis, realized, sequence) VALUES (?, ?, ?, ?)",
        (held.symbol, decimal_text(held.basis), decimal_text(held.realized), book.head()["sequence"]),
    )


def drop_opening(book: Book, symbol: str) -> None:
    """Forget what was held of a symbol."""
    for table in ("opening", "opening_cost"):
        book.file.do(f"DELETE FROM {table} WHERE symbol = ?", (symbol,))  # noqa: S608  names of this file


def held_at_open(book: Book, symbol: str) -> Decimal:
    """Return the shares that were held as the session began."""
    row = book.file.row("SELECT qty FROM opening WHERE symbol = ?", (symbol,))
    return Decimal(0) if row is None else Decimal(row["qty"])


def mend_cost(book: Book, symbol: str, ratio: Decimal, price: Decimal) -> None:
    """Give a position that was split late the cost that the day's trades leave of it; `price` is for parts of a share.

    Nothing is changed where the cost at the open is not known (a book of an earlier release, on its first day) or more
    was sold at a time than there was.
    """
    row = book.file.row("SELECT basis, realized, sequence FROM opening_cost WHERE symbol = ?", (symbol,))
    held = book.holding(symbol)
    if row is None or not held.qty:
        return
    is_whole = held.qty == held.qty.to_integral_value()
    exact, cost = held_at_open(book, symbol) * ratio, Decimal(row["basis"])
    qty, paid, part = split_shares(exact, cost, price, is_whole=is_whole)
    basis, realized = cost - part, Decimal(row["realized"]) + paid - part
    for fill in book.file.rows(
        "SELECT side, qty, amount FROM fill WHERE symbol = ? AND sequence > ? ORDER BY sequence",
        (symbol, row["sequence"]),
    ):
        size, amount = Decimal(fill["qty"]), Decimal(fill["amount"])
        if fill["side"] == Side.BUY:
            qty, basis = qty + size, basis + amount
            continue
        if size > qty:
            return
        part = basis if size == qty else cents(basis * size / qty)
        qty, basis = qty - size, basis - part
        realized = realized + amount - part if qty else Decimal(0)  # a position that is closed begins anew
    if qty == held.qty:
        book.recost(symbol, basis=basis, realized=realized)
