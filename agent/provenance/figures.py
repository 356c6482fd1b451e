"""The figures of a text: each with its place, its value, how finely it is shown, its unit and its sign."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from agent.provenance.names import names_in


class Unit(StrEnum):
    """What a figure counts; a plain one says nothing of it."""

    USD = "usd"
    PERCENT = "percent"
    COUNT = "count"
    TIMES = "times"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a text, from `start` to `end` with currency and unit.

    `value` is in USD, percent or pieces, with K, M and B multiplied out and without its sign; `finest` is the worth of
    the last digit shown; `sign` is 1 or -1 where it is written, else 0.
    """

    start: int
    end: int
    value: Decimal
    finest: Decimal
    unit: Unit
    sign: int
    is_rough: bool

    def shows(self, known: Decimal) -> bool:
        """Say whether a value without its sign rounds to what is shown; a rough figure may round more."""
        return abs(known - self.value) <= self.margin

    @property
    def margin(self) -> Decimal:
        """Return how far off its value what it shows may be."""
        rough = min(self._last_place() / 2, self.value * _ROUGHLY) if self.is_rough else Decimal(0)
        return max(self.finest / 2, rough)

    @property
    def is_precise(self) -> bool:
        """Say whether it shows three digits or more, so that it hardly meets another value by chance."""
        return len((self.value / self.finest).to_integral_value().as_tuple().digits) >= 3

    def _last_place(self) -> Decimal:
        """Return the worth of the last digit that is not zero: "about 560" is said to the ten."""
        if self.value == 0:
            return self.finest
        exponent = self.value.normalize().as_tuple().exponent
        return max(self.finest, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else self.finest


_ROUGHLY = Decimal("0.01")
"""How far off its value a figure that is said to be rough may be, when its last digits are zero."""
_SIGN = r"−–\-"
_COUNTED = (
    r"(?:shares?|stocks?|symbols?|companies|trades?|orders?|positions?|fills?|proposals?|strategies|headlines?|"
    r"articles?|filings?|contracts?|lots?)"
)
_NUMBER = re.compile(
    rf"""
    (?:(?<![\w.%)])(?P<sign>[{_SIGN}+]))?
    (?P<currency>(?:US)?\$\s?|USD\s)?
    (?(currency)(?P<inner>[{_SIGN}+])?)
    (?<![A-Za-z0-9_.])
    (?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    (?P<scale>\s?(?:thousand|million|billion|trillion|mn|bn|tn|[kKmMbBtT])(?!\w))?
    (?P<unit>\s?(?:%|percent(?:age\spoints?)?\b|per\scent\b|pct\b|pp\b|bps?\b|basis\spoints?\b|USD\b|US\sdollars?\b|
        dollars?\b|cents?\b|[x×](?!\w)|times\b|-?fold\b))?
    (?![A-Za-z0-9_]|\.[0-9])
    """,
    re.VERBOSE,
)
_NOUN = re.compile(rf"(?:\s|-)(?:[A-Za-z-]+\s){{0,2}}?{_COUNTED}\b", re.IGNORECASE)
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10} | {
    "eleven": 11,
    "twelve": 12,
}
_PARTS = {"half": 50, "a third": 33, "one third": 33, "two thirds": 67, "a quarter": 25, "three quarters": 75}
_SPOKEN = re.compile(rf"(?<![-\w])({'|'.join(_WORDS)})(?=\s(?:[a-z]+\s)?{_COUNTED}\b)", re.IGNORECASE)
_PART = re.compile(
    rf"\b({'|'.join(sorted(_PARTS, key=len, reverse=True))})(?=\s(?:of|my|your|the|its)\b)", re.IGNORECASE
)
_ROUGH = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|over|under|more than|less than|just|"
    r"close to|near|circa|ca\.)\s|~\s?|≈\s?)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:[-–—]|to|and|or)\s?", re.IGNORECASE)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9} | {
    "t": 12,
    "tn": 12,
    "trillion": 12,
}


def figures_in(text: str, parameters: Collection[str] = ()) -> list[Figure]:
    """Return the figures of a text in their order; digits of other scripts count as digits."""
    text = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)
    taken = bytearray(len(text))
    for start, end in names_in(text, parameters):
        taken[start:end] = b"\1" * (end - start)
    found = [_figure(text, match) for match in _NUMBER.finditer(text) if not any(taken[slice(*match.span("number"))])]
    for match in _SPOKEN.finditer(text):
        found.append(_spoken(match, Decimal(_WORDS[match.group(1).lower()]), Unit.COUNT))
    for match in _PART.finditer(text):
        found.append(_spoken(match, Decimal(_PARTS[match.group(1).lower()]), Unit.PERCENT))
    found.sort(key=lambda figure: figure.start)
    return _with_shared_units(text, found)


def _figure(text: str, match: re.Match[str]) -> Figure:
    number = match.group("number").replace(",", "")
    power = _SCALES[match.group("scale").strip().lower()] if match.group("scale") else 0
    value, finest = Decimal(number), Decimal(1).scaleb(-len(number.partition(".")[2]))
    unit, factor = _unit(text, match)
    scaled = Decimal(1).scaleb(power) * factor
    sign = match.group("sign") or match.group("inner") or ""
    return Figure(
        start=match.start(),
        end=match.end(),
        value=value * scaled,
        finest=finest * scaled,
        unit=unit,
        sign=0 if not sign else 1 if sign == "+" else -1,
        is_rough=_ROUGH.search(text[max(0, match.start() - 20) : match.start()]) is not None,
    )


def _unit(text: str, match: re.Match[str]) -> tuple[Unit, Decimal]:
    said = " ".join((match.group("unit") or "").lower().split())
    one = Decimal(1)
    if said.startswith("cent"):
        return Unit.USD, one / 100
    if match.group("currency") or said in ("usd", "dollar", "dollars", "us dollar", "us dollars"):
        return Unit.USD, one
    if said in ("%", "pct", "pp", "per cent") or said.startswith("percent"):
        return Unit.PERCENT, one
    if said in ("bp", "bps") or said.startswith("basis"):
        return Unit.PERCENT, one / 100
    if said:
        return Unit.TIMES, one
    return (Unit.COUNT if _NOUN.match(text, match.end()) else Unit.PLAIN), one


def _spoken(match: re.Match[str], value: Decimal, unit: Unit) -> Figure:
    finest = Decimal(5) if unit is Unit.PERCENT else Decimal(1)
    return Figure(start=match.start(), end=match.end(), value=value, finest=finest, unit=unit, sign=0, is_rough=False)


def _with_shared_units(text: str, found: list[Figure]) -> list[Figure]:
    """Give both ends of a range the unit that one of them says: $540-580, 5 to 10%."""
    shared = list(found)
    for n in range(len(shared) - 1):
        one, other = shared[n], shared[n + 1]
        if one.unit is other.unit or not _RANGE.fullmatch(text, one.end, other.start):
            continue
        if one.unit is Unit.PLAIN and other.unit in (Unit.PERCENT, Unit.USD) and text[other.start] != "$":
            shared[n] = replace(one, unit=other.unit)
        elif other.unit is Unit.PLAIN and one.unit is Unit.USD:
            shared[n + 1] = replace(other, unit=Unit.USD)
    return shared
