"""Companies where price, dividends and reports are all Yahoo's: one share is one of today's throughout."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fundamentals.yahoo_company import with_company
from tests.market.recording import CALENDAR, SetClock
from tests.market.yahoo.charting import at, daily
from tests.yahoo_server import Fault, YahooServer, YahooState
from tests.yahoo_server.server import SUMMARY
from trading.errors import Unavailable
from trading.fundamentals.desk import Fundamentals
from trading.fundamentals.yahoo import YahooFundamentals
from trading.market.sectors import sector_of
from trading.market.yahoo import YahooMarket
from trading.types import Measure
from trading.yahoo import Yahoo

NOW = datetime(2026, 8, 20, 19, tzinfo=UTC)
SPLIT_DAY, PAID_BEFORE, PAID_AFTER = date(2026, 6, 10), date(2026, 5, 12), date(2026, 8, 11)


@pytest.fixture
def state() -> YahooState:
    """A stock at 50 that was split two for one in June and paid 0.20 a share of today before and after."""
    state = YahooState()
    with_company(state, "AAPL")
    state.quotes["AAPL"] |= {
        "marketState": "REGULAR",
        "regularMarketPrice": 50.0,
        "regularMarketTime": int(NOW.timestamp()) - 60,
        "bid": 49.99,
        "ask": 50.01,
    }
    days = [one.day for one in CALENDAR.sessions(date(2025, 11, 3), date(2026, 8, 19))]
    daily(state, dict.fromkeys(days, 48.0))  # Yahoo's closes are adjusted for the split
    state.splits["AAPL"] = {at(SPLIT_DAY): (2, 1)}
    state.dividends["AAPL"] = {at(PAID_BEFORE): 0.20, at(PAID_AFTER): 0.20}
    return state


@pytest.fixture
def desk(state: YahooState, tmp_path: Path) -> Iterator[Fundamentals]:
    clock = SetClock(NOW)
    with YahooServer(state) as server:
        yahoo = Yahoo(clock=clock, data_dir=tmp_path, base_url=server.url, timeouts_s=(1.0, 5.0))
        market = YahooMarket(yahoo=yahoo, clock=clock, calendar=CALENDAR)
        yield Fundamentals(YahooFundamentals(yahoo, clock), market, clock, sector_of=sector_of)
        market.close()


def test_the_ratio_is_yahoos_price_over_four_quarters(desk: Fundamentals) -> None:
    company = desk.company("AAPL")
    # 50 / (1.4 + 1.3 + 1.2 + 1.1) = 10
    assert company.figures[Measure.PE].value == pytest.approx(10.0)
    assert company.price_at == NOW - timedelta(seconds=60)
    assert company.price_source == "Yahoo Finance, delayed up to 15 min"


def test_a_dividend_from_before_a_split_counts_for_a_share_of_today(desk: Fundamentals) -> None:
    # the first was paid as 0.40 on a share that has become two: 0.20 + 0.20 a share of today, over 50
    figures = desk.company("AAPL").figures
    assert figures[Measure.DIVIDENDS].value == pytest.approx(0.40)
    assert figures[Measure.DIVIDEND_YIELD].value == pytest.approx(0.008)


def test_a_split_makes_no_step_in_the_history_of_the_ratio(desk: Fundamentals) -> None:
    points = {one.day: one for one in desk.history("AAPL").points}
    assert points[date(2026, 6, 9)].price == points[SPLIT_DAY].price == pytest.approx(48.0)
    assert points[date(2026, 6, 9)].pe == pytest.approx(points[SPLIT_DAY].pe)


def test_an_outage_is_a_sentence_and_the_next_look_asks_again(desk: Fundamentals, state: YahooState) -> None:
    state.faults.append(Fault(status=500, path=SUMMARY))
    with pytest.raises(Unavailable, match="try again in 10 s"):
        desk.company("AAPL")
    assert desk.company("AAPL").price == 50.0
