"""Lists of orders and activities: filters, order and pages."""

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import Any

from tests.alpaca_venue.amounts import instant
from tests.alpaca_venue.book import Book
from tests.alpaca_venue.errors import VenueError, malformed
from tests.alpaca_venue.orders import Order

MOST_ORDERS = 500
MOST_ACTIVITIES = 100
DAY_NS = 86_400 * 1_000_000_000
Query = dict[str, str]


def orders(book: Book, query: Query) -> list[dict[str, Any]]:
    """Return the orders that a query asks for: open ones, 50, newest first, unless it says otherwise."""
    status = query.get("status") or "open"
    if status not in ("open", "closed", "all"):
        raise malformed("invalid status")
    nested = query.get("nested", "").lower() == "true"
    limit = _size(query.get("limit"), 50, MOST_ORDERS, "limit")
    found = _span(book, query)
    if query.get("direction", "desc") != "asc":
        found.reverse()
    symbols = _words(query.get("symbols"))
    classes = _words(query.get("asset_class"))
    side = query.get("side")

    def fits(order: Order) -> bool:
        if status != "all" and order.is_open != (status == "open") and not (nested and _lives(order, status)):
            return False
        if nested and order.is_leg:
            return False
        if (symbols and order.symbol not in symbols) or (side and order.side != side):
            return False
        return not classes or "all" in classes or order.asset.asset_class in classes

    return [order.row(nested=nested) for order in islice(filter(fits, found), limit)]


def _lives(order: Order, status: str) -> bool:
    """Say whether a nested order counts as open: its entry is filled and an exit is not at its end."""
    return status == "open" and any(leg.is_open for leg in order.legs)


def _span(book: Book, query: Query) -> list[Order]:
    rows = book.sequence
    after, until = query.get("after"), query.get("until")
    above, below = query.get("after_order_id"), query.get("before_order_id")
    if (above or below) and (after or until or (above and below)):
        raise malformed("after_order_id and before_order_id exclude each other and after/until")
    first = bisect_right(rows, _time(after), key=_at) if after else 0
    last = bisect_left(rows, _time(until), key=_at) if until else len(rows)
    if above:
        first = bisect_right(rows, book.get(above).at, key=_at)
    if below:
        last = bisect_left(rows, book.get(below).at, key=_at)
    return rows[first:last]


def _at(order: Order) -> int:
    return order.at


def activities(book: Book, query: Query, kinds: str | None = None) -> list[dict[str, Any]]:
    """Return one page of activities, newest first unless asked; `page_token` is the id of the last row seen."""
    rows, times = book.ledger.activities, book.ledger.activity_times
    first, last = 0, len(rows)
    if query.get("date"):
        day = _time(query["date"][:10])
        first, last = bisect_left(times, day), bisect_left(times, day + DAY_NS)
    if query.get("after"):
        first = max(first, bisect_right(times, _time(query["after"])))
    if query.get("until"):
        last = min(last, bisect_left(times, _time(query["until"])))
    wanted = _words(kinds or query.get("activity_types"))
    if query.get("category") == "trade_activity":
        wanted = wanted or {"FILL"}
    found = [row for row in rows[first:last] if not wanted or row["activity_type"] in wanted]
    if query.get("category") == "non_trade_activity":
        found = [row for row in found if row["activity_type"] != "FILL"]
    if query.get("direction", "desc") != "asc":
        found.reverse()
    token = query.get("page_token")
    if token:
        places = [place for place, row in enumerate(found) if row["id"] == token]
        if not places:
            raise malformed("invalid page_token")
        found = found[places[0] + 1 :]
    return found[: _size(query.get("page_size"), MOST_ACTIVITIES, MOST_ACTIVITIES, "page_size")]


def _words(text: str | None) -> set[str]:
    return {word.strip() for word in (text or "").split(",") if word.strip()}


def _size(text: str | None, otherwise: int, most: int, name: str) -> int:
    if not text:
        return otherwise
    try:
        size = int(text)
    except ValueError:
        size = 0
    if not 1 <= size <= most:
        raise malformed(f"{name} must be between 1 and {most}")
    return size


def _time(text: str) -> int:
    try:
        return instant(text)
    except ValueError:
        raise VenueError(422, 40010001, f"invalid time: {text}") from None
