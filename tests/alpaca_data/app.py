"""The routes: market data (data.alpaca.markets) and assets (paper-api.alpaca.markets), over one state."""

import base64
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.alpaca_data.state import DataState, Record

Handler = Callable[[DataState, Request], Response]
SYMBOL = re.compile(r"[A-Z0-9./-]{1,20}")
TIMEFRAME = re.compile(r"([1-9]|[1-5]\d)(Min|T)|([1-9]|1\d|2[0-3])(Hour|H)|1(Day|D|Week|W)|([12346]|12)(Month|M)")
FEEDS = {"sip", "iex", "boats", "otc", "delayed_sip", "overnight"}
RECENT = timedelta(minutes=15)


def data_routes(state: DataState) -> list[Route]:
    """Return the market data routes, to be served alone or beside a venue's own."""
    paths: dict[str, Handler] = {
        "/v2/stocks/bars": _bars,
        "/v2/stocks/snapshots": _snapshots,
        "/v2/stocks/quotes/latest": _latest("quotes", "latestQuote"),
        "/v2/stocks/trades/latest": _latest("trades", "latestTrade"),
        "/v1/corporate-actions": _actions,
    }
    return [Route(path, _endpoint(state, handler, refused=403)) for path, handler in paths.items()]


def asset_routes(state: DataState) -> list[Route]:
    """Return the assets routes of the trading API; leave them out where a venue serves its own."""
    return [
        Route("/v2/assets", _endpoint(state, _assets, refused=401)),
        Route("/v2/assets/{symbol:path}", _endpoint(state, _asset, refused=401)),
    ]


def data_app(state: DataState) -> Starlette:
    """Return all routes as one application."""
    return Starlette(routes=[*data_routes(state), *asset_routes(state)])


def _endpoint(state: DataState, handler: Handler, *, refused: int) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        state.seen.append((request.url.path, dict(request.query_params)))
        if state.faults:
            served = await state.faults.pop(0)()
            if served is not None:
                return served
        given = request.headers.get("apca-api-key-id"), request.headers.get("apca-api-secret-key")
        if given != (state.key_id, state.secret):
            return JSONResponse({"message": "forbidden." if refused == 403 else "unauthorized."}, refused)
        answer = handler(state, request)
        answer.headers.update(state.headers)
        return answer

    return endpoint


def _bars(state: DataState, request: Request) -> Response:
    asked = request.query_params
    symbols, fault = _symbols(state, request)
    timeframe, feed = asked.get("timeframe", ""), asked.get("feed", "sip")
    if not TIMEFRAME.fullmatch(timeframe):
        fault = _bad(f"invalid timeframe: {timeframe}")
    if feed not in FEEDS:
        fault = _bad(f"invalid feed: {feed}")
    limit = _limit(request, usual=1000, most=10_000)
    if limit is None:
        fault = _bad("invalid limit: larger than the allowed maximum of 10000")
    start = _instant(asked.get("start")) or state.now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = _instant(asked.get("end"))
    if feed == "sip" and state.free_plan:
        newest = state.now - RECENT
        if end is not None and end > newest:
            return JSONResponse({"message": "subscription does not permit querying recent SIP data"}, 403)
        end = end or newest
    if fault is not None or limit is None:
        return fault or _bad("invalid limit")
    adjustment = asked.get("adjustment", "raw")
    rows = [
        (symbol, row)
        for symbol in sorted(symbols)
        for row in _history(state, symbol, timeframe, adjustment, asof=asked.get("asof"))
        if start <= datetime.fromisoformat(row["t"]) <= (end or state.now)
    ]
    page, token = _page(state, request, rows, limit)
    found: dict[str, list[Record]] = {}
    for symbol, row in page:
        found.setdefault(symbol, []).append(row)
    return JSONResponse({"bars": found, "next_page_token": token})


def _history(state: DataState, symbol: str, timeframe: str, adjustment: str, *, asof: str | None) -> list[Record]:
    """Return a symbol's bars, those from before it was renamed among them unless `asof` is "-"."""
    kept = state.bars
    rows = kept.get((symbol, timeframe, adjustment)) or kept.get((symbol, timeframe, "raw"), [])
    if symbol not in state.renamed or asof == "-":
        return rows
    old, first = state.renamed[symbol]
    before = _history(state, old, timeframe, adjustment, asof=asof)
    return [row for row in before if row["t"] < first.isoformat()] + rows


