"""Which orders at the venue are stops that would act now, and at what price each is sure to be out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from trading.types import RESTING, STOP_TYPES, OrderClass, OrderType, Side, VenueOrder

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop for `qty` shares. `side` is its own: a sell guards what is held, a buy what was sold short. USD a share.

    `price` is where it acts, None for a trailing stop whose venue does not tell; then the trail counts from the price.
    """

    side: Side
    qty: Decimal
    price: Decimal | None
    limit_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None

    def acts_at(self, last: Decimal) -> Decimal | None:
        """Return the stop price with the market at `last`, None where the order is no protection there."""
        price = self.price if self.price is not None else self._trailed(last)
        if price is None or price <= 0:
            return None
        guards = price < last if self.side is Side.SELL else price > last
        return price if guards else None

    def out_at(self, last: Decimal, gap: Decimal) -> Decimal | None:
        """Return the worst price at which it fills when the market jumps past it by `gap`, a fraction.

        None where it protects nothing: on the wrong side of the market, or a stop-limit whose limit lies inside the
        jump, for that one may rest unfilled below (a buy: above) its limit.
        """
        price = self.acts_at(last)
        if price is None:
            return None
        worst = price * (1 - gap) if self.side is Side.SELL else price * (1 + gap)
        if self.limit_price is None:
            return worst
        holds = self.limit_price <= worst if self.side is Side.SELL else self.limit_price >= worst
        return worst if holds else None

    def _trailed(self, last: Decimal) -> Decimal | None:
        """The mark of a trailing stop is never worse than the price, so the trail from the price is the lowest."""
        trail = self.trail_price if self.trail_percent is None else last * self.trail_percent / HUNDRED
        if trail is None:
            return None
        price = last - trail if self.side is Side.SELL else last + trail
        tick = Decimal("0.01") if price >= 1 else Decimal("0.0001")
        return price.quantize(tick, rounding=ROUND_DOWN if self.side is Side.SELL else ROUND_UP)


def live_stops(orders: Sequence[VenueOrder], leaving: Collection[str]) -> dict[str, list[Stop]]:
    """Return the stops that rest and work, by symbol.

    The exits of an entry that has not filled do not work yet. An order in `leaving`, which a ticket in flight cancels
    or replaces, may be gone when it is needed.
    """
    found: dict[str, list[Stop]] = {}
    for order in orders:
        if order.client_order_id in leaving:
            continue
        for one in (order, *working_legs(order)):
            if one.status in RESTING and one.type in STOP_TYPES and one.client_order_id not in leaving:
                if one is order and order.order_class not in (OrderClass.SIMPLE, OrderClass.OCO):
                    continue  # an entry on a stop, not an exit
                stop = stop_of(one)
                if stop is not None:
                    found.setdefault(order.symbol, []).append(stop)
    return found


def working_legs(order: VenueOrder) -> tuple[VenueOrder, ...]:
    """Return the exits inside an order that can fill now: those of an oco, or of an entry that no longer rests."""
    works = order.order_class is OrderClass.OCO or order.status not in RESTING
    return tuple(leg for leg in order.legs if leg.status in RESTING) if works else ()


def stop_of(order: VenueOrder) -> Stop | None:
    """Return a stop order as what it guards, None where it has no size left."""
    left = ZERO if order.qty is None else order.qty - order.filled_qty
    if left <= 0:
        return None
    return Stop(
        side=order.side,
        qty=left,
        price=order.stop_price,
        limit_price=order.limit_price if order.type is OrderType.STOP_LIMIT else None,
        trail_price=order.trail_price,
        trail_percent=order.trail_percent,
    )
