"""The kernel for many plans that are in or out of one symbol, all in: the engine without what they never need."""

from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import affordable, commission, priced
from trading.backtest.summary import summarise
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Actions = NDArray[np.int8]


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
    equity = np.empty(closes.shape[0])
    for c in range(actions.shape[0]):
        trades[c] = _curve(actions[c], opens, closes, cash, book, equity)
        summarise(equity, edges, rows[c], sums[c], squares[c])


@kernel
def _curve(action: "Actions", opens: "Values", closes: "Values", cash: float, book: "Values", equity: "Values") -> int:
    """Write the account at each close and return how many entries were filled."""
    n = closes.shape[0]
    held, entries, t = 0.0, 0, 0
    while t < n:
        until = min(_turn(action, t, held > 0) + 1, n)
        if held > 0:
            for bar in range(t, until):
                equity[bar] = cash + held * closes[bar]
        else:
            for bar in range(t, until):
                equity[bar] = cash
        if until == n:
            break
        price = priced(opens[until], held == 0, np.nan, book)
        if held > 0:
            cash += held * price - commission(held, price, book)
            held = 0.0
        else:
            held = affordable(cash, price, book)
            if held > 0:
                cash -= held * price + commission(held, price, book)
                entries += 1
        t = until
    return entries


@kernel
def _turn(action: "Actions", t: int, is_in: bool) -> int:
    """Return the first bar from t on that decides to be out of what is held, or in; the number of bars for none."""
    n = len(action)
    while t < n:
        if (action[t] != at.KEEP and action[t] != at.LONG) if is_in else action[t] == at.LONG:
            return t
        t += 1
    return n