def _snapshots(state: DataState, request: Request) -> Response:
    symbols, fault = _symbols(state, request)
    fault = fault or _beyond_plan(state, request)
    return fault or JSONResponse({symbol: state.prices[symbol] for symbol in symbols if symbol in state.prices})


def _latest(name: str, member: str) -> Handler:
    def handler(state: DataState, request: Request) -> Response:
        symbols, fault = _symbols(state, request)
        known = {symbol: state.prices.get(symbol, {}) for symbol in symbols}
        fault = fault or _beyond_plan(state, request)
        return fault or JSONResponse({name: {symbol: held[member] for symbol, held in known.items() if member in held}})

    return handler


def _actions(state: DataState, request: Request) -> Response:
    asked = request.query_params
    symbols, fault = _symbols(state, request)
    limit = _limit(request, usual=100, most=1000)
    if fault is not None or limit is None:
        return fault or _bad("invalid limit")
    start = date.fromisoformat(asked.get("start", state.now.date().isoformat()))
    end = date.fromisoformat(asked.get("end", state.now.date().isoformat()))
    kinds = [f"{kind}s" for kind in asked["types"].split(",")] if "types" in asked else list(state.actions)
    rows = [
        (kind, row)
        for kind in kinds
        for row in state.actions.get(kind, [])
        if row["symbol"] in symbols and start <= date.fromisoformat(row["process_date"]) <= end
    ]
    page, token = _page(state, request, rows, limit)
    found: dict[str, list[Record]] = {}
    for kind, row in page:
        found.setdefault(kind, []).append(row)
    return JSONResponse({"corporate_actions": found, "next_page_token": token})


def _assets(state: DataState, request: Request) -> Response:
    asked = request.query_params
    wanted = {"class": asked.get("asset_class", "us_equity")} | (
        {"status": asked["status"]} if "status" in asked else {}
    )
    listed = [
        asset
        for asset in state.assets.values()
        if not isinstance(asset, dict) or all(asset.get(name, value) == value for name, value in wanted.items())
    ]
    return JSONResponse(listed)


def _asset(state: DataState, request: Request) -> Response:
    symbol = request.path_params["symbol"]
    by_id = {asset.get("id"): asset for asset in state.assets.values()}
    found = state.assets.get(symbol) or by_id.get(symbol)
    if found is None:
        return JSONResponse({"code": 40410000, "message": f"asset not found for {symbol}"}, 404)
    return JSONResponse(found)


def _symbols(state: DataState, request: Request) -> tuple[list[str], Response | None]:
    symbols = [symbol for symbol in request.query_params.get("symbols", "").split(",") if symbol]
    wrong = next(
        (symbol for symbol in symbols if not SYMBOL.fullmatch(symbol) or symbol in state.refused_symbols), None
    )
    if wrong is not None:
        return [], _bad(f"invalid symbol: {wrong}")
    return symbols, None if symbols else _bad("symbols is required")


def _beyond_plan(state: DataState, request: Request) -> Response | None:
    """Refuse the SIP's prices of now to a free plan, which gets IEX's unless it names a feed."""
    if state.free_plan and request.query_params.get("feed") == "sip":
        return JSONResponse({"message": "subscription does not permit querying recent SIP data"}, 403)
    return None


def _limit(request: Request, *, usual: int, most: int) -> int | None:
    limit = int(request.query_params.get("limit", usual))
    return limit if 1 <= limit <= most else None


def _page(state: DataState, request: Request, rows: list[Any], limit: int) -> tuple[list[Any], str | None]:
    token = request.query_params.get("page_token")
    begin = int(base64.b64decode(token)) if token else 0
    after = begin + min(limit, state.page_limit or limit)
    return rows[begin:after], base64.b64encode(str(after).encode()).decode() if after < len(rows) else None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _bad(message: str) -> Response:
    return JSONResponse({"message": message}, 400)
