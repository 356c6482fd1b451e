"""Alpaca as a venue: one account, paper or live, over its REST API."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from trading.broker.alpaca.activities import activities, cash_movements
from trading.broker.alpaca.answers import (
    WHOLE_CLASSES,
    Raw,
    Unreadable,
    account_of,
    fill_of,
    object_of,
    order_of,
    parsed_time,
    position_of,
    rows_of,
)
from trading.broker.alpaca.bodies import order_body, replacement_body
from trading.broker.alpaca.calls import AlpacaCalls
from trading.broker.alpaca.history import EquityHistory
from trading.broker.alpaca.ids import OrderIds
from trading.errors import NotFound, OutcomeUnknown, VenueRejected
from trading.ports import Calendar, Clock
from trading.types import (
    AccountSettings,
    CashMovement,
    EquityPoint,
    Fill,
    MarketMode,
    Position,
    RateBudget,
    Ticket,
    VenueAccount,
    VenueOrder,
)

log = logging.getLogger(__name__)
ORDERS_A_PAGE = 500
AROUND = timedelta(minutes=1)
SCARCE = 0.25
"""The share of the rate limit that is kept for orders and look-ups."""
MOST_SKEW = timedelta(seconds=30)


class AlpacaBroker:
    """The Broker port over Alpaca. Its close calls are never used: they make orders under ids of their own."""

    def __init__(
        self,
        *,
        calls: AlpacaCalls,
        clock: Clock,
        calendar: Calendar,
        live: bool = False,
        settings: Callable[[], AccountSettings | None] = lambda: None,
    ) -> None:
        self._calls = calls
        self._settings = settings
        self._clock = clock
        self._live = live
        self._ids = OrderIds()
        self._history = EquityHistory(calls, clock, calendar)

    @property
    def mode(self) -> MarketMode:
        """Return paper or live, as the keys and the address were chosen."""
        return MarketMode.LIVE if self._live else MarketMode.PAPER

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return "Alpaca, live account" if self._live else "Alpaca, paper account"

    def budget(self) -> RateBudget | None:
        """Return what is left of the venue's rate limit, None before it has said so."""
        return self._calls.budget()

    def is_scarce(self) -> bool:
        """Say whether the rate limit is so nearly used up that only orders should still be asked about."""
        budget = self._calls.budget()
        if budget is None or budget.left > budget.limit * SCARCE:
            return False
        return budget.resets_at is None or budget.resets_at > self._clock.now()

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power now."""
        told = account_of(object_of(self._calls.read("/account")), self._clock.now())
        account = replace(told, settings=self._settings())
        skew = self._calls.skew()
        if account.blocked is None and abs(skew) > MOST_SKEW:
            side = "ahead of" if skew > timedelta() else "behind"
            said = f"this machine's clock is {abs(skew).total_seconds():.0f} s {side} Alpaca's; set it right"
            return replace(account, blocked=said)
        return account

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol."""
        return sorted((position_of(raw) for raw in rows_of(self._calls.read("/positions"))), key=lambda p: p.symbol)

    def number(self) -> str:
        """Return the account's own number at the venue."""
        return self.account().number

    def quantities(self) -> Mapping[str, Decimal]:
        """Return the size of every open position, signed, by symbol."""
        return {position.symbol: position.qty for position in self.positions()}

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Send one order. Raises VenueRejected, KeysRefused, OutcomeUnknown."""
        return self._answered(
            client_order_id, self._calls.order("POST", "/orders", order_body(client_order_id, ticket))
        )

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Replace a resting order. Raises VenueRejected, KeysRefused, OutcomeUnknown, Unavailable."""
        try:
            theirs = self._venue_id(target_id)
        except NotFound:
            raise VenueRejected(f"Alpaca does not know order {target_id}, so nothing was replaced") from None
        body = replacement_body(client_order_id, ticket)
        return self._answered(client_order_id, self._calls.order("PATCH", f"/orders/{theirs}", body))

    def cancel(self, client_order_id: str) -> None:
        """Ask to cancel an order or a leg; may be repeated. Raises NotFound, VenueRejected, Unavailable."""
        theirs = self._venue_id(client_order_id)
        try:
            self._calls.take_away(f"/orders/{theirs}")
        except VenueRejected as fault:
            if "cancel" not in str(fault).partition("already")[2]:
                raise

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Return the order of that id with its legs, None when the venue says that it does not know it."""
        try:
            return self._order(self._whole(self._by_our_id(client_order_id)))
        except NotFound:
            return None

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Return the open orders, or every order submitted since that time and the open ones; oldest first."""
        found = {raw["id"]: raw for raw in self._pages("open", None)}
        if not open_only:
            found |= {raw["id"]: raw for raw in self._pages("all", since)}
        orders = [self._order(raw) for raw in found.values()]
        return sorted(orders, key=lambda order: (order.submitted_at, order.client_order_id))

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return executions at or after that time, oldest first, each under the order or, for a leg, its parent."""
        params = {} if since is None else {"after": (since - AROUND).isoformat()}
        rows = activities(self._calls, "/account/activities/FILL", params)
        fills = [fill_of(raw, self._owner(str(raw.get("order_id")))) for raw in rows]
        return sorted((fill for fill in fills if since is None or fill.at >= since), key=lambda fill: fill.at)

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each close between two inclusive dates, of the last year by default."""
        first, last = start or date.min, end or date.max
        return [point for point in self._history.points(start, end) if first <= point.at.date() <= last]

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return what moved cash without a trade between two inclusive dates, oldest first."""
        return cash_movements(self._calls, start=start, end=end)

    def suspend(self, *, on: bool) -> None:
        """Make Alpaca refuse new orders of the account, or lift that."""
        self._calls.set("/account/configurations", {"suspend_trade": on})

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def order_named_in(self, raw: Raw) -> str:
        """Return our id of the order that a report of the stream is about or, for a leg, of its parent.

        Raises Unreadable, Unavailable.
        """
        theirs = str(raw.get("id"))
        known = self._ids.owner(theirs)
        if known is not None:
            return known
        if str(raw.get("order_class") or "") in WHOLE_CLASSES:
            return str(raw.get("client_order_id"))
        return self._owner(theirs)

    def _answered(self, client_order_id: str, raw: Raw) -> VenueOrder:
        try:
            order = self._order(raw)
        except Unreadable as fault:
            raise OutcomeUnknown(f"the answer to order {client_order_id} cannot be read: {fault}") from None
        if order.client_order_id != client_order_id:
            raise OutcomeUnknown(f"the answer to order {client_order_id} names another one; it is asked by its id")
        return order

    def _order(self, raw: Raw) -> VenueOrder:
        order = order_of(raw, self._name_of)
        self._ids.learn(raw)
        return order

    def _name_of(self, theirs: str) -> str | None:
        known = self._ids.ours(theirs)
        if known is not None:
            return known
        raw = object_of(self._calls.read(f"/orders/{theirs}"))
        self._ids.learn(raw)
        return self._ids.ours(theirs)

    def _venue_id(self, client_order_id: str) -> str:
        known = self._ids.theirs(client_order_id)
        if known is not None:
            return known
        raw = self._by_our_id(client_order_id)
        self._ids.learn(raw)
        return str(raw["id"])

    def _by_our_id(self, client_order_id: str) -> Raw:
        return object_of(self._calls.read("/orders:by_client_order_id", {"client_order_id": client_order_id}))

    def _whole(self, raw: Raw) -> Raw:
        """Return the order with its legs, which only the read by the venue's own id rolls up."""
        if str(raw.get("order_class") or "") in WHOLE_CLASSES or raw.get("legs"):
            return raw
        return object_of(self._calls.read(f"/orders/{raw['id']}", {"nested": "true"}))

    def _owner(self, theirs: str) -> str:
        """Return our id of the order that has an execution; a leg's parent is looked for among its neighbours."""
        known = self._ids.owner(theirs)
        if known is not None:
            return known
        raw = object_of(self._calls.read(f"/orders/{theirs}", {"nested": "true"}))
        self._ids.learn(raw)
        is_leg = str(raw.get("order_class") or "") not in WHOLE_CLASSES and not raw.get("legs")
        if is_leg:
            for near in self._neighbours(raw):
                self._ids.learn(near)
        return self._ids.owner(theirs) or str(raw["client_order_id"])

    def _neighbours(self, leg: Raw) -> list[Raw]:
        """Return the orders with legs that were made when this leg was made."""
        made = parsed_time(str(leg.get("created_at") or leg.get("submitted_at")))
        params = {
            "after": (made - AROUND).isoformat(),
            "until": (made + AROUND).isoformat(),
            "symbols": str(leg["symbol"]),
        }
        asked = {"status": "all", "nested": "true", "limit": str(ORDERS_A_PAGE), **params}
        return rows_of(self._calls.read("/orders", asked))

    def _pages(self, status: str, since: datetime | None) -> Iterator[Raw]:
        params = {"status": status, "nested": "true", "limit": str(ORDERS_A_PAGE), "direction": "asc"}
        start = {} if since is None else {"after": since.isoformat()}
        while True:
            rows = rows_of(self._calls.read("/orders", params | start))
            yield from (raw for raw in rows if raw.get("order_class") != "mleg")  # options are not traded here
            if len(rows) < ORDERS_A_PAGE:
                return
            start = {"after_order_id": str(rows[-1]["id"])}
