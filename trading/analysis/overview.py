"""The market at a glance: who rises and falls, how broadly, and by sector; pure functions over one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from trading.analysis.market_scan import Value
from trading.analysis.scanned import Scanned
from trading.analysis.screen_fields import PRICE

NO_SECTOR = "Not known"
SHORT_AVERAGE, LONG_AVERAGE = "sma_50", "sma_200"


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """How many symbols stand above an average, of how many that have one."""

    count: int
    known: int

    @property
    def percent(self) -> float | None:
        """Return the share in percent, None where no symbol has the average."""
        return self.count / self.known * 100 if self.known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadth:
    """How many symbols rose and fell against the session before, and how many stand above their averages."""

    advancers: int
    decliners: int
    unchanged: int
    above_short: Above
    above_long: Above


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorRow:
    """One sector: its symbols, each with the same weight. `change_pct` is their mean change."""

    name: str
    symbols: tuple[str, ...]
    change_pct: float
    advancers: int
    decliners: int


def gainers(rows: Sequence[Scanned], limit: int) -> list[Scanned]:
    """Return the symbols that rose the most, the highest first."""
    risen = [row for row in rows if (row.change or 0) > 0]
    return sorted(risen, key=lambda row: (-(row.change or 0), row.symbol))[:limit]


def losers(rows: Sequence[Scanned], limit: int) -> list[Scanned]:
    """Return the symbols that fell the most, the deepest first."""
    fallen = [row for row in rows if (row.change or 0) < 0]
    return sorted(fallen, key=lambda row: (row.change or 0, row.symbol))[:limit]


def most_active(rows: Sequence[Scanned], limit: int) -> list[Scanned]:
    """Return the symbols with the most shares traded; those without a recorded volume are not among them."""
    known = [row for row in rows if row.volume]
    return sorted(known, key=lambda row: (-(row.volume or 0), row.symbol))[:limit]


def breadth(rows: Sequence[Scanned], values: Mapping[str, Mapping[str, Value]]) -> Breadth:
    """Return the breadth; `values` has the two averages of each symbol that has them."""
    changes = [row.change for row in rows if row.change is not None]
    return Breadth(
        advancers=sum(change > 0 for change in changes),
        decliners=sum(change < 0 for change in changes),
        unchanged=sum(change == 0 for change in changes),
        above_short=_above(rows, values, SHORT_AVERAGE),
        above_long=_above(rows, values, LONG_AVERAGE),
    )


def by_sector(rows: Sequence[Scanned]) -> list[SectorRow]:
    """Return the sectors, the one that rose the most first; symbols without a known sector stand last."""
    parted: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        if row.change is not None:
            parted.setdefault(row.sector or NO_SECTOR, []).append((row.symbol, row.change))
    made = [
        SectorRow(
            name=name,
            symbols=tuple(symbol for symbol, _ in found),
            change_pct=fmean(change for _, change in found),
            advancers=sum(change > 0 for _, change in found),
            decliners=sum(change < 0 for _, change in found),
        )
        for name, found in parted.items()
    ]
    return sorted(made, key=lambda each: (each.name == NO_SECTOR, -each.change_pct, each.name))


def distances(rows: Sequence[Scanned], values: Mapping[str, Mapping[str, Value]], average: str) -> list[float]:
    """Return how far each symbol that has that average stands from it, in percent, ascending."""
    return sorted((price / level - 1) * 100 for price, level in _pairs(rows, values, average))


def _above(rows: Sequence[Scanned], values: Mapping[str, Mapping[str, Value]], average: str) -> Above:
    known = _pairs(rows, values, average)
    return Above(count=sum(price > level for price, level in known), known=len(known))


def _pairs(
    rows: Sequence[Scanned], values: Mapping[str, Mapping[str, Value]], average: str
) -> list[tuple[float, float]]:
    found = [(row.figures[PRICE], values.get(row.symbol, {}).get(average)) for row in rows]
    return [(price, level) for price, level in found if price is not None and isinstance(level, float)]
