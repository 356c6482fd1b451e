"""Which symbol a figure of a text is about: by the symbols and company names that stand around it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.provenance.figures import Figure

_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\"“*])|\n+")
_LISTED = re.compile(
    r"(?:['’]s)?(?:\s?[,&/]\s?(?:and\s|or\s)?|\s(?:and|or|vs\.?|versus|with|against|than|to|over|beats?|beat|trails?|"
    r"outperforms?|outperformed|outpaced|lags?|lagged|compared with|compared to)\s(?:the\s)?)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s?(?:,\s?(?:and\s)?|/|and\s|to\s|against\s|versus\s|vs\.?\s|or\s|[–-])\s?", re.IGNORECASE)
_BEHIND = re.compile(r"\s(?:shares?\s)?(?:for|of|in|at)\s(?:the\s|shares\sof\s)?|\s\(?")
_SUFFIX = re.compile(
    r",?\s(?:Inc\.?|Incorporated|Corporation|Corp\.?|Company|Co\.?|& Co\.?|plc|Ltd\.?|Group|Holdings?|Class [A-C])$"
)

_LONGEST_LIST = 100
"""How many mentions back a list of symbols is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    start: int
    end: int
    symbol: str


class SymbolReader:
    """Finds the symbols that a text names, by themselves or by the names of their companies."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take what stands for which symbol: symbols themselves and names as told by tool results."""
        words = {alias: symbol for name, symbol in names.items() for alias in _aliases(name)}
        listed = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
        self._words = words
        self._pattern = re.compile(rf"(?<![\w$])\$?({'|'.join(map(re.escape, listed))})(?!\w)") if listed else None

    def about(self, text: str, figures: Sequence[Figure]) -> list[frozenset[str]]:
        """Return for each figure the symbols that it may be about; empty is any."""
        mentions = [] if self._pattern is None else list(self._mentions(text))
        if not mentions:
            return [frozenset()] * len(figures)
        breaks = [0, *(match.end() for match in _END.finditer(text)), len(text) + 1]
        return [self._of(text, figures, n, mentions, breaks) for n in range(len(figures))]

    def _mentions(self, text: str) -> "list[_Mention]":
        assert self._pattern is not None
        return [
            _Mention(start=match.start(), end=match.end(), symbol=self._words[match.group(1)])
            for match in self._pattern.finditer(text)
        ]

    def _of(
        self, text: str, figures: Sequence[Figure], n: int, mentions: list[_Mention], breaks: list[int]
    ) -> frozenset[str]:
        figure = figures[n]
        place = bisect_right(breaks, figure.start)
        begin, end = breaks[place - 1], breaks[place]
        first = bisect_left(mentions, begin, key=_start)
        next_one = bisect_left(mentions, figure.end, key=_start)
        behind = mentions[next_one] if next_one < len(mentions) and mentions[next_one].start < end else None
        attached = behind is not None and _BEHIND.fullmatch(text[figure.end : behind.start]) is not None
        before = mentions[first : bisect_right(mentions, figure.start, key=_end)][-_LONGEST_LIST:]
        if attached and behind is not None and (not before or text[figure.end : behind.start].strip()):
            return frozenset({behind.symbol})
        if before:
            named = _near(text, figures, n, before)
            return named | {behind.symbol} if attached and behind is not None else named
        earlier = bisect_right(mentions, begin, key=_end)
        if earlier:
            since = breaks[bisect_right(breaks, mentions[earlier - 1].start) - 1]
            return frozenset(one.symbol for one in mentions[bisect_left(mentions, since, key=_start) : earlier])
        return frozenset(one.symbol for one in mentions[first : bisect_left(mentions, end, key=_start)])


def _start(mention: _Mention) -> int:
    return mention.start


def _end(mention: _Mention) -> int:
    return mention.end


def _near(text: str, figures: Sequence[Figure], n: int, before: list[_Mention]) -> frozenset[str]:
    """Return the symbols of the list that stands nearest before a figure: one by one where figures are listed too."""
    group = [before[-1]]
    for one in reversed(before[:-1]):
        between = text[one.end : group[0].start]
        same = one.symbol == group[0].symbol or not between.strip(" ('’s)")
        if not same and not _LISTED.fullmatch(between):
            break
        group.insert(0, one)
    symbols = list(dict.fromkeys(one.symbol for one in group))
    if len(symbols) == 1:
        return frozenset(symbols)
    first, last = n, n
    while first > 0 and figures[first - 1].start > group[-1].end and _joined(text, figures, first - 1):
        first -= 1
    while last + 1 < len(figures) and _joined(text, figures, last):
        last += 1
    return frozenset({symbols[n - first]}) if last - first + 1 == len(symbols) else frozenset(symbols)


def _joined(text: str, figures: Sequence[Figure], n: int) -> bool:
    return _JOINED.fullmatch(text[figures[n].end : figures[n + 1].start]) is not None


def _aliases(name: str) -> list[str]:
    """Return a name, without its legal form, and its first word where that is telling."""
    short = name.removeprefix("The ")
    while (shorter := _SUFFIX.sub("", short)) != short:
        short = shorter
    first = short.split()[0] if short.split() else ""
    return list(dict.fromkeys([name, short, *([first] if len(first) > 4 and first[:1].isupper() else [])]))
