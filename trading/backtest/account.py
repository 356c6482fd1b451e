"""Kernels that move the account: an execution with its costs, what cash can pay, exits set and cleared."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.matching import to_tick
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

COLUMNS = 6
"""Of a row of fills: bar, symbol, signed qty, price, fee, why."""

SPLIT_TOO = (
    *(at.LIMIT, at.TRIGGER, at.PLAN_STOP, at.PLAN_TAKE, at.PLAN_TRAIL_USD),
    *(at.STOP, at.TAKE, at.TRAIL_USD, at.WATER),
)
"""Prices of what rests and protects: a split divides them."""


@kernel
def priced(base: float, buys: bool, limit: float, book: "Values") -> float:
    """Return what is paid a share where the market stands at `base`: half the spread and slippage away from it.

    An order with a limit pays no slippage and never more than its limit.
    """
    away = book[at.HALF_SPREAD] if not math.isnan(limit) else book[at.HALF_SPREAD] + book[at.SLIP]
    price = float(base * (1 + away) if buys else base * (1 - away))
    if not math.isnan(limit):
        return min(price, limit) if buys else max(price, limit)
    return price


@kernel
def power(slots: "Values", book: "Values") -> float:
    """Return for how much USD positions may still be opened: cash, and with leverage or shorts what equity bears."""
    found = book[at.CASH]
    if book[at.SHORTS] > 0:
        short = 0.0
        for j in range(slots.shape[1]):
            if slots[at.HELD, j] < 0:
                short -= slots[at.HELD, j] * slots[at.MARK, j]
        found -= 2 * short
    if book[at.LEVERAGE] != 1.0:
        found += (book[at.LEVERAGE] - 1) * worth_now(slots, book)
    return float(max(found, 0.0))


@kernel
def affordable(budget: float, price: float, book: "Values") -> float:
    """Return how many shares so many USD pay with their commission, 0 for none."""
    fee = price * book[at.BPS] + book[at.PER_SHARE]
    qty = budget / (price + fee)
    if qty * fee < book[at.LEAST]:
        qty = (budget - book[at.LEAST]) / price
    if book[at.WHOLE] > 0:
        qty = np.floor(qty)
    return float(max(qty, 0.0))


@kernel
def commission(qty: float, price: float, book: "Values") -> float:
    """Return the commission of one execution, USD."""
    size = abs(qty)
    return float(max(size * price * book[at.BPS] + size * book[at.PER_SHARE], book[at.LEAST]))


@kernel
def execute(
    slots: "Values", book: "Values", rows: "Values", t: int, j: int, qty: float, price: float, why: int
) -> None:
    """Carry out one execution that opens, enlarges or reduces a position, but does not turn it round."""
    fee = 0.0 if why >= at.BY_END else commission(qty, price, book)
    held = slots[at.HELD, j]
    book[at.CASH] -= qty * price + fee
    book[at.FEES] += fee
    if held * qty >= 0:
        slots[at.COST, j] += abs(qty) * price
    else:
        part = slots[at.COST, j] * min(1.0, abs(qty / held))
        gain = abs(qty) * price - part if held > 0 else part - abs(qty) * price
        slots[at.COST, j] -= part
        if why < at.BY_END and part > 0:
            _learn(slots, book, gain / part)
    slots[at.HELD, j] = held + qty
    if abs(slots[at.HELD, j]) < 1e-9:
        slots[at.HELD, j], slots[at.COST, j] = 0.0, 0.0
        clear_exits(slots, book, j)
    row = int(book[at.FILLED])
    rows[row, 0], rows[row, 1], rows[row, 2] = t, j, qty
    rows[row, 3], rows[row, 4], rows[row, 5] = price, fee, why
    book[at.FILLED] = row + 1


@kernel
def note_costs(slots: "Values", book: "Values", qty: float, base: float, price: float, limit: float) -> None:
    """Count how much of a price's distance from the market's was spread and how much slippage."""
    paid = abs(qty) * abs(price - base)
    half = book[at.HALF_SPREAD]
    away = half if not math.isnan(limit) else half + book[at.SLIP]
    if away > 0:
        book[at.SPREAD] += paid * half / away
        book[at.SLIPPAGE] += paid * (away - half) / away


@kernel
def _learn(slots: "Values", book: "Values", gain: float) -> None:
    """Count a closed trade for Kelly: a return as a fraction of what opening took."""
    book[at.TRADES] += 1
    if gain > 0:
        book[at.WON] += 1
        book[at.GAINED] += gain
    else:
        book[at.LOST] -= gain


@kernel
def refuse(slots: "Values", book: "Values", j: int, rule: int) -> None:
    """Count an order that is not sent or not filled in full, once for a decision however often it is said."""
    if slots[at.TOLD, j] == 0:
        book[at.REFUSED + rule] += 1
        slots[at.TOLD, j] = 1.0


@kernel
def clear_exits(slots: "Values", book: "Values", j: int) -> None:
    """Take back the exits of a position."""
    slots[at.STOP, j], slots[at.TAKE, j], slots[at.TRAIL, j], slots[at.TRAIL_USD, j] = (
        math.nan,
        math.nan,
        math.nan,
        math.nan,
    )
    slots[at.WATER, j] = math.nan


@kernel
def clear_order(slots: "Values", book: "Values", j: int) -> None:
    """Take back what waits for the next bars."""
    slots[at.ACT, j] = at.KEEP
    slots[at.QTY, j], slots[at.LIMIT, j], slots[at.TRIGGER, j] = math.nan, math.nan, math.nan
    slots[at.TRIGGERED, j] = 0.0
    slots[at.PLAN_STOP, j], slots[at.PLAN_TAKE, j] = math.nan, math.nan
    slots[at.PLAN_TRAIL, j], slots[at.PLAN_TRAIL_USD, j] = math.nan, math.nan


@kernel
def has_exits(slots: "Values", book: "Values", j: int) -> bool:
    """Say whether a stop, a target or a trail protects a position."""
    stop, take = slots[at.STOP, j], slots[at.TAKE, j]
    return (
        not math.isnan(stop)
        or not math.isnan(take)
        or not math.isnan(slots[at.TRAIL, j])
        or not math.isnan(slots[at.TRAIL_USD, j])
    )


@kernel
def set_exits(slots: "Values", book: "Values", t: int, j: int, close: float) -> None:
    """Let the exits of an entry that has just filled begin to work on the next bar; a trail starts at this close."""
    stop, take, trail, usd = (
        slots[at.PLAN_STOP, j],
        slots[at.PLAN_TAKE, j],
        slots[at.PLAN_TRAIL, j],
        slots[at.PLAN_TRAIL_USD, j],
    )
    if not math.isnan(stop) or not math.isnan(take) or not math.isnan(trail) or not math.isnan(usd):
        slots[at.STOP, j], slots[at.TAKE, j], slots[at.TRAIL, j], slots[at.TRAIL_USD, j] = (
            stop,
            take,
            trail,
            usd,
        )
        slots[at.WATER, j] = close
        slots[at.WORKS, j] = t + 1


@kernel
def split(slots: "Values", book: "Values", rows: "Values", t: int, j: int, ratio: float, opened: float) -> None:
    """Multiply a position and what rests for it; of a whole one stays a whole one, the rest is paid at the open."""
    held = slots[at.HELD, j]
    slots[at.MARK, j] /= ratio
    if held != 0:
        exact = held * ratio
        slots[at.HELD, j] = exact
        kept = np.trunc(exact) if held == np.trunc(held) else exact
        if kept != exact:
            price = opened if not math.isnan(opened) else slots[at.MARK, j]
            execute(slots, book, rows, t, j, kept - exact, price, at.BY_SPLIT)
    if not math.isnan(slots[at.QTY, j]):
        more = slots[at.QTY, j] * ratio
        slots[at.QTY, j] = np.trunc(more) if slots[at.QTY, j] == np.trunc(slots[at.QTY, j]) else more
    for place in SPLIT_TOO:
        slots[place, j] = to_tick(slots[place, j] / ratio, book[at.TICKS] > 0)


@kernel
def worth_now(slots: "Values", book: "Values") -> float:
    """Return cash and every position at its mark."""
    worth = float(book[at.CASH])
    for j in range(slots.shape[1]):
        if slots[at.HELD, j] != 0:
            worth += slots[at.HELD, j] * slots[at.MARK, j]
    return worth


@kernel
def recount(slots: "Values", book: "Values") -> None:
    """Note whether anything waits or protects, so that a bar without either costs nothing."""
    book[at.BUSY] = 0
    for j in range(slots.shape[1]):
        if slots[at.ACT, j] != at.KEEP or has_exits(slots, book, j):
            book[at.BUSY] = 1


@kernel
def budget_all_in(slots: "Values", book: "Values", j: int, price: float) -> float:
    """Return what an entry with everything may cost: all that there is, of several symbols an equal part of equity."""
    most = power(slots, book)
    symbols = slots.shape[1]
    if symbols == 1:
        return most
    part = max(book[at.WORTH], 0.0) * book[at.LEVERAGE] / symbols
    return float(min(most, max(part - abs(slots[at.HELD, j]) * price, 0.0)))
