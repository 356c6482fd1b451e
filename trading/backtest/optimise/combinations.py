"""The combinations of numbers that a search tries, each built once so that none of them breaks later."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.base import StrategyKind
from trading.types import ParameterRange, Search, SearchMethod

if TYPE_CHECKING:
    import numpy as np

MOST_COMBINATIONS = 10_000
MOST_CELLS = 100_000
"""Of a grid, those that break a relation included."""
PARTS = 10
"""Into how many steps a range of fractions is divided where its step is not said."""
TIRES_AFTER = 20
"""So many times the draws that are asked for are made at most, for many may break a relation or come twice."""
PLACES = 9

Params = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """What is tried: `params` holds every number of each combination, those without a range as the request has them.

    `values` are the steps of each range, empty for numbers that were drawn freely. `left_out` counts combinations that
    contradict themselves, `because` is one such sentence. `needed` is how many bars each takes until it can decide.
    """

    params: tuple[Params, ...]
    values: Mapping[str, tuple[float, ...]]
    needed: tuple[int, ...]
    left_out: int
    because: str | None

    def fitting(self, bars: int) -> "Combinations":
        """Return those that can decide on so few bars. Raises FixInput where none can."""
        kept = [place for place, needed in enumerate(self.needed) if needed < bars]
        if not kept:
            raise FixInput(
                f"each of the {len(self.params)} combinations needs {min(self.needed)} bars or more before it decides, "
                f"and the bars to search are {bars}; choose an earlier start, or smaller numbers"
            )
        short = len(self.params) - len(kept)
        return Combinations(
            params=tuple(self.params[place] for place in kept),
            values=self.values,
            needed=tuple(self.needed[place] for place in kept),
            left_out=self.left_out + short,
            because=f"needs more than the {bars} bars that are searched" if short else self.because,
        )


def combinations_of(kind: StrategyKind, params: Params, search: Search) -> Combinations:
    """Return what a search tries, in a stable order. Raises FixInput for ranges that cannot be searched."""
    asked = checked_ranges(kind, search)
    values = {name: _values(known, search) for name, (known, _) in asked.items()}
    base = kind.checked({name: value for name, value in params.items() if name not in asked})
    is_grid = search.method is SearchMethod.GRID
    rows = itertools.product(*values.values()) if is_grid else _drawn(asked, values, search)
    numbers = ({**base, **dict(zip(values, row, strict=True))} for row in rows)
    return _built(kind, values, numbers, None if is_grid else search.draws)


def checked_ranges(kind: StrategyKind, search: Search) -> dict[str, tuple[Parameter, ParameterRange]]:
    """Return each parameter that has a range, with it. Raises FixInput with all faults."""
    known = {each.name: each for each in kind.parameters}
    faults = [
        f"{name:.60} is no parameter of {kind.key}; it has {', '.join(known) or 'none'}"
        for name in search.ranges
        if name not in known
    ]
    asked = {name: (known[name], asked) for name, asked in search.ranges.items() if name in known}
    faults += [fault for parameter, asked_ in asked.values() for fault in _faults(parameter, asked_)]
    if not search.ranges:
        faults.append(f"no parameter has a range; give one to {', '.join(known) or 'a strategy that has parameters'}")
    heat: Sequence[str] = search.heat or ()
    faults += [f"heat names {name:.60} twice; name two parameters" for name in heat[:1] if heat.count(name) > 1]
    faults += [f"{name:.60} of heat has no range; name two that have" for name in heat if name not in asked]
    if search.method is SearchMethod.RANDOM and not 2 <= search.draws <= MOST_COMBINATIONS:
        faults.append(f"draws {search.draws} is not from 2 to {MOST_COMBINATIONS}; choose one inside")
    if faults:
        raise FixInput("; ".join(faults))
    return asked


def _faults(known: Parameter, asked: ParameterRange) -> Iterator[str]:
    for value in (asked.least, asked.most):
        fault = known.check(value)
        if fault:
            yield fault
    if asked.most < asked.least:
        yield f"the range of {known.name} ends at {asked.most:g} below its start {asked.least:g}; swap them"
    step = asked.step
    if step is not None and (not 0 < step < math.inf or (known.whole and step != int(step))):
        what = "a whole number from 1 on" if known.whole else "more than 0"
        yield f"the step {step:g} of {known.name} is not {what}; choose such a one"


def _values(known: Parameter, search: Search) -> tuple[float, ...]:
    """Return the steps of a range, empty where numbers are drawn freely from it."""
    asked = search.ranges[known.name]
    step = asked.step or (1.0 if known.whole else None)
    if step is None:
        if search.method is SearchMethod.RANDOM:
            return ()
        step = (asked.most - asked.least) / PARTS or 1.0
    steps = (asked.most - asked.least) / step + 1e-9
    if steps >= MOST_CELLS:
        raise FixInput(f"{known.name} has {steps + 1:,.0f} steps and {MOST_CELLS:,} is the most; choose a larger step")
    count = int(steps) + 1
    return tuple(round(asked.least + place * step, PLACES) for place in range(count))


def _drawn(
    asked: Mapping[str, tuple[Parameter, ParameterRange]], values: Mapping[str, tuple[float, ...]], search: Search
) -> Iterator[tuple[float, ...]]:
    """Return draws, none of them twice, by the seed alone."""
    import numpy as np

    random = np.random.default_rng(search.seed)
    seen: set[tuple[float, ...]] = set()
    for _ in range(TIRES_AFTER * search.draws):
        one = tuple(_draw(random, values[name], span) for name, (_known, span) in asked.items())
        if one not in seen:
            seen.add(one)
            yield one


def _draw(random: "np.random.Generator", values: Sequence[float], span: ParameterRange) -> float:
    if values:
        return values[int(random.integers(len(values)))]
    return round(float(random.uniform(span.least, span.most)), PLACES)


def _built(
    kind: StrategyKind, values: Mapping[str, tuple[float, ...]], tried: Iterator[Params], draws: int | None
) -> Combinations:
    """Build the strategy of each until there are enough; one whose numbers contradict each other is left out."""
    params: list[Params] = []
    needed: list[int] = []
    left_out, because = 0, None
    for place, numbers in enumerate(tried):
        try:
            needed.append(kind.build(numbers).bars_needed)
        except FixInput as fault:
            left_out, because = left_out + 1, because or str(fault)
        else:
            params.append(numbers)
        if len(params) > MOST_COMBINATIONS or place >= MOST_CELLS:
            raise FixInput(
                f"the ranges make more than {MOST_COMBINATIONS:,} combinations; choose larger steps, or draw some at "
                f"random"
            )
        if len(params) == draws:
            break
    if not params:
        raise FixInput(f"none of the {left_out} combinations can be built: {because}; change the ranges")
    return Combinations(params=tuple(params), values=values, needed=tuple(needed), left_out=left_out, because=because)
