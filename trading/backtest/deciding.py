"""Kernels at a bar's close: what the plan decides becomes an order for the next bar, sized and judged by the gate."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import clear_order, refuse
from trading.backtest.judging import capped, goal_of, halted
from trading.backtest.matching import to_tick
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LEAST_TRADES = 20
"""trading.risk.kelly.LEAST_TRADES: fewer closed trades tell no fraction."""
CRUMB = 1e-9
"""What floats may lack of a hundredth of a percent."""


@kernel
def decide(j: int, act: int, slots: "Values", book: "Values") -> None:
    """Turn one decision into an order that works from the next bar on, or refuse and count it."""
    close, held = slots[at.MARK, j], slots[at.HELD, j]
    if math.isnan(close):
        return
    value = slots[at.SAY_VALUE, j]
    is_off = book[at.SHORTS] == 0 and (act == at.SHORT or (act == at.WEIGHT and value < 0))
    said = at.SHORT if is_off else act
    if said != slots[at.SAID, j] or said >= at.WEIGHT:
        slots[at.SAID, j], slots[at.TOLD, j] = said, 0.0
    if is_off:
        refuse(slots, book, j, at.NO_SHORTS)
        act, value = at.FLAT, 0.0
    clear_order(slots, book, j)
    if (act == at.LONG and held > 0) or (act == at.SHORT and held < 0) or (act == at.FLAT and held == 0):
        return
    if act == at.FLAT:
        slots[at.ACT, j] = at.FLAT
    else:
        _enter(j, act, value, slots, book)
        if slots[at.ACT, j] == at.KEEP and _side(act, value) * held < 0:
            # a turn that is refused still closes what it turns
            slots[at.ACT, j] = at.FLAT
    if slots[at.ACT, j] != at.KEEP:
        slots[at.SENT, j] = book[at.TODAY]
        book[at.BUSY] = 1
        book[at.ORDERS] += 1


@kernel
def _side(act: int, value: float) -> float:
    """Return on which side of 0 a decision wants a position: above, below, or 0 for one that names none."""
    if act == at.WEIGHT:
        return value
    return 1.0 if act == at.LONG else (-1.0 if act == at.SHORT else 0.0)


@kernel
def _enter(j: int, act: int, value: float, slots: "Values", book: "Values") -> None:
    """Write an order that opens or changes a position, unless a limit or an unknown size forbids it."""
    close, held = slots[at.MARK, j], slots[at.HELD, j]
    qty, side = math.nan, 1.0
    if act == at.WEIGHT:
        qty = goal_of(slots, book, j, value) - held
        side = 1.0 if qty > 0 else -1.0
        if qty == 0 or math.isnan(qty):
            return
    elif act == at.SHORT:
        side = -1.0
    limit = to_tick(close * slots[at.SAY_LIMIT, j], book[at.TICKS] > 0)
    trigger = to_tick(close * slots[at.SAY_TRIGGER, j], book[at.TICKS] > 0)
    price = _entry_price(side, limit, trigger, close)
    _plan_exits(j, side, close, slots, book)
    if act in (at.LONG, at.SHORT) and book[at.SIZING] != at.ALL_IN:
        qty = side * _size(j, side, price, slots, book)
        if qty == 0 or math.isnan(qty):
            refuse(slots, book, j, at.NO_SIZE)
            clear_order(slots, book, j)
            return
    grows = act != at.WEIGHT or abs(held + qty) > abs(held) or (held + qty) * held < 0
    if grows and book[at.GATED] > 0:
        after = qty if act != at.WEIGHT else held + qty
        rule = halted(book)
        if rule < 0 and act != at.SPEND and not math.isnan(qty):
            rule = capped(j, after, abs(qty) * price, price, slots, book)
        if rule >= 0:
            refuse(slots, book, j, rule)
            clear_order(slots, book, j)
            return
    slots[at.ACT, j] = act
    slots[at.QTY, j] = value if act == at.SPEND else qty
    slots[at.LIMIT, j], slots[at.TRIGGER, j] = limit, trigger
    slots[at.RESTS, j] = book[at.RESTS_FOR]


@kernel
def _plan_exits(j: int, side: float, close: float, slots: "Values", book: "Values") -> None:
    """Keep the exits that the entry brings, as prices from the close that decides."""
    slots[at.PLAN_STOP, j] = to_tick(close * (1 - side * slots[at.SAY_STOP, j]), book[at.TICKS] > 0)
    slots[at.PLAN_TAKE, j] = to_tick(close * (1 + side * slots[at.SAY_TAKE, j]), book[at.TICKS] > 0)
    trail = slots[at.SAY_TRAIL, j]
    if book[at.TRAIL_FIXED] > 0:
        slots[at.PLAN_TRAIL_USD, j] = to_tick(close * trail, book[at.TICKS] > 0)
    else:
        slots[at.PLAN_TRAIL, j] = trail


@kernel
def _entry_price(side: float, limit: float, trigger: float, close: float) -> float:
    """trading.risk.sizing.entry_price: the limit, else the trigger, else the close; a sale below it fills at it."""
    if not math.isnan(limit):
        return max(limit, close) if side < 0 else limit
    return trigger if not math.isnan(trigger) else close


@kernel
def _size(j: int, side: float, price: float, slots: "Values", book: "Values") -> float:
    """Return shares by the formulas of trading.risk.sizing, unsigned, NaN where a figure is not known."""
    worth, qty = book[at.WORTH], math.nan
    if worth <= 0:
        return qty
    if book[at.SIZING] == at.FIXED:
        qty = book[at.SIZE] / price
    elif book[at.SIZING] == at.EQUITY:
        qty = worth * book[at.SIZE] / price
    elif book[at.SIZING] == at.VOLATILITY:
        atr = slots[at.ATR, j]
        qty = worth * book[at.SIZE] / atr if atr > 0 else math.nan
    elif book[at.SIZING] == at.KELLY:
        part = half_kelly(book)
        # the first trades have to come from somewhere: until Kelly's fraction is known they are a part of equity
        qty = worth * (book[at.START] if math.isnan(part) else min(part, book[at.SIZE])) / price
    elif book[at.SIZING] == at.RISK:
        stop = slots[at.PLAN_STOP, j]
        if math.isnan(stop):
            stop = to_tick(price * (1 - side * book[at.STOP_DEFAULT]), book[at.TICKS] > 0)
        distance = side * (price - stop)
        qty = worth * book[at.SIZE] / distance if distance > 0 else math.nan
    if book[at.WHOLE] > 0:
        qty = np.floor(qty)
    return max(qty, 0.0) if not math.isnan(qty) else qty


@kernel
def half_kelly(book: "Values") -> float:
    """Return half of Kelly's fraction of the trades closed so far, to a hundredth of a percent, NaN while not known.

    The formula and its edges are trading.risk.kelly.kelly and trading.risk.sizing.
    """
    count, won, lost = book[at.TRADES], book[at.WON], book[at.LOST]
    if count < LEAST_TRADES or lost <= 0:
        return math.nan
    if won == 0:
        return 0.0
    win = won / count
    odds = book[at.GAINED] / won / (lost / (count - won))
    fraction = np.rint((win - (1 - win) / odds) * 1e6) / 1e6
    return float(max(np.floor(fraction / 2 * 10_000 + CRUMB) / 10_000, 0.0))
