"""Which symbols a text from outside speaks of."""

from dataclasses import replace

import pytest

from tests.market.recording import market_at
from tests.sentiment.rig import JUNE_1
from trading.types import Asset
from trading.words.mentions import Mentions, mentions
from trading.words.names import MANY, make_lexicon

FEW = make_lexicon(market_at(JUNE_1).assets())


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Apple sues a rival", ("AAPL",)),
        ("Apple's profit jumps, Google's falls", ("AAPL", "GOOG")),
        ("An apple a day keeps the doctor away", ()),
        ("A rival of $aapl and (NASDAQ: MSFT)", ("AAPL", "MSFT")),
        ("IBM wins a contract", ("IBM",)),
        ("Johnson & Johnson recalls a medicine", ("JNJ",)),
        ("Coca-Cola raises prices", ("KO",)),
        ("The Home Depot and Best Buy cut prices", ("HD", "BBY")),
        ("The best buy of the week is at home, depot or not", ()),
        ("BUY NOW: IT ALL GOES UP, KO TOO AND HD TOO", ()),
        ("BUY NOW: IT ALL GOES UP, $GE TOO", ("GE",)),
        ("We sell. General manager. Electric cars", ()),
        ("US$ 5 and $10 and $ZZZZ", ()),
        ("", ()),
    ],
)
def test_names_count_with_capitals_and_symbols_by_their_marks(text: str, symbols: tuple[str, ...]) -> None:
    assert mentions(text, FEW) == symbols


def test_among_thousands_of_symbols_a_bare_word_in_capitals_is_none() -> None:
    many = [asset(f"Q{n:04}", f"Number {n} Incorporated") for n in range(MANY)]
    lexicon = make_lexicon([*many, asset("CEO", "A Chinese Oil Company"), asset("AAPL", "Apple Inc.")])
    assert mentions("The CEO of Apple buys $AAPL", lexicon) == ("AAPL",)


def test_a_long_text_is_read_to_a_bound_and_tells_a_bounded_number() -> None:
    assert mentions("x" * 5_000 + " Apple", FEW) == ()
    assert len(mentions(" ".join(f"${one}" for one in FEW.symbols), FEW)) == 12


def test_the_names_are_learnt_anew_when_another_symbol_has_a_price() -> None:
    known = [asset("AAPL", "Apple Inc.")]
    find = Mentions(lambda: known)
    assert find(["Google and Apple"]) == [("AAPL",)]
    known.append(asset("GOOG", "Google Inc."))
    assert set(find(["Google and Apple"])[0]) == {"AAPL", "GOOG"}


def test_among_thousands_a_name_of_one_word_counts_for_who_was_asked_for_alone() -> None:
    many = [asset(f"Q{n:04}", f"Number {n} Incorporated") for n in range(MANY)]
    find = Mentions(lambda: [*many, asset("AVGO", "Broadcom Inc."), asset("AI", "C3.ai, Inc.")])
    texts = ["Broadcom raises its outlook for AI", "The AI boom"]
    assert find(texts) == [(), ()]
    assert find(texts, "AVGO") == [("AVGO",), ()]
    assert find(texts, "AI") == [(), ()]
    assert find(texts, "GONE") == [(), ()]


def asset(symbol: str, name: str) -> Asset:
    apple = market_at(JUNE_1).asset("AAPL")
    return replace(apple, symbol=symbol, name=name)
