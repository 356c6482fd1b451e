"""Keys, scopes, problem details, unknown paths, and what needs no key."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.desk_process import DeskProcess

from .desk_client import Api, body, expect, moment, problem

TICKET = {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "market"}
CALLS: list[tuple[str, str, str, Any]] = [
    ("propose", "POST", "/agent/run", {"query": "Buy 1 share of AAPL at market price"}),
    ("read", "GET", "/agent/status/unknown", None),
    ("read", "GET", "/agent/events/unknown", None),
    ("propose", "POST", "/agent/stop/unknown", {}),
    ("read", "POST", "/api/analyze", {"symbol": "AAPL", "timeframe": "1Day", "indicators": []}),
    ("propose", "POST", "/api/trade", TICKET),
    ("read", "GET", "/api/proposals", None),
    ("read", "GET", "/api/proposals/unknown", None),
    ("approve", "POST", "/api/proposals/unknown/approve", {"approval_hash": "x"}),
    ("propose", "POST", "/api/proposals/unknown/cancel", {}),
    ("read", "GET", "/api/orders", None),
    ("read", "GET", "/api/orders/unknown", None),
    ("approve", "PATCH", "/api/orders/unknown", {"qty": "2"}),
    ("approve", "DELETE", "/api/orders/unknown", None),
    ("propose", "POST", "/api/positions/AAPL/close", {"qty": "1"}),
    ("read", "GET", "/api/portfolio", None),
    ("read", "GET", "/api/history", None),
    ("read", "GET", "/api/bars?symbol=AAPL&timeframe=1Day", None),
    ("read", "GET", "/api/limits", None),
    ("admin", "PUT", "/api/limits", {"approval_ttl_s": "60"}),
    ("admin", "POST", "/api/kill", {"on": True}),
    ("read", "GET", "/api/replay", None),
    ("admin", "POST", "/api/replay", {"step": 1}),
]
NAMES = [f"{method} {path.partition('?')[0]}" for _, method, path, _ in CALLS]
OPEN = ["/health", "/ready", "/metrics", "/docs", "/openapi.json"]


@pytest.fixture(scope="module")
def keys(desk: DeskProcess) -> dict[str, Api]:
    return {scope: Api(desk, scope) for scope in ("read", "propose", "approve")}


@pytest.fixture(scope="module")
def stranger(desk: DeskProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=30, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(("scope", "method", "path", "sent"), CALLS, ids=NAMES)
def test_a_call_without_a_key_is_401(stranger: httpx.Client, scope: str, method: str, path: str, sent: Any) -> None:
    problem(stranger.request(method, path, json=sent), 401)


@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000, "' OR 1=1 --", "\xff\xfe"])
def test_a_call_with_a_bad_key_is_401(stranger: httpx.Client, key: str) -> None:
    answer = stranger.get("/api/portfolio", headers={"X-API-Key": key.encode("latin-1")})  # type: ignore[dict-item]
    problem(answer, 401)


@pytest.mark.parametrize(("scope", "method", "path", "sent"), CALLS, ids=NAMES)
def test_a_key_without_the_scope_is_403(keys: dict[str, Api], scope: str, method: str, path: str, sent: Any) -> None:
    for owned, key in keys.items():
        if owned != scope:
            problem(key.call(method, path, json=sent), 403)


@pytest.mark.parametrize(("scope", "method", "path", "sent"), CALLS, ids=NAMES)
def test_a_key_with_the_one_scope_is_let_in(
    keys: dict[str, Api], scope: str, method: str, path: str, sent: Any
) -> None:
    if scope in keys:
        answer = keys[scope].call(method, path, json=sent)
        assert answer.status_code not in (401, 403) and answer.status_code < 500, answer.text


@pytest.mark.parametrize("path", ["/api/trade", "/agent/run", "/api/kill", "/api/limits"])
def test_a_stranger_with_broken_json_learns_only_that_a_key_is_missing(stranger: httpx.Client, path: str) -> None:
    method = "PUT" if path == "/api/limits" else "POST"
    problem(stranger.request(method, path, content=b"{", headers={"content-type": "application/json"}), 401)


def test_refused_keys_change_nothing(keys: dict[str, Api]) -> None:
    assert keys["read"].get("/api/portfolio")["positions"] == []
    assert keys["read"].items("/api/orders", status="all") == []
    assert "2012-06-01" in keys["read"].get("/api/portfolio")["as_of"]


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/agent/nothing", "/api/trade/x/y", "/agent/run/x", "/api/api/orders"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_every_unknown_path_is_404(keys: dict[str, Api], method: str, path: str) -> None:
    problem(keys["read"].call(method, path), 404)


@pytest.mark.parametrize("path", ["/api/nothing", "/agent/nothing"])
def test_an_unknown_path_without_a_key_is_never_200(stranger: httpx.Client, path: str) -> None:
    problem(stranger.get(path), 401, 404)


@pytest.mark.parametrize(
    "path", ["/api/proposals/none", "/api/orders/none", "/agent/status/none", "/agent/events/none"]
)
def test_an_unknown_id_is_404(keys: dict[str, Api], path: str) -> None:
    problem(keys["read"].call("GET", path), 404)


def test_an_unknown_id_is_404_for_commands_too(keys: dict[str, Api]) -> None:
    problem(keys["approve"].post("/api/proposals/none/approve", {"approval_hash": "x"}), 404)
    problem(keys["propose"].post("/api/proposals/none/cancel"), 404)
    problem(keys["propose"].post("/agent/stop/none"), 404)
    problem(keys["approve"].call("DELETE", "/api/orders/none"), 404)
    problem(keys["approve"].call("PATCH", "/api/orders/none", json={"limit_price": "100"}), 404)


@pytest.mark.parametrize("path", OPEN)
def test_open_addresses_need_no_key(stranger: httpx.Client, path: str) -> None:
    assert stranger.get(path).status_code == 200


def test_health_and_ready_are_json_and_metrics_are_prometheus_text(stranger: httpx.Client) -> None:
    assert isinstance(expect(stranger.get("/health"), 200), dict)
    ready = expect(stranger.get("/ready"), 200)
    assert "replay" in str(ready).lower(), "ready says what is wired"
    metrics = stranger.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "# TYPE" in metrics.text
    samples = [line for line in metrics.text.splitlines() if line and not line.startswith("#")]
    assert samples and all(float(line.split()[1 if "{" not in line else -1]) is not None for line in samples)


def test_openapi_names_every_call_of_the_contract(stranger: httpx.Client) -> None:
    described = {
        ("/".join("*" if part.startswith("{") else part for part in path.split("/")), method.upper())
        for path, methods in body(stranger.get("/openapi.json"))["paths"].items()
        for method in methods
    }
    for _, method, path, _ in CALLS:
        general = path.partition("?")[0].replace("unknown", "*").replace("/AAPL/", "/*/")
        assert (general, method) in described


def test_a_key_past_the_rate_limit_is_told_when_to_come_back(desk: DeskProcess) -> None:
    key = Api(desk, "read")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: key.http.get("/api/replay"), range(900)))
    assert {answer.status_code for answer in answers} == {200, 429}
    for answer in answers:
        if answer.status_code == 429:
            problem(answer, 429)
            assert float(answer.headers["Retry-After"]) > 0


def test_secrets_are_never_in_an_answer(keys: dict[str, Api]) -> None:
    shown = str(keys["read"].items("/api/history", kind="audit")) + keys["read"].http.get("/metrics").text
    assert all(key.key not in shown for key in keys.values())


def test_times_of_the_market_are_the_replays(keys: dict[str, Api]) -> None:
    # 2012-06-01 is a Friday in daylight saving time: New York closes at 20:00 UTC.
    assert moment(keys["read"].get("/api/portfolio")["as_of"]).isoformat() == "2012-06-01T20:00:00+00:00"
