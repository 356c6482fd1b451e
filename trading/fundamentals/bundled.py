"""The bundled reports of five companies, each readable from the end of its filing day on."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from trading.errors import NoData
from trading.fundamentals.trailing import standing
from trading.ports import Clock
from trading.types import PER_SHARE, CompanyFacts, Line, PeriodKind, Report

SOURCE = "SEC filings, bundled table"
TABLE = Path(__file__).with_name("data") / "reports.csv"
MILLION = 1e6
EDGAR_DAY_ENDS = time(17, 30, tzinfo=ZoneInfo("America/New_York"))
"""What arrives later gets the next day's date (Regulation S-T, rule 13(a)(2)): by then all filings of a day are out."""
NO_TARGETS = "the bundled filings hold no analysts' targets; MARKET_DATA=yahoo has them"
USD = "USD"


class BundledReports:
    """Annual and quarterly reports from 2009 to early 2013; nothing filed after the market clock's now is read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return SOURCE

    def covered(self) -> Sequence[str]:
        """Return the symbols of which a report was on file at now."""
        now = self._clock.now()
        return [symbol for symbol, reports in _table().items() if any(is_known(one, now) for one in reports)]

    def facts(self, symbol: str) -> CompanyFacts:
        """Return what was on file at now, the newest period first. Raises NoData."""
        now = self._clock.now()
        whole = _table().get(symbol)
        if whole is None:
            raise NoData(
                f"{symbol} is not reported by this source ({SOURCE}), which has {', '.join(_table())}; "
                "choose one of these, or set MARKET_DATA=yahoo"
            )
        on_file = [one for one in whole if is_known(one, now)]
        known = standing(on_file)
        if not known:
            first = min(one.filed for one in whole if one.filed is not None)
            raise NoData(
                f"{symbol} had no report on file in {SOURCE} on {now:%Y-%m-%d}; the first is of {first}, "
                "set the replay to a later day"
            )
        return CompanyFacts(
            symbol=symbol,
            source=SOURCE,
            as_of=now,
            currency=USD,
            price_currency=USD,
            reports=known,
            superseded=[one for one in on_file if one not in known],
            targets_reason=NO_TARGETS,
            notes=_notes(known),
        )


def is_known(report: Report, now: datetime) -> bool:
    """Say whether a report of known filing day was public at a time."""
    return report.filed is not None and datetime.combine(report.filed, EDGAR_DAY_ENDS) <= now


def _notes(known: Sequence[Report]) -> tuple[str, ...]:
    said = ["Amounts, shares and earnings a share are as reported then, before later splits."]
    if any(one.filed_at_latest for one in known):
        said.append("Where the day of filing is not certain, the last day that the SEC allowed stands for it.")
    return tuple(said)


@cache
def _table() -> Mapping[str, tuple[Report, ...]]:
    found: dict[str, list[Report]] = {}
    with TABLE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["symbol"], []).append(_report(row))
    return {symbol: tuple(reports) for symbol, reports in found.items()}


def _report(row: Mapping[str, str]) -> Report:
    lines = {line: float(row[line]) * (1 if line in PER_SHARE else MILLION) for line in Line if row.get(line)}
    if Line.OPERATING_CASH_FLOW in lines and Line.CAPITAL_SPENDING in lines:
        lines[Line.FREE_CASH_FLOW] = lines[Line.OPERATING_CASH_FLOW] - lines[Line.CAPITAL_SPENDING]
    return Report(
        symbol=row["symbol"],
        kind=PeriodKind(row["kind"]),
        year=int(row["year"]),
        quarter=int(row["quarter"]) if row["quarter"] else None,
        ends=date.fromisoformat(row["ends"]),
        filed=date.fromisoformat(row["filed"]),
        filed_at_latest=row["at_latest"] == "yes",
        form=row["form"],
        currency=USD,
        source=SOURCE,
        lines=lines,
    )
