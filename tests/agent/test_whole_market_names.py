"""Where a whole market is listed nearly every short word is a symbol: then only what is surely one counts."""

from dataclasses import replace

import pytest

from agent.intent import read_words
from agent.intent_types import Reading
from tests.agent.words import NAMES, asset
from trading.types import Intent
from trading.words.names import MANY, make_lexicon

WORDS = {
    "ME": "23andMe Holding Co.", "HAS": "Hasbro, Inc.",
    "PLAY": "Dave & Buster's Entertainment", "TELL": "Tellurian Inc.",
    "FAST": "Fastenal Company", "REAL": "The RealReal, Inc.", "SAFE": "Safehold Inc.", "CASH": "Pathward Financial",
    "A": "Agilent Technologies", "I": "Intelsat S.A.", "F": "Ford Motor Company", "PRO": "Protective Insurance Corp",
    "META": "Meta Platforms, Inc.", "TSLA": "Tesla, Inc.", "STOP": "Stop Technologies", "LMT": "Lockheed Martin Corp",
}  # fmt: skip
NAMES_NOW = {symbol: name for symbol, name in NAMES.items() if symbol != "FB"} | WORDS
FILLERS = {f"ZZ{number}": f"Filler {number} Fund" for number in range(MANY)}
LEXICON = make_lexicon(asset(symbol, name) for symbol, name in (NAMES_NOW | FILLERS).items())


def read(words: str) -> Reading:
    return read_words(words, words, LEXICON)


@pytest.mark.parametrize(
    ("words", "symbol"),
    [
        ("buy 10 AAPL", "AAPL"),
        ("buy 10 shares of apple", "AAPL"),
        ("buy 3 Tesla", "TSLA"),
        ("buy 3 meta", "META"),
        ("buy 5 F", "F"),
        ("buy 2 Lockheed Martin", "LMT"),
        ("buy 2 TELL", "TELL"),
    ],
)
def test_capitals_whole_names_and_well_known_ones_count(words: str, symbol: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.ORDER and [order.symbol for order in reading.orders] == [symbol]


@pytest.mark.parametrize(
    ("words", "symbols"),
    [
        ("tell me the real price of AAPL", {"AAPL"}),
        ("has apple been fast or safe to play", {"AAPL"}),
        ("I want the RSI of IBM", {"IBM"}),
        ("how much cash has my account", set()),
    ],
)
def test_a_word_of_a_sentence_is_no_symbol(words: str, symbols: set[str]) -> None:
    assert set(read(words).symbols) == symbols


def test_an_order_in_a_sentence_is_for_what_was_named_and_nothing_else() -> None:
    [order] = read("buy 10 AAPL with a stop 5% below").orders
    assert order.symbol == "AAPL"


@pytest.mark.parametrize(("words", "symbols"), [("buy 5 dltx", []), ("buy 5 Delta", []), ("buy 5 DLTX", ["DLTX"])])
def test_what_was_found_by_use_counts_by_its_symbol_in_capitals(words: str, symbols: list[str]) -> None:
    found = replace(asset("DLTX", "Delta Corporation"), by_symbol_only=True)
    lexicon = make_lexicon([*(asset(symbol, name) for symbol, name in NAMES.items()), found])
    assert [order.symbol for order in read_words(words, words, lexicon).orders] == symbols


def test_five_hundred_symbols_found_by_use_leave_the_listed_names_as_they_are() -> None:
    found = (replace(asset(symbol, name), by_symbol_only=True) for symbol, name in FILLERS.items())
    lexicon = make_lexicon([*(asset(symbol, name) for symbol, name in NAMES.items()), *found])
    [order] = read_words("buy 10 aapl", "buy 10 aapl", lexicon).orders
    assert order.symbol == "AAPL"
