"""Indicator columns are computed once for the same bars, and never kept for others."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from trading.analysis.kept import KeptColumns
from trading.market.bars import check_bars
from trading.types import Bars, Timeframe


def _bars(closes: list[float]) -> Bars:
    index = pd.DatetimeIndex(
        [datetime(2026, 1, 5, 21, tzinfo=UTC) + timedelta(days=at) for at in range(len(closes))], name="time"
    )
    columns = {name: np.array(closes, dtype=float) for name in ("open", "high", "low", "close", "volume")}
    return check_bars(
        pd.DataFrame(columns, index=index),
        symbol="X",
        timeframe=Timeframe.DAY_1,
        adjusted=True,
        closes_only=False,
        source="a test",
    )


def test_the_same_bars_give_the_very_same_columns() -> None:
    kept = KeptColumns()
    assert kept.of(_bars([1, 2, 3]), "sma_2") is kept.of(_bars([1, 2, 3]), "sma_2")


def test_one_changed_price_is_computed_anew() -> None:
    kept = KeptColumns()
    kept.of(_bars([1, 2, 3]), "sma_2")
    assert kept.of(_bars([1, 4, 3]), "sma_2")["sma_2"].tolist()[1:] == [2.5, 3.5]  # (1 + 4) / 2, (4 + 3) / 2


def test_the_longest_unread_is_dropped_when_there_is_no_room() -> None:
    kept = KeptColumns(most_bytes=2 * 3 * 8)  # two columns of three floats
    first = kept.of(_bars([1, 2, 3]), "sma_2")
    second = kept.of(_bars([2, 3, 4]), "sma_2")
    assert kept.of(_bars([1, 2, 3]), "sma_2") is first
    kept.of(_bars([3, 4, 5]), "sma_2")
    assert kept.of(_bars([1, 2, 3]), "sma_2") is first
    assert kept.of(_bars([2, 3, 4]), "sma_2") is not second
