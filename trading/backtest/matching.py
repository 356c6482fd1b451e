"""When and at what price an order fills within one bar: trading/broker/paper/matching.py in floats, to be compiled.

tests/backtest/test_as_the_paper_broker.py holds both to the same fills. NaN stands for "no such price" and "no fill".
"""

import math

import numpy as np

from trading.compiled import kernel

NONE = math.nan
TIE = 1e-7
"""How near to half a tick, in ticks, a price is taken for one that is exactly there, as its decimal would be."""


@kernel
def to_tick(price: float, ticks: bool) -> float:
    """Return a price rounded half-even to cents from 1 USD on, else to hundredths of one; as it is if not `ticks`."""
    if not ticks or math.isnan(price):
        return price
    scale = 100.0 if price >= 1 else 10_000.0
    units = price * scale
    below = np.floor(units)
    over = units - below
    if abs(over - 0.5) < TIE:
        return float((below if below % 2 == 0 else below + 1) / scale)
    return float((below if over < 0.5 else below + 1) / scale)


@kernel
def marketable(buys: bool, limit: float, price: float) -> bool:
    """Say whether an order would trade at that price; one without a limit would at any."""
    return math.isnan(limit) or (price <= limit if buys else price >= limit)


@kernel
def hit(buys: bool, stop: float, price: float) -> bool:
    """Say whether a price sets off a stop; False without one."""
    return price >= stop if buys else price <= stop


@kernel
def at_open(buys: bool, limit: float, stop: float, triggered: bool, opened: float) -> bool:
    """Say whether a resting order fills at the open: marketable there, and set off there or before."""
    if not math.isnan(stop) and not triggered and not hit(buys, stop, opened):
        return False
    return marketable(buys, limit, opened)


@kernel
def inside(buys: bool, limit: float, stop: float, triggered: bool, high: float, low: float, close: float) -> float:
    """Return the price at which an order that did not fill at the open fills later in the bar, NaN for none.

    `triggered` says that its stop was set off by the open or before.
    """
    if math.isnan(stop) or triggered:
        return limit if marketable(buys, limit, low if buys else high) else NONE
    if not hit(buys, stop, high if buys else low):
        return NONE
    if marketable(buys, limit, stop):
        return stop
    # Hit inside the bar beyond its limit: only the close is known to come later.
    return limit if marketable(buys, limit, close) else NONE


@kernel
def trailed(buys: bool, mark: float, percent: float, amount: float, ticks: bool) -> float:
    """Return the stop price that trails a water mark by a fraction of it or, where that is NaN, by an amount."""
    away = amount if math.isnan(percent) else mark * percent
    return to_tick(mark + away if buys else mark - away, ticks)
