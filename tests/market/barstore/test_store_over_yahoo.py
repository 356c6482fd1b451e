"""The store over Yahoo's market: how far back short bars are asked for."""

from datetime import date
from pathlib import Path

import pytest

from tests.market.recording import CALENDAR, SetClock
from tests.market.yahoo.charting import at, minutes
from tests.market.yahoo.conftest import clock, market, server, state  # noqa: F401  fixtures
from tests.yahoo_server import Chart, YahooState
from trading.market.barstore import StoredMarket
from trading.market.yahoo import YahooMarket
from trading.types import Timeframe


@pytest.mark.parametrize(
    ("timeframe", "interval", "day"),
    [(Timeframe.HOUR_1, "60m", date(2025, 3, 3)), (Timeframe.MIN_5, "5m", date(2026, 9, 28))],
)
def test_short_bars_reach_as_far_back_as_yahoo_has_that_length(
    market: YahooMarket,  # noqa: F811
    state: YahooState,  # noqa: F811
    clock: SetClock,  # noqa: F811
    tmp_path: Path,
    timeframe: Timeframe,
    interval: str,
    day: date,
) -> None:
    # now is 2026-11-18: the first day is 625 days back of 729, the other one 51 of 59
    state.charts["AAPL", interval] = Chart(rows=minutes(at(day), 3, 60))
    store = StoredMarket(market, tmp_path / "bars", calendar=CALENDAR, clock=clock, most_megabytes=100)

    bars = store.bars("AAPL", timeframe, start=day, adjusted=False)

    assert len(bars.frame) == 3
