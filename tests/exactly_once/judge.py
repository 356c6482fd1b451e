"""Holds a desk's store against the venue's book: duplicates, what was lost, what is unknown, and the cash."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from tests.alpaca_venue.amounts import cents
from tests.alpaca_venue.orders import Order
from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca.answers import ENDED
from trading.orders.desk import OrderDesk
from trading.types import Action, Fill, Page, Proposal, Side, Status

Row = TypeVar("Row")
UNSETTLED = frozenset({Status.APPROVED, Status.SENDING, Status.UNKNOWN})


@dataclass(slots=True)
class Verdict:
    """What is wrong, one sentence each; a clean run has none."""

    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    money: list[str] = field(default_factory=list)
    orders: int = 0
    fills: int = 0
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> list[str]:
        return [*self.duplicates, *self.lost, *self.unknown, *self.money]


def pages(read: Callable[..., Page[Row]], **asked: Any) -> Iterator[Row]:
    """Return every row of a list of the desk."""
    cursor = None
    while True:
        page = read(limit=500, cursor=cursor, **asked)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def judge(desk: OrderDesk, venue: AlpacaVenue, *, cash: Decimal, elsewhere: frozenset[str] = frozenset()) -> Verdict:
    """Return the verdict; `elsewhere` are orders that were made past the desk, which it has to adopt."""
    with venue.book.lock:
        orders = [order for order in venue.book.sequence if not order.is_leg]
        activities = [dict(row) for row in venue.book.ledger.activities if row["activity_type"] == "FILL"]
        at_venue = venue.book.ledger.cash
        held = {name: holding.qty for name, holding in venue.book.ledger.holdings.items() if holding.qty}
        posts = Counter(_named(entry) for entry in venue.log if _sends(entry))
    tickets = {ticket.id: ticket for read in (desk.proposals, desk.orders) for ticket in pages(read, statuses=None)}
    fills = {fill.execution_id: fill for fill in pages(desk.fills)}
    found = Verdict(orders=len(orders), fills=len(activities))
    found.statuses = Counter(str(ticket.status) for ticket in tickets.values())
    _duplicates(found, orders, posts, tickets, elsewhere)
    _lost(found, orders, tickets)
    _lost_fills(found, activities, fills)
    _money(found, list(fills.values()), cash, at_venue, held)
    return found


def _sends(entry: Any) -> bool:
    is_new = entry.method == "POST" and entry.path == "/v2/orders"
    return is_new or (entry.method == "PATCH" and "/orders/" in entry.path)


def _named(entry: Any) -> str:
    return str((entry.body or {}).get("client_order_id"))


def _duplicates(
    found: Verdict, orders: list[Order], posts: Counter[str], tickets: dict[str, Proposal], elsewhere: frozenset[str]
) -> None:
    found.duplicates += [f"{name} was posted {times} times" for name, times in posts.items() if times > 1]
    for name, times in Counter(order.client_order_id for order in orders).items():
        if times > 1:
            found.duplicates.append(f"the venue has {times} orders {name}")
    for order in orders:
        ticket = tickets.get(order.client_order_id)
        if order.client_order_id not in elsewhere and (ticket is None or ticket.adopted):
            found.duplicates.append(f"the venue has order {order.client_order_id}, which no ticket asked for")


def _lost(found: Verdict, orders: list[Order], tickets: dict[str, Proposal]) -> None:
    known = {order.client_order_id for order in orders}
    for order in orders:
        ticket = tickets.get(order.client_order_id)
        theirs = _state(order)
        if ticket is None or ticket.order is None:
            is_so = "no ticket" if ticket is None else f"{ticket.status} and no order"
            found.lost.append(f"order {order.client_order_id}, {theirs} at the venue, has {is_so} in the store")
        elif (ticket.status, ticket.order.status, ticket.order.filled_qty) != (theirs, theirs, order.filled_qty):
            ours = f"{ticket.status}/{ticket.order.status} with {ticket.order.filled_qty}"
            found.lost.append(f"order {order.client_order_id} is {ours}, {theirs} with {order.filled_qty} at the venue")
        elif {leg.broker_id: leg.status for leg in ticket.order.legs} != {leg.id: _state(leg) for leg in order.legs}:
            found.lost.append(f"the exits of {order.client_order_id} are {ticket.order.legs}, not {order.legs}")
    for ticket in tickets.values():
        if ticket.status in UNSETTLED:
            found.unknown.append(f"{ticket.id} is still {ticket.status} ({ticket.reason})")
        elif ticket.order is not None and ticket.id not in known and ticket.ticket.action is not Action.CANCEL:
            found.lost.append(f"{ticket.id} has an order in the store and none at the venue")


def _state(order: Order) -> Status:
    return ENDED.get(order.status, Status.PARTLY_FILLED if order.filled_qty else Status.SENT)


def _lost_fills(found: Verdict, activities: list[dict[str, Any]], fills: dict[str, Fill]) -> None:
    for row in activities:
        ours = fills.get(row["id"])
        if ours is None:
            found.lost.append(f"the venue's fill {row['id']} of {row['qty']} {row['symbol']} is not in the store")
        elif (ours.qty, ours.price, str(ours.side)) != (Decimal(row["qty"]), Decimal(row["price"]), row["side"]):
            found.lost.append(f"fill {row['id']} is {ours} in the store and {row} at the venue")
    theirs = {row["id"] for row in activities}
    found.lost += [f"the venue has no fill {name}" for name in fills if name not in theirs]


def _money(found: Verdict, fills: list[Fill], cash: Decimal, at_venue: Decimal, held: dict[str, Decimal]) -> None:
    signed = [(fill, fill.qty if fill.side is Side.BUY else -fill.qty) for fill in fills]
    ours = cash - sum((cents(qty * fill.price) for fill, qty in signed), Decimal(0))
    if ours != at_venue:
        found.money.append(f"our fills leave {ours} USD, the venue has {at_venue}")
    sizes: dict[str, Decimal] = {}
    for fill, qty in signed:
        sizes[fill.symbol] = sizes.get(fill.symbol, Decimal(0)) + qty
    if {name: qty for name, qty in sizes.items() if qty} != held:
        found.money.append("the positions that our fills add up to are not the venue's")
