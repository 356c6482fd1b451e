"""What the desk's own store says of the account, read in the transaction in which the gate decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from trading.errors import InvalidLimits, NotFound, Unavailable
from trading.orders.auditing import read_resting
from trading.orders.parts import Parts
from trading.risk.exposure import trail_above
from trading.risk.facts import Book, Working
from trading.risk.releasing import may_release
from trading.risk.resting import ExitGroup, exit_groups
from trading.store import tally
from trading.store.accounts import AccountState, account_state
from trading.store.forms import order_from_wire, quote_from_wire
from trading.store.orders import get_order, working_orders
from trading.store.proposals import find_rows, get_row
from trading.types import (
    IN_FLIGHT,
    RESTING,
    Action,
    OrderClass,
    OrderType,
    OriginKind,
    Proposal,
    Quote,
    Side,
    Status,
    Ticket,
    VenueOrder,
)
from trading.types.wire import ticket_from_wire

NEW_YORK = ZoneInfo("America/New_York")
NOT_AT_VENUE = frozenset({Status.APPROVED, Status.SENDING, Status.UNKNOWN})
"""The venue has not reported these, so its own figures may not hold them yet."""


def read_book(connection: Connection, parts: Parts, proposal: Proposal) -> Book:
    """Return the store's facts about the account, the given proposal itself left out of what is in flight."""
    account = account_state(connection, parts.account_id)
    flight = read_flight(connection, parts.account_id, without=proposal.id)
    flying = flight.rows
    target, target_status = _target(connection, parts.account_id, proposal.ticket)
    start, end = market_day(parts.market_clock.now())
    rejections, last_rejected_at = tally.rejections(connection, parts.account_id)
    limits, limits_fault = None, ""
    try:
        limits = parts.limits.read(connection)
    except (InvalidLimits, Unavailable) as fault:
        limits_fault = f"the stored limits do not hold ({fault})"
    return Book(
        limits=limits,
        limits_fault=limits_fault,
        kill_on=account.kill_on or parts.memory.kill is not None,
        kill_reason=stop_sentence(account, parts.memory.kill),
        held=account.held,
        reconciled=parts.memory.reconciled,
        working=flight.working,
        in_doubt=_in_doubt(flying, parts),
        orders_today=tally.sent_between(connection, parts.account_id, start, end, without=proposal.id),
        last_sent_at=tally.last_sent_at(connection, parts.account_id),
        rejections=rejections,
        last_rejected_at=last_rejected_at,
        twin=_twin(connection, parts.account_id, proposal),
        target=target,
        target_status=target_status,
        orders=flight.orders,
        leaving=flight.leaving,
        left_resting=tuple(left_resting(flight)),
        exits=_exits(connection, parts.account_id, proposal.ticket),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """What is, or may become, an order: its rows, the same as values, what rests at the venue, and what leaves it."""

    rows: tuple[Row[Any], ...]
    working: tuple[Working, ...]
    orders: tuple[VenueOrder, ...]
    leaving: frozenset[str]


def read_flight(connection: Connection, account_id: str, *, without: str = "") -> Flight:
    """Return what the store says is in flight, the ticket `without` left out."""
    rows = [row for row in find_rows(connection, account_id, IN_FLIGHT) if row.id != without]
    flying = tuple(row for row in rows if row.action != Action.CANCEL)
    return Flight(
        rows=flying,
        working=tuple(_working(row) for row in flying),
        orders=tuple(working_orders(connection, account_id)),
        leaving=frozenset(order_id for row in rows for order_id in (row.target_id, *_released(row)) if order_id),
    )


def _released(row: Row[Any]) -> Sequence[str]:
    """Return the exits that a ticket ends before it closes what they protect."""
    return row.impact.get("releases") or ()


def _in_doubt(flying: Sequence[Row[Any]], parts: Parts) -> dict[str, str]:
    """Return the orders by symbol of which nobody knows whether the venue has them.

    One that this process is sending right now is not in doubt, it counts as exposure: its answer is on the way.
    One that another process was sending is, for that process may be dead.
    """
    now = parts.wall_clock.now()
    return {
        row.symbol: row.id
        for row in flying
        if row.status == Status.UNKNOWN or (row.status == Status.SENDING and not _is_being_sent(row, parts.owner, now))
    }


def _is_being_sent(row: Row[Any], owner: str, now: datetime) -> bool:
    return row.sending_owner == owner and row.lease_until is not None and now < row.lease_until


def stop_sentence(account: AccountState, in_memory: str | None) -> str:
    """Return why trading is stopped, empty when it is not."""
    if account.kill_on:
        since = "" if account.kill_at is None else f" since {account.kill_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"trading is stopped{since} by {account.kill_by or 'someone'}; resume trading first"
    return in_memory or ""


def market_day(now: datetime) -> tuple[datetime, datetime]:
    """Return the begin and the end of the New York day of that time."""
    day = now.astimezone(NEW_YORK).date()
    start, end = (datetime.combine(d, time(), NEW_YORK) for d in (day, day + timedelta(days=1)))
    return start, end


def _working(row: Row[Any]) -> Working:
    """Return what is in flight, from the few fields that matter: every order that works is read for each ticket."""
    ticket, status = ticket_from_wire(row.ticket), Status(row.status)
    order = None if row.venue_body is None else order_from_wire(row.venue_body)
    filled = Decimal(0) if order is None else order.filled_qty
    price = _worst_price(ticket, quote_from_wire(row.quote), order)
    qty = ticket.qty
    if qty is None and ticket.notional is not None and price:
        qty = ticket.notional / price
    if ticket.side is None or qty is None:
        raise ValueError(f"proposal {row.id} has neither side nor size")
    return Working(
        id=row.id,
        symbol=ticket.symbol,
        side=ticket.side,
        qty=max(Decimal(0), qty - filled),
        price=price,
        status=status,
        known_to_venue=status not in NOT_AT_VENUE,
        replaces=ticket.target_id,
        type=ticket.type,
        limit_price=ticket.limit_price,
        stop_loss=None if ticket.order_class is OrderClass.OCO else ticket.stop_loss,
        is_plain=ticket.order_class in (None, OrderClass.SIMPLE) and ticket.type is not OrderType.TRAILING_STOP,
    )


def left_resting(flight: Flight) -> Iterator[Working]:
    """Yield what still rests of tickets that have ended: the exits of a bracket outlive their entry.

    While the position is there they only give it back; without it they would open the opposite one, so they count.
    A pair of exits is one order, the larger: the venue fills one of them. It stands under the id of its entry.
    """
    in_flight = {one.id for one in flight.working}
    for order in (one for one in flight.orders if one.client_order_id not in in_flight):
        parts = [order] if order.status in RESTING else [leg for leg in order.legs if leg.status in RESTING]
        for side in Side:
            exits = [leg for leg in parts if leg.side is side]
            if not exits:
                continue
            prices = [p for leg in exits for p in (leg.limit_price, leg.stop_price, order.filled_avg_price) if p]
            yield Working(
                id=order.client_order_id,
                symbol=order.symbol,
                side=side,
                qty=max((leg.qty or order.qty or Decimal(0)) - leg.filled_qty for leg in exits),
                price=max(prices, default=None),
                status=exits[0].status,
                known_to_venue=True,
                is_plain=False,
            )


def _worst_price(ticket: Ticket, quote: Quote | None, order: VenueOrder | None) -> Decimal | None:
    known = [ticket.limit_price, ticket.stop_price, None if order is None else order.filled_avg_price]
    known += [] if quote is None else [quote.ask, quote.bid]
    highest = max((price for price in known if price is not None), default=None)
    return highest if highest is None else highest + trail_above(ticket, highest)


def _exits(connection: Connection, account_id: str, ticket: Ticket) -> tuple[ExitGroup, ...]:
    """Return what rests for the symbol of a ticket that may release it; no other ticket needs to know."""
    if not may_release(ticket):
        return ()
    return tuple(exit_groups(read_resting(connection, account_id, symbol=ticket.symbol)))


def _target(connection: Connection, account_id: str, ticket: Ticket) -> tuple[VenueOrder | None, Status | None]:
    if ticket.target_id is None:
        return None, None
    try:
        row = get_row(connection, account_id, ticket.target_id)
    except NotFound:
        return None, None
    return get_order(connection, ticket.target_id), Status(row.status)


def _twin(connection: Connection, account_id: str, proposal: Proposal) -> str | None:
    origin = proposal.origin
    if origin.kind is not OriginKind.AGENT or origin.run_id is None or origin.asked is None:
        return None
    return tally.twin(connection, account_id, origin.run_id, origin.asked, without=proposal.id)
