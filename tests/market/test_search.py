"""Finding a symbol by what people type."""

from datetime import date

import pytest

from tests.market.recording import market_at

MARKET = market_at(date(2012, 6, 1))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("aapl", "AAPL"),
        ("Apple", "AAPL"),
        ("apple's", "AAPL"),
        ("Apple Inc.", "AAPL"),
        ("microsoft", "MSFT"),
        ("mircosoft", "MSFT"),
        ("international business machines", "IBM"),
        ("big blue", "IBM"),
        ("google", "GOOG"),
        ("facebook", "FB"),
        ("coca cola", "KO"),
        ("Coca-Cola", "KO"),
        ("j&j", "JNJ"),
        ("jp morgan", "JPM"),
        ("walmart", "WMT"),
        ("home depot", "HD"),
        ("general electric", "GE"),
        ("bank of america", "BAC"),
        ("s&p 500", "SPX"),
        ("SP500", "SPX"),
        ("exxon", "XOM"),
    ],
)
def test_names_lower_case_and_slips_find_the_symbol_first(text: str, symbol: str) -> None:
    assert MARKET.search(text)[0].symbol == symbol


@pytest.mark.parametrize("text", ["", "   ", "tesla", "zzzz", "shares", "buy", "at", "!!", "x" * 5000])
def test_what_matches_nothing_finds_nothing(text: str) -> None:
    assert list(MARKET.search(text)) == []


def test_the_limit_is_kept_and_the_order_is_stable() -> None:
    assert len(MARKET.search("b", limit=2)) == 2
    assert [asset.symbol for asset in MARKET.search("b")] == ["BAC", "BBY", "IBM"]


def test_a_company_that_is_not_listed_yet_is_not_found() -> None:
    assert list(market_at(date(2012, 5, 17)).search("facebook")) == []
    assert [asset.symbol for asset in market_at(date(2012, 5, 18)).search("facebook")] == ["FB"]
