"""A made-up company as Yahoo sends one: four fiscal years to September and five quarters."""

from datetime import date
from typing import Any

from tests.yahoo_server.state import YahooState

YEARS = (date(2025, 9, 30), date(2024, 9, 30))
QUARTERS = (date(2026, 6, 30), date(2026, 3, 31), date(2025, 12, 31), date(2025, 9, 30), date(2025, 6, 30))


def with_company(state: YahooState, symbol: str = "MADE", **info: Any) -> None:
    """Let the server know one company in full; `info` replaces fields of its summary, None takes one away."""
    state.list_stock(symbol, f"{symbol} Inc.")
    detail = {
        "sharesOutstanding": 500_000_000,
        "financialCurrency": "USD",
        "targetLowPrice": 40.0,
        "targetMeanPrice": 60.0,
        "targetMedianPrice": 61.5,
        "targetHighPrice": 80.0,
        "numberOfAnalystOpinions": 12,
    } | info
    kind = str(info.get("quoteType", "EQUITY"))
    state.summaries[symbol] = {
        "quoteType": {"quoteType": kind, "symbol": symbol},
        "summaryDetail": {"currency": info.get("currency", "USD")},
        "assetProfile": {"sector": "Technology"},
        "financialData": {name: value for name, value in detail.items() if value is not None},
    }
    state.quotes[symbol] = {"quoteType": kind, "currency": info.get("currency", "USD")}
    state.timeseries[symbol] = _annual() | _quarterly()


def _annual() -> dict[str, list[tuple[date, float]]]:
    rows = {
        "TotalRevenue": (10_000e6, 8_000e6),
        "CostOfRevenue": (6_000e6, 5_000e6),
        "GrossProfit": (4_000e6, 3_000e6),
        "OperatingIncome": (2_500e6, 1_600e6),
        "NetIncome": (2_000e6, 1_200e6),
        "NetIncomeCommonStockholders": (2_000e6, 1_200e6),
        "DilutedEPS": (4.0, 2.4),
        "DilutedAverageShares": (500e6, 500e6),
        "TotalAssets": (20_000e6, 18_000e6),
        "TotalLiabilitiesNetMinorityInterest": (12_000e6, 11_000e6),
        "StockholdersEquity": (8_000e6, 7_000e6),
        "OperatingCashFlow": (3_000e6, 2_500e6),
        "CapitalExpenditure": (-700e6, -600e6),
        "FreeCashFlow": (2_300e6, 1_900e6),
    }
    return {f"annual{name}": list(zip(YEARS, values, strict=True)) for name, values in rows.items()}


def _quarterly() -> dict[str, list[tuple[date, float]]]:
    rows = {
        "TotalRevenue": (3_000e6, 2_900e6, 2_800e6, 2_700e6, 2_500e6),
        "NetIncome": (700e6, 650e6, 600e6, 550e6, 500e6),
        "DilutedEPS": (1.4, 1.3, 1.2, 1.1, 1.0),
    }
    return {f"quarterly{name}": list(zip(QUARTERS, values, strict=True)) for name, values in rows.items()}
