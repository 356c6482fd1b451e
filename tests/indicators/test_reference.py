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
FIRST_DAY = {
    ("rsi_14", "rsi_14"): 15,
    ("macd_12_26_9", "macd"): 26,
    ("macd_12_26_9", "signal"): 34,
    ("macd_12_26_9", "histogram"): 34,
    ("ema_12", "ema_12"): 12,
    ("ema_26", "ema_26"): 26,
    ("bbands_20_2", "lower"): 20,
    ("bbands_20_2", "middle"): 20,
    ("bbands_20_2", "upper"): 20,
    ("percentb_20_2", "percentb_20_2"): 20,
    ("bandwidth_20_2", "bandwidth_20_2"): 20,
    ("stddev_20", "stddev_20"): 20,
    ("atr_14", "atr_14"): 15,
    ("natr_14", "natr_14"): 15,
    ("trange", "trange"): 2,
}
"""The session of each formula's first value: RSI and ATR after 14 changes, MACD after 26 closes, its signal 8 later."""
SHEETS = pytest.mark.parametrize(("name", "part"), FIRST_DAY, ids=[part for _, part in FIRST_DAY])


def spy() -> Bars:
    frame = pd.read_csv(REFERENCE / "spy_2017_2018.csv", index_col="day", parse_dates=True)
    frame.index = frame.index.tz_localize("UTC").rename("time")
    return check_bars(
        frame.astype(float),
        symbol="SPY",
        timeframe=Timeframe.DAY_1,
        adjusted=False,
        closes_only=False,
        source="calculation sheets",
    )


with (REFERENCE / "spy_2017_2018_expected.csv").open(newline="") as file:
    EXPECTED = list(csv.DictReader(file))


@SHEETS
def test_every_day_of_the_sheets_agrees_to_a_hundred_millionth(name: str, part: str) -> None:
    found = series(spy(), name)[part]
    compared = 0
    for row in EXPECTED:
        value = found[pd.Timestamp(row["day"], tz="UTC")]
        if row[part]:
            assert value == pytest.approx(float(row[part]), rel=1e-9, abs=1e-8), row["day"]
            compared += 1
        else:
            assert np.isnan(value), f"{part} has a value on {row['day']}, before the sheet has one"
    assert compared == 502 - FIRST_DAY[name, part] + 1


def test_the_newest_value_is_the_sheets_last_row() -> None:
    last = EXPECTED[-1]
    bars = spy()
    assert read(bars, "rsi_14") == pytest.approx(float(last["rsi_14"]), abs=1e-6)
    macd = read(bars, "macd_12_26_9")
    assert macd == pytest.approx({part: float(last[part]) for part in ("macd", "signal", "histogram")}, abs=1e-6)


@SHEETS
def test_the_first_value_comes_on_the_very_day_that_the_formula_has_enough(name: str, part: str) -> None:
    found = series(spy(), name)[part]
    assert int(found.isna().sum()) == FIRST_DAY[name, part] - 1
