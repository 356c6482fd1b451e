"""What a report is made from: one simulated account, the past that it lived in and its terms."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.errors import FixInput
from trading.types import Terms, Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LEAST_BARS = 2


@dataclass(frozen=True, kw_only=True)
class Tested:
    """One run. `benchmark` is a price or an equity at each bar, NaN before it begins; None for holding the symbols.

    `warmup` is how many bars passed before the strategy could decide: what holding earned counts from there.
    """

    past: Past
    played: Played
    terms: Terms
    title: str
    benchmark: "Values | None" = None
    benchmark_name: str = ""
    warmup: int = 0

    def __post_init__(self) -> None:
        bars = len(self.past.traded)
        if bars < LEAST_BARS or len(self.played.equity) != bars:
            raise FixInput(f"{bars} bars are fewer than {LEAST_BARS}, which a report needs; choose a longer range")
        if self.benchmark is not None and len(self.benchmark) != bars:
            raise FixInput(f"the benchmark has {len(self.benchmark)} values for {bars} bars; read it on the same times")

    @property
    def symbols(self) -> tuple[str, ...]:
        """Return what was traded."""
        return self.past.traded.symbols

    @property
    def is_intraday(self) -> bool:
        """Say whether several bars make a day."""
        return self.past.traded.timeframe not in (Timeframe.DAY_1, Timeframe.WEEK_1)

    @cached_property
    def held(self) -> "Values":
        """Return the value of the benchmark bar by bar, that of the symbols themselves where none is named.

        A gap keeps the value before; a benchmark is NaN until it begins. The scale is arbitrary.
        """
        return self.own if self.benchmark is None else _filled(self.benchmark[:, None])[:, 0]

    @cached_property
    def own(self) -> "Values":
        """Return the value of an equal share of each symbol, held from the warm-up on; one not listed yet is cash."""
        import numpy as np

        first = min(self.warmup, len(self.past.seen) - 1)
        prices = self.past.seen.close
        if prices.shape[1] == 1 and np.isfinite(prices).all():
            return np.ascontiguousarray(prices[:, 0])
        filled = _filled(prices)
        begins = first + np.argmax(np.isfinite(filled[first:]), axis=0)
        # a symbol without any price from there on is left out
        base = filled[begins, np.arange(filled.shape[1])]
        shares = np.where(np.isfinite(filled), filled / base, 1.0)[:, np.isfinite(base)]
        return np.asarray(shares.mean(axis=1)) if shares.shape[1] else np.ones(len(prices))


def _filled(prices: "Values") -> "Values":
    """Return prices with every gap after the first price filled by the price before."""
    import numpy as np

    rows = np.where(np.isfinite(prices), np.arange(len(prices))[:, None], -1)
    newest = np.maximum.accumulate(rows, axis=0)
    filled = np.take_along_axis(prices, np.maximum(newest, 0), axis=0)
    return np.asarray(np.where(newest >= 0, filled, np.nan))
