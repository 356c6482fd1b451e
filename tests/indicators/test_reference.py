"""Indicators against hand-made calculation sheets; see tests/reference/README.md for the source and its licence."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trading.indicators import read, series
from trading.market.bars import check_bars
from trading.types import Bars, Timeframe

REFERENCE = Path(__file__).parent.parent / "reference"
COLUMNS = [
    ("rsi_14", "rsi_14"),
    ("macd_12_26_9", "macd"),
    ("macd_12_26_9", "signal"),
    ("macd_12_26_9", "histogram"),
    ("bbands_20_2", "lower"),
    ("bbands_20_2", "middle"),
    ("bbands_20_2", "upper"),
    ("atr_14", "atr_14"),
]


def spy(days: int | None = None) -> Bars:
    frame = pd.read_csv(REFERENCE / "spy_2017.csv", index_col="day", parse_dates=True).head(days or 10_000)
    frame.index = frame.index.tz_localize("UTC").rename("time")
    return check_bars(
        frame.assign(volume=0.0).astype(float),
        symbol="SPY",
        timeframe=Timeframe.DAY_1,
        adjusted=False,
        closes_only=False,
        source="calculation sheets",
    )


with (REFERENCE / "spy_2017_expected.csv").open(newline="") as file:
    EXPECTED = list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "part"), COLUMNS, ids=[part for _, part in COLUMNS])
def test_every_day_of_the_sheets_agrees_to_a_millionth(name: str, part: str) -> None:
    found = series(spy(), name)[part]
    compared = 0
    for row in EXPECTED:
        value = found[pd.Timestamp(row["day"], tz="UTC")]
        if row[part]:
            assert value == pytest.approx(float(row[part]), abs=1e-6), row["day"]
            compared += 1
        else:
            assert np.isnan(value), f"{part} has a value on {row['day']}, before the sheet has one"
    assert compared >= 7


def test_the_newest_value_is_the_sheets_last_row() -> None:
    last = EXPECTED[-1]
    bars = spy()
    assert read(bars, "rsi_14") == pytest.approx(float(last["rsi_14"]), abs=1e-6)
    macd = read(bars, "macd_12_26_9")
    assert macd == pytest.approx({part: float(last[part]) for part in ("macd", "signal", "histogram")}, abs=1e-6)


@pytest.mark.parametrize(("name", "part"), COLUMNS, ids=[part for _, part in COLUMNS])
def test_the_first_value_comes_on_the_very_day_that_the_formula_has_enough(name: str, part: str) -> None:
    # By the sheets: RSI and ATR after 14 changes, MACD after 26 closes, its signal 8 later, the bands after 20.
    first = {"rsi_14": 15, "atr_14": 15, "macd": 26, "signal": 34, "histogram": 34}.get(part, 20)
    found = series(spy(), name)[part]
    assert int(found.isna().sum()) == first - 1
