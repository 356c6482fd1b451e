"""Assets that grow by use, Yahoo's own search, and days of results."""

from datetime import date, timedelta

import pytest

from agent.intent import read_words
from tests.market.yahoo.conftest import NOW
from tests.yahoo_server import Fault, YahooState
from trading.errors import Unavailable, UnknownSymbol
from trading.market.yahoo import YahooMarket
from trading.types import EarningsTime
from trading.words.names import make_lexicon

TODAY = NOW.date()


def test_assets_begin_with_some_names_and_ask_nothing(market: YahooMarket, state: YahooState) -> None:
    symbols = [asset.symbol for asset in market.assets()]

    assert {"AAPL", "MSFT", "META", "SPY"} <= set(symbols)
    assert not {"FB", "SPX"} & set(symbols)  # no symbols of today
    assert state.seen == []


def test_an_asset_is_told_by_its_chart(market: YahooMarket) -> None:
    asset = market.asset("AAPL")

    assert (asset.name, asset.exchange, asset.tradable) == ("Apple Inc.", "NasdaqGS", True)
    assert (asset.first, asset.last) == (date(1990, 1, 1), TODAY)  # traded since 1980, told since the calendar begins


def test_what_was_found_or_asked_for_joins_the_assets(market: YahooMarket, state: YahooState) -> None:
    state.list_stock("NVDA", "NVIDIA Corporation")
    state.list_stock("BRK-B", "Berkshire Hathaway Inc.", exchangeName="NYQ", fullExchangeName="NYSE")

    assert [asset.symbol for asset in market.search("berkshire")] == ["BRK.B"]
    market.asset("NVDA")

    assert {"NVDA", "BRK.B", "AAPL"} <= {asset.symbol for asset in market.assets()}


def test_a_name_that_a_search_brought_chooses_no_symbol(market: YahooMarket, state: YahooState) -> None:
    state.list_stock("DLTX", "Nvidia Corp")
    words = "Buy 5 shares of Nvidia at market price"
    before = read_words(words, words, make_lexicon(market.assets()))

    assert [asset.name for asset in market.search("nvidia")] == ["Nvidia Corp"]
    after = read_words(words, words, make_lexicon(market.assets()))
    by_symbol = read_words("Buy 5 DLTX", "Buy 5 DLTX", make_lexicon(market.assets()))

    assert [list(before.orders), list(after.orders)] == [[], []]
    assert [one.symbol for one in by_symbol.orders] == ["DLTX"]


def test_a_name_to_begin_with_stays_whatever_yahoo_calls_it(market: YahooMarket, state: YahooState) -> None:
    state.meta["AAPL"] |= {"longName": "Microsoft Corporation"}
    market.asset("AAPL")
    words = "Buy 5 shares of Microsoft at market price"

    [bought] = read_words(words, words, make_lexicon(market.assets())).orders
    [named] = [asset.name for asset in market.assets() if asset.symbol == "AAPL"]

    assert (bought.symbol, named) == ("MSFT", "Apple Inc.")


def test_the_search_offers_the_united_states_only(market: YahooMarket, state: YahooState) -> None:
    state.list_stock("APC.DE", "Apple Inc. Registered Shares", exchangeName="GER")
    state.list_stock("AAPL-USD", "Apple coin", instrumentType="CRYPTOCURRENCY", exchangeName="CCC")
    state.list_stock("^APL", "Apple index", instrumentType="INDEX", exchangeName="SNP")

    found = market.search("apple")

    assert [(asset.symbol, asset.tradable) for asset in found] == [("AAPL", True), ("^APL", False)]


def test_one_search_is_asked_once(market: YahooMarket, state: YahooState) -> None:
    market.search("apple", limit=1)
    asked = len(state.seen)
    assert [asset.symbol for asset in market.search("  Apple ")] == ["AAPL"]
    assert len(state.seen) == asked


@pytest.mark.parametrize(
    "meta",
    [
        {"exchangeName": "LSE"},
        {"currency": "GBp"},
        {"currency": None},
        {"instrumentType": "INDEX"},
        {"regularMarketTime": 1_700_000_000},
    ],
)
def test_what_the_desk_cannot_trade_is_shown_only(
    market: YahooMarket, state: YahooState, meta: dict[str, object]
) -> None:
    state.list_stock("THING", "Thing", **({"regularMarketTime": int(NOW.timestamp())} | meta))

    asset = market.asset("THING")

    assert (asset.tradable, asset.shortable, asset.fractionable) == (False, False, False)


def test_an_unknown_symbol_is_asked_for_once_a_minute(market: YahooMarket, state: YahooState) -> None:
    for _ in range(2):
        with pytest.raises(UnknownSymbol, match="'AAPLX' is not known to Yahoo Finance; the nearest are"):
            market.asset("AAPLX")
    assert sum(path.endswith("AAPLX") for path, _ in state.seen) == 1


def test_a_silent_yahoo_is_no_unknown_symbol(market: YahooMarket, state: YahooState) -> None:
    state.faults.append(Fault(status=502, body="", path="/v8"))
    with pytest.raises(Unavailable):
        market.asset("AAPL")
    assert market.asset("AAPL").symbol == "AAPL"


def test_days_of_results_are_past_and_to_come(market: YahooMarket, state: YahooState) -> None:
    state.earnings["AAPL"] = [
        ("January 28, 2027 at 4 PM EST", "2.40", "-", "-"),
        ("October 29, 2026 at 4 PM EDT", "1.70", "1.85", "8.82"),
        ("July 30, 2026 at 7 AM EDT", "1.40", "1.57", "12.1"),
        ("May 1, 2026 at 12 PM EDT", "1.60", "1.65", "3.1"),
    ]

    found = market.earnings("AAPL")

    assert [(one.day, one.time, one.estimated) for one in found] == [
        (date(2026, 5, 1), EarningsTime.NOT_KNOWN, False),
        (date(2026, 7, 30), EarningsTime.BEFORE_OPEN, False),
        (date(2026, 10, 29), EarningsTime.AFTER_CLOSE, False),
        (date(2027, 1, 28), EarningsTime.AFTER_CLOSE, True),
    ]
    assert [one.day for one in market.earnings("AAPL", start=TODAY)] == [date(2027, 1, 28)]


@pytest.mark.parametrize(("said", "days", "estimated"), [(False, 0, False), (True, 0, True), (False, 4, True)])
def test_the_quote_knows_whether_the_next_day_is_a_guess(
    market: YahooMarket, state: YahooState, said: bool, days: int, estimated: bool
) -> None:
    first = NOW + timedelta(days=70, hours=1)  # 16:00 in New York
    state.earnings["AAPL"] = [("January 28, 2027 at 4 PM EST", "2.40", "-", "-")]
    state.quotes["AAPL"] = {
        "earningsTimestampStart": int(first.timestamp()),
        "earningsTimestampEnd": int((first + timedelta(days=days)).timestamp()),
        "isEarningsDateEstimate": said,
    }

    found = market.earnings("AAPL")

    assert [(one.day, one.time, one.estimated) for one in found] == [
        (date(2027, 1, 27), EarningsTime.AFTER_CLOSE, estimated)
    ]


def test_a_fund_has_no_days_of_results(market: YahooMarket, state: YahooState) -> None:
    state.list_stock("SPY", "SPDR S&P 500 ETF Trust", instrumentType="ETF", exchangeName="PCX")
    assert market.earnings("SPY") == []
