"""Kernels of the gate's limits: what an order would lead to, and the rule that it breaks."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import clear_order
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@kernel
def foresee(actions: "NDArray[np.int8]", slots: "Values", book: "Values") -> None:
    """Note what the decisions of one close give back at the next open, for the limits, which judge them one by one."""
    for j in range(slots.shape[1]):
        act, held = actions[j], slots[at.HELD, j]
        if act == at.KEEP or math.isnan(slots[at.MARK, j]):
            continue
        clear_order(slots, book, j)
        at_open = math.isnan(slots[at.SAY_LIMIT, j]) and math.isnan(slots[at.SAY_TRIGGER, j])
        if _gives_all(act, slots[at.SAY_VALUE, j], book):
            slots[at.ACT, j] = at.FLAT
        elif at_open and act == at.WEIGHT:
            goal = goal_of(slots, book, j, slots[at.SAY_VALUE, j])
            if abs(goal) < abs(held) or goal * held < 0:
                slots[at.ACT, j] = at.WEIGHT
                slots[at.QTY, j] = goal - held if goal * held > 0 else -held
        elif at_open and ((act == at.LONG and held < 0) or (act == at.SHORT and held > 0)):
            slots[at.ACT, j] = at.FLAT


@kernel
def _gives_all(act: int, value: float, book: "Values") -> bool:
    """Say whether a decision wants to hold nothing; where shorts are off, a short is nothing."""
    short = act == at.SHORT or (act == at.WEIGHT and value < 0)
    return bool(act == at.FLAT or (short and book[at.SHORTS] == 0))


@kernel
def goal_of(slots: "Values", book: "Values", j: int, value: float) -> float:
    """Return the position that is a fraction of equity, signed shares."""
    goal = value * book[at.WORTH] / slots[at.MARK, j]
    return float(np.trunc(goal)) if book[at.WHOLE] > 0 else float(goal)


@kernel
def halted(book: "Values") -> int:
    """Return the rule of the gate that lets no new risk be taken now, -1 for none."""
    if book[at.ORDERS] + 1 > book[at.MOST_ORDERS]:
        return at.PER_DAY
    if book[at.BEFORE] <= 0 or (book[at.BEFORE] - book[at.WORTH]) / book[at.BEFORE] >= book[at.MOST_LOSS]:
        return at.DAY_LOSS
    if book[at.PEAK] <= 0 or (book[at.PEAK] - book[at.WORTH]) / book[at.PEAK] >= book[at.MOST_FALL]:
        return at.DRAWDOWN
    return -1


@kernel
def capped(j: int, after: float, cost: float, price: float, slots: "Values", book: "Values") -> int:
    """Return the cap that an order of that cost breaks, -1 for none; `after` is the position it leads to.

    The cap on everything judges what is held once all that waits for the next open has filled: a sale, which is filled
    before any purchase, makes room. What rests at a price may not fill, so it makes none.
    """
    if cost > book[at.MOST_ORDER]:
        return at.ORDER_CAP
    symbol = abs(after) * price
    if symbol > book[at.MOST_SYMBOL]:
        return at.SYMBOL_CAP
    gross = symbol
    for other in range(slots.shape[1]):
        if other != j:
            shares = shares_after(slots, book, other)
            gross += shares * slots[at.MARK, other] if shares > 0 else 0.0
    if gross > book[at.MOST_GROSS]:
        return at.GROSS_CAP
    if book[at.WORTH] <= 0 or symbol / book[at.WORTH] > book[at.MOST_WEIGHT]:
        return at.SYMBOL_WEIGHT
    return -1


@kernel
def shares_after(slots: "Values", book: "Values", j: int) -> float:
    """Return how many shares of a symbol, unsigned, are held once its order has filled: with a price, the more of both.

    An order that is sized at its fill is judged there, so it counts as nothing here.
    """
    held, act, qty = slots[at.HELD, j], slots[at.ACT, j], slots[at.QTY, j]
    after = held
    if act == at.FLAT:
        after = 0.0
    elif act == at.WEIGHT:
        after = held + qty
    elif at.LONG <= act <= at.SHORT:
        after = 0.0 if math.isnan(qty) else qty
    rests = not math.isnan(slots[at.LIMIT, j]) or not math.isnan(slots[at.TRIGGER, j])
    return float(max(abs(held), abs(after)) if rests else abs(after))
