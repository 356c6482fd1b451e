"""A small lexicon and the reader, as the tests of words use them."""

from datetime import date

from agent.intent import read_words
from agent.intent_types import Reading
from trading.types import Asset
from trading.words.names import make_lexicon

NAMES = {
    "AAPL": "Apple Inc.",
    "MSFT": "Microsoft Corporation",
    "IBM": "International Business Machines Corporation",
    "GOOG": "Google Inc.",
    "FB": "Facebook, Inc.",
    "GE": "General Electric Company",
    "KO": "The Coca-Cola Company",
    "JPM": "JPMorgan Chase & Co.",
    "XOM": "Exxon Mobil Corporation",
    "HD": "The Home Depot, Inc.",
    "SPX": "S&P 500 index",
}


def asset(symbol: str, name: str) -> Asset:
    return Asset(
        symbol=symbol,
        name=name,
        exchange="XNYS",
        tradable=True,
        fractionable=True,
        shortable=False,
        closes_only=False,
        first=date(2000, 3, 1),
        last=date(2012, 6, 1),
    )


LEXICON = make_lexicon(asset(symbol, name) for symbol, name in NAMES.items())


def read(*turns: str) -> Reading:
    """Return the reading of the last turn, the ones before being questions back and their answers."""
    return read_words(turns[-1], "\n".join(turns), LEXICON)
