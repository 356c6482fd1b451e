"""What one order closed of a position, whether it earned, and whether a stop did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.portfolio.lots import ClosedTrade
from trading.types import STOP_TYPES, Side, VenueOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The part of a position that one order closed: money USD, `at` the market time of its last execution.

    `cost` is what opening that part took (for a short: brought), `profit` what it earned, negative for a loss.
    """

    symbol: str
    at: datetime
    profit: Decimal
    cost: Decimal
    by_stop: bool


def closings(closed: Iterable[ClosedTrade], orders: Mapping[str, VenueOrder]) -> tuple[Closing, ...]:
    """Return the closed lots gathered by the order that closed them, in the order of their last executions."""
    parts: dict[tuple[str, str, bool], list[ClosedTrade]] = {}
    for trade in closed:
        parts.setdefault((trade.exit_order_id, trade.symbol, trade.is_long), []).append(trade)
    found = [
        Closing(
            symbol=symbol,
            at=max(trade.closed_at for trade in trades),
            profit=sum((trade.profit for trade in trades), Decimal(0)),
            cost=sum((trade.cost for trade in trades), Decimal(0)),
            by_stop=is_stop(orders.get(order_id), was_long=is_long),
        )
        for (order_id, symbol, is_long), trades in parts.items()
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def is_stop(order: VenueOrder | None, *, was_long: bool) -> bool:
    """Say whether a stop closed the position: the order itself or, since fills carry their parent's id, a leg of it.

    Where stop and target of one order both filled in part, the stop counts; so does an order that is not known.
    """
    if order is None:
        return True
    exit_side = Side.SELL if was_long else Side.BUY
    return any(
        part.type in STOP_TYPES and part.side is exit_side and part.filled_qty > 0 for part in (order, *order.legs)
    )
