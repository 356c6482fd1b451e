"""How long an order that is good till cancelled may rest: 90 days at Alpaca, and so on every paper book."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trading.broker.paper.book import Book
from trading.types import Status, TimeInForce

NEW_YORK = ZoneInfo("America/New_York")
GTC_LIVES = timedelta(days=90)
"""Alpaca's aged order policy (docs.alpaca.markets/docs/orders-at-alpaca, read 2026-11): a gtc order is cancelled at
16:15 in New York on the day 90 days after its creation. Exits are as old as their entry."""
TOO_OLD = "gtc order cancelled 90 days after it was sent, as at Alpaca; propose it again if it is still wanted"


def end_aged(book: Book, day: date, at: datetime, *, symbols: Container[str] | None = None) -> None:
    """Cancel the gtc orders, of these symbols or of all, whose last day is that session's or lay before it.

    Call it when the session has been played; `at` is its close.
    """
    for row in book.file.rows(
        "SELECT id, symbol, submitted_at FROM orders WHERE status = 'sent' AND time_in_force = ? ORDER BY sequence",
        (TimeInForce.GTC.value,),
    ):
        sent_on = datetime.fromisoformat(row["submitted_at"]).astimezone(NEW_YORK).date()
        if sent_on + GTC_LIVES <= day and (symbols is None or row["symbol"] in symbols):
            book.end(row["id"], Status.CANCELLED, at=at, reason=TOO_OLD)
