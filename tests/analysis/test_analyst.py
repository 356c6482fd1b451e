"""The analyst: figures that agree with the market, and sentences that say what they are."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from tests.market.recording import SetClock, close_of, market_at
from trading.analysis.analyst import Analyst
from trading.analysis.words import indicator_sentence
from trading.errors import FixInput, NoData, UnknownSymbol
from trading.fundamentals.bundled import BundledReports
from trading.fundamentals.desk import Fundamentals
from trading.indicators import read
from trading.market.sectors import sector_of
from trading.types import Timeframe

JUNE_1 = date(2012, 6, 1)
MARKET = market_at(JUNE_1)
ANALYST = Analyst(MARKET, SetClock(close_of(JUNE_1)))


def analyst_at(day: date) -> Analyst:
    return Analyst(market_at(day), SetClock(close_of(day)))


def test_an_analysis_has_the_raw_price_its_time_and_its_source() -> None:
    found = ANALYST.analyze("AAPL")
    assert found.price == 560.99
    assert found.change_pct == pytest.approx((560.99 / 577.73 - 1) * 100)
    assert found.as_of == datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
    assert found.source == MARKET.source
    assert found.name == "Apple Inc."


def test_an_analysis_reads_the_standard_indicators_off_the_default_bars() -> None:
    found = ANALYST.analyze("AAPL")
    assert list(found.indicators) == ["rsi_14", "macd_12_26_9", "bbands_20_2", "sma_20", "ema_20", "atr_14"]
    for name, value in found.indicators.items():
        assert value == read(MARKET.bars("AAPL"), name)
    assert found.missing == {}


def test_a_candle_pattern_inside_of_a_bucket_is_shown_by_it() -> None:
    every = ANALYST.bar_buckets("AAPL", indicators=["cdlengulfing"]).indicators["cdlengulfing"]
    few = ANALYST.bar_buckets("AAPL", buckets=50, indicators=["cdlengulfing"])
    size, shown = few.bars_per_bucket, few.indicators["cdlengulfing"]
    assert size == 62
    for at, value in enumerate(shown):
        members = [one for one in every[at * size : (at + 1) * size] if one is not None]
        assert value == max(members, key=abs) or (value == 100 and -100 in members and 100 in members)
    assert 100 in shown


def with_reports(day: date) -> Analyst:
    clock = SetClock(close_of(day))
    market = market_at(day)
    return Analyst(market, clock, Fundamentals(BundledReports(clock), market, clock, sector_of=sector_of))


def test_an_analysis_has_the_figures_of_the_reports_on_file_with_basis_day_and_source() -> None:
    found = with_reports(JUNE_1).analyze("AAPL")
    assert found.fundamentals is not None and found.fundamentals_reason is None
    # fiscal 2011 and the two quarters since, less the same two before: 27.68 + 13.87 + 12.30 - 6.43 - 6.40
    assert found.fundamentals["eps"] == pytest.approx(41.02)
    assert found.fundamentals["pe"] == pytest.approx(560.99 / 41.02)
    assert found.fundamentals["dividend_yield"] == 0.0
    assert found.fundamentals["basis"]["pe"] == "12 months to 2012-03-31"
    assert found.fundamentals["known_since"]["pe"] == date(2012, 4, 25)
    assert found.fundamentals["source"] == "SEC filings, bundled table"
    assert found.fundamentals["debt_to_equity"] is None
    assert found.fundamentals["reasons"] == {
        "debt_to_equity": "not reported",
        "free_cash_flow": "not reported for FY2011",
    }


def test_an_analysis_stands_without_reports_and_says_why_there_are_none() -> None:
    found = with_reports(JUNE_1).analyze("XOM")
    assert found.fundamentals is None and "XOM is not reported by this source" in str(found.fundamentals_reason)
    assert found.price > 0
    alone = ANALYST.analyze("AAPL")
    assert alone.fundamentals is None and "no source of fundamentals is wired" in str(alone.fundamentals_reason)


def test_sentiment_is_absent_with_a_reason() -> None:
    found = ANALYST.analyze("AAPL")
    assert found.sentiment is None
    assert found.sentiment_reason == "no headlines are wired to this analysis"


def test_only_the_asked_indicators_are_read_under_their_full_names() -> None:
    assert list(ANALYST.analyze("AAPL", indicators=["rsi", "sma_50", "rsi_14"]).indicators) == ["rsi_14", "sma_50"]
    assert ANALYST.analyze("AAPL", indicators=[]).indicators == {}


def test_an_indicator_that_cannot_be_had_is_missing_with_its_reason_and_the_rest_stands() -> None:
    closes_only = ANALYST.analyze("XOM")
    assert "XOM has closes only" in closes_only.missing["atr_14"]
    assert "rsi_14" in closes_only.indicators
    young = ANALYST.analyze("FB")
    assert "needs 15 bars and there are 10" in young.missing["rsi_14"]
    assert "No value for rsi_14" in young.summary
    assert young.price == 27.72


def test_the_summary_says_the_price_and_what_each_figure_means() -> None:
    summary = ANALYST.analyze("AAPL").summary
    assert summary.startswith("AAPL (Apple Inc.) closed at 560.99 on 2012-06-01, -2.90% against the bar before.")
    assert "RSI (14) is 46.38, in the middle range." in summary
    assert "macd is above its signal" in summary
    assert "the price 560.99 is inside the bands" in summary


def test_the_summary_of_an_ended_history_says_where_the_market_stands() -> None:
    assert "the market stands at 2015-07-01" in analyst_at(date(2015, 7, 1)).analyze("AAPL").summary
    assert "the market stands" not in ANALYST.analyze("AAPL").summary


def test_the_first_bar_of_all_has_no_change() -> None:
    first_day = analyst_at(date(2012, 5, 18)).analyze("FB")
    assert first_day.change_pct is None
    assert "closed at 38.23 on 2012-05-18." in first_day.summary


def test_weekly_analysis_uses_weekly_bars() -> None:
    weekly = ANALYST.analyze("AAPL", Timeframe.WEEK_1, ["rsi_14"])
    assert weekly.indicators["rsi_14"] == read(MARKET.bars("AAPL", Timeframe.WEEK_1), "rsi_14")
    assert weekly.change_pct == pytest.approx((560.99 / 562.29 - 1) * 100)


def test_unknown_symbols_names_and_timeframes_are_refused() -> None:
    with pytest.raises(UnknownSymbol):
        ANALYST.analyze("TSLA")
    with pytest.raises(FixInput, match="'foo' is not an indicator"):
        ANALYST.analyze("AAPL", indicators=["foo"])
    with pytest.raises(FixInput, match="21 indicators are more than 20"):
        ANALYST.analyze("AAPL", indicators=["rsi"] * 21)
    with pytest.raises(NoData, match="no 1Min bars"):
        ANALYST.analyze("AAPL", Timeframe.MIN_1)


@pytest.mark.parametrize(
    ("symbol", "name", "words"),
    [
        ("AAPL", "rsi", "RSI (14) of AAPL on 2012-06-01 is 46.38, in the middle range."),
        ("XOM", "rsi", "RSI (14) of XOM on 2012-06-01 is 23.28, at or below 30: usually read as oversold."),
        ("XOM", "bbands", "the price 49.56 is below the lower band."),
        ("AAPL", "sma", "the price 560.99 is below it."),
    ],
)
def test_one_indicator_comes_with_a_sentence(symbol: str, name: str, words: str) -> None:
    found = ANALYST.indicator(symbol, name)
    assert words in found.sentence
    assert found.as_of == close_of(JUNE_1)


def test_a_comparison_by_hand() -> None:
    found = ANALYST.compare(["AAPL", "XOM"], sessions=3)
    closes = {symbol: MARKET.bars(symbol).frame["close"].tail(4).to_numpy() for symbol in ("AAPL", "XOM")}
    assert [row.symbol for row in found.rows] == ["AAPL", "XOM"]
    assert found.sessions == 3
    assert found.start == close_of(date(2012, 5, 29))
    for row in found.rows:
        values = closes[row.symbol]
        assert row.return_pct == pytest.approx((values[3] / values[0] - 1) * 100)
        assert row.last_price == values[3]
        expected = np.std([np.log(values[i + 1] / values[i]) for i in range(3)], ddof=1) * 252**0.5 * 100
        assert row.volatility_pct == pytest.approx(expected)
    # AAPL rose to 579.17 on the second of the four closes and fell to 560.99.
    assert found.rows[0].max_drawdown_pct == pytest.approx((1 - 560.99 / 579.17) * 100)
    assert found.rows[1].closes_only
    assert "With closes only: XOM." in found.summary


def test_a_comparison_runs_over_the_sessions_that_all_have() -> None:
    found = ANALYST.compare(["AAPL", "FB"], sessions=252)
    assert found.start == close_of(date(2012, 5, 18))
    assert found.sessions == 9
    ended = analyst_at(date(2015, 7, 1)).compare(["AAPL", "XOM"], sessions=10)
    assert ended.as_of == close_of(date(2013, 3, 1))
    assert "to 2013-03-01" in ended.summary


def test_the_summary_of_a_comparison_names_leader_swing_and_fall() -> None:
    summary = ANALYST.compare(["MSFT", "AAPL", "IBM"]).summary
    assert summary.startswith("From 2011-06-02 to 2012-06-01 (252 sessions) the returns were AAPL +62.09%, MSFT ")
    assert "swung the most" in summary


def test_comparisons_that_compare_nothing_are_refused() -> None:
    for symbols in ([], ["AAPL"], ["AAPL", "AAPL"]):
        with pytest.raises(FixInput, match="cannot be compared; name 2 to 12"):
            ANALYST.compare(symbols)
    with pytest.raises(FixInput, match="0 sessions are too few"):
        ANALYST.compare(["AAPL", "IBM"], sessions=0)
    with pytest.raises(NoData, match="AAPL, FB share 1 sessions"):
        analyst_at(date(2012, 5, 18)).compare(["AAPL", "FB"])


def test_without_buckets_the_columns_are_the_bars() -> None:
    found = ANALYST.bar_buckets("AAPL", start=date(2012, 5, 1), indicators=["rsi_14", "macd"])
    frame = MARKET.bars("AAPL", start=date(2012, 5, 1)).frame
    assert not found.bucketed
    assert found.time == [int(time.timestamp()) for time in frame.index]
    assert found.time[-1] == 1338580800  # 2012-06-01 20:00 UTC
    for name in frame.columns:
        assert getattr(found, name) == frame[name].tolist()
    assert list(found.indicators) == [
        "rsi_14",
        "macd_12_26_9.macd",
        "macd_12_26_9.signal",
        "macd_12_26_9.histogram",
    ]
    assert {len(column) for column in found.indicators.values()} == {len(frame)}


@pytest.mark.parametrize("buckets", [1, 7, 100, 1500, 3082, 5000])
def test_buckets_are_true_ones_and_never_more_than_asked_for(buckets: int) -> None:
    found = ANALYST.bar_buckets("AAPL", buckets=buckets, adjusted=False, indicators=["sma_20"])
    frame = MARKET.bars("AAPL", adjusted=False).frame
    assert len(found.time) <= buckets
    assert found.bucketed == (buckets < len(frame))
    assert (found.open[0], found.close[-1]) == (frame["open"].iloc[0], frame["close"].iloc[-1])
    assert (max(found.high), min(found.low)) == (frame["high"].max(), frame["low"].min())
    assert sum(found.volume) == pytest.approx(frame["volume"].sum())
    # Bar by bar again, the slow way: each bar belongs to the first bucket that does not end before it.
    bucket_of = np.searchsorted(found.time, [int(time.timestamp()) for time in frame.index])
    again = frame.groupby(bucket_of).agg(
        {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    )
    for name in frame.columns:
        np.testing.assert_allclose(getattr(found, name), again[name])
    average = pd.Series(frame["close"].rolling(20).mean().to_numpy()).groupby(bucket_of).nth(-1)
    np.testing.assert_allclose(np.array(found.indicators["sma_20"], dtype=float), average, rtol=1e-9)


def test_indicators_of_a_chart_agree_with_the_analysis_wherever_the_chart_starts() -> None:
    whole = ANALYST.bar_buckets("AAPL", indicators=["rsi_14"])
    part = ANALYST.bar_buckets("AAPL", start=date(2012, 5, 29), indicators=["rsi_14"])
    assert part.indicators["rsi_14"] == whole.indicators["rsi_14"][-4:]
    assert part.indicators["rsi_14"][-1] == ANALYST.analyze("AAPL").indicators["rsi_14"]
    assert whole.indicators["rsi_14"][:14] == [None] * 14


def test_a_chart_of_a_past_span_keeps_its_end() -> None:
    found = ANALYST.bar_buckets("AAPL", end=date(2012, 5, 31), start=date(2012, 5, 1), buckets=3)
    assert found.as_of == close_of(date(2012, 5, 31))
    assert found.time[-1] == int(found.as_of.timestamp())


@pytest.mark.parametrize("buckets", [0, -1])
def test_fewer_than_one_bucket_is_refused(buckets: int) -> None:
    with pytest.raises(FixInput, match=f"{buckets} buckets cannot hold a bar"):
        ANALYST.bar_buckets("AAPL", buckets=buckets)


def test_a_small_figure_keeps_the_digits_that_two_decimals_would_hide() -> None:
    assert indicator_sentence("return_1", -0.01234, price=100) == "Return (1) is -0.01234."
    assert indicator_sentence("rsi_14", 51.266, price=100).startswith("RSI (14) is 51.27")
    assert "histogram 0.05120" in indicator_sentence(
        "macd", {"macd": 1.2, "signal": 1.1488, "histogram": 0.0512}, price=100
    )
