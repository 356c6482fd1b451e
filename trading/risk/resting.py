"""What rests at the venue: each order, or group of linked exits, as one thing that a cancel takes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trading.types import RESTING, STOP_TYPES, OrderClass, OrderType, Side, Ticket, VenueOrder

ZERO = Decimal(0)


class Made(StrEnum):
    """Why an order was made; unknown for one that the app did not make and whose form does not tell it."""

    EXIT = "exit"
    ENTRY = "entry"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """An order that can still fill, or has exits that can, and why it was made."""

    order: VenueOrder
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitGroup:
    """A resting order, or linked exits of which one fills: what one cancel of `order_id` takes back.

    `qty` is what it can still trade, unsigned. `stop` is its stop order, None for a target alone. `is_working` is
    False for the exits of an entry that still fills: they protect what has filled as soon as the entry ends, and
    reserve nothing yet. `plain` is the order itself where it stands alone and can be replaced.
    """

    order_id: str
    symbol: str
    side: Side
    qty: Decimal
    made: Made
    submitted_at: datetime
    stop: VenueOrder | None = None
    target: VenueOrder | None = None
    plain: VenueOrder | None = None
    is_working: bool = True


def made_for(ticket: Ticket, *, qty_before: Decimal | None, adopted: bool) -> Made:
    """Return why an order was made, from its ticket and the position before it (signed; None is not known).

    The legs of an entry are exits whatever this says.
    """
    if ticket.reduce_only or ticket.order_class is OrderClass.OCO:
        return Made.EXIT
    if adopted:
        return Made.UNKNOWN
    if qty_before is None or ticket.side is None:
        return Made.ENTRY
    closes = qty_before > 0 if ticket.side is Side.SELL else qty_before < 0
    return Made.EXIT if closes else Made.ENTRY


def exit_groups(resting: Sequence[Resting]) -> list[ExitGroup]:
    """Return every resting order that is no entry with exits, and every group of exits, oldest first."""
    found = [group for one in resting for group in _groups(one)]
    return sorted(found, key=lambda group: (group.submitted_at, group.order_id))


def _groups(resting: Resting) -> Iterator[ExitGroup]:
    order = resting.order
    if order.order_class is OrderClass.SIMPLE:
        if order.status in RESTING:
            yield _group(resting, (order,), plain=order)
        return
    if order.order_class is OrderClass.OCO:
        live = tuple(one for one in (order, *order.legs) if one.status in RESTING)
    else:
        live = tuple(leg for leg in order.legs if leg.status in RESTING)
    if not live:
        return
    if order.order_class is not OrderClass.OCO and order.status in RESTING:
        if order.filled_qty > 0:
            yield _group(resting, live, pending=order.filled_qty)
        return
    yield _group(resting, live)


def _group(
    resting: Resting, live: tuple[VenueOrder, ...], *, plain: VenueOrder | None = None, pending: Decimal | None = None
) -> ExitGroup:
    stop = next((one for one in live if one.type in STOP_TYPES), None)
    target = next((one for one in live if one.type is OrderType.LIMIT), None)
    left = max(_left(one) for one in ((stop,) if stop is not None else live))
    return ExitGroup(
        order_id=resting.order.client_order_id,
        symbol=resting.order.symbol,
        side=live[0].side,
        qty=left if pending is None else min(pending, left),
        made=resting.made if plain is not None else Made.EXIT,
        submitted_at=resting.order.submitted_at,
        stop=stop,
        target=target,
        plain=plain,
        is_working=pending is None,
    )


def _left(order: VenueOrder) -> Decimal:
    """Return what an order can still trade; one whose size in shares is not told covers none."""
    return ZERO if order.qty is None else max(ZERO, order.qty - order.filled_qty)
