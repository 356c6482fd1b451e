"""Match each figure of an answer to what the run knows, or leave it without a source."""

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.provenance.candidates import Candidates, distinct, fits
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
MOST_TRACED = 400
"""How many figures of a text are traced; the others are marked as without a source."""
_LEVEL_REACH = 60
_LEVEL = re.compile(r"\b(?:to|at|from)\s+$", re.IGNORECASE)
_UNSIGNED = frozenset({"drawdown", "deepest"})
"""Where these call a figure, 16.7 % and -16.7 % say the same."""


def trace(text: str, ground: Ground) -> tuple[TracedFigure, ...]:
    """Return the figures of a text in order, each with the tool result that it came from where there is one.

    Those beyond the first `MOST_TRACED` are not looked for and have none.
    """
    figures = figures_in(text, ground.parameters)
    traced = figures[:MOST_TRACED]
    known = distinct(ground.figures)
    candidates: dict[tuple[Unit, frozenset[str]], Candidates] = {}
    found = []
    for n, about in enumerate(ground.symbols.about(text, traced)):
        unit = traced[n].unit
        if (unit, about) not in candidates:
            candidates[unit, about] = Candidates([one for one in known if fits(unit, one, about)])
        found.append(_source(text, traced, n, candidates[unit, about]))
    sources = [*found, *[None] * (len(figures) - len(traced))]
    return tuple(
        TracedFigure(
            start=figure.start,
            end=figure.end,
            text=text[figure.start : figure.end],
            source=None if source is None else _told(source),
        )
        for figure, source in zip(figures, sources, strict=True)
    )


def _told(known: Known) -> FigureSource:
    return FigureSource(step=known.step, tool=known.tool, path=known.path, value=decimal_text(known.value))


def _source(text: str, figures: Sequence[Figure], n: int, candidates: Candidates) -> Known | None:
    """Return the source of a figure: among those that its words name, where they name any.

    A figure of one or two digits meets values by chance: without words of its own it is taken as another of what the
    figure before it was. Without those it must be the very value, and a percentage or an amount one that the user said.
    """
    figure = figures[n]
    shown = candidates.shown_by(figure)
    if not shown:
        return None
    words, carried = words_around(text, figures, n), carried_words(text, figures, n)
    named = _named(figure, words, carried, candidates)
    if not named and not figure.is_precise:
        named = candidates.called(carried)
        if not named:
            said = figure.unit in (Unit.PERCENT, Unit.USD)
            shown = [known for known in shown if abs(known.value) == figure.value and not (said and known.step)]
    before = text[max(0, figure.start - _LEVEL_REACH) : figure.start]
    turn = 0 if _LEVEL.search(before) else _turn([*words.near, *words.behind]) or _turn(carried)
    held = [known for known in shown if _sign_holds(figure, turn, known)]
    found = next((known for known in held if not named or known.labels in named), None)
    if found is None or not found.is_told:
        return found
    return next((known for known in held if not known.is_told and known.step == found.step), found)


def _named(figure: Figure, words: Words, carried: list[str], candidates: Candidates) -> set[frozenset[str]]:
    """Return the labels of what the words call a figure; those that stand closest to it in meaning are asked first."""
    if words.is_joined and (named := candidates.called(carried)):
        return named
    near = candidates.called(words.near, words.behind)
    behind = candidates.overlapping(words.behind)
    if figure.unit is Unit.COUNT:  # what is counted stands behind its number
        return behind or near or candidates.called(words.far)
    return near or behind or candidates.called(words.far)


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
