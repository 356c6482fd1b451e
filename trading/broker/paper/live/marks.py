"""The last price at which the book has seen each symbol, and whether it is of the shares after a company's action."""

from datetime import date, datetime
from decimal import Decimal

from trading.broker.paper.book import Book
from trading.broker.paper.live.prices import NEW_YORK
from trading.types.wire import decimal_text


def write_mark(book: Book, symbol: str, price: Decimal, at: datetime) -> None:
    """Keep the last price at which a symbol was seen."""
    book.file.do(
        "INSERT OR REPLACE INTO mark (symbol, price, at) VALUES (?, ?, ?)",
        (symbol, decimal_text(price), at.isoformat()),
    )


def mark_of(book: Book, symbol: str) -> Decimal:
    """Return the last price at which a symbol was seen; whatever has an order or a position has one."""
    return seen(book, symbol)[0]


def seen(book: Book, symbol: str) -> tuple[Decimal, datetime]:
    """Return the last price at which a symbol was seen, and when that price was made."""
    row = book.file.row("SELECT price, at FROM mark WHERE symbol = ?", (symbol,))
    if row is None:
        raise RuntimeError(f"{symbol} is in the book without a price at which it was ever seen")
    return Decimal(row["price"]), datetime.fromisoformat(row["at"])


def is_seen_since(book: Book, symbol: str, day: date) -> bool:
    """Say whether the last price is of that New York day or a later one: of the shares after an action of that day."""
    return seen(book, symbol)[1].astimezone(NEW_YORK).date() >= day
