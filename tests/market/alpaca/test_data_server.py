"""The server of the tests itself: its answers have Alpaca's shape, and its limits are Alpaca's."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.alpaca_data import DataServer, DataState, bar_of_day, data_routes
from tests.alpaca_data.schema import description, faults
from tests.market.alpaca.test_alpaca_listing import DIVIDEND, REVERSE, SPLIT

DAYS = [date(2025, 6, 16), date(2025, 6, 17)]


def ask(server: DataServer, path: str, **params: Any) -> requests.Response:
    keys = {"APCA-API-KEY-ID": server.state.key_id, "APCA-API-SECRET-KEY": server.state.secret}
    return requests.get(server.url + path, params=params, headers=keys, timeout=5)


def fill(state: DataState) -> None:
    for symbol in ("AAPL", "MSFT"):
        state.set_price(symbol, bid=200, ask=200.1, last=200.05)
        state.bars[symbol, "1Day", "raw"] = [bar_of_day(day, 100) for day in DAYS]
    state.actions = {"cash_dividends": [DIVIDEND], "forward_splits": [SPLIT], "reverse_splits": [REVERSE]}


@pytest.mark.specification
@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v2/stocks/bars", {"timeframe": "1Day", "start": "2025-06-01", "feed": "iex"}),
        ("/v2/stocks/bars", {"timeframe": "1Day", "start": "2025-06-01", "feed": "iex", "limit": 1}),
        ("/v2/stocks/bars", {"timeframe": "1Day", "start": "2030-06-01", "feed": "iex"}),
        ("/v2/stocks/snapshots", {}),
        ("/v2/stocks/quotes/latest", {}),
        ("/v2/stocks/trades/latest", {}),
        ("/v1/corporate-actions", {"start": "2020-01-01"}),
    ],
)
def test_an_answer_has_the_shape_that_alpaca_describes(server: DataServer, path: str, params: dict[str, Any]) -> None:
    document = description()
    assert document is not None
    fill(server.state)
    answer = ask(server, path, symbols="AAPL,MSFT", **params)
    assert answer.status_code == 200
    assert faults(document, path, answer.json()) == []
    assert faults(document, path, {"bars": 5, "quotes": 5, "trades": 5, "corporate_actions": 5})  # it would notice


def test_the_limit_counts_rows_of_all_symbols_in_order(server: DataServer) -> None:
    fill(server.state)
    asked = {"symbols": "MSFT,AAPL", "timeframe": "1Day", "start": "2025-06-01", "feed": "iex", "limit": 3}
    first = ask(server, "/v2/stocks/bars", **asked).json()
    assert {symbol: len(rows) for symbol, rows in first["bars"].items()} == {"AAPL": 2, "MSFT": 1}
    second = ask(server, "/v2/stocks/bars", **asked, page_token=first["next_page_token"]).json()
    assert {symbol: len(rows) for symbol, rows in second["bars"].items()} == {"MSFT": 1}
    assert second["next_page_token"] is None


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"symbols": "AAPL", "timeframe": "60Min"}, 400),
        ({"symbols": "AAPL", "timeframe": "1Day", "limit": 10_001}, 400),
        ({"symbols": "no such", "timeframe": "1Day"}, 400),
        ({"timeframe": "1Day"}, 400),
        ({"symbols": "AAPL", "timeframe": "1Day", "feed": "nyse"}, 400),
        ({"symbols": "AAPL", "timeframe": "1Day", "end": "2025-06-20T14:59:00Z"}, 403),  # sip, the usual feed
        ({"symbols": "AAPL", "timeframe": "1Day", "end": "2025-06-20T14:59:00Z", "feed": "iex"}, 200),
        ({"symbols": "AAPL", "timeframe": "1Day"}, 200),
    ],
)
def test_what_alpaca_refuses_is_refused(server: DataServer, params: dict[str, Any], status: int) -> None:
    assert ask(server, "/v2/stocks/bars", **params).status_code == status


def test_wrong_keys_are_403_for_data_and_401_for_assets(server: DataServer) -> None:
    for path, status in (("/v2/stocks/snapshots", 403), ("/v2/assets", 401)):
        assert requests.get(server.url + path, params={"symbols": "AAPL"}, timeout=5).status_code == status


def test_an_asset_is_found_by_symbol_and_id(server: DataServer) -> None:
    found = ask(server, "/v2/assets/AAPL").json()
    assert ask(server, f"/v2/assets/{found['id']}").json() == found
    missing = ask(server, "/v2/assets/ZZZZQX")
    assert missing.status_code == 404
    assert missing.json() == {"code": 40410000, "message": "asset not found for ZZZZQX"}


def test_the_routes_stand_beside_those_of_a_venue_and_start_fast() -> None:
    async def account(_: Request) -> JSONResponse:
        return JSONResponse({"id": "1"})

    state = DataState()
    state.set_price("AAPL", bid=1, ask=2, last=1.5, at=state.now - timedelta(minutes=1))
    venue = Starlette(routes=[Route("/v2/account", account), *data_routes(state)])
    began = time.monotonic()
    with DataServer(state, venue) as server:
        assert time.monotonic() - began < 1
        assert ask(server, "/v2/account").json() == {"id": "1"}
        assert "AAPL" in ask(server, "/v2/stocks/snapshots", symbols="AAPL").json()
        assert ask(server, "/v2/assets").status_code == 404
