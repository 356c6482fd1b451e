"""Prices whose best numbers are known, and a strategy that can find them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tests.backtest.made import panel
from trading.backtest.apart.job import Allowance, Job
from trading.backtest.past import Past
from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Family, Plan, Strategy, StrategyKind
from trading.strategies.panel import Panel
from trading.types import BacktestKind, BacktestRequest, Costs, ParameterRange, Search, StrategyRef, Terms

FREE = Terms(costs=Costs.none())
DAY_S = 86_400
BEAT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Buys on one bar of every five and sells `holds` bars later; which one depends on the bar's date alone."""

    phase: int
    holds: int

    @property
    def bars_needed(self) -> int:
        return self.holds

    def plan(self, panel: Panel) -> Plan:
        beat = (panel.time // DAY_S) % BEAT
        action = np.zeros(panel.close.shape, np.int8)
        action[beat == (self.phase + self.holds) % BEAT] = Decision.FLAT
        action[beat == self.phase] = Decision.LONG
        return Plan(action=action)


def _beat(values: Mapping[str, float]) -> Strategy:
    if values["holds"] > values["phase"] + 3:
        raise FixInput(f"holds {values['holds']:g} is more than 3 above phase; choose fewer")
    return Beat(phase=int(values["phase"]), holds=int(values["holds"]))


BEATS = StrategyKind(
    key="beat",
    title="Beat",
    family=Family.HOLD,
    says="Holds on one bar of five.",
    entry=("its bar of five",),
    exit=("some bars later",),
    source="made for tests",
    parameters=(
        Parameter(name="phase", default=0, least=0, most=4),
        Parameter(name="holds", default=1, least=1, most=4),
    ),
    make=_beat,
)


def rising_on(beats: Mapping[int, int], bars: int) -> Past:
    """Return a past that gains 1 % within each bar of one beat, which may change at some bars, and else stands still.

    `beats` names from which bar on which beat gains. A bar opens at the close before it.
    """
    steps = np.ones(bars)
    beat = (panel(**_flat(np.ones((bars, 1)))).time // DAY_S) % BEAT
    for begins, which in beats.items():
        steps[begins:] = np.where(beat[begins:] == which, 1.01, 1.0)
    close = 100 * np.cumprod(steps)[:, None]
    made = panel(**{**_flat(close), "open": np.vstack([[[100.0]], close[:-1]])})
    return Past(seen=made, traded=made)


def of_closes(closes: np.ndarray) -> Past:
    """Return a past that opens each bar at the close before it."""
    close = closes[:, None]
    made = panel(**{**_flat(close), "open": np.vstack([close[:1], close[:-1]])})
    return Past(seen=made, traded=made)


def _flat(close: np.ndarray) -> dict[str, np.ndarray]:
    before = np.vstack([close[:1], close[:-1]])
    return {
        "open": close,
        "high": np.maximum(close, before),
        "low": np.minimum(close, before),
        "close": close,
        "volume": np.full_like(close, 1e6),
    }


PHASES = {"phase": ParameterRange(least=0, most=4)}


def job_of(
    past: Past,
    search: Search,
    *,
    kind: BacktestKind = BacktestKind.OPTIMISE,
    key: str = "beat",
    params: Mapping[str, float] | None = None,
) -> Job:
    """Return the job of a search over a made past."""
    strategy = StrategyRef(key=key, params=params or {})
    request = BacktestRequest(strategy=strategy, symbols=past.traded.symbols, terms=FREE, search=search)
    return Job(
        kind=kind,
        request=request,
        past=past,
        allowance=Allowance(),
        title="Beat",
        family=Family.HOLD,
        counted=strategy,
    )
