"""Kernels of one bar: what waits meets the bar's prices, at the open first, then inside it.

Each time what reduces comes before what opens, so that a sale pays for a purchase; inside a bar the exits come first,
because they have rested longer (trading/broker/paper/playing.py plays the oldest first).
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import (
    affordable,
    budget_all_in,
    clear_exits,
    clear_order,
    execute,
    has_exits,
    note_costs,
    power,
    priced,
    recount,
    refuse,
    set_exits,
)
from trading.backtest.judging import capped
from trading.backtest.matching import at_open, hit, inside, trailed
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@kernel
def session(t: int, slots: "Values", book: "Values", rows: "Values") -> None:
    """Play one bar, whose prices stand in the slots, for every symbol that trades in it."""
    symbols = slots.shape[1]
    for j in range(symbols):
        if slots[at.TRADES_NOW, j] == 0:
            _lapse(slots, book, j)
        else:
            _reduce(t, j, slots, book, rows)
            _exit_at_open(t, j, slots, book, rows)
    for j in range(symbols):
        if slots[at.ACT, j] != at.KEEP and slots[at.TRADES_NOW, j] > 0:
            _enter_at_open(t, j, slots, book, rows)
    for j in range(symbols):
        if has_exits(slots, book, j) and slots[at.TRADES_NOW, j] > 0:
            _exit_inside(t, j, slots, book, rows)
    for j in range(symbols):
        if slots[at.ACT, j] != at.KEEP:
            if _is_resting(slots, book, j) and slots[at.TRADES_NOW, j] > 0:
                _enter_inside(t, j, slots, book, rows)
            _expire(slots, book, j)
    recount(slots, book)


@kernel
def _is_resting(slots: "Values", book: "Values", j: int) -> bool:
    """Say whether an order has a limit or a stop; without either it waits for the next open alone."""
    return not math.isnan(slots[at.LIMIT, j]) or not math.isnan(slots[at.TRIGGER, j])


@kernel
def _lapse(slots: "Values", book: "Values", j: int) -> None:
    """End an order for the next open with the day after its decision where its symbol has not traded by then."""
    is_over = book[at.DAY_ENDS] > 0 and book[at.TODAY] > slots[at.SENT, j]
    if is_over and slots[at.ACT, j] != at.KEEP and not _is_resting(slots, book, j):
        refuse(slots, book, j, at.EXPIRED)
        clear_order(slots, book, j)


@kernel
def _expire(slots: "Values", book: "Values", j: int) -> None:
    if slots[at.ACT, j] != at.KEEP and _is_resting(slots, book, j):
        slots[at.RESTS, j] -= 1
        if slots[at.RESTS, j] <= 0:
            clear_order(slots, book, j)


@kernel
def _buys(slots: "Values", book: "Values", j: int) -> bool:
    """Say whether the order of a symbol buys."""
    act = slots[at.ACT, j]
    if act == at.WEIGHT:
        return bool(slots[at.QTY, j] > 0)
    return bool(act == at.LONG or act == at.SPEND)  # noqa: PLR1714  numba compares a float with no tuple of ints


@kernel
def _reduce(t: int, j: int, slots: "Values", book: "Values", rows: "Values") -> None:
    """Close at the open what a decision no longer wants to hold; its exits go with it."""
    act, held = slots[at.ACT, j], slots[at.HELD, j]
    if act == at.KEEP or _is_resting(slots, book, j):
        return
    if act == at.FLAT or (act == at.LONG and held < 0) or (act == at.SHORT and held > 0):
        if held != 0:
            _close(t, j, slots[at.OPEN, j], math.nan, at.BY_DECISION, slots, book, rows)
        if act == at.FLAT:
            clear_order(slots, book, j)
    elif act == at.WEIGHT and held * slots[at.QTY, j] < 0:
        part = min(abs(slots[at.QTY, j]), abs(held))
        rest = abs(slots[at.QTY, j]) - part
        _sell_part(t, j, part if held < 0 else -part, slots[at.OPEN, j], math.nan, at.BY_DECISION, slots, book, rows)
        if rest > 0:
            slots[at.QTY, j] = rest if slots[at.QTY, j] > 0 else -rest
        else:
            clear_order(slots, book, j)


@kernel
def _sell_part(  # noqa: PLR0913, PLR0917  one execution
    t: int,
    j: int,
    qty: float,
    base: float,
    limit: float,
    why: int,
    slots: "Values",
    book: "Values",
    rows: "Values",
) -> None:
    price = priced(base, qty > 0, limit, book)
    note_costs(slots, book, qty, base, price, limit)
    execute(slots, book, rows, t, j, qty, price, why)


@kernel
def _close(
    t: int, j: int, base: float, limit: float, why: int, slots: "Values", book: "Values", rows: "Values"
) -> None:
    """Close a whole position."""
    _sell_part(t, j, -slots[at.HELD, j], base, limit, why, slots, book, rows)
    clear_exits(slots, book, j)


@kernel
def _enter_at_open(t: int, j: int, slots: "Values", book: "Values", rows: "Values") -> None:
    buys, opened = _buys(slots, book, j), slots[at.OPEN, j]
    if at_open(buys, slots[at.LIMIT, j], slots[at.TRIGGER, j], slots[at.TRIGGERED, j] > 0, opened):
        _open(t, j, opened, slots, book, rows)
    elif not math.isnan(slots[at.TRIGGER, j]) and hit(buys, slots[at.TRIGGER, j], opened):
        slots[at.TRIGGERED, j] = 1.0


@kernel
def _enter_inside(t: int, j: int, slots: "Values", book: "Values", rows: "Values") -> None:
    buys, trigger = _buys(slots, book, j), slots[at.TRIGGER, j]
    high, low, close = slots[at.HIGH, j], slots[at.LOW, j], slots[at.CLOSE, j]
    price = inside(buys, slots[at.LIMIT, j], trigger, slots[at.TRIGGERED, j] > 0, high, low, close)
    if not math.isnan(price):
        _open(t, j, price, slots, book, rows)
    elif not math.isnan(trigger) and hit(buys, trigger, high if buys else low):
        slots[at.TRIGGERED, j] = 1.0


@kernel
def _open(t: int, j: int, base: float, slots: "Values", book: "Values", rows: "Values") -> None:
    """Fill an order that opens or enlarges, as far as cash reaches, after closing what stands against it."""
    act, limit, buys, wanted = slots[at.ACT, j], slots[at.LIMIT, j], _buys(slots, book, j), slots[at.QTY, j]
    against = slots[at.HELD, j] < 0 if buys else slots[at.HELD, j] > 0
    if against and act != at.WEIGHT:
        _close(t, j, base, limit, at.BY_DECISION, slots, book, rows)
    elif against:
        part = min(abs(wanted), abs(slots[at.HELD, j]))
        _sell_part(t, j, part if buys else -part, base, limit, at.BY_DECISION, slots, book, rows)
        wanted = wanted - part if buys else wanted + part
    price = priced(base, buys, limit, book)
    qty = _payable(j, act, wanted, price, slots, book)
    if qty > 0:
        signed = qty if buys else -qty
        note_costs(slots, book, qty, base, price, limit)
        execute(slots, book, rows, t, j, signed, price, at.BY_DECISION)
        set_exits(slots, book, t, j, slots[at.CLOSE, j])
    clear_order(slots, book, j)


@kernel
def _payable(j: int, act: int, wanted: float, price: float, slots: "Values", book: "Values") -> float:
    """Return how many shares are filled, unsigned: what was sized, or all in, reduced to what cash pays."""
    most = affordable(power(slots, book), price, book)
    if act == at.SPEND:
        asked = affordable(wanted, price, book)
    elif math.isnan(wanted):
        asked = affordable(budget_all_in(slots, book, j, price), price, book)
    else:
        asked = abs(wanted)
    if asked == 0 and wanted == 0:
        return 0.0
    if book[at.GATED] > 0 and (act == at.SPEND or math.isnan(wanted)):
        after = abs(slots[at.HELD, j]) + asked
        rule = capped(j, after, asked * price, price, slots, book)
        if rule >= 0:
            refuse(slots, book, j, rule)
            return 0.0
    if asked > most or asked == 0:
        refuse(slots, book, j, at.NO_CASH)
    return min(asked, most)


@kernel
def _exit_at_open(t: int, j: int, slots: "Values", book: "Values", rows: "Values") -> None:
    """A stop, a trail or a target that the open has passed fills at the open."""
    if slots[at.HELD, j] == 0 or not has_exits(slots, book, j) or slots[at.WORKS, j] > t:
        return
    buys, opened = slots[at.HELD, j] < 0, slots[at.OPEN, j]
    stop, take = slots[at.STOP, j], slots[at.TAKE, j]
    if not math.isnan(stop) and hit(buys, stop, opened):
        _leave(t, j, opened, math.nan, at.BY_STOP, slots, book, rows)
    elif hit(buys, _trail_stop(j, buys, slots, book), opened):
        _leave(t, j, opened, math.nan, at.BY_TRAIL, slots, book, rows)
    elif not math.isnan(take) and (opened <= take if buys else opened >= take):
        _leave(t, j, opened, take, at.BY_TAKE, slots, book, rows)


@kernel
def _exit_inside(t: int, j: int, slots: "Values", book: "Values", rows: "Values") -> None:
    """Inside a bar the stop comes before the target; of a stop and a trail the one that the price meets first."""
    if slots[at.HELD, j] == 0 or slots[at.WORKS, j] > t:
        return
    buys = slots[at.HELD, j] < 0
    worst = slots[at.HIGH, j] if buys else slots[at.LOW, j]
    stop, take = slots[at.STOP, j], slots[at.TAKE, j]
    price, why = math.nan, at.BY_STOP
    if not math.isnan(stop) and hit(buys, stop, worst):
        price = stop
    trail = _trail_inside(t, j, buys, slots, book)
    if not math.isnan(trail) and (math.isnan(price) or (trail < price if buys else trail > price)):
        price, why = trail, at.BY_TRAIL
    if not math.isnan(price):
        _leave(t, j, price, math.nan, why, slots, book, rows)
    elif not math.isnan(take) and (slots[at.LOW, j] <= take if buys else slots[at.HIGH, j] >= take):
        _leave(t, j, take, take, at.BY_TAKE, slots, book, rows)


@kernel
def _trail_stop(j: int, buys: bool, slots: "Values", book: "Values") -> float:
    """Return where a trail stands now, NaN without one."""
    return trailed(buys, slots[at.WATER, j], slots[at.TRAIL, j], slots[at.TRAIL_USD, j], book[at.TICKS] > 0)


@kernel
def _trail_inside(t: int, j: int, buys: bool, slots: "Values", book: "Values") -> float:
    """Return where a trail fills inside a bar, NaN for nowhere; its water mark follows the best price."""
    if math.isnan(slots[at.TRAIL, j]) and math.isnan(slots[at.TRAIL_USD, j]):
        return math.nan
    opened, high, low = slots[at.OPEN, j], slots[at.HIGH, j], slots[at.LOW, j]
    slots[at.WATER, j] = min(slots[at.WATER, j], opened) if buys else max(slots[at.WATER, j], opened)
    stop = _trail_stop(j, buys, slots, book)
    if hit(buys, stop, high if buys else low):
        return stop
    slots[at.WATER, j] = min(slots[at.WATER, j], low) if buys else max(slots[at.WATER, j], high)
    stop = _trail_stop(j, buys, slots, book)
    return stop if hit(buys, stop, slots[at.CLOSE, j]) else math.nan


@kernel
def _leave(
    t: int, j: int, base: float, limit: float, why: int, slots: "Values", book: "Values", rows: "Values"
) -> None:
    """Close a position by one of its exits; what waited to enlarge it was decided for a position that is gone."""
    _close(t, j, base, limit, why, slots, book, rows)
    if slots[at.ACT, j] >= at.WEIGHT:
        clear_order(slots, book, j)
