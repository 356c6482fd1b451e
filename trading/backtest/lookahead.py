"""Whether a strategy reads the future: what it says of a bar must not change when later bars are cut off or altered."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.backtest.past import Past
from trading.errors import FixInput, TradingError
from trading.strategies.base import Decision, Plan, Strategy
from trading.strategies.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

SAME = 1e-9
"""Weights and distances nearer than this part of themselves are the same: running sums are not exact."""
_FIELDS = ("value", "limit", "trigger", "stop", "take", "trail")
_OF_ALL = {each.name: each.default for each in fields(Plan) if each.name not in ("action", *_FIELDS)}


class Probe(StrEnum):
    """How a strategy was asked a second time."""

    AGAIN = "it is asked again"
    CUT = "later bars are cut off"
    ALTERED = "later bars are other ones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first thing that a strategy says otherwise. `bar` is its place in the past, `at` its time, aware, UTC.

    `says` is what it says with all bars and `then` what under the probe, in words.
    """

    bar: int
    at: datetime
    symbol: str
    says: str
    then: str
    probe: Probe

    @property
    def sentence(self) -> str:
        """Return the finding with its next step."""
        what = (
            f"of {self.symbol} on {self.at:%Y-%m-%d %H:%M} UTC (bar {self.bar + 1}) it says {self.says}, and "
            f"{self.then} when {self.probe}"
        )
        if self.probe is Probe.AGAIN:
            return f"the strategy is not the same twice: {what}; keep no state in it and draw no random numbers"
        return f"the strategy reads the future: {what}; use only a bar and earlier ones"


def find_look_ahead(strategy: Strategy, past: Past, *, cuts: int = 40, seed: int = 1) -> Finding | None:
    """Return the first row of the plan that depends on later bars, None where none does.

    The plan is made anew at `cuts` places with all later bars cut off, and with other prices in their stead; half of
    the places are right after a bar on which the strategy acts, where a look ahead shows. Raises what the strategy
    raises, and FixInput for a past that is shorter than it needs or a strategy that fails on a part of it.
    """
    import numpy as np

    panel, needed = past.seen, strategy.bars_needed
    if len(panel) <= needed:
        raise FixInput(f"the strategy needs {needed} bars and {len(panel)} are given; choose a longer range")
    chance = np.random.default_rng(seed)
    whole = strategy.plan(panel)
    if found := _first_change(panel, whole, strategy.plan(panel), len(panel), Probe.AGAIN):
        return found
    for count in _places(whole, min(needed, len(panel) // 2), cuts, chance):
        for probe, other in ((Probe.CUT, panel.until(count)), (Probe.ALTERED, _altered(panel, count, chance))):
            if found := _first_change(
                panel, whole, _asked(strategy, other, f"{probe} after bar {count}"), count, probe
            ):
                return found
    return None


def _asked(strategy: Strategy, panel: Panel, when: str) -> Plan:
    try:
        return strategy.plan(panel)
    except TradingError as fault:
        raise FixInput(f"when {when}, the strategy fails: {fault}") from None


def _places(plan: Plan, least: int, cuts: int, chance: "np.random.Generator") -> list[int]:
    """Return after how many bars to cut, ascending: half at random, half right after a bar that acts."""
    import numpy as np

    bars = len(plan.action)
    anywhere = chance.integers(least, bars, size=cuts)
    acts = np.flatnonzero((plan.action != Decision.KEEP).any(axis=1)) + 1
    acts = acts[(acts >= least) & (acts < bars)]
    near = chance.choice(acts, size=cuts // 2) if len(acts) else anywhere
    return sorted({*anywhere[: cuts - cuts // 2].tolist(), *near.tolist()})


def _altered(panel: Panel, count: int, chance: "np.random.Generator") -> Panel:
    """Return the panel with other prices and volumes from `count` on, each symbol by a factor and a walk of its own."""
    import numpy as np

    later = (len(panel) - count, len(panel.symbols))
    walk = np.exp(np.cumsum(chance.normal(0, 0.03, later), axis=0) + chance.choice([-1.0, 1.0], later[1]))

    def times(values: "Values", factor: "Values") -> "Values":
        return np.concatenate([values[:count], values[count:] * factor])

    return replace(
        panel,
        open=times(panel.open, walk),
        high=times(panel.high, walk),
        low=times(panel.low, walk),
        close=times(panel.close, walk),
        volume=times(panel.volume, chance.uniform(0.2, 5, later)),
    )


def _first_change(panel: Panel, whole: Plan, other: Plan, count: int, probe: Probe) -> Finding | None:
    import numpy as np

    one, two = whole.action[:count], other.action[:count]
    changed = one != two
    weighs = (one == Decision.WEIGHT) | (one == Decision.SPEND)
    enters = weighs | (one == Decision.LONG) | (one == Decision.SHORT)
    for name in _FIELDS:
        read = weighs if name == "value" else enters
        changed |= read & ~_same(getattr(whole, name), getattr(other, name), one.shape)
    if any(getattr(whole, name) != getattr(other, name) for name in _OF_ALL):
        changed |= enters
    if not changed.any():
        return None
    row, place = (int(each[0]) for each in np.nonzero(changed))
    return Finding(
        bar=row,
        at=datetime.fromtimestamp(int(panel.time[row]), UTC),
        symbol=panel.symbols[place],
        says=_said(whole, row, place),
        then=_said(other, row, place),
        probe=probe,
    )


def _same(one: "Values | None", two: "Values | None", shape: tuple[int, ...]) -> "NDArray[np.bool_]":
    import numpy as np

    left = np.full(shape, np.nan) if one is None else one[: shape[0]]
    right = np.full(shape, np.nan) if two is None else two[: shape[0]]
    return np.isclose(left, right, rtol=SAME, atol=1e-12, equal_nan=True)


def _said(plan: Plan, row: int, place: int) -> str:
    numbers = [
        f"{name} {values[row, place]:.10g}"
        for name in _FIELDS
        if (values := getattr(plan, name)) is not None and values[row, place] == values[row, place]
    ]
    of_all = [f"{name} {given}" for name, usual in _OF_ALL.items() if (given := getattr(plan, name)) != usual]
    return " ".join([Decision(int(plan.action[row, place])).name, *numbers, *of_all])
