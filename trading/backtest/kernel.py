"""The loop over bars and symbols: plain arrays and numbers in, plain arrays out, so that it can be compiled.

One order of events a bar: what was decided at the bar before fills at this open, sales before purchases; then the
account is marked at the close, where the plan's row decides for the next open.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

KEEP, LONG, SHORT, FLAT, WEIGHT, SPEND = range(6)
ALL_IN, FRACTION = 0, 1
"""Sizing codes: everything that there is, or a fraction of equity."""


def play(  # noqa: PLR0913, PLR0917  one loop to be compiled
    opens: "Values",
    closes: "Values",
    action: "NDArray[np.int8]",
    value: "Values",
    cash: float,
    fee: float,
    away: float,
    sizing: int,
    size: float,
    whole: bool,
    leverage: float,
) -> "tuple[Values, Values, Values, Values, Values, int, int]":
    """Return equity, cash, gross, net, fills (bar, symbol, qty, price, fee), their count and refused entries.

    `fee` and `away` (spread and slippage) are fractions of the price; `value` has no rows where the plan has none.
    """
    n, k = closes.shape
    equity, cashes, gross, net = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    fills = np.empty((256, 5))
    filled, refused = 0, 0
    held, marks = np.zeros(k), np.full(k, np.nan)
    wanted = np.full(k, np.nan)
    pending = np.zeros(k, np.int8)
    worth = cash
    for t in range(n):
        for selling in (True, False):
            for j in range(k):
                act = pending[j]
                price = opens[t, j]
                if act == KEEP or math.isnan(price):
                    continue
                goal = _goal(act, wanted[j], held[j], price, worth, cash, fee, away, sizing, size, whole, leverage, k)
                qty = goal - held[j]
                if qty == 0 or (qty < 0) != selling:
                    continue
                at = price * (1 + away) if qty > 0 else price * (1 - away)
                cost = abs(qty) * at * fee
                cash -= qty * at + cost
                held[j] = goal
                if filled == fills.shape[0]:
                    more = np.empty((2 * filled, 5))
                    more[:filled] = fills
                    fills = more
                fills[filled, 0], fills[filled, 1], fills[filled, 2] = t, j, qty
                fills[filled, 3], fills[filled, 4] = at, cost
                filled += 1
                pending[j] = KEEP
        worth, long, short = cash, 0.0, 0.0
        for j in range(k):
            if not math.isnan(closes[t, j]):
                marks[j] = closes[t, j]
                if action[t, j] != KEEP:
                    pending[j] = action[t, j]
                    wanted[j] = value[t, j] if value.shape[0] > 0 else np.nan
            if held[j] > 0:
                long += held[j] * marks[j]
            elif held[j] < 0:
                short -= held[j] * marks[j]
        worth += long - short
        equity[t], cashes[t], gross[t], net[t] = worth, cash, long + short, long - short
    return equity, cashes, gross, net, fills, filled, refused


def _goal(  # noqa: PLR0913, PLR0917
    act: int,
    wanted: float,
    held: float,
    price: float,
    worth: float,
    cash: float,
    fee: float,
    away: float,
    sizing: int,
    size: float,
    whole: bool,
    leverage: float,
    symbols: int,
) -> float:
    """Return the position to be at."""
    if act == FLAT:
        return 0.0
    if (act == LONG and held > 0) or (act == SHORT and held < 0):
        return held
    each = price * (1 + away) * (1 + fee)
    if act == SPEND:
        more = min(wanted, cash) / each
        return held + (math.floor(more) if whole else more)
    if act == WEIGHT:
        goal = wanted * worth / price
    elif sizing == ALL_IN:
        goal = (cash + held * price) * leverage / symbols / each
    else:
        goal = size * worth / price
    if goal > held and act != SHORT:
        goal = min(goal, held + max(cash, 0.0) * leverage / each)
    if whole:
        goal = math.floor(goal) if goal > 0 else math.ceil(goal)
    return -goal if act == SHORT else goal
