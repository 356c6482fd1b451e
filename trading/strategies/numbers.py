"""The numbers of a rule set as named parameters with bounds, so that they can be set and searched like any others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from trading.errors import FixInput
from trading.indicators.kinds import VALUE, Parameter
from trading.strategies.base import MOST_SYMBOLS, Family, Strategy, StrategyKind
from trading.strategies.conditions import MOST_BACK, Operand
from trading.strategies.rule_faults import sentences
from trading.strategies.rules import MOST_BARS, MOST_TAKE_PCT, RuleSet

LEAST_PCT, MOST_PCT = 0.01, 99.99
REACH = 10
"""A level may be set as far from 0 as so many times itself, or LEAST_REACH where that is less."""
LEAST_REACH = 100.0


class _Place(NamedTuple):
    """Where a number stands: its path in the document, or for one of an indicator also which of its numbers it is."""

    path: tuple[str | int, ...]
    which: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """One place of a number, and what may stand there."""

    parameter: Parameter
    place: _Place


def numbers_of(rules: RuleSet) -> tuple[Parameter, ...]:
    """Return the numbers of a rule set in the order in which it is read, each with what it is now as its default.

    Levels are `entry_1_level`, the number that the first condition of the entry compares with; `entry_1_bars`, `_ago`
    and `_change` are bars, with `right_` before the last two for a right side. Numbers of an indicator begin with its
    name, `rsi_14_period`, and stand for every place where that name stands: in entry and exit they move together.
    `stop_pct`, `take_pct`, `trail_pct` and `most_bars` are named as in the document. A size is no such number.
    """
    return tuple({each.parameter.name: each.parameter for each in _numbers(rules)}.values())


def with_numbers(rules: RuleSet, numbers: Mapping[str, float]) -> RuleSet:
    """Return the rule set with these numbers in place of its own; those that are not said stay.

    Raises FixInput with every fault: an unknown name, a value out of bounds, numbers that contradict each other.
    """
    found = list(_numbers(rules))
    known = {each.parameter.name: each.parameter for each in found}
    has = ", ".join(known) or "none"
    faults = [f"{name:.60} is no number of these rules; they have {has}" for name in numbers if name not in known]
    faults += [fault for name, each in known.items() if name in numbers and (fault := each.check(numbers[name]))]
    if faults:
        raise FixInput("; ".join(faults))
    document = rules.model_dump()
    texts: dict[tuple[str | int, ...], list[float]] = {}
    for each in found:
        value = numbers.get(each.parameter.name, each.parameter.default)
        path, which = each.place
        if which is None:
            _set(document, path, int(value) if each.parameter.whole else float(value))
        else:
            texts.setdefault(path, []).append(value)
    for path, values in texts.items():
        _set(document, path, _renamed(_operand(rules, path), values))
    try:
        return RuleSet.model_validate(document)
    except ValidationError as fault:
        raise FixInput("; ".join(sentences(fault.errors()))) from None


def kind_of_rules(rules: RuleSet, key: str, title: str) -> StrategyKind:
    """Return a rule set as a line like those of the catalogue: its numbers, and how it is made from them."""

    def make(values: Mapping[str, float]) -> Strategy:
        return with_numbers(rules, values).strategy()

    return StrategyKind(
        key=key,
        title=title,
        family=Family.RULES,
        says=" ".join(rules.says()),
        entry=(rules.entry.words,),
        exit=() if rules.exit is None else (rules.exit.words,),
        source="",
        parameters=numbers_of(rules),
        make=make,
        most_symbols=MOST_SYMBOLS,
    )


def _numbers(rules: RuleSet) -> Iterator[_Number]:
    for part, conditions in (("entry", rules.entry), ("exit", rules.exit)):
        for place, each in enumerate(conditions.conditions if conditions else ()):
            name, path = f"{part}_{place + 1}", (part, "conditions", place)
            yield from _of_side(each.left, name, (*path, "left"))
            if each.right is not None and each.right.number is not None:
                yield _Number(
                    parameter=_level(f"{name}_level", each.right.number), place=_Place((*path, "right", "number"))
                )
            elif each.right is not None:
                yield from _of_side(each.right, f"{name}_right", (*path, "right"))
            if each.bars is not None:
                yield _bars(f"{name}_bars", each.bars, (*path, "bars"))
    for name, value, usual in (
        ("stop_pct", rules.stop_pct, MOST_PCT),
        ("take_pct", rules.take_pct, MOST_TAKE_PCT),
        ("trail_pct", rules.trail_pct, MOST_PCT),
    ):
        if value is not None:
            least, most = min(LEAST_PCT, value), max(usual, value)
            parameter = Parameter(name=name, default=value, least=least, most=most, whole=False)
            yield _Number(parameter=parameter, place=_Place((name,)))
    if rules.most_bars is not None:
        yield _bars("most_bars", rules.most_bars, ("most_bars",), most=MOST_BARS)


def _of_side(side: Operand, name: str, path: tuple[str | int, ...]) -> Iterator[_Number]:
    if side.indicator is not None:
        found = side.indicator[0]
        for which, (each, value) in enumerate(zip(found.indicator.parameters, found.values, strict=True)):
            parameter = Parameter(
                name=f"{found.name}_{each.name}", default=value, least=each.least, most=each.most, whole=each.whole
            )
            yield _Number(parameter=parameter, place=_Place((*path, "of"), which))
    if side.ago:
        yield _bars(f"{name}_ago", side.ago, (*path, "ago"))
    if side.change_over is not None:
        yield _bars(f"{name}_change", side.change_over, (*path, "change_over"))


def _bars(name: str, value: int, path: tuple[str | int, ...], most: int = MOST_BACK) -> _Number:
    return _Number(parameter=Parameter(name=name, default=value, least=1, most=most), place=_Place(path))


def _level(name: str, value: float) -> Parameter:
    reach = max(LEAST_REACH, REACH * abs(value))
    return Parameter(name=name, default=value, least=-reach, most=reach, whole=False)


def _operand(rules: RuleSet, path: tuple[str | int, ...]) -> Operand:
    part, _, place, side, _ = path
    operand: Operand = getattr(getattr(rules, str(part)).conditions[place], str(side))
    return operand


def _renamed(side: Operand, values: list[float]) -> str:
    """Return what `of` says with other numbers: rsi_14 with 21 is rsi_21."""
    assert side.indicator is not None
    found, output = side.indicator
    name = "_".join((found.indicator.key, *map(_digits, values)))
    return name if output == VALUE else f"{name}.{output}"


def _digits(value: float) -> str:
    """Return a number as a name can carry it: plain digits, never an exponent.

    >>> _digits(2.0), _digits(0.00001), _digits(2.5)
    ('2', '0.00001', '2.5')
    """
    return format(Decimal(repr(float(value))).normalize(), "f")


def _set(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    at: Any = document
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
