"""The answers in Yahoo's shapes, made of the state."""

from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.yahoo_server.state import Chart, Record, YahooState

FIELDS = ("open", "high", "low", "close", "volume")


def chart(state: YahooState, symbol: str, asked: dict[str, str]) -> tuple[int, Record]:
    """Answer /v8/finance/chart/{symbol}."""
    if symbol not in state.meta:
        return 404, _error("chart", "Not Found", "No data found, symbol may be delisted")
    interval = asked.get("interval", "1d")
    held = state.charts.get((symbol, interval), Chart())
    first, last = int(asked.get("period1", 0)), int(asked.get("period2", 2**40))
    prepost = asked.get("includePrePost", "false").lower() == "true"
    times = [at for at in sorted(held.rows) if first <= at.timestamp() < last and (prepost or at not in held.outside)]
    result: Record = {"meta": {**state.meta[symbol], "dataGranularity": interval}}
    columns: Record = {}
    if times:
        result["timestamp"] = [int(at.timestamp()) for at in times]
        columns = {name: [held.rows[at][i] for at in times] for i, name in enumerate(FIELDS)}
    result["indicators"] = {"quote": [columns]}
    if interval[-1] not in "mh":
        result["indicators"]["adjclose"] = [
            {"adjclose": [held.adjclose.get(at, held.rows[at][3]) for at in times]} if times else {}
        ]
    events = _events(state, symbol, first, last)
    if events and asked.get("events"):
        result["events"] = events
    return 200, {"chart": {"result": [result], "error": None}}


def _events(state: YahooState, symbol: str, first: int, last: int) -> Record:
    def known(times: dict[datetime, Any]) -> list[datetime]:
        return [at for at in sorted(times) if first <= at.timestamp() < last]

    dividends, splits = state.dividends.get(symbol, {}), state.splits.get(symbol, {})
    events: Record = {}
    if found := known(dividends):
        events["dividends"] = {
            str(int(at.timestamp())): {"amount": dividends[at], "date": int(at.timestamp())} for at in found
        }
    if found := known(splits):
        events["splits"] = {
            str(int(at.timestamp())): {
                "date": int(at.timestamp()),
                "numerator": splits[at][0],
                "denominator": splits[at][1],
                "splitRatio": f"{splits[at][0]}:{splits[at][1]}",
            }
            for at in found
        }
    return events


def quotes(state: YahooState, asked: dict[str, str]) -> tuple[int, Record]:
    """Answer /v7/finance/quote; a symbol that is not known is left out."""
    if asked.get("crumb") != state.crumb:
        return 401, _error("finance", "Unauthorized", "Invalid Crumb")
    symbols = asked.get("symbols", "").split(",")
    known = [symbol for symbol in symbols if symbol in state.quotes]
    rows = [{"symbol": symbol, "currency": "USD", **state.quotes[symbol]} for symbol in known]
    return 200, {"quoteResponse": {"result": rows, "error": None}}


def summary(state: YahooState, symbol: str, asked: dict[str, str]) -> tuple[int, Record]:
    """Answer /v10/finance/quoteSummary/{symbol}."""
    if asked.get("crumb") != state.crumb:
        return 401, _error("finance", "Unauthorized", "Invalid Crumb")
    if symbol not in state.summaries:
        return 404, _error("quoteSummary", "Not Found", f"Quote not found for symbol: {symbol}")
    modules = [name for name in asked.get("modules", "").split(",") if name in state.summaries[symbol]]
    return 200, {"quoteSummary": {"result": [{name: state.summaries[symbol][name] for name in modules}], "error": None}}


def statements(state: YahooState, symbol: str, asked: dict[str, str]) -> tuple[int, Record]:
    """Answer /ws/fundamentals-timeseries/v1/finance/timeseries/{symbol}: one result a type, empty ones included."""
    known = state.timeseries.get(symbol, {})
    results = []
    for kind in asked.get("type", "").split(","):
        result: Record = {"meta": {"symbol": [symbol], "type": [kind]}}
        if rows := known.get(kind):
            at = [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) for d, _ in rows]
            result["timestamp"] = at
            result[kind] = [
                {
                    "dataId": 1,
                    "asOfDate": day.isoformat(),
                    "periodType": "12M" if kind.startswith("annual") else "3M",
                    "currencyCode": "USD",
                    "reportedValue": {"raw": value, "fmt": f"{value:g}"},
                }
                for day, value in rows
            ]
        results.append(result)
    return 200, {"timeseries": {"result": results, "error": None}}


def search(state: YahooState, asked: dict[str, str]) -> tuple[int, Record]:
    """Answer /v1/finance/search: every row whose symbol or name has the words."""
    wanted = asked.get("q", "").casefold()
    rows = [row for row in state.found if wanted in f"{row['symbol']} {row.get('longname', '')}".casefold()]
    most = int(asked.get("quotesCount", 8))
    return 200, {"explains": [], "count": len(rows[:most]), "quotes": rows[:most], "news": []}


def calendar_page(state: YahooState, asked: dict[str, str]) -> str:
    """Answer /calendar/earnings: a page with one table, which yfinance reads."""
    symbol = asked.get("symbol", "")
    offset, size = int(asked.get("offset", 0)), int(asked.get("size", 25))
    rows = state.earnings.get(symbol, [])[offset : offset + size]
    if not rows:
        return "<html><body><p>We couldn't find any results.</p></body></html>"
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in (symbol, "Made Up Inc.", *row)) + "</tr>"
        for row in rows
    )
    heads = ("Symbol", "Company", "Earnings Date", "EPS Estimate", "Reported EPS", "Surprise (%)")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<html><body><table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table></body></html>"


def _error(part: str, code: str, description: str) -> Record:
    return {part: {"result": None, "error": {"code": code, "description": description}}}
