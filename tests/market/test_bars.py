"""The check that every price table passes, and weeks made of days."""

import numpy as np
import pandas as pd
import pytest

from trading.errors import FixInput
from trading.market.bars import check_bars, weeks
from trading.types import Bars, Timeframe


def table(days: int = 3) -> pd.DataFrame:
    index = pd.date_range("2012-06-01 20:00", periods=days, freq="D", tz="UTC", name="time")
    close = np.arange(days) + 100.0
    return pd.DataFrame(
        {"open": close - 1, "high": close + 2, "low": close - 2, "close": close, "volume": 1000.0}, index=index
    )


def check(frame: pd.DataFrame) -> Bars:
    return check_bars(
        frame, symbol="AAPL", timeframe=Timeframe.DAY_1, adjusted=True, closes_only=False, source="a test"
    )


def test_a_sound_table_becomes_bars_as_of_its_last_time() -> None:
    bars = check(table())
    assert bars.as_of.isoformat() == "2012-06-03T20:00:00+00:00"
    assert bars.symbol == "AAPL"


@pytest.mark.parametrize("column", ["open", "high", "low", "close", "volume"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_gaps_infinities_and_negative_cells_are_refused(column: str, value: float) -> None:
    frame = table()
    frame.loc[frame.index[1], column] = value
    with pytest.raises(FixInput, match=rf"AAPL.*{column} is {value} at 2012-06-02.*mend the source"):
        check(frame)


def test_a_price_of_zero_is_refused_and_a_volume_of_zero_is_not() -> None:
    frame = table()
    frame["volume"] = 0.0
    check(frame)
    frame["low"] = 0.0
    with pytest.raises(FixInput, match=r"low is 0\.0"):
        check(frame)


def test_a_high_below_the_close_and_a_low_above_the_open_are_refused() -> None:
    frame = table()
    frame.loc[frame.index[2], "high"] = 101.0
    with pytest.raises(FixInput, match=r"high is 101\.0 at 2012-06-03"):
        check(frame)
    frame = table()
    frame.loc[frame.index[0], "low"] = 99.5
    with pytest.raises(FixInput, match=r"low is 99\.5 at 2012-06-01"):
        check(frame)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda frame: frame[::-1], "do not ascend"),
        (lambda frame: pd.concat([frame, frame.tail(1)]), "do not ascend"),
        (lambda frame: frame.tz_localize(None), "in zone None"),
        (lambda frame: frame.tz_convert("America/New_York"), "in zone America/New_York"),
        (lambda frame: frame.rename_axis("date"), "'date'"),
        (lambda frame: frame.head(0), "there is no bar"),
        (lambda frame: frame.drop(columns="volume"), "the columns are open, high, low, close,"),
        (lambda frame: frame.astype({"volume": "int64"}), "volume holds int64"),
    ],
)
def test_a_table_of_another_shape_is_refused(spoil, words: str) -> None:
    with pytest.raises(FixInput, match=words):
        check(spoil(table()))


def test_weeks_run_from_monday_to_sunday_and_end_at_their_last_session() -> None:
    # Thursday 2012-06-28, Friday, Monday, Tuesday (a half day): two weeks.
    index = pd.DatetimeIndex(
        ["2012-06-28 20:00", "2012-06-29 20:00", "2012-07-02 20:00", "2012-07-03 17:00"], tz="UTC", name="time"
    )
    daily = pd.DataFrame(
        {
            "open": [10.0, 11, 12, 13],
            "high": [15.0, 14, 13, 18],
            "low": [9.0, 8, 11, 12],
            "close": [11.0, 12, 13, 14],
            "volume": [1.0, 2, 4, 8],
        },
        index=index,
    )
    weekly = weeks(daily)
    assert list(weekly.index) == [index[1], index[3]]
    assert weekly.to_numpy().tolist() == [[10, 15, 8, 12, 3], [12, 18, 11, 14, 12]]
    check(weekly)
