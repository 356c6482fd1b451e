"""When and at what price a resting order fills within one session's bar: pure rules, prices in, price out.

A bar tells four prices and not their path. The open comes first, so a gap through a price fills there. After it the
worse case for the owner is taken: where one bar touches a stop and a target, the stop is hit.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from trading.types import OrderType, SessionBar, Side, TimeInForce

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """What matching needs of a resting order. Prices USD a share.

    `water_mark` is a trailing stop's best price since it began to work, `triggered` that a stop-limit's stop was hit.
    """

    side: Side
    type: OrderType
    time_in_force: TimeInForce
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    water_mark: Decimal | None = None
    triggered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The outcome of one bar: the fill price or None, and the order as it goes on."""

    price: Decimal | None
    after: Working
    at_open: bool = False


def match(order: Working, bar: SessionBar) -> Match:
    """Return what one session's bar does to a resting order."""
    if order.time_in_force is TimeInForce.OPG:
        return _at(order, bar.open, at_open=True)
    if order.time_in_force is TimeInForce.CLS:
        return _at(order, bar.close, at_open=False)
    rules = {
        OrderType.MARKET: _market,
        OrderType.LIMIT: _limit,
        OrderType.STOP: _stop,
        OrderType.STOP_LIMIT: _stop_limit,
        OrderType.TRAILING_STOP: _trailing,
    }
    return rules[order.type](order, bar)


def marketable(order: Working, price: Decimal) -> bool:
    """Say whether a market or limit order would trade at that price."""
    if order.limit_price is None:
        return True
    return price <= order.limit_price if order.side is Side.BUY else price >= order.limit_price


def trailing_stop(order: Working, mark: Decimal) -> Decimal:
    """Return the stop price that trails a water mark, rounded to the tick."""
    percent = order.trail_percent
    trail = (order.trail_price or Decimal(0)) if percent is None else mark * percent / HUNDRED
    return to_tick(mark - trail if order.side is Side.SELL else mark + trail)


def to_tick(price: Decimal) -> Decimal:
    """Return a price rounded half-even to what can be quoted: cents from 1 USD on, hundredths of a cent below."""
    return price.quantize(Decimal("0.01") if price >= 1 else Decimal("0.0001"), rounding=ROUND_HALF_EVEN)


def _at(order: Working, price: Decimal, *, at_open: bool) -> Match:
    return Match(price=price if marketable(order, price) else None, after=order, at_open=at_open)


def _market(order: Working, bar: SessionBar) -> Match:
    return Match(price=bar.open, after=order, at_open=True)


def _limit(order: Working, bar: SessionBar) -> Match:
    if marketable(order, bar.open):
        return Match(price=bar.open, after=order, at_open=True)
    reached = bar.low if order.side is Side.BUY else bar.high
    return Match(price=order.limit_price if marketable(order, reached) else None, after=order)


def _stop(order: Working, bar: SessionBar) -> Match:
    stop = order.stop_price
    if stop is None:
        return Match(price=None, after=order)
    if _hit(order.side, stop, bar.open):
        return Match(price=bar.open, after=order, at_open=True)
    return Match(price=stop if _hit(order.side, stop, _worst(order.side, bar)) else None, after=order)


def _stop_limit(order: Working, bar: SessionBar) -> Match:
    stop = order.stop_price
    if order.triggered:
        return _limit(order, bar)
    if stop is None or not _hit(order.side, stop, _worst(order.side, bar)):
        return Match(price=None, after=order)
    triggered = replace(order, triggered=True)
    if _hit(order.side, stop, bar.open):
        return _limit(triggered, bar)
    if marketable(order, stop):
        return Match(price=stop, after=triggered)
    # Hit inside the bar beyond its limit: only the close is known to come later.
    return Match(price=order.limit_price if marketable(order, bar.close) else None, after=triggered)


def _trailing(order: Working, bar: SessionBar) -> Match:
    """The old mark against the open, the better of both against the worst price, the best price against the close."""
    mark = bar.open if order.water_mark is None else order.water_mark
    if _hit(order.side, trailing_stop(order, mark), bar.open):
        return Match(price=bar.open, after=order, at_open=True)
    mark = _better(order.side, mark, bar.open)
    stop = trailing_stop(order, mark)
    if _hit(order.side, stop, _worst(order.side, bar)):
        return Match(price=stop, after=replace(order, water_mark=mark))
    mark = _better(order.side, mark, bar.high if order.side is Side.SELL else bar.low)
    stop = trailing_stop(order, mark)
    after = replace(order, water_mark=mark)
    return Match(price=stop if _hit(order.side, stop, bar.close) else None, after=after)


def _hit(side: Side, stop: Decimal, price: Decimal) -> bool:
    return price <= stop if side is Side.SELL else price >= stop


def _worst(side: Side, bar: SessionBar) -> Decimal:
    return bar.low if side is Side.SELL else bar.high


def _better(side: Side, mark: Decimal, price: Decimal) -> Decimal:
    return max(mark, price) if side is Side.SELL else min(mark, price)
