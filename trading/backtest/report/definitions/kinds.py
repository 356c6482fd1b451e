"""What the definition of one figure is."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure is counted in; percent figures are 12.5 for an eighth, and losses are negative."""

    PCT = "%"
    USD = "USD"
    DAYS = "days"
    RATIO = "ratio"
    COUNT = "count"


class Better(StrEnum):
    """Which way a person would have it; some figures are neither."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


class Group(StrEnum):
    """Under which heading a figure stands."""

    ACCOUNT = "Return and risk"
    BENCHMARK = "Beside the benchmark"
    DRAWDOWN = "Falls from a peak"
    RETURNS = "Days, months, years"
    TRADES = "Trades"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One figure: `says` is its definition in a sentence or two with the formula, `source` who defined it so."""

    key: str
    title: str
    unit: Unit
    group: Group
    says: str
    source: str
    better: Better = Better.HIGH
