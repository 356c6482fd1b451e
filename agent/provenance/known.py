"""The figures that a run knows: those of its tool results, of the user's words, and of what the desk itself says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from agent.provenance.context import carried_words, words_around
from agent.provenance.figures import Figure, Unit, figures_in
from agent.provenance.symbols import SymbolReader
from agent.provenance.units import FRACTION, SIGNED, labels_of, unit_of
from trading.types import RunStep

MOST = 6_000
MOST_IN_ALL = 12_000
MOST_TOLD = 400
"""How many figures of a step, of all steps and of one text are known; what lies beyond is no source of anything."""
NEAR = 5
"""How many words before a figure of a sentence call it."""
_NUMERAL = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NAMED = re.compile(r"([A-Z][\w.&'’ -]{1,60}?) \(([A-Z][A-Z.]{0,5})\)")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9.-]{0,9}")
_PARAMETER = re.compile(r"[a-z]+(?:_\d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One figure that may be told: where it stands, its unit, whose it is, and the words by which it is called.

    `value` is as it is shown: a share of one is in percent here. `is_told` where it stands in a text and not
    under a name of its own; `step` is 0 for what is no tool result.
    """

    value: Decimal
    unit: Unit | None
    symbol: str | None
    labels: frozenset[str]
    is_signed: bool
    is_told: bool
    step: int
    tool: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a text is held against."""

    figures: Sequence[Known]
    symbols: SymbolReader
    parameters: frozenset[str]


def ground_of(steps: Sequence[RunStep], said: Mapping[str, str]) -> Ground:
    """Return what a run knows; `said` are texts that are no tool result, by whose words they are."""
    names: dict[str, str] = {}
    parameters: set[str] = set()
    for step in steps:
        _names(step.arguments, names, parameters)
        _names(step.observation, names, parameters)
    symbols = SymbolReader(names)
    ground = Ground(figures=(), symbols=symbols, parameters=frozenset(parameters))
    found: list[Known] = []
    for step in steps:
        found += islice(_of_step(step, ground), min(MOST, MOST_IN_ALL - len(found)))
    for whose, text in said.items():
        found += _of_text(text, _Place(step=0, tool=whose, path="", symbol=None), ground)
    return Ground(figures=found, symbols=symbols, parameters=ground.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    step: int
    tool: str
    path: str
    symbol: str | None

    def under(self, name: str, symbol: str | None = None) -> "_Place":
        path = f"{self.path}.{name}" if self.path else name
        return _Place(step=self.step, tool=self.tool, path=path, symbol=symbol or self.symbol)


def _of_step(step: RunStep, ground: Ground) -> Iterator[Known]:
    symbol = step.arguments.get("symbol")
    named = symbol.strip().upper() if isinstance(symbol, str) else None
    place = _Place(step=step.n, tool=step.tool, path="", symbol=named)
    indicator = step.arguments.get("indicator")
    key = str(indicator) if isinstance(indicator, str) else step.tool
    shown = step.observation.get("sentence") if isinstance(step.observation, Mapping) else None
    told = figures_in(shown, ground.parameters)[:MOST_TOLD] if isinstance(shown, str) else []
    for known in _walk(step.observation, place, key, ground):
        yield known if known.unit is not None else replace(known, unit=_unit_told(known, told))
    if step.error is not None:
        yield from _of_text(step.error, place.under("error"), ground)


def _unit_told(known: Known, told: Sequence[Figure]) -> Unit | None:
    """Return the unit with which the sentence of the same result shows a value, None where it does not."""
    return next((figure.unit for figure in told if figure.shows(abs(known.value))), None)


def _walk(value: Any, place: _Place, key: str, ground: Ground) -> Iterator[Known]:
    """Yield the figures under a value; `key` is the name that says what they are."""
    if isinstance(value, Mapping):
        own = value.get("symbol")
        inside = own if isinstance(own, str) and _SYMBOL.fullmatch(own) else None
        subject = _subject(value, key)
        for name, item in value.items():
            called = subject if name in ("value", "level") and subject else f"{key}.{name}"
            symbol = name if _SYMBOL.fullmatch(str(name)) else inside
            yield from _walk(item, place.under(str(name), symbol), called, ground)
    elif isinstance(value, list | tuple):
        yield _known(Decimal(len(value)), place.under("count"), _Meaning(Unit.COUNT, labels_of(key)))
        for n, item in enumerate(value):
            yield from _walk(item, place.under(str(n)), key, ground)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float) or (isinstance(value, str) and _NUMERAL.fullmatch(value)):
        yield from _of_number(Decimal(str(value)), place, key)
    elif isinstance(value, str):
        yield from _of_text(value, place, ground)


def _subject(value: Mapping[str, Any], key: str) -> str:
    """Return what the value, or the level, of an observation is of: an indicator, or the price of a condition."""
    indicator = value.get("indicator")
    if isinstance(indicator, str):
        return indicator
    return "price" if "relation" in value else key


@dataclass(frozen=True, slots=True)
class _Meaning:
    unit: Unit | None
    labels: frozenset[str]
    is_signed: bool = False
    is_told: bool = False


def _known(value: Decimal, place: _Place, meaning: _Meaning) -> Known:
    return Known(
        value=value,
        unit=meaning.unit,
        symbol=place.symbol,
        labels=meaning.labels,
        is_signed=meaning.is_signed,
        is_told=meaning.is_told,
        step=place.step,
        tool=place.tool,
        path=place.path,
    )


def _of_number(value: Decimal, place: _Place, key: str) -> Iterator[Known]:
    if not value.is_finite():
        return
    unit, labels = unit_of(key), labels_of(key)
    signed = key.rpartition(".")[2] in SIGNED
    if unit == FRACTION:
        yield _known(value * 100, place, _Meaning(Unit.PERCENT, labels, signed))
        yield _known(value, place, _Meaning(Unit.PLAIN, labels, signed))
    elif key.endswith("_bps"):
        yield _known(value / 100, place, _Meaning(Unit.PERCENT, labels, signed))
    else:
        is_whole = value == value.to_integral_value()
        known = unit if isinstance(unit, Unit) else Unit.PLAIN if is_whole else None
        yield _known(value, place, _Meaning(known, labels, signed))


def _of_text(text: str, place: _Place, ground: Ground) -> Iterator[Known]:
    """Yield the figures of a sentence, called by the words around them."""
    figures = figures_in(text, ground.parameters)[:MOST_TOLD]
    about = ground.symbols.about(text, figures)
    for n, figure in enumerate(figures):
        words = words_around(text, figures, n)
        before = (words.near or words.far or carried_words(text, figures, n))[:NEAR]
        symbol = next(iter(about[n])) if len(about[n]) == 1 else place.symbol if not about[n] else None
        spot = _Place(step=place.step, tool=place.tool, path=place.path, symbol=symbol)
        value = -figure.value if figure.sign < 0 else figure.value
        yield _known(value, spot, _Meaning(figure.unit, frozenset((*before, *words.behind)), figure.sign != 0, True))


def _names(value: Any, names: dict[str, str], parameters: set[str]) -> None:
    """Gather which names stand for which symbols, and the numbers in names of indicators."""
    if isinstance(value, Mapping):
        symbol, name = value.get("symbol"), value.get("name")
        if isinstance(symbol, str) and _SYMBOL.fullmatch(symbol):
            names[symbol] = symbol
            if isinstance(name, str) and 1 < len(name) < 80:
                names.setdefault(name, symbol)
        for key, item in value.items():
            if _PARAMETER.fullmatch(str(key)):
                parameters.update(str(key).split("_")[1:])
            if _SYMBOL.fullmatch(str(key)):
                names.setdefault(str(key), str(key))
            _names(item, names, parameters)
    elif isinstance(value, list | tuple):
        for item in value:
            _names(item, names, parameters)
    elif isinstance(value, str):
        if _PARAMETER.fullmatch(value):
            parameters.update(value.split("_")[1:])
        for match in _NAMED.finditer(value):
            names.setdefault(match.group(2), match.group(2))
            names.setdefault(match.group(1), match.group(2))
        if _SYMBOL.fullmatch(value) and len(value) > 1:
            names.setdefault(value, value)
