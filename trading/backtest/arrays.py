"""What the loop reads and writes, as tuples of arrays and numbers that numba takes as they are."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from trading.backtest import places as at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]


class Market(NamedTuple):
    """Prices and volume, (bars, symbols). `splits`, `dividends` and `atr` have no rows where they are not needed.

    `day` numbers each bar's exchange day; `told` says of which symbols volume is known; `ends` is the bar at which a
    symbol that has stopped trading is closed, past the last bar for none.
    """

    open: "Values"
    high: "Values"
    low: "Values"
    close: "Values"
    volume: "Values"
    splits: "Values"
    dividends: "Values"
    atr: "Values"
    day: "Whole"
    told: "NDArray[np.bool_]"
    ends: "Whole"


class Orders(NamedTuple):
    """A plan as arrays, (bars, symbols); no rows where the plan never says it."""

    action: "NDArray[np.int8]"
    value: "Values"
    limit: "Values"
    trigger: "Values"
    stop: "Values"
    take: "Values"
    trail: "Values"
    trail_fixed: bool
    rests: int


class Rules(NamedTuple):
    """The terms of the account. Costs are fractions, `borrow` and `margin` a day; caps in USD and fractions.

    A cap that is not applied is infinite. `start` is the part of equity that Kelly's method takes until it knows its
    trades.
    """

    sizing: int
    size: float
    stop_default: float
    start: float
    whole: bool
    shorts: bool
    leverage: float
    ticks: bool
    bps: float
    per_share: float
    least: float
    half_spread: float
    slippage: float
    borrow: float
    margin: float
    gated: bool
    order_cap: float
    symbol_cap: float
    gross_cap: float
    weight_cap: float
    orders_cap: float
    loss_cap: float
    fall_cap: float


class Curves(NamedTuple):
    """The account at each bar's close, USD."""

    equity: "Values"
    gross: "Values"
    net: "Values"


def new_curves(bars: int, *, shorts: bool) -> Curves:
    """Return curves to be filled. numpy asks for large pages, compiled code does not: 10 ms for a million bars.

    Without shorts net exposure is gross exposure, and the same array.
    """
    gross = np.empty(bars)
    return Curves(np.empty(bars), gross, np.empty(bars) if shorts else gross)


def new_account(symbols: int, cash: float, rules: Rules, orders: Orders) -> "tuple[Values, Values]":
    """Return the slots (a column a symbol) and the book (what they share) of an account that holds nothing but cash."""
    slots, book = np.full((at.SLOTS, symbols), np.nan), np.zeros(at.NUMBERS)
    slots[[at.HELD, at.COST, at.SAID, at.TOLD, at.ACT, at.TRIGGERED, at.RESTS, at.WORKS]] = 0.0
    book[[at.CASH, at.WORTH, at.PEAK, at.BEFORE]] = cash
    book[at.DAY] = -np.inf
    book[at.RULES : at.TRAIL_FIXED] = rules
    book[at.TRAIL_FIXED], book[at.RESTS_FOR] = orders.trail_fixed, orders.rests
    return slots, book
