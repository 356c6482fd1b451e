"""The paths of the trading API: which request does what to the book."""

import re
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from tests.alpaca_venue import listing, sessions
from tests.alpaca_venue.amounts import number, plain
from tests.alpaca_venue.book import Book
from tests.alpaca_venue.errors import VenueError, malformed, missing, unprocessable
from tests.alpaca_venue.watchlists import Watchlists
from tests.alpaca_venue.wire import Request

Answer = tuple[int, Any]
Route = Callable[..., Answer]
OK, NOTHING, MANY = 200, 204, 207


class Routes:
    """The table of paths over one book. Each route gets the request and what its path names."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.watchlists = Watchlists(book)
        self._fixed: dict[tuple[str, str], Route] = {
            ("GET", "/v2/account"): lambda r: (OK, book.account_row()),
            ("GET", "/v2/account/configurations"): lambda r: (OK, book.configuration),
            ("PATCH", "/v2/account/configurations"): lambda r: (OK, book.configure(_body(r))),
            ("GET", "/v2/account/activities"): lambda r: (OK, listing.activities(book, r.query)),
            ("GET", "/v2/account/portfolio/history"): self._history,
            ("GET", "/v2/assets"): self._assets,
            ("POST", "/v2/orders"): lambda r: (OK, book.submit(_body(r))),
            ("GET", "/v2/orders"): lambda r: (OK, listing.orders(book, r.query)),
            ("DELETE", "/v2/orders"): self._cancel_all,
            ("GET", "/v2/orders:by_client_order_id"): self._by_client,
            ("GET", "/v2/positions"): lambda r: (OK, book.position_rows()),
            ("DELETE", "/v2/positions"): self._close_all,
            ("GET", "/v2/clock"): lambda r: (OK, sessions.clock_row(sessions.at(book.now()), is_open=book.is_open)),
            ("GET", "/v2/calendar"): self._calendar,
            ("GET", "/v2/watchlists"): lambda r: (OK, self.watchlists.rows()),
            ("POST", "/v2/watchlists"): lambda r: (OK, self.watchlists.create(_body(r))),
            **self._by_name(),
        }
        self._named: list[tuple[str, re.Pattern[str], Route]] = [
            (method, re.compile(pattern), route)
            for method, pattern, route in (
                ("GET", r"/v2/orders/([^/]+)", self._order),
                ("PATCH", r"/v2/orders/([^/]+)", lambda r, i: (OK, book.replace(self._id(i), _body(r)))),
                ("DELETE", r"/v2/orders/([^/]+)", lambda r, i: (NOTHING, book.cancel(self._id(i)))),
                ("GET", r"/v2/positions/(.+)", lambda r, s: (OK, book.position_row(s))),
                ("DELETE", r"/v2/positions/(.+)", self._close),
                ("GET", r"/v2/assets/(.+)", self._asset),
                ("GET", r"/v2/account/activities/([A-Z]+)", lambda r, k: (OK, listing.activities(book, r.query, k))),
                ("GET", r"/v2/watchlists/([^/]+)", lambda r, w: (OK, self.watchlists.row(self.watchlists.find(w)))),
                ("PUT", r"/v2/watchlists/([^/]+)", lambda r, w: (OK, self.watchlists.update(w, _body(r)))),
                ("POST", r"/v2/watchlists/([^/]+)", lambda r, w: (OK, self.watchlists.add(w, _body(r)))),
                ("DELETE", r"/v2/watchlists/([^/]+)", lambda r, w: (NOTHING, self.watchlists.delete(w))),
                ("DELETE", r"/v2/watchlists/([^/]+)/(.+)", lambda r, w, s: (OK, self.watchlists.remove(w, s))),
            )
        ]

    def _by_name(self) -> dict[tuple[str, str], Route]:
        path, lists = "/v2/watchlists:by_name", self.watchlists
        return {
            ("GET", path): lambda r: (OK, lists.row(lists.find(r.query.get("name", "")))),
            ("PUT", path): lambda r: (OK, lists.update(r.query.get("name", ""), _body(r))),
            ("POST", path): lambda r: (OK, lists.add(r.query.get("name", ""), _body(r))),
            ("DELETE", path): lambda r: (NOTHING, lists.delete(r.query.get("name", ""))),
        }

    def run(self, request: Request) -> Answer:
        """Carry a request out. Raises VenueError for one that the venue refuses."""
        with self._book.lock:
            fixed = self._fixed.get((request.method, request.path))
            if fixed is not None:
                return fixed(request)
            for method, pattern, route in self._named:
                if method == request.method and (found := pattern.fullmatch(request.path)):
                    return route(request, *found.groups())
            raise missing("endpoint not found")

    def _id(self, order_id: str) -> str:
        if order_id not in self._book.orders:
            raise missing(f"order not found for {order_id}")
        return order_id

    def _order(self, request: Request, order_id: str) -> Answer:
        nested = request.query.get("nested", "").lower() == "true"
        return OK, self._book.get(self._id(order_id)).row(nested=nested)

    def _by_client(self, request: Request) -> Answer:
        wanted = request.query.get("client_order_id", "")
        found = self._book.by_client.get(wanted)
        if found is None:
            raise missing(f"order not found for {wanted}")
        return OK, found.row(nested=self._book.by_client_shows_legs)

    def _cancel_all(self, request: Request) -> Answer:
        rows = []
        for order in self._book.open_orders():
            status = OK
            try:
                self._book.cancel(order.id)
            except VenueError:
                status = 500
            rows.append({"id": order.id, "status": status})
        return MANY, rows

    def _assets(self, request: Request) -> Answer:
        status, exchange = request.query.get("status"), request.query.get("exchange")
        kind = request.query.get("asset_class") or "us_equity"
        wanted = set(filter(None, request.query.get("attributes", "").split(",")))
        found = [
            asset.row()
            for asset in self._book.assets.values()
            if asset.asset_class == kind
            and status in (None, "", "all", "active" if asset.active else "inactive")
            and exchange in (None, "", asset.exchange)
            and (not wanted or wanted & set(asset.attributes))
        ]
        return OK, found

    def _asset(self, request: Request, name: str) -> Answer:
        asset = self._book.find_asset(name)
        if asset is None:
            raise missing(f"asset not found for {name}")
        return OK, asset.row()

    def _history(self, request: Request) -> Answer:
        query = request.query
        if query.get("period") and query.get("start") and query.get("end"):
            raise malformed("only two of start, end and period may be given")
        return OK, self._book.history_row(query.get("start", ""), query.get("end", ""), query.get("timeframe", ""))

    def _calendar(self, request: Request) -> Answer:
        try:
            return OK, sessions.calendar_rows(
                request.query.get("start", ""), request.query.get("end", ""), self._book.calendar_changes
            )
        except ValueError:
            raise malformed("invalid date") from None

    def _close(self, request: Request, name: str) -> Answer:
        asset = self._book.find_asset(name)
        held = self._book.holding(name, f"position not found: {name}")
        qty = abs(held.qty)
        asked, share = request.query.get("qty"), request.query.get("percentage")
        if asked and share:
            raise malformed("only one of qty or percentage is accepted")
        size = number(asked) if asked else qty
        if share:
            part = number(share) or Decimal(0)
            if not 0 < part <= 100:
                raise malformed("percentage must be > 0 and <= 100")
            step = Decimal(1) if qty == qty.to_integral_value() else Decimal("0.000000001")
            size = (qty * part / 100).quantize(step, ROUND_DOWN)
        if not size or size < 0:
            raise unprocessable("qty must be > 0")
        side = "sell" if held.qty > 0 else "buy"
        body = {"symbol": asset.symbol if asset else name, "qty": plain(size), "side": side}
        return OK, self._book.submit(body | {"type": "market", "time_in_force": "day"})

    def _close_all(self, request: Request) -> Answer:
        if request.query.get("cancel_orders", "").lower() == "true":
            self._cancel_all(request)
        rows = []
        for symbol in sorted(self._book.ledger.holdings):
            try:
                status, body = self._close(Request("DELETE", "", {}, {}, b""), symbol)
            except VenueError as refusal:
                status, body = refusal.status, refusal.body
            rows.append({"symbol": symbol, "status": status, "body": body})
        return MANY, rows


def _body(request: Request) -> Any:
    try:
        return request.body()
    except ValueError:
        raise VenueError(400, 40010000, "request body format is invalid") from None
