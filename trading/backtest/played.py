"""What an engine gives: the account bar by bar, every fill and every round trip, as arrays."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]


class Why(IntEnum):
    """What made a fill. RUINED is nothing left, LEFTOVER the part of a share that a split leaves, paid in cash."""

    DECISION = 0
    STOP = 1
    TAKE = 2
    TRAIL = 3
    DELISTED = 4
    RUINED = 5
    LEFTOVER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fills:
    """Executions in order, one row each; `qty` is signed, `price` USD a share with spread and slippage, `fee` USD."""

    bar: "Whole"
    symbol: "Whole"
    qty: "Values"
    price: "Values"
    fee: "Values"
    why: "Whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trades:
    """Round trips, first in first out, one row each; `qty` is signed by the entry.

    An open one has `exit_bar` -1 and is marked at the last close in `exit_price`. `pnl` is USD after the fees of both
    sides as far as they were paid, `return_` the same as a fraction of the entry's value.
    """

    symbol: "Whole"
    entry_bar: "Whole"
    exit_bar: "Whole"
    qty: "Values"
    entry_price: "Values"
    exit_price: "Values"
    fees: "Values"
    pnl: "Values"
    return_: "Values"
    why: "Whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One simulated account. The arrays have a row a bar: `equity`, `gross` and `net` exposure in USD.

    `refused` counts orders that were not sent or not filled in full, by the rule that held them; `paid` sums fees,
    spread, slippage, borrow, interest and dividends (received) in USD by those names.
    """

    equity: "Values"
    gross: "Values"
    net: "Values"
    fills: Fills
    trades: Trades
    refused: dict[str, int] = field(default_factory=dict)
    paid: dict[str, float] = field(default_factory=dict)

    @property
    def cash(self) -> "Values":
        """Return what is not invested, USD; negative where it is borrowed."""
        return self.equity - self.net
