"""What several trials have in common, and the trials made from it: the keys by which they are counted once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from trading.backtest.honesty.sample import Sample
from trading.strategies.panel import Panel
from trading.types import Prices, StrategyRef, Terms, Timeframe
from trading.types.trial import Trial
from trading.types.wire import sha256, sha256_of_plain, to_wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_NAMED = 160


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A strategy on some data under some terms; its trials differ by their numbers alone.

    Of a saved strategy give its `rules`: what it says is tried, whatever its name is.
    """

    strategy: StrategyRef
    family: str
    symbols: tuple[str, ...]
    timeframe: Timeframe
    terms: Terms
    span: str

    @cached_property
    def data_key(self) -> str:
        """Return what names the data: the same for every range of them."""
        return data_key_of(self.symbols, self.timeframe, self.terms.prices)

    def trial(self, sample: Sample, params: Mapping[str, float] | None = None) -> Trial:
        """Return one trial with these numbers, those of the strategy unless they are said."""
        return Trial(
            trial_key=self.key(self.strategy.params if params is None else params),
            data_key=self.data_key,
            family=self.family,
            span=self.span,
            bars=sample.bars,
            mean=sample.mean,
            std=sample.std,
            skew=sample.skew,
            kurt=sample.kurt,
            sums=sample.sums,
            squares=sample.squares,
        )

    def key(self, params: Mapping[str, float]) -> str:
        """Return the key of the trial with these numbers; 10 and 10.0 are the same number."""
        return sha256_of_plain([self._common, {name: float(value) for name, value in params.items()}])

    @cached_property
    def _common(self) -> str:
        strategy = self.strategy.key if self.strategy.rules is None else self.strategy.rules
        return sha256([strategy, self.family, sorted(self.symbols), self.timeframe, to_wire(self.terms), self.span])


def experiment_on(panel: Panel, strategy: StrategyRef, family: str, terms: Terms) -> Experiment:
    """Return the experiment of a strategy on the bars of a panel."""
    return Experiment(
        strategy=strategy,
        family=family,
        symbols=panel.symbols,
        timeframe=panel.timeframe,
        terms=terms,
        span=span_of(panel.time),
    )


def data_key_of(symbols: tuple[str, ...], timeframe: Timeframe, prices: Prices) -> str:
    """Return the words for symbols in any order, a bar length and a price mode; many symbols become a hash."""
    named = ",".join(sorted(symbols))
    if len(named) > _MOST_NAMED:
        named = f"{len(symbols)} symbols {sha256_of_plain(named)}"
    return f"{timeframe.value} {prices.value} {named}"


def span_of(time: "NDArray[np.int64]") -> str:
    """Return first and last time as a word."""
    import numpy as np

    first, last = np.datetime_as_string(time[[0, -1]].astype("datetime64[s]")).tolist()
    return f"{first}Z/{last}Z"
