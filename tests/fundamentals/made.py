"""Reports and facts made by hand for the tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from trading.types import CompanyFacts, Line, PeriodKind, Report


def year(number: int, *, ends: date | None = None, filed: date | None = None, **lines: float) -> Report:
    """Return an annual report; the lines are given by their values in Line."""
    return report(PeriodKind.YEAR, number, None, ends or date(number, 12, 31), filed, lines)


def quarter(number: int, of: int, *, filed: date | None = None, **lines: float) -> Report:
    """Return a quarterly report of a fiscal year that is the calendar's."""
    ends = {1: date(number, 3, 31), 2: date(number, 6, 30), 3: date(number, 9, 30), 4: date(number, 12, 31)}[of]
    return report(PeriodKind.QUARTER, number, of, ends, filed, lines)


def report(
    kind: PeriodKind, number: int, of: int | None, ends: date, filed: date | None, lines: dict[str, float]
) -> Report:
    return Report(
        symbol="MADE", kind=kind, year=number, quarter=of, ends=ends, filed=filed, form="10-K", currency="USD",
        source="made by hand", lines={Line(name): value for name, value in lines.items()},
    )  # fmt: skip


def facts(reports: Sequence[Report], **more: Any) -> CompanyFacts:
    """Return facts in USD at a fixed time; `more` replaces fields."""
    fields: dict[str, Any] = {
        "symbol": "MADE",
        "source": "made by hand",
        "as_of": datetime(2012, 6, 1, 20, tzinfo=UTC),
        "currency": "USD",
        "price_currency": "USD",
        "reports": reports,
    }
    return CompanyFacts(**(fields | more))
