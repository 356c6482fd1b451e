"""What a company does to the paper book: a dividend paid, a split of the position and of what rests."""

from datetime import datetime
from decimal import Decimal

from trading.broker.paper.book import ZERO, Book, cents, share_part
from trading.broker.paper.matching import to_tick
from trading.broker.paper.rows import decimal_or_none
from trading.types import CorporateAction, Status
from trading.types.wire import decimal_text

PRICES = ("limit_price", "stop_price", "trail_price", "water_mark")


def pay_dividend(book: Book, action: CorporateAction, qty: Decimal) -> None:
    """Pay a dividend on so many shares, those held before its ex-date; nothing without shares or an amount."""
    if action.amount is None or qty <= 0:
        return
    amount = cents(qty * action.amount)
    book.add_cash(amount, income=amount)
    _note(book, action, amount, before=qty, after=qty)


def split(book: Book, action: CorporateAction, price: Decimal, at: datetime) -> None:
    """Multiply the position and the resting orders of a symbol; `price`, in new shares, is paid for what is left over.

    Prices of resting orders are divided to the tick; an order of which no share is left ends.
    """
    split_position(book, action, price)
    split_orders(book, action, at)


def split_position(book: Book, action: CorporateAction, price: Decimal, *, traded: Decimal = ZERO) -> None:
    """Multiply the position of a symbol but for what was `traded` since the split, in new shares, sales negative."""
    held = book.holding(action.symbol)
    if action.ratio is not None and held.qty - traded > 0:
        paid = book.split(held, action.ratio, price, traded=traded)
        _note(book, action, paid, before=held.qty, after=book.holding(action.symbol).qty)


def split_orders(book: Book, action: CorporateAction, at: datetime, *, until: datetime | None = None) -> None:
    """Multiply what rests, all of it or what was sent before `until`."""
    ratio = action.ratio
    if ratio is None:
        return
    rows = book.file.rows("SELECT * FROM orders WHERE status = 'sent' AND symbol = ?", (action.symbol,))
    for row in rows:
        if until is not None and datetime.fromisoformat(row["submitted_at"]) >= until:
            continue
        prices = [decimal_or_none(row[name]) for name in PRICES]
        adjusted = [None if price is None else decimal_text(to_tick(price / ratio)) for price in prices]
        qty = Decimal(row["qty"])
        new_qty = share_part(qty * ratio) if qty != qty.to_integral_value() else (qty * ratio) // 1
        book.file.do(
            "UPDATE orders SET limit_price = ?, stop_price = ?, trail_price = ?, water_mark = ?, qty = ?, "
            "updated_at = ? WHERE id = ?",
            (*adjusted, decimal_text(new_qty), at.isoformat(), row["id"]),
        )
        if new_qty <= 0:
            book.end(row["id"], Status.CANCELLED, at=at, reason="nothing of it is left after the split")


def _note(book: Book, action: CorporateAction, amount: Decimal, *, before: Decimal, after: Decimal) -> None:
    book.file.do(
        "INSERT INTO cash_action (book, symbol, kind, day, amount, qty_before, qty_after) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            book.head()["number"],
            action.symbol,
            action.kind.value,
            action.ex_date.isoformat(),
            decimal_text(amount),
            decimal_text(before),
            decimal_text(after),
        ),
    )
