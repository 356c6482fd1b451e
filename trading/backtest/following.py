"""The kernel for many plans that are in or out of one symbol, all in: the engine without what they never need."""

from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import affordable, commission, priced
from trading.backtest.arrays import Curves
from trading.backtest.summary import summarise
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Actions = NDArray[np.int8]


@kernel
def follow_one(
    action: "Actions", opens: "Values", closes: "Values", book: "Values", rows: "Values", curves: Curves
) -> None:
    """Fill the curves of one row of actions; `rows` takes the fills, book[at.FILLED] of them."""
    n = closes.shape[0]
    gross = curves.gross
    _curve(action, opens, closes, book[at.CASH], book, curves.equity, rows)
    fill, held, fills = 0, 0.0, int(book[at.FILLED])
    turn = int(rows[0, 0]) if fills > 0 else n
    for bar in range(n):
        if bar == turn:
            held += rows[fill, 2]
            fill += 1
            turn = int(rows[fill, 0]) if fill < fills else n
        gross[bar] = held * closes[bar]


@kernel
def follow(  # noqa: PLR0913, PLR0917  arrays in, arrays out
    actions: "Actions",
    opens: "Values",
    closes: "Values",
    cash: float,
    book: "Values",
    edges: "Whole",
    rows: "Values",
    sums: "Values",
    squares: "Values",
    trades: "Whole",
) -> None:
    """Play each row of actions and sum its curve up; `book` holds the terms as in new_account."""
    equity, unkept = np.empty(closes.shape[0]), np.empty((0, 6))
    for c in range(actions.shape[0]):
        trades[c] = _curve(actions[c], opens, closes, cash, book, equity, unkept)
        summarise(equity, edges, rows[c], sums[c], squares[c])


@kernel
def _curve(
    action: "Actions",
    opens: "Values",
    closes: "Values",
    cash: float,
    book: "Values",
    equity: "Values",
    rows: "Values",
) -> int:
    """Write the account at each close, keep the fills where there are rows for them, and return the entries filled."""
    n = closes.shape[0]
    held, entries, t, refused = 0.0, 0, 0, -1
    while t < n:
        until = min(t + _turn(action[t:], held > 0) + 1, n)
        _mark(equity[t:until], closes[t:until], held, cash)
        if until == n:
            break
        price = priced(opens[until], held == 0, np.nan, book)
        qty = -held if held > 0 else affordable(cash, price, book)
        if qty != 0:
            fee = commission(qty, price, book)
            cash -= qty * price + fee
            held += qty
            entries += 1 if held > 0 else 0
            if rows.shape[0] > 0:
                _keep(rows, book, until, qty, price, fee)
            if held == 0 and cash <= 0:  # the sale cost more than it brought: ruined, as in kernel.play
                _mark(equity[until:], closes[until:], held, cash)
                break
        else:
            # the same decision, said again, is refused once
            since = until - 1 - refused
            if refused < 0 or _turn(action[refused : until - 1], True) < since:
                book[at.REFUSED + at.NO_CASH] += 1
            refused = until - 1
        t = until
    return entries


@kernel
def _mark(out: "Values", closes: "Values", held: float, cash: float) -> None:
    """Fill `out` with cash and shares at the closes. Loops that begin at 0 are what numba makes vectors of."""
    if held == 0:
        for bar in range(out.shape[0]):
            out[bar] = cash
    else:
        for bar in range(out.shape[0]):
            out[bar] = cash + held * closes[bar]


@kernel
def _keep(rows: "Values", book: "Values", bar: int, qty: float, price: float, fee: float) -> None:
    """Write a fill down, with its costs."""
    row = int(book[at.FILLED])
    rows[row, 0], rows[row, 1], rows[row, 2] = bar, 0, qty
    rows[row, 3], rows[row, 4], rows[row, 5] = price, fee, at.BY_DECISION
    book[at.FILLED] = row + 1
    book[at.FEES] += fee
    away = book[at.HALF_SPREAD] + book[at.SLIP]
    if away > 0:
        base = price / (1 + away) if qty > 0 else price / (1 - away)
        paid = abs(qty) * abs(price - base)
        book[at.SPREAD] += paid * book[at.HALF_SPREAD] / away
        book[at.SLIPPAGE] += paid * book[at.SLIP] / away


@kernel
def _turn(action: "Actions", is_in: bool) -> int:
    """Return the first bar that decides to be out of what is held, or in; the number of bars for none."""
    if is_in:
        for bar in range(action.shape[0]):
            if action[bar] > at.LONG:
                return bar
    else:
        for bar in range(action.shape[0]):
            if action[bar] == at.LONG:
                return bar
    return len(action)
