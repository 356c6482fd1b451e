"""A call needs a living key with the one scope that the contract names, within its rate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.main import create_api
from bootstrap import Wiring, build
from tests.api.conftest import Client
from trading.settings import Settings
from trading.store.api_keys import Scope

CALLS: list[tuple[Scope, str, str, Any]] = [
    (Scope.PROPOSE, "POST", "/agent/run", {"query": "What is the price of AAPL?"}),
    (Scope.READ, "GET", "/agent/status/none", None),
    (Scope.READ, "GET", "/agent/events/none", None),
    (Scope.PROPOSE, "POST", "/agent/stop/none", {}),
    (Scope.READ, "POST", "/api/analyze", {"symbol": "AAPL"}),
    (Scope.PROPOSE, "POST", "/api/trade", {"symbol": "AAPL", "side": "buy", "qty": "1"}),
    (Scope.READ, "GET", "/api/proposals", None),
    (Scope.READ, "GET", "/api/proposals/none", None),
    (Scope.APPROVE, "POST", "/api/proposals/none/approve", {"approval_hash": "x"}),
    (Scope.PROPOSE, "POST", "/api/proposals/none/cancel", {}),
    (Scope.READ, "GET", "/api/orders", None),
    (Scope.READ, "GET", "/api/orders/none", None),
    (Scope.APPROVE, "PATCH", "/api/orders/none", {"qty": "2"}),
    (Scope.APPROVE, "DELETE", "/api/orders/none", None),
    (Scope.PROPOSE, "POST", "/api/positions/AAPL/close", {"qty": "1"}),
    (Scope.READ, "GET", "/api/portfolio", None),
    (Scope.READ, "GET", "/api/history", None),
    (Scope.READ, "GET", "/api/bars?symbol=AAPL", None),
    (Scope.READ, "GET", "/api/limits", None),
    (Scope.ADMIN, "PUT", "/api/limits", {}),
    (Scope.ADMIN, "POST", "/api/kill", {"on": False}),
    (Scope.READ, "GET", "/api/replay", None),
    (Scope.ADMIN, "POST", "/api/replay", {"step": 1}),
    (Scope.READ, "GET", "/api/strategies", None),
    (Scope.PROPOSE, "POST", "/api/backtests", {"strategy": "sma_cross", "symbols": ["AAPL"]}),
    (Scope.READ, "GET", "/api/backtests", None),
    (Scope.READ, "GET", "/api/backtests/none", None),
    (Scope.READ, "GET", "/api/backtests/none/trades.csv", None),
    (Scope.PROPOSE, "POST", "/api/backtests/none/stop", {}),
    (Scope.READ, "POST", "/api/sentiment", {"texts": ["Shares rise"]}),
]


def test_every_call_lets_in_its_scope_and_no_other(client: Callable[..., Client]) -> None:
    keys = {scope: client(scope, name=scope.value) for scope in Scope}
    for scope, method, path, body in CALLS:
        for held, key in keys.items():
            answer = key.call(method, path, json=body)
            if held is scope:
                assert answer.status_code not in (401, 403), (method, path, held)
            else:
                assert answer.status_code == 403, (method, path, held)
                assert scope.value in answer.json()["detail"]


def test_every_call_without_a_key_is_401_even_with_a_broken_body(http: TestClient) -> None:
    for _, method, path, _ in CALLS:
        for headers in ({}, {"X-API-Key": ""}, {"X-API-Key": "desk_x_y"}):
            answer = http.request(method, path, headers=headers, content=b"{")
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert "WWW-Authenticate" in answer.headers


def test_every_documented_call_is_among_them_or_needs_no_key(http: TestClient) -> None:
    documented = {
        (method.upper(), path)
        for path, operations in http.get("/openapi.json").json()["paths"].items()
        for method in operations
    }
    named = {(method, path.split("?")[0]) for _, method, path, _ in CALLS}
    general = {(m, p.replace("none", "*").replace("AAPL", "*").replace("trades.csv", "*")) for m, p in named}
    with_stars = {(m, "/".join("*" if part.startswith("{") else part for part in p.split("/"))) for m, p in documented}
    assert with_stars - general == {("GET", "/health"), ("GET", "/ready"), ("GET", "/metrics")}
    assert general <= with_stars


def test_a_key_works_and_ends_while_the_app_runs(client: Callable[..., Client], wiring: Wiring) -> None:
    key = client(Scope.READ)
    assert key.call("GET", "/api/limits").status_code == 200
    wiring.keys.revoke(wiring.keys.list()[0].id)
    assert key.call("GET", "/api/limits").status_code == 401


def test_past_the_rate_limit_is_429_with_retry_after_for_that_key_alone(tmp_path: Path) -> None:
    wiring = build(Settings.load(data_dir=tmp_path / "data", requests_per_minute=3))
    try:
        with TestClient(create_api(wiring)) as http:
            keys = [wiring.keys.create(name, {Scope.READ})[0] for name in ("a", "b")]
            answers = [http.get("/api/limits", headers={"X-API-Key": keys[0]}) for _ in range(4)]
            assert [a.status_code for a in answers] == [200, 200, 200, 429]
            assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20  # 3 a minute is one in 20 s
            assert answers[-1].headers["content-type"] == "application/problem+json"
            assert http.get("/api/limits", headers={"X-API-Key": keys[1]}).status_code == 200
            assert http.get("/health").status_code == 200
    finally:
        wiring.close()


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/docs", "/openapi.json"])
def test_what_needs_no_key_asks_for_none(http: TestClient, path: str) -> None:
    assert http.get(path).status_code == 200
