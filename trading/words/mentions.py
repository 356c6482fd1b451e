"""Which of the known symbols a text from outside speaks of: by cashtag, exchange tag, symbol in capitals, or name."""

import re
from collections.abc import Callable, Sequence
from threading import Lock

from trading.types import Asset
from trading.words.names import MANY, Lexicon, make_lexicon

MOST_READ = 4_000
MOST_FOUND = 12
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z]{1,6}(?:\.[A-Za-z])?)\b")
_LISTED = re.compile(r"\b(?:NYSE|NASDAQ|Nasdaq|NasdaqGS|AMEX|NYSEARCA)\s*:\s*([A-Z]{1,6}(?:\.[A-Z])?)\b")
_WORD = re.compile(r"[A-Za-z0-9&]+")
_SHOUTED = 0.7
"""A text of which so much is in capitals says nothing by them."""


def mentions(text: str, lexicon: Lexicon, *, bare: bool = True) -> tuple[str, ...]:
    """Return the symbols that a text speaks of, in the order of their kinds and then of the text, each once.

    A name counts where each of its words begins with a capital or a digit, so that an apple is no Apple. A bare symbol
    counts in capitals, where few are known and the text is not all capitals: among many, CEO and AI are symbols too.
    Without `bare` none counts.
    """
    read = text[:MOST_READ]
    tagged = [tag.upper() for pattern in (_CASHTAG, _LISTED) for tag in pattern.findall(read)]
    found = [tag for tag in tagged if tag in lexicon.symbols]
    words = [(match.group(), match.start()) for match in _WORD.finditer(read)]
    is_few = bare and len(lexicon.symbols) <= MANY and not _is_shouted(read)
    for n, (word, _) in enumerate(words):
        symbol = _named(words, n, read, lexicon)
        if symbol is None and is_few and len(word) > 1 and word.isupper():
            symbol = lexicon.by_symbol(word)
        if symbol is not None:
            found.append(symbol)
    return tuple(dict.fromkeys(found))[:MOST_FOUND]


class Mentions:
    """Finds mentions by the assets that have a price now; the lexicon is made again when these have changed."""

    def __init__(self, assets: Callable[[], Sequence[Asset]]) -> None:
        self._assets = assets
        self._lock = Lock()
        self._made: tuple[tuple[str, ...], Lexicon] | None = None

    def __call__(self, texts: Sequence[str], asked: str | None = None) -> list[tuple[str, ...]]:
        """Return for each text the symbols that it speaks of.

        Among thousands a name of one word counts for nobody, but for the symbol that was asked for it does: who
        searched for Broadcom has found it.
        """
        assets = self._assets()
        known = self._lexicon(assets)
        found = [mentions(text, known) for text in texts]
        alone = [asset for asset in assets if asset.symbol == asked]
        if not alone:
            return found
        own = make_lexicon(alone)
        pairs = zip(texts, found, strict=True)
        return [tuple(dict.fromkeys((*one, *mentions(text, own, bare=False)))) for text, one in pairs]

    def _lexicon(self, assets: Sequence[Asset]) -> Lexicon:
        key = tuple(asset.symbol for asset in assets)
        with self._lock:
            if self._made is None or self._made[0] != key:
                self._made = (key, make_lexicon(assets))
            return self._made[1]


def _named(words: Sequence[tuple[str, int]], n: int, text: str, lexicon: Lexicon) -> str | None:
    """Return the symbol of the longest name that begins with that word."""
    for length in range(min(lexicon.longest, len(words) - n), 0, -1):
        run = words[n : n + length]
        symbol = lexicon.names.get(tuple(word.lower() for word, _ in run))
        if symbol is not None and all(_begins_large(word) for word, _ in run) and _is_one_piece(run, text):
            return symbol
    return None


def _begins_large(word: str) -> bool:
    return not word[0].islower() or word in ("and", "of")


def _is_one_piece(run: Sequence[tuple[str, int]], text: str) -> bool:
    """Say whether nothing but a space or a mark inside names parts the words: not the end of a sentence."""
    ends = [start + len(word) for word, start in run]
    gaps = [text[end:start] for end, (_, start) in zip(ends, run[1:], strict=False)]
    return all(gap in (" ", "-", "'", "’", ".", ". ", " & ") for gap in gaps)


def _is_shouted(text: str) -> bool:
    letters = [mark for mark in text if mark.isalpha()]
    return len(letters) > 12 and sum(mark.isupper() for mark in letters) / len(letters) > _SHOUTED
