"""The price now: whose time it is, what stands for a missing side, and how many symbols one question brings."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.market.recording import SetClock, close_of
from tests.market.yahoo.conftest import NOW
from tests.yahoo_server import Fault, YahooState
from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.yahoo import YahooMarket

TUE_CLOSE = close_of(NOW.date() - timedelta(days=1))


def told(**changes: Any) -> dict[str, Any]:
    """Return a row of a running session: 250.10 at 14:59 in New York, 250.05 to 250.15."""
    return {
        "marketState": "REGULAR",
        "regularMarketPrice": 250.1,
        "regularMarketTime": int(NOW.timestamp()) - 60,
        "regularMarketPreviousClose": 245.0,
        "regularMarketOpen": 246.0,
        "regularMarketDayHigh": 251.0,
        "regularMarketDayLow": 244.5,
        "regularMarketVolume": 12_345_678,
        "bid": 250.05,
        "ask": 250.15,
    } | changes


def test_a_quote_has_yahoos_price_and_time(market: YahooMarket, state: YahooState) -> None:
    state.quotes["AAPL"] = told()

    quote = market.quote("AAPL")

    assert (quote.bid, quote.ask, quote.last) == (Decimal("250.05"), Decimal("250.15"), Decimal("250.1"))
    assert quote.at == NOW - timedelta(seconds=60)
    assert quote.source == market.source == "Yahoo Finance, delayed up to 15 min"


@pytest.mark.parametrize("sides", [{"bid": 0.0}, {"ask": None}, {"bid": 0, "ask": 0}])
def test_a_missing_side_of_an_open_market_stays_missing_and_is_marked(
    market: YahooMarket, state: YahooState, sides: dict[str, Any]
) -> None:
    state.quotes["AAPL"] = told(**sides)

    quote = market.quote("AAPL")

    assert [getattr(quote, side) for side in sides] == [Decimal(0)] * len(sides)
    assert quote.source == "Yahoo Finance, delayed up to 15 min; bid or ask missing"


@pytest.mark.parametrize("phase", ["CLOSED", "PREPRE", "POSTPOST", None])
def test_the_last_price_of_a_closed_market_stands_for_both_sides_and_is_marked(
    market: YahooMarket, state: YahooState, clock: SetClock, phase: str | None
) -> None:
    clock.at = TUE_CLOSE + timedelta(hours=6)
    closed_at = int(TUE_CLOSE.timestamp())
    state.quotes["AAPL"] = told(marketState=phase, regularMarketTime=closed_at, bid=200.0, ask=300.0)

    quote = market.quote("AAPL")

    assert (quote.bid, quote.ask, quote.last) == (Decimal("250.1"),) * 3
    assert quote.at == TUE_CLOSE
    assert "no bid and ask, the last price stands for them" in quote.source


@pytest.mark.parametrize("phase", ["CLOSED", "POSTPOST", None])
def test_yahoos_word_for_closed_makes_no_side_of_an_open_session(
    market: YahooMarket, state: YahooState, phase: str | None
) -> None:
    state.quotes["AAPL"] = told(marketState=phase, ask=None)

    quote = market.quote("AAPL")

    assert (quote.bid, quote.ask) == (Decimal("250.05"), Decimal(0))


@pytest.mark.parametrize(("bid", "ask"), [(225.0, 225.1), (250.8, 250.9), (249.0, 249.4), (280.0, 280.2)])
def test_sides_that_the_last_price_contradicts_are_left_out(
    market: YahooMarket, state: YahooState, bid: float, ask: float
) -> None:
    # a quarter of a percent below 250.8 is 250.173 and above 249.4 it is 250.0235: 250.1 lies outside of both
    state.quotes["AAPL"] = told(bid=bid, ask=ask)

    quote = market.quote("AAPL")

    assert (quote.bid, quote.ask, quote.last) == (Decimal(0), Decimal(0), Decimal("250.1"))
    assert quote.source.endswith("bid and ask left out, the last price lies outside of them")


@pytest.mark.parametrize(("bid", "ask"), [(250.7, 250.8), (249.4, 249.5)])
def test_sides_that_have_moved_a_little_since_the_last_price_stand(
    market: YahooMarket, state: YahooState, bid: float, ask: float
) -> None:
    # a quarter of a percent below 250.7 is 250.07 and above 249.5 it is 250.12
    state.quotes["AAPL"] = told(bid=bid, ask=ask)

    quote = market.quote("AAPL")

    assert (float(quote.bid), float(quote.ask)) == (bid, ask)


@pytest.mark.parametrize(("currency", "said"), [("GBp", "GBp"), (None, "an unnamed currency")])
def test_a_price_that_is_not_told_to_be_in_dollars_is_none(
    market: YahooMarket, state: YahooState, currency: str | None, said: str
) -> None:
    state.quotes["AAPL"] = told(currency=currency)

    with pytest.raises(NoData, match=f"AAPL is priced in {said} at Yahoo Finance and the desk counts in USD"):
        market.quote("AAPL")
    assert market.snapshots(["AAPL"]) == {}


def test_a_price_after_the_close_is_the_newer_one(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    closes = close_of(NOW.date())
    clock.at = closes + timedelta(hours=2)
    state.quotes["AAPL"] = told(
        marketState="POST",
        regularMarketTime=int(closes.timestamp()),
        postMarketPrice=251.5,
        postMarketTime=int(clock.at.timestamp()) - 30,
    )

    assert market.quote("AAPL").last == Decimal("251.5")
    assert market.quote("AAPL").at == clock.at - timedelta(seconds=30)
    assert market.snapshots(["AAPL"])["AAPL"].last == Decimal("250.1")  # the session's own close


def test_a_row_without_a_price_is_no_data(market: YahooMarket, state: YahooState) -> None:
    state.quotes["AAPL"] = {"marketState": "REGULAR"}
    with pytest.raises(NoData, match="AAPL has no price at Yahoo Finance"):
        market.quote("AAPL")


def test_a_symbol_without_a_row_is_no_data_or_unknown(market: YahooMarket, state: YahooState) -> None:
    with pytest.raises(NoData, match="AAPL has no price at Yahoo Finance"):
        market.quote("AAPL")
    with pytest.raises(UnknownSymbol, match="'GONE' is not known to Yahoo Finance"):
        market.quote("GONE")


def test_a_quote_is_kept_for_three_seconds(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    state.quotes["AAPL"] = told()
    market.quote("AAPL")
    state.quotes["AAPL"] = told(regularMarketPrice=251.0)

    assert market.quote("AAPL").last == Decimal("250.1")
    clock.at += timedelta(seconds=3)
    assert market.quote("AAPL").last == Decimal("251.0")


def test_a_snapshot_has_the_session(market: YahooMarket, state: YahooState) -> None:
    state.quotes["AAPL"] = told(regularMarketOpen=None)

    found = market.snapshots(["AAPL"])["AAPL"]

    assert (found.last, found.previous_close, found.open) == (Decimal("250.1"), Decimal("245.0"), None)
    assert (found.high, found.low, found.volume) == (Decimal("251.0"), Decimal("244.5"), 12_345_678)
    assert found.change_pct == pytest.approx(2.081632653, rel=1e-9)  # 250.1 / 245 = 1.02081632653
    assert found.at == NOW - timedelta(seconds=60)


def test_two_hundred_and_fifty_symbols_are_three_questions(market: YahooMarket, state: YahooState) -> None:
    symbols = [f"A{i}" for i in range(250)]
    state.quotes = {symbol: told() for symbol in symbols[:240]}

    found = market.snapshots([*symbols, "not a symbol", "A1"])
    again = market.snapshots(symbols[:240])

    assert len(found) == len(again) == 240
    assert sum(path == "/v7/finance/quote" for path, _ in state.seen) == 3


def test_a_class_share_is_asked_for_as_yahoo_writes_it(market: YahooMarket, state: YahooState) -> None:
    state.quotes["BRK-B"] = told()

    assert market.quote("BRK.B").symbol == "BRK.B"
    assert list(market.snapshots(["BRK.B"])) == ["BRK.B"]
    assert state.seen[-1][1]["symbols"] == "BRK-B"


def test_snapshots_of_a_silent_yahoo_are_unavailable(market: YahooMarket, state: YahooState) -> None:
    state.faults.append(Fault(status=503, body="", path="/v7"))
    with pytest.raises(Unavailable, match="HTTP 503"):
        market.snapshots(["AAPL"])
