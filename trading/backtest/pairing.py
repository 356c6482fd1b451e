"""The kernel that pairs fills, first in first out."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

COLUMNS = 10
"""Symbol, entry bar, exit bar, qty, entry price, exit price, fees, pnl, return, why."""
CRUMB = 1e-9
"""Less of a share than this is what floats leave of a lot that was closed."""


@kernel
def pair(rows: "Values", closes: "Values", splits: "Values") -> "Values":
    """Return the round trips of fills that are ordered by symbol, then by time."""
    out = np.empty((2 * rows.shape[0] + 1, COLUMNS))
    lots = np.empty((rows.shape[0] + 1, 4))
    count, first, last, symbol, seen = 0, 0, 0, -1, 0
    for i in range(rows.shape[0] + 1):
        changes = i == rows.shape[0] or int(rows[i, 1]) != symbol
        if changes:
            if symbol >= 0 and first < last:
                _split(lots, first, last, splits, seen, closes.shape[0] - 1, symbol)
                count = _open_ones(out, count, lots, first, last, symbol, closes)
            if i == rows.shape[0]:
                break
            symbol, first, last, seen = int(rows[i, 1]), 0, 0, 0
        bar, left = int(rows[i, 0]), rows[i, 2]
        _split(lots, first, last, splits, seen, bar, symbol)
        seen = bar
        size = abs(left)
        while first < last and lots[first, 1] * left < 0:
            part = min(abs(lots[first, 1]), abs(left))
            share = part / abs(lots[first, 1])
            fees = lots[first, 3] * share + rows[i, 4] * part / size
            closed = part if lots[first, 1] > 0 else -part
            count = _row(out, count, symbol, lots[first], float(bar), closed, rows[i, 3], fees, rows[i, 5])
            lots[first, 3] -= lots[first, 3] * share
            lots[first, 1] -= closed
            left += closed
            if abs(lots[first, 1]) < CRUMB:
                first += 1
            if abs(left) < CRUMB:
                left = 0.0
        if left != 0:
            lots[last, 0], lots[last, 1], lots[last, 2] = bar, left, rows[i, 3]
            lots[last, 3] = rows[i, 4] * abs(left) / size
            last += 1
    return out[:count].copy()


@kernel
def _split(lots: "Values", first: int, last: int, splits: "Values", seen: int, bar: int, symbol: int) -> None:
    """Turn the open lots into the shares of `bar`."""
    if splits.shape[0] == 0 or first == last:
        return
    for t in range(seen + 1, bar + 1):
        ratio = splits[t, symbol]
        if ratio > 0 and ratio != 1.0:
            for lot in range(first, last):
                lots[lot, 1] *= ratio
                lots[lot, 2] /= ratio


@kernel
def _open_ones(out: "Values", count: int, lots: "Values", first: int, last: int, symbol: int, closes: "Values") -> int:
    """Write what is still open, marked at the last close."""
    mark = np.nan
    for t in range(closes.shape[0] - 1, -1, -1):
        if not math.isnan(closes[t, symbol]):
            mark = closes[t, symbol]
            break
    for lot in range(first, last):
        count = _row(out, count, symbol, lots[lot], -1.0, lots[lot, 1], mark, lots[lot, 3], 0.0)
    return count


@kernel
def _row(  # noqa: PLR0913, PLR0917  one round trip
    out: "Values",
    count: int,
    symbol: int,
    lot: "Values",
    exit_bar: float,
    qty: float,
    price: float,
    fees: float,
    why: float,
) -> int:
    pnl = qty * (price - lot[2]) - fees
    out[count, 0], out[count, 1], out[count, 2], out[count, 3] = symbol, lot[0], exit_bar, qty
    out[count, 4], out[count, 5], out[count, 6], out[count, 7] = lot[2], price, fees, pnl
    out[count, 8], out[count, 9] = pnl / (abs(qty) * lot[2]), why
    return count + 1
