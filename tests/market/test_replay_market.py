"""The market port over the recording: quotes, bars, assets, and sentences for what cannot be had."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.market.recording import CALENDAR, SetClock, close_of, market_at
from trading.errors import FixInput, NoData, UnknownSymbol
from trading.market.replay import ReplayMarket, ReplayTape
from trading.market.replay.bundled import BUNDLED
from trading.types import Timeframe

JUNE_1 = date(2012, 6, 1)
MARKET = market_at(JUNE_1)


def test_a_quote_is_the_raw_close_at_the_sessions_close_with_no_spread() -> None:
    quote = MARKET.quote("AAPL")
    assert quote.bid == quote.ask == quote.last == Decimal("560.99")
    assert quote.at == datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
    assert quote.source == MARKET.source
    assert quote.spread_bps == 0


def test_closes_only_is_said_by_asset_quote_and_bars() -> None:
    assert MARKET.asset("XOM").closes_only
    assert "adjusted closes only" in MARKET.quote("XOM").source
    bars = MARKET.bars("XOM")
    assert bars.closes_only
    assert (bars.frame["open"] == bars.frame["close"]).all()
    assert (bars.frame["volume"] == 0).all()
    assert "index closes only" in MARKET.quote("SPX").source
    assert not MARKET.asset("SPX").tradable


def test_a_history_that_has_ended_gives_no_quote_but_its_bars() -> None:
    market = market_at(date(2013, 3, 4))
    with pytest.raises(NoData, match="AAPL has no price on 2013-03-04: its recorded history ends 2013-03-01"):
        market.quote("AAPL")
    assert market.bars("AAPL").as_of == close_of(date(2013, 3, 1))
    assert market.asset("AAPL").last == date(2013, 3, 1)


def test_a_symbol_that_has_not_begun_is_unknown_everywhere() -> None:
    market = market_at(date(2012, 5, 17))
    for ask in (market.asset, market.quote, market.bars, market.corporate_actions):
        with pytest.raises(UnknownSymbol, match="'FB' is no symbol with a price on or before 2012-05-17"):
            ask("FB")
    assert "FB" not in {asset.symbol for asset in market.assets()}
    assert market_at(date(2012, 5, 18)).quote("FB").last == Decimal("38.2318")


def test_an_unknown_symbol_names_the_nearest_ones() -> None:
    with pytest.raises(UnknownSymbol, match=r"'APPL' .*nearest are AAPL"):
        MARKET.quote("APPL")


@pytest.mark.parametrize("symbol", ["", "aapl", " AAPL", "../../etc/passwd", "A" * 10_000, "AAPL\0"])
def test_a_strange_symbol_is_unknown_in_a_short_sentence(symbol: str) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        MARKET.quote(symbol)
    assert len(str(caught.value)) < 200


def test_an_assets_last_session_is_never_later_than_now() -> None:
    assert MARKET.asset("AAPL").last == JUNE_1
    assert {asset.last for asset in MARKET.assets()} == {JUNE_1}


def test_before_a_sessions_close_its_prices_cannot_be_read() -> None:
    clock = SetClock(datetime(2012, 6, 1, 19, 59, 59, tzinfo=UTC))
    market = ReplayMarket(ReplayTape(), clock, CALENDAR)
    assert market.quote("AAPL").last == Decimal("577.73")
    assert market.quote("AAPL").at == close_of(date(2012, 5, 31))
    assert market.bars("AAPL").as_of == close_of(date(2012, 5, 31))
    clock.at = datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
    assert market.quote("AAPL").last == Decimal("560.99")


def test_on_a_weekend_fridays_prices_stand() -> None:
    market = ReplayMarket(ReplayTape(), SetClock(datetime(2012, 6, 3, 12, 0, tzinfo=UTC)), CALENDAR)
    assert market.quote("AAPL").at == close_of(JUNE_1)


def test_bars_run_from_the_first_session_to_now_at_each_sessions_close() -> None:
    bars = MARKET.bars("AAPL")
    assert bars.frame.index[0] == pd.Timestamp("2000-03-01 21:00", tz="UTC")  # standard time
    assert bars.frame.index[-1] == pd.Timestamp("2012-06-01 20:00", tz="UTC")  # daylight saving time
    assert bars.as_of == close_of(JUNE_1)
    half_day = market_at(date(2012, 7, 3)).bars("AAPL")
    assert half_day.as_of == datetime(2012, 7, 3, 17, 0, tzinfo=UTC)


def test_raw_bars_are_the_recorded_prices() -> None:
    row = MARKET.bars("AAPL", start=JUNE_1, adjusted=False).frame.iloc[-1]
    assert row.to_list() == [569.16, 572.65, 560.52, 560.99, 18606700]


@pytest.mark.parametrize("day", [date(2000, 6, 20), date(2004, 11, 12), JUNE_1, date(2013, 3, 1), date(2015, 7, 1)])
@pytest.mark.parametrize("symbol", ["AAPL", "MSFT", "IBM"])
def test_adjusted_bars_are_rebased_so_that_the_last_one_is_the_raw_price(symbol: str, day: date) -> None:
    # Computed again from the file by pandas, by the formula of the README of this data:
    # adjusted close x close now / adjusted close now, and open, high and low by the same factor.
    table = pq.read_table(BUNDLED / f"{symbol}.parquet").to_pandas()
    table = table[table["day"] <= day].reset_index(drop=True)
    now = table.iloc[-1]
    close = table["adjusted_close"] * now["close"] / now["adjusted_close"]
    bars = market_at(day).bars(symbol).frame.reset_index(drop=True)
    pd.testing.assert_series_equal(bars["close"], close, check_names=False, rtol=1e-9, atol=0)
    for name in ("open", "high", "low"):
        expected = table[name] * close / table["close"]
        pd.testing.assert_series_equal(bars[name], expected, check_names=False, rtol=1e-9, atol=0)
    assert bars["close"].iloc[-1] == now["close"]


def test_a_split_leaves_no_jump_in_adjusted_prices_and_one_in_raw_prices() -> None:
    span = {"start": date(2005, 2, 25), "end": date(2005, 2, 28)}
    raw = MARKET.bars("AAPL", adjusted=False, **span).frame["close"]
    adjusted = MARKET.bars("AAPL", **span).frame["close"]
    assert raw.iloc[1] / raw.iloc[0] == pytest.approx(44.86 / 88.99)
    assert adjusted.iloc[1] / adjusted.iloc[0] == pytest.approx(44.86 * 2 / 88.99)


def test_start_and_end_are_inclusive_and_clipped_to_what_exists_and_to_now() -> None:
    days = MARKET.bars("AAPL", start=date(2012, 5, 29), end=date(2012, 5, 31)).frame.index
    assert [time.date() for time in days] == [date(2012, 5, 29), date(2012, 5, 30), date(2012, 5, 31)]
    assert len(MARKET.bars("AAPL", start=date(1980, 1, 1), end=date(2030, 1, 1)).frame) == len(
        MARKET.bars("AAPL").frame
    )
    assert len(MARKET.bars("AAPL", start=JUNE_1).frame) == 1


def test_the_factor_of_a_range_in_the_past_is_still_that_of_now() -> None:
    part = MARKET.bars("AAPL", start=date(2000, 3, 1), end=date(2000, 3, 31)).frame
    whole = MARKET.bars("AAPL").frame
    pd.testing.assert_frame_equal(part, whole.iloc[: len(part)])
    assert part["close"].iloc[0] == pytest.approx(130.31 / 4)  # two splits until now


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"start": date(2012, 6, 2)}, "no 1Day bar from 2012-06-02 to 2012-06-01"),
        ({"end": date(1999, 12, 31)}, "no 1Day bar from its beginning to 1999-12-31; .*2000-03-01 to 2012-06-01"),
        ({"start": date(2012, 5, 26), "end": date(2012, 5, 28)}, "no 1Day bar"),  # the weekend of Memorial Day
    ],
)
def test_a_range_without_a_bar_is_a_sentence(span: dict[str, date], words: str) -> None:
    with pytest.raises(NoData, match=words):
        MARKET.bars("AAPL", **span)


def test_a_start_after_the_end_is_refused() -> None:
    with pytest.raises(FixInput, match="start 2012-06-01 is after end 2012-05-01"):
        MARKET.bars("AAPL", start=JUNE_1, end=date(2012, 5, 1))


@pytest.mark.parametrize("timeframe", [Timeframe.MIN_1, Timeframe.MIN_15, Timeframe.HOUR_1])
def test_a_timeframe_below_a_day_is_refused_with_what_there_is(timeframe: Timeframe) -> None:
    with pytest.raises(NoData, match=f"no {timeframe} bars.*1Day or 1Week"):
        MARKET.bars("AAPL", timeframe)


def test_weekly_bars_add_up_and_the_present_week_is_cut_at_now() -> None:
    market = market_at(date(2012, 5, 30))  # a Wednesday
    daily = market.bars("AAPL").frame
    weekly = market.bars("AAPL", Timeframe.WEEK_1).frame
    assert weekly.index[-1] == daily.index[-1]
    assert weekly["volume"].sum() == daily["volume"].sum()
    present = daily.iloc[-2:]  # Monday was a holiday
    assert weekly["open"].iloc[-1] == present["open"].iloc[0]
    assert weekly["high"].iloc[-1] == present["high"].max()
    one = market.bars("AAPL", Timeframe.WEEK_1, start=date(2012, 5, 21), end=date(2012, 5, 27)).frame
    assert [time.date() for time in one.index] == [date(2012, 5, 25)]


def test_bars_handed_out_are_copies() -> None:
    frame = MARKET.bars("AAPL", adjusted=False).frame
    frame.iloc[-1, 3] = 1.0
    assert MARKET.bars("AAPL", adjusted=False).frame["close"].iloc[-1] == 560.99


def test_a_quote_and_a_search_load_neither_pandas_nor_the_calendar_library() -> None:
    program = (
        "import sys; from datetime import date; from trading.market.calendar import ExchangeCalendar;"
        "from trading.market.clock import ReplayClock; from trading.market.replay import ReplayMarket, ReplayTape;"
        "c = ExchangeCalendar(); m = ReplayMarket(ReplayTape(), ReplayClock(lambda: date(2012, 6, 1), c), c);"
        "m.quote('AAPL'); m.search('apple'); m.assets(); m.corporate_actions('AAPL');"
        "assert not {'pandas', 'exchange_calendars', 'pyarrow.dataset', 'pyarrow.compute'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
