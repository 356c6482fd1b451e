"""The last twelve months of a company from its annual and quarterly reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trading.types import Line, PeriodKind, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailing:
    """The sum of a line over a year: which year that is, and when the newest report of it was filed."""

    value: float
    basis: str
    ends: date
    known: date | None


def trailing(reports: Sequence[Report], line: Line) -> Trailing | None:
    """Return a line over the newest twelve months that the reports allow, None where no report has it.

    The last fiscal year, plus the quarters since, less the same quarters of that year (the usual reckoning of trailing
    twelve months); four quarters in a row where there is no year; else the last fiscal year alone, and `basis` says so.
    """
    years = [one for one in newest(reports, PeriodKind.YEAR) if line in one.lines]
    joined = _four_quarters(reports, line) if not years else _year_and_since(years[0], reports, line)
    if joined is not None or not years:
        return joined
    return _of_year(years[0], line)


def standing(reports: Sequence[Report]) -> list[Report]:
    """Return the newest period first, and of two reports on one period the later: it amends the other."""
    latest: dict[tuple[PeriodKind, date], Report] = {}
    for report in sorted(reports, key=lambda one: one.filed or date.max):
        latest[report.kind, report.ends] = report
    return sorted(latest.values(), key=lambda one: (one.ends, one.kind is PeriodKind.YEAR), reverse=True)


def newest(reports: Sequence[Report], kind: PeriodKind) -> list[Report]:
    """Return the reports of one kind, newest period first."""
    return sorted((one for one in reports if one.kind is kind), key=lambda one: one.ends, reverse=True)


def last_year(reports: Sequence[Report], line: Line) -> Trailing | None:
    """Return a line of the newest fiscal year that has it."""
    found = next((one for one in newest(reports, PeriodKind.YEAR) if line in one.lines), None)
    return None if found is None else _of_year(found, line)


def _of_year(year: Report, line: Line) -> Trailing:
    basis = f"fiscal year to {year.ends}"
    return Trailing(value=year.lines[line], basis=basis, ends=year.ends, known=year.filed)


def _year_and_since(year: Report, reports: Sequence[Report], line: Line) -> Trailing | None:
    since = [one for one in newest(reports, PeriodKind.QUARTER) if one.ends > year.ends]
    if not since:
        return _of_year(year, line)
    before = {one.quarter: one for one in reports if one.kind is PeriodKind.QUARTER and one.year == year.year}
    value = year.lines[line]
    if sorted(one.quarter or 0 for one in since) != list(range(1, len(since) + 1)):
        return _four_quarters(reports, line)
    for one in since:
        old = before.get(one.quarter)
        if old is None or line not in one.lines or line not in old.lines:
            return _four_quarters(reports, line)
        value += one.lines[line] - old.lines[line]
    return Trailing(value=value, basis=f"12 months to {since[0].ends}", ends=since[0].ends, known=since[0].filed)


def _four_quarters(reports: Sequence[Report], line: Line) -> Trailing | None:
    quarters = newest(reports, PeriodKind.QUARTER)[:4]
    if len(quarters) < 4 or not all(line in one.lines for one in quarters):
        return None
    if not 260 <= (quarters[0].ends - quarters[3].ends).days <= 290:  # three quarters apart, or one is missing
        return None
    value = sum(one.lines[line] for one in quarters)
    ends = quarters[0].ends
    return Trailing(value=value, basis=f"12 months to {ends}", ends=ends, known=quarters[0].filed)
