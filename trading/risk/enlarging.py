"""Which resting orders could open or enlarge a position; the others only bring one nearer to nothing.

Pure, and decided from what the venue itself says: its resting orders and its positions.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trading.types import ENTRY_CLASSES, RESTING, STOP_TYPES, Side, VenueOrder

ZERO = Decimal(0)


def enlarging(orders: Sequence[VenueOrder], held: Mapping[str, Decimal]) -> frozenset[str]:
    """Return the ids of the orders that could open or enlarge a position if they filled.

    `orders` are whole orders with their legs, `held` is the signed size of each position by symbol; the exits of one
    group count once. Exits are let stand up to what is held, those with a stop first and then the older; what goes
    beyond would turn the position round. An order of unknown size is taken for one that enlarges.
    """
    found: set[str] = set()
    left = {symbol: abs(qty) for symbol, qty in held.items()}
    for order in sorted(orders, key=_protecting_first):
        size = _exit_size(order, held.get(order.symbol, ZERO))
        if size is None or size > left[order.symbol]:
            found.add(order.client_order_id)
        else:
            left[order.symbol] -= size
    return frozenset(found)


def is_stop(order: VenueOrder) -> bool:
    """Say whether the order, or one of its legs, is a stop that rests."""
    return any(part.type in STOP_TYPES and part.status in RESTING for part in (order, *order.legs))


def _protecting_first(order: VenueOrder) -> tuple[bool, object, str]:
    return not is_stop(order), order.submitted_at, order.client_order_id


def _exit_size(order: VenueOrder, held: Decimal) -> Decimal | None:
    """Return how many shares the order could take off the position, None when it is no exit of a known size.

    An entry that brings its own exits is none, whatever side it is on: they would rest on the other.
    """
    if order.status in RESTING and order.order_class in ENTRY_CLASSES:
        return None
    reducing = Side.SELL if held > 0 else Side.BUY
    resting = [part for part in (order, *order.legs) if part.status in RESTING]
    sizes = [None if part.qty is None else part.qty - part.filled_qty for part in resting]
    known = [size for size in sizes if size is not None]
    if held == 0 or len(known) < len(sizes) or any(part.side is not reducing for part in resting):
        return None
    return max(known, default=ZERO)
