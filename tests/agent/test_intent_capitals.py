"""In a whole market many words are symbols in capitals: what could be either is asked back, never guessed."""

import pytest

from agent.intent import read_words
from agent.intent_types import Reading
from tests.agent.words import NAMES, asset
from trading.types import TimeInForce
from trading.words.names import MANY, make_lexicon

WORDS = {
    "MOO": "VanEck Agribusiness ETF",
    "DAY": "Dayforce Inc",
    "GTC": "Gtc Corp",
    "LMT": "Lockheed Martin Corporation",
    "ALL": "The Allstate Corporation",
    "NOW": "ServiceNow, Inc.",
    "IT": "Gartner, Inc.",
    "MKT": "Mkt Co",
}
FILLERS = {f"ZZ{n}": f"Filler {n} Fund" for n in range(MANY)}
MARKET = make_lexicon(asset(symbol, name) for symbol, name in {**NAMES, **WORDS, **FILLERS}.items())


def _read(words: str) -> Reading:
    return read_words(words, words, MARKET)


EITHER = {
    "SELL ALL MOO": "$MOO",
    "Sell all my MOO": "$MOO",
    "SELL EVERYTHING MOO": "$MOO",
    "SELL ALL GTC": "$GTC",
    "CLOSE LMT": "$LMT",
    "LIQUIDATE MKT": "$MKT",
    "SELL ALL": "$ALL",
    "close ALL": "$ALL",
    "SELL 10 MOO": "$MOO",
    "SELL ALL AAPL, MOO": "$MOO",
    "SELL EVERYTHING NOW": "$NOW",
    "CLOSE ALL POSITIONS NOW": "$NOW",
    "SELL ALL MY SHARES NOW": "$NOW",
}
SYMBOLS = {
    "SELL ALL $MOO": "MOO",
    "CLOSE $DAY": "DAY",
    "SELL ALL DAY": "DAY",
    "CLOSE DAY": "DAY",
    "CLOSE MY DAY POSITION": "DAY",
    "BUY 10 DAY": "DAY",
    "CLOSE IT": "IT",
    "SELL ALL AAPL": "AAPL",
    "sell ALL my AAPL": "AAPL",
    "SELL 10 NOW": "NOW",
    "BUY 10 AAPL GTC": "AAPL",
    "CLOSE ALL POSITIONS": None,
    "SELL ALL MY SHARES": None,
    "sell everything moo": None,
    "sell all": None,
    "close all positions now": None,
}


@pytest.mark.parametrize(("words", "named"), EITHER.items(), ids=list(EITHER))
def test_a_word_in_capitals_that_is_a_symbol_as_well_is_asked_back(words: str, named: str) -> None:
    reading = _read(words)
    assert reading.orders == () and reading.settled and named in reading.reply


@pytest.mark.parametrize(("words", "symbol"), SYMBOLS.items(), ids=list(SYMBOLS))
def test_what_can_only_be_one_of_them_is_read(words: str, symbol: str | None) -> None:
    (order,) = _read(words).orders
    assert order.symbol == symbol


def test_an_abbreviation_beside_a_symbol_is_a_term() -> None:
    (order,) = _read("BUY 10 AAPL MOO").orders
    assert order.symbol == "AAPL" and order.time_in_force is TimeInForce.OPG
