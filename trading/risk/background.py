"""What the impact card needs beyond what the gate judges by: read before the transaction, never a reason to refuse."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.portfolio.lots import LotBook
from trading.types import RESTING, STOP_TYPES, OrderClass, Side, VenueOrder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveStop:
    """A stop that rests at the venue for shares that are held: `qty` it would still trade, `price` USD a share."""

    order_id: str
    side: Side
    qty: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Prices of the last year, tax lots and live stops about one ticket.

    `closes` are adjusted, by symbol, of everything held and of the ticket's symbol; one that could not be had is
    missing there. `benchmark` is None where it could not be had, `lots` and `stops` likewise; `faults` then has the
    sentence, under the symbol, "benchmark", "lots" or "stops", and under "volume" that of the average volume.
    `next_earnings` is the next day of results, New York, None where none is known.
    """

    closes: "Mapping[str, pd.Series]"
    benchmark: "pd.Series | None"
    lots: LotBook | None
    stops: tuple[LiveStop, ...] | None
    faults: Mapping[str, str]
    next_earnings: date | None = None


def stops_of_symbol(orders: Iterable[VenueOrder], symbol: str) -> tuple[LiveStop, ...]:
    """Return the stops of a symbol that protect shares held now; one whose price is not told is left out.

    The exits of a bracket count for as much as its entry has filled, those of a pair of exits at once.
    """
    return tuple(stop for order in orders if order.symbol == symbol for stop in _stops_of(order))


def _stops_of(order: VenueOrder) -> Iterator[LiveStop]:
    if order.type in STOP_TYPES:
        yield from _stop(order, order.client_order_id, None)
    covered = None if order.order_class is OrderClass.OCO else order.filled_qty
    for leg in order.legs:
        if leg.type in STOP_TYPES:
            yield from _stop(leg, order.client_order_id, covered)


def _stop(order: VenueOrder, order_id: str, most: Decimal | None) -> Iterator[LiveStop]:
    if order.status not in RESTING or order.qty is None or order.stop_price is None:
        return
    left = order.qty - order.filled_qty
    qty = left if most is None else min(left, most)
    if qty > 0:
        yield LiveStop(order_id=order_id, side=order.side, qty=qty, price=order.stop_price)
