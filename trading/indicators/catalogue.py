"""The catalogue: every indicator by its key, its shelves, and a search over them."""

from collections.abc import Mapping
from types import MappingProxyType

from trading.indicators.kinds import VALUE, Category, Indicator, Named, Needs, Pane
from trading.indicators.tables.averages import AVERAGES
from trading.indicators.tables.candles import CANDLES
from trading.indicators.tables.cycles import CYCLES
from trading.indicators.tables.momentum import MOMENTUM
from trading.indicators.tables.statistics import STATISTICS
from trading.indicators.tables.trend import TREND
from trading.indicators.tables.volatility import VOLATILITY
from trading.indicators.tables.volume import VOLUME

__all__ = ["CATALOGUE", "VALUE", "Indicator", "Named", "Needs", "Pane", "by_category", "search"]

_SHELVES = (AVERAGES, TREND, MOMENTUM, VOLATILITY, VOLUME, STATISTICS, CYCLES, CANDLES)
_NO_MATCH = 9
USUAL = ("sma", "ema", "bbands", "rsi", "macd", "atr", "stoch", "adx", "roc", "obv")
"""The keys that most people look for, first among equals."""

CATALOGUE: Mapping[str, Indicator] = MappingProxyType({each.key: each for shelf in _SHELVES for each in shelf})
"""Every indicator by its key, shelf by shelf."""


def by_category() -> dict[Category, tuple[Indicator, ...]]:
    """Return the shelves in the order in which people look, each sorted by title."""
    return {
        category: tuple(
            sorted(
                (each for each in CATALOGUE.values() if each.category is category), key=lambda each: each.title.lower()
            )
        )
        for category in Category
    }


def search(text: str, limit: int = 20) -> list[Indicator]:
    """Return the indicators that the words speak of, best first: by key, then title, then category and author.

    Each word must begin a word of the indicator. No words find nothing.

    >>> [found.key for found in search("bollinger")]
    ['bbands', 'percentb', 'bandwidth']
    """
    words = _words(text)
    ranked = [(_rank(each, words), each.key not in USUAL, each.title.lower(), each.key) for each in CATALOGUE.values()]
    return [CATALOGUE[key] for rank, _, _, key in sorted(ranked) if rank < _NO_MATCH][:limit]


def _rank(indicator: Indicator, words: list[str]) -> int:
    joined, title = "".join(words), _words(indicator.title)
    if not words:
        return _NO_MATCH
    if joined == indicator.key:
        return 0
    if words == title:
        return 1
    if title[: len(words) - 1] == words[:-1] and " ".join(title).startswith(" ".join(words)):
        return 2
    if indicator.key.startswith(joined):
        return 3
    everywhere = [indicator.key, *title, indicator.category, *_words(indicator.source)]
    for rank, known in ((4, title), (5, everywhere)):
        if all(any(one.startswith(word) for one in known) for word in words):
            return rank
    return _NO_MATCH


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "%" else " " for letter in text.lower()).split()
