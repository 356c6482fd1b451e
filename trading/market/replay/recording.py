"""What the replay can play: the bundled history, or a folder of the user's own files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from trading.market.replay.history import History
from trading.types import Asset, CorporateAction, Timeframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One symbol of a recording with its whole span, what it is called, and where its prices are from."""

    asset: Asset
    names: Sequence[str]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortBars:
    """Every bar of one symbol and a length below a day, raw, at the time of its end, ascending.

    `days` is each bar's New York day as an ordinal, `outside` whether it lies outside of regular hours.
    """

    frame: "pd.DataFrame"
    days: "NDArray[np.int32]"
    outside: "NDArray[np.bool_]"


class Recording(Protocol):
    """Recorded prices of many symbols; nothing of it changes. What cannot be read raises Unavailable."""

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        ...

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        """Return the lengths of bars that some symbol has, days and weeks included."""
        ...

    @property
    def tells_earnings(self) -> bool:
        """Say whether the bundled table of days of results belongs to these prices."""
        ...

    def listed(self) -> Mapping[str, Listed]:
        """Return every symbol, in order."""
        ...

    def history(self, symbol: str) -> History:
        """Return the sessions of a listed symbol."""
        ...

    def actions(self, history: History) -> Mapping[date, tuple[CorporateAction, ...]]:
        """Return a symbol's dividends and splits by ex-date, ascending."""
        ...

    def short_bars(self, symbol: str, timeframe: Timeframe) -> ShortBars | None:
        """Return the bars of a length below a day, None where the symbol has none."""
        ...
