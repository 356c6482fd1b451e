"""What every source of prices promises, on the session of 2012-06-01 of the bundled recording."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.market.recording import close_of
from trading.errors import FixInput, NoData, UnknownSymbol
from trading.ports import MarketData
from trading.types import CashActionKind, Timeframe

DAY = date(2012, 6, 1)
APPLE = Decimal("560.99")
"""Apple's close of 2012-06-01 as traded (bokeh_sampledata, AAPL.csv)."""


def test_assets_are_by_symbol_and_each_is_found(market: MarketData) -> None:
    symbols = [asset.symbol for asset in market.assets()]

    assert symbols == sorted(symbols)
    assert market.asset("AAPL").symbol == "AAPL"
    assert market.asset("AAPL").tradable
    assert market.asset("AAPL").first < market.asset("AAPL").last == DAY


@pytest.mark.parametrize("symbol", ["ZZZZQ", "", "aapl", "../AAPL", "AAPL/MSFT"])
def test_an_unknown_symbol_is_refused_in_a_sentence(market: MarketData, symbol: str) -> None:
    for ask in (market.asset, market.quote, market.bars, market.corporate_actions, market.earnings):
        with pytest.raises(UnknownSymbol):
            ask(symbol)


def test_an_unknown_symbol_is_refused_with_its_neighbours(market: MarketData) -> None:
    with pytest.raises(UnknownSymbol, match=r"the nearest are .*AAPL"):
        market.asset("AAPLE")


def test_a_name_is_found(market: MarketData) -> None:
    assert [asset.symbol for asset in market.search("Microsoft", limit=1)] == ["MSFT"]
    assert market.search("   ") == []
    assert list(market.search("no such company at all")) == []


def test_a_quote_has_its_price_time_and_source(market: MarketData) -> None:
    quote = market.quote("AAPL")

    assert (quote.bid, quote.last, quote.ask) == (APPLE, APPLE, APPLE)
    assert quote.at == close_of(DAY)
    assert quote.source


def test_snapshots_leave_out_what_has_no_price(market: MarketData) -> None:
    found = market.snapshots(["AAPL", "ZZZZQ", "MSFT"])

    assert sorted(found) == ["AAPL", "MSFT"]
    assert found["AAPL"].last == APPLE
    assert found["AAPL"].previous_close == Decimal("577.73")  # the close of 2012-05-31
    assert market.snapshots([]) == {}


def test_daily_bars_are_stamped_at_the_close_and_cut_to_the_dates(market: MarketData) -> None:
    frame = market.bars("AAPL", start=date(2012, 5, 28), end=date(2012, 5, 30), adjusted=False).frame

    # Monday the 28th was Memorial Day; New York closed at 20:00 UTC
    assert list(frame.index) == [datetime(2012, 5, 29, 20, tzinfo=UTC), datetime(2012, 5, 30, 20, tzinfo=UTC)]
    assert frame["close"].tolist() == pytest.approx([572.27, 579.17], rel=1e-9)


def test_the_last_adjusted_close_is_the_raw_one(market: MarketData) -> None:
    raw, adjusted = market.bars("IBM", adjusted=False), market.bars("IBM", adjusted=True)

    assert adjusted.frame["close"].iloc[-1] == raw.frame["close"].iloc[-1]
    assert adjusted.frame["close"].iloc[0] < raw.frame["close"].iloc[0]
    assert (adjusted.adjusted, raw.adjusted, raw.closes_only) == (True, False, False)
    assert adjusted.frame["volume"].tolist() == raw.frame["volume"].tolist()


def test_a_cut_range_is_adjusted_as_the_whole_one_is(market: MarketData) -> None:
    whole = market.bars("IBM").frame["close"]
    cut = market.bars("IBM", start=date(2010, 1, 4), end=date(2010, 12, 31)).frame["close"]

    assert cut.tolist() == pytest.approx(whole.loc["2010"].tolist(), rel=1e-9)


def test_raw_prices_before_a_split_are_as_traded(market: MarketData) -> None:
    # Apple closed at 88.99 on 2005-02-25, the Friday before two shares for one
    frame = market.bars("AAPL", start=date(2005, 2, 25), end=date(2005, 2, 28), adjusted=False).frame

    assert frame["close"].iloc[0] == pytest.approx(88.99, rel=1e-6)
    assert frame["close"].iloc[1] == pytest.approx(44.86, rel=1e-6)


def test_weeks_belong_to_their_last_session(market: MarketData) -> None:
    days = market.bars("MSFT", start=date(2012, 5, 21), end=date(2012, 6, 1)).frame
    weeks = market.bars("MSFT", Timeframe.WEEK_1, start=date(2012, 5, 21), end=date(2012, 6, 1)).frame

    assert [at.date() for at in weeks.index] == [date(2012, 5, 25), date(2012, 6, 1)]
    assert weeks["high"].tolist() == [days["high"].iloc[:5].max(), days["high"].iloc[5:].max()]
    assert weeks["volume"].tolist() == [days["volume"].iloc[:5].sum(), days["volume"].iloc[5:].sum()]


def test_splits_and_dividends_stand_on_their_ex_dates(market: MarketData) -> None:
    found = market.corporate_actions("AAPL", start=date(2005, 1, 1), end=date(2005, 12, 31))
    paid = market.corporate_actions("IBM", start=date(2012, 1, 1))

    assert [(one.kind, one.ex_date, one.ratio) for one in found] == [(CashActionKind.SPLIT, date(2005, 2, 28), 2)]
    assert (paid[-1].ex_date, paid[-1].amount) == (date(2012, 5, 8), Decimal("0.85"))
    assert [one.ex_date for one in paid] == sorted(one.ex_date for one in paid)


def test_days_of_results_are_told_or_refused(market: MarketData) -> None:
    assert market.capabilities.earnings
    assert date(2012, 4, 24) in [one.day for one in market.earnings("AAPL", end=DAY)]
    assert market.earnings("AAPL", start=date(2012, 5, 1), end=date(2012, 5, 2)) == []


def test_dates_that_contradict_or_hold_nothing_are_sentences(market: MarketData) -> None:
    with pytest.raises(FixInput, match="start 2012-06-01 is after end 2012-05-01"):
        market.bars("AAPL", start=DAY, end=date(2012, 5, 1))
    with pytest.raises(NoData, match=r"AAPL has no .*bar from 2012-05-26 to 2012-05-27"):
        market.bars("AAPL", start=date(2012, 5, 26), end=date(2012, 5, 27))


def test_a_length_of_bar_is_had_or_refused_as_declared(market: MarketData) -> None:
    for timeframe in set(Timeframe) - market.capabilities.timeframes:
        with pytest.raises(NoData, match=str(timeframe)):
            market.bars("AAPL", timeframe)
    assert {Timeframe.DAY_1, Timeframe.WEEK_1} <= market.capabilities.timeframes
    assert market.bars("AAPL").outside is None
