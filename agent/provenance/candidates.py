"""The known figures that a figure of an answer may be, found by their value and by the words that call them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal

from agent.provenance.figures import Figure, Unit
from agent.provenance.known import Known

Labels = frozenset[str]
_SLACK = Decimal("1E-20")
"""Sums of very long values are rounded; what lies at the edge is looked at rather than passed over."""


class Candidates:
    """Known figures of one unit and of some symbols, in their order, with an index of values and one of words."""

    def __init__(self, known: Sequence[Known]) -> None:
        """Take the figures that unit and symbol allow."""
        self._by_value = sorted(((abs(one.value), n) for n, one in enumerate(known)))
        self._known = known
        self._labels = tuple(dict.fromkeys(one.labels for one in known))
        self._by_word: dict[str, list[Labels]] = {}
        for labels in self._labels:
            for word in labels:
                self._by_word.setdefault(word, []).append(labels)

    def shown_by(self, figure: Figure) -> list[Known]:
        """Return those whose value, without its sign, rounds to what a figure shows."""
        reach = figure.margin + figure.value * _SLACK
        first = bisect_left(self._by_value, figure.value - reach, key=_value)
        last = bisect_right(self._by_value, figure.value + reach, key=_value)
        places = sorted(n for value, n in self._by_value[first:last] if figure.shows(value))
        return [self._known[n] for n in places]

    def called(self, words: Sequence[str], others: Sequence[str] = ()) -> set[Labels]:
        """Return the labels that the nearest telling word calls, with most of the words and then of the others."""
        first = next((word for word in words if word in self._by_word), None)
        if first is None:
            return set()
        asked, further = frozenset(words), frozenset(others)
        scores = {labels: (len(labels & asked), len(labels & further)) for labels in self._by_word[first]}
        best = max(scores.values())
        return {labels for labels, score in scores.items() if score == best}

    def overlapping(self, words: Sequence[str]) -> set[Labels]:
        """Return the labels with most of the words, none where no word is among them."""
        scores: dict[Labels, int] = {}
        for word in frozenset(words):
            for labels in self._by_word.get(word, ()):
                scores[labels] = scores.get(labels, 0) + 1
        best = max(scores.values(), default=0)
        return {labels for labels, score in scores.items() if score == best}


def distinct(known: Iterable[Known]) -> list[Known]:
    """Return known figures without those that differ from an earlier one only by their place in a step."""
    first: dict[tuple[object, ...], Known] = {}
    for one in known:
        key = (one.step, one.value, one.unit, one.symbol, one.labels, one.is_signed, one.is_told)
        first.setdefault(key, one)
    return list(first.values())


def fits(unit: Unit, known: Known, about: frozenset[str]) -> bool:
    """Say whether unit and symbol allow it; a result without a symbol may be anybody's."""
    if about and known.symbol is not None and known.symbol not in about:
        return False
    if known.unit is None or unit is known.unit:
        return True
    if unit is Unit.PLAIN:
        return known.unit in (Unit.USD, Unit.COUNT, Unit.TIMES)
    if unit in (Unit.COUNT, Unit.TIMES):
        return known.unit is Unit.PLAIN
    return False


def _value(one: tuple[Decimal, int]) -> Decimal:
    return one[0]
