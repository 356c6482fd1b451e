"""One line a figure: what was measured, beside which peer or bound, and the ratio."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured figure. `peer` is the same figure of the peer in this run, `bound` the most allowed."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    bound: float | None = None
    bound_is_ratio: bool = False

    @property
    def line(self) -> str:
        ratio = self.value / self.peer if self.peer else None
        against = f"  peer {self.peer:,.1f} {self.unit}, ratio {ratio:.2f}" if ratio is not None else ""
        held = self.value if not self.bound_is_ratio else ratio
        verdict = "" if self.bound is None or held is None else ("  ok" if held <= self.bound else "  MISSED")
        limit = (
            "" if self.bound is None else f"  at most {self.bound:g}{'x' if self.bound_is_ratio else ' ' + self.unit}"
        )
        return f"{self.name:<58} {self.value:>10,.1f} {self.unit:<6}{against}{limit}{verdict}"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
