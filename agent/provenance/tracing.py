"""Match each figure of an answer to what the run knows, or leave it without a source."""

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.provenance.context import Words, carried_words, words_around
from agent.provenance.figures import Figure, Unit, figures_in
from agent.provenance.known import Ground, Known
from trading.types import FigureSource, TracedFigure
from trading.types.wire import decimal_text

_FALLS = frozenset(
    [
        "off",
        "fell",
        "fall",
        "falls",
        "down",
        "lost",
        "lose",
        "loss",
        "losing",
        "lower",
        "drop",
        "dropped",
        "drops",
        "decline",
        "declined",
        "declines",
        "slipped",
        "slid",
        "drawdown",
        "below",
        "under",
        "deepest",
        "negative",
        "minus",
        "shed",
        "weaker",
        "retreated",
        "sank",
        "tumbled",
    ]
)
_RISES = frozenset(
    [
        "rose",
        "rise",
        "rises",
        "up",
        "gained",
        "gain",
        "gains",
        "higher",
        "climbed",
        "advanced",
        "positive",
        "plus",
        "added",
        "grew",
    ]
)
_LEVEL = re.compile(r"\b(?:to|at|from)\s+$", re.IGNORECASE)
_UNSIGNED = frozenset({"drawdown", "deepest"})
"""Where these call a figure, 16.7 % and -16.7 % say the same."""


def trace(text: str, ground: Ground) -> tuple[TracedFigure, ...]:
    """Return the figures of a text in order, each with the tool result that it came from where there is one."""
    figures = figures_in(text, ground.parameters)
    about = ground.symbols.about(text, figures)
    found = []
    for n, figure in enumerate(figures):
        known = _source(text, figures, n, [k for k in ground.figures if _fits(figure, k, about[n])])
        source = None if known is None else _told(known)
        found.append(
            TracedFigure(start=figure.start, end=figure.end, text=text[figure.start : figure.end], source=source)
        )
    return tuple(found)


def _told(known: Known) -> FigureSource:
    return FigureSource(step=known.step, tool=known.tool, path=known.path, value=decimal_text(known.value))


def _fits(figure: Figure, known: Known, about: frozenset[str]) -> bool:
    """Say whether unit and symbol allow it; a result without a symbol may be anybody's."""
    if about and known.symbol is not None and known.symbol not in about:
        return False
    if known.unit is None or figure.unit is known.unit:
        return True
    if figure.unit is Unit.PLAIN:
        return known.unit in (Unit.USD, Unit.COUNT, Unit.TIMES)
    if figure.unit in (Unit.COUNT, Unit.TIMES):
        return known.unit is Unit.PLAIN
    return False


def _source(text: str, figures: Sequence[Figure], n: int, fitting: Sequence[Known]) -> Known | None:
    """Return the source of a figure: among those that its words name, where they name any.

    A figure of one or two digits meets values by chance: without words of its own it is taken as another of what the
    figure before it was. Without those it must be the very value, and a percentage or an amount one that the user said.
    """
    figure, words = figures[n], words_around(text, figures, n)
    carried = carried_words(text, figures, n)
    named = _named(figure, words, carried, fitting)
    if not named and not figure.is_precise:
        named = _called(carried, [], fitting)
        if not named:
            said = figure.unit in (Unit.PERCENT, Unit.USD)
            fitting = [known for known in fitting if abs(known.value) == figure.value and not (said and known.step)]
    turn = 0 if _LEVEL.search(text[: figure.start]) else _turn([*words.near, *words.behind]) or _turn(carried)
    held = [known for known in fitting if figure.shows(abs(known.value)) and _sign_holds(figure, turn, known)]
    found = next((known for known in held if not named or known in named), None)
    if found is None or not found.is_told:
        return found
    return next((known for known in held if not known.is_told and known.step == found.step), found)


def _named(figure: Figure, words: Words, carried: list[str], fitting: Sequence[Known]) -> list[Known]:
    """Return what the words call a figure; those that stand closest to it in meaning are asked first."""
    if words.is_joined and (named := _called(carried, [], fitting)):
        return named
    near = _called(words.near, words.behind, fitting)
    behind = _overlapping(words.behind, fitting)
    if figure.unit is Unit.COUNT:  # what is counted stands behind its number
        return behind or near or _called(words.far, [], fitting)
    return near or behind or _called(words.far, [], fitting)


def _called(words: list[str], others: list[str], fitting: Sequence[Known]) -> list[Known]:
    """Return what the nearest telling word calls, and of it what most of the words call, then most of the others."""
    first = next((word for word in words if any(word in known.labels for known in fitting)), None)
    if first is None:
        return []
    near = [known for known in fitting if first in known.labels]
    scores = [(len(known.labels.intersection(words)), len(known.labels.intersection(others))) for known in near]
    return [known for known, score in zip(near, scores, strict=True) if score == max(scores)]


def _overlapping(words: list[str], fitting: Sequence[Known]) -> list[Known]:
    """Return what most of the words call, nothing where none does."""
    best = max((len(known.labels.intersection(words)) for known in fitting), default=0)
    return [known for known in fitting if len(known.labels.intersection(words)) == best] if best else []


def _sign_holds(figure: Figure, turn: int, known: Known) -> bool:
    """Say whether the sign shown, or the word that stands for it, is that of the value."""
    if known.value == 0 or (known.labels & _UNSIGNED):
        return True
    if figure.sign:
        return Decimal(figure.sign) == Decimal(1).copy_sign(known.value)
    if known.value < 0:
        return turn < 0
    return not (known.is_signed and turn < 0)


def _turn(words: Sequence[str]) -> int:
    """Return 1 where the words say up, -1 where they say down, else 0; the nearest word decides."""
    for word in words:
        if word in _FALLS:
            return -1
        if word in _RISES:
            return 1
    return 0
