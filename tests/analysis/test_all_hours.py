"""Bars of all hours: asked for by name, marked, and counted by the indicators that stand on them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.market.files.folder import HEADER, market, write
from tests.market.recording import SetClock, close_of
from trading.analysis.analyst import Analyst
from trading.types import Timeframe

DAY = date(2024, 1, 3)
CLOSES = {"08:00": 10, "08:05": 11, "09:30": 12, "09:35": 13, "15:55": 14, "16:00": 15}
"""By the begin of each bar in New York: two before the open, three of the session, one after its close."""


@pytest.fixture
def analyst(tmp_path: Path) -> Iterator[Analyst]:
    rows = "\n".join(f"2024-01-03 {at},{price},{price},{price},{price},100" for at, price in CLOSES.items())
    daily = f"{HEADER}\n2024-01-03,10,15,10,14,600\n2024-01-04,14,14,14,14,100\n"
    short = f"timestamp,open,high,low,close,volume\n{rows}\n"
    yield Analyst(
        market(write(tmp_path / "bars", {"A.csv": daily, "A.5Min.csv": short}), date(2024, 1, 4)),
        SetClock(close_of(date(2024, 1, 4))),
    )


def test_only_the_session_is_told_unless_all_hours_are_asked_for(analyst: Analyst) -> None:
    found = analyst.bar_buckets("A", Timeframe.MIN_5)
    assert (found.close, found.outside) == ([12, 13, 14], None)


def test_bars_of_all_hours_are_marked_and_indicators_count_them(analyst: Analyst) -> None:
    found = analyst.bar_buckets("A", Timeframe.MIN_5, DAY, DAY, indicators=["sma_2"], extended=True)
    assert found.close == [10, 11, 12, 13, 14, 15]
    assert found.outside == [True, True, False, False, False, True]
    # the mean of each close and the one before it on the chart, also where that one is of before the open
    assert found.indicators["sma_2"] == [None, 10.5, 11.5, 12.5, 13.5, 14.5]


def test_a_bucket_is_outside_only_when_all_of_its_bars_are(analyst: Analyst) -> None:
    found = analyst.bar_buckets("A", Timeframe.MIN_5, buckets=3, extended=True)
    assert found.outside == [True, False, False]
    found = analyst.bar_buckets("A", Timeframe.MIN_5, buckets=2, extended=True)
    assert found.outside == [False, False]
