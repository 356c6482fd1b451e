"""Reports out of yfinance's tables of statements: one column a period, NaN where Yahoo has nothing."""

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from trading.types import Line, PeriodKind, Report

LINES: Mapping[str, Line] = {
    "TotalRevenue": Line.REVENUE,
    "CostOfRevenue": Line.COST_OF_REVENUE,
    "GrossProfit": Line.GROSS_PROFIT,
    "OperatingIncome": Line.OPERATING_INCOME,
    "NetIncome": Line.NET_INCOME,
    "NetIncomeCommonStockholders": Line.NET_INCOME_COMMON,
    "DilutedEPS": Line.EPS_DILUTED,
    "DilutedAverageShares": Line.SHARES_DILUTED,
    "DividendPerShare": Line.DIVIDENDS_PER_SHARE,
    "CashAndCashEquivalents": Line.CASH,
    "TotalAssets": Line.TOTAL_ASSETS,
    "LongTermDebt": Line.LONG_TERM_DEBT,
    "TotalLiabilitiesNetMinorityInterest": Line.TOTAL_LIABILITIES,
    "StockholdersEquity": Line.EQUITY,
    "OperatingCashFlow": Line.OPERATING_CASH_FLOW,
    "CapitalExpenditure": Line.CAPITAL_SPENDING,
    "FreeCashFlow": Line.FREE_CASH_FLOW,
}
"""yfinance's names of rows (const.fundamentals_keys) and ours."""
QUARTER_DAYS = 91.3
NEAR_DAYS = 20
YEARLY, QUARTERLY = "yearly", "quarterly"


def tables_of(ticker: Any) -> dict[str, list[Any]]:
    """Return the three statements by year and by quarter, as yfinance's tables; one question each."""
    return {
        freq: [
            ticker.get_income_stmt(pretty=False, freq=freq),
            ticker.get_balance_sheet(pretty=False, freq=freq),
            ticker.get_cash_flow(pretty=False, freq=freq),
        ]
        for freq in (YEARLY, QUARTERLY)
    }


def reports_of(symbol: str, tables: Mapping[str, list[Any]], *, currency: str, source: str) -> list[Report]:
    """Return the reports of these tables, the newest period first and a year before the quarter that ends with it."""
    years, quarters = _columns(tables.get(YEARLY, [])), _columns(tables.get(QUARTERLY, []))
    found = []
    for kind, columns in ((PeriodKind.YEAR, years), (PeriodKind.QUARTER, quarters)):
        for ends, lines in columns.items():
            year, quarter = (ends.year, None) if kind is PeriodKind.YEAR else _quarter_of(ends, sorted(years))
            report = Report(
                symbol=symbol,
                kind=kind,
                year=year,
                quarter=quarter,
                ends=ends,
                filed=None,
                form="",
                currency=currency,
                source=source,
                lines=lines,
            )
            found.append(report)
    return sorted(found, key=lambda one: (one.ends, one.kind is PeriodKind.YEAR), reverse=True)


def _columns(tables: list[Any]) -> dict[date, dict[Line, float]]:
    """Return the lines by the last day of their period; a period of which nothing is told is left out."""
    found: dict[date, dict[Line, float]] = {}
    for table in tables:
        if table is None or table.empty:
            continue
        for name, line in LINES.items():
            if name not in table.index:
                continue
            for ends, value in table.loc[name].items():
                if isfinite(value):
                    found.setdefault(ends.date(), {})[line] = float(value)
    return {ends: _as_ours(lines) for ends, lines in found.items()}


def _as_ours(lines: dict[Line, float]) -> dict[Line, float]:
    """Return the lines with spending as a positive amount, and without common earnings that only repeat the net."""
    if Line.CAPITAL_SPENDING in lines:
        lines[Line.CAPITAL_SPENDING] = abs(lines[Line.CAPITAL_SPENDING])
    if lines.get(Line.NET_INCOME_COMMON) == lines.get(Line.NET_INCOME):
        lines.pop(Line.NET_INCOME_COMMON, None)
    return lines


def _quarter_of(ends: date, years: list[date]) -> tuple[int, int]:
    """Return the fiscal year and quarter of a period from where the fiscal years end, else by the calendar."""
    same = next((year for year in years if abs((ends - year).days) <= NEAR_DAYS), None)
    if same is not None:
        return same.year, 4
    before = [year for year in years if year < ends]
    if before:
        passed = round((ends - before[-1]).days / QUARTER_DAYS)
        return before[-1].year + 1 + (passed - 1) // 4, (passed - 1) % 4 + 1
    if years:
        left = round((years[0] - ends).days / QUARTER_DAYS)
        return years[0].year - left // 4, 4 - left % 4
    return ends.year, (ends.month - 1) // 3 + 1
