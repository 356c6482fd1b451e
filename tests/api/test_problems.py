"""Every error is a problem detail of RFC 9457, and says what to do next."""

import logging
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.main import create_api
from api.problems import problem_of
from bootstrap import Wiring
from tests.api.conftest import Client
from trading.errors import Unavailable


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/agent", "/api/nothing", "/agent/nothing", "/api/trade/", "/api/orders/a/b", "/api/api/orders",
     "/agent/run/x", "/docs/x", "/api/%2e%2e/limits"],
)  # fmt: skip
def test_every_unknown_path_is_404_with_or_without_a_key(desk: Client, path: str) -> None:
    for method, headers in product(("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), ({}, {"X-API-Key": desk.key})):
        answer = desk.http.request(method, path, headers=headers, follow_redirects=False)
        assert answer.status_code == 404, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/api/limits", "GET, PUT"),
        ("GET", "/api/trade", "POST"),
        ("PUT", "/api/orders/x", "DELETE, GET, PATCH"),
        ("POST", "/api/portfolio", "GET"),
        ("DELETE", "/api/replay", "GET, POST"),
        ("POST", "/health", "GET"),
        ("GET", "/agent/run", "POST"),
    ],
)
def test_a_wrong_method_is_405_and_names_the_right_ones(desk: Client, method: str, path: str, allow: str) -> None:
    answer = desk.call(method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == allow


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/proposals?limit=0", "limit"),
        ("/api/proposals?limit=201", "limit"),
        ("/api/orders?limit=x", "limit"),
        ("/api/orders?status=lost", "lost"),
        ("/api/proposals?status=open,lost", "lost"),
        ("/api/proposals?cursor=x", "cursor"),
        ("/api/orders?cursor=MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OX54", "cursor"),  # a time before the first one
        ("/api/history?kind=gossip", "kind"),
        ("/api/history?from=2012-06-31", "from"),
        ("/api/history?from=2012-06-02&to=2012-06-01", "swap"),
        ("/api/history?cursor=AAAA", "cursor"),
        ("/api/bars", "symbol is missing"),
        ("/api/bars?symbol=AAPL&timeframe=2Day", "timeframe"),
        ("/api/bars?symbol=AAPL&adjusted=perhaps", "adjusted"),
        ("/api/bars?symbol=AAPL&buckets=0", "buckets"),
        ("/api/bars?symbol=ZZZZ", "ZZZZ"),
    ],
)
def test_a_bad_query_is_422_and_names_it(desk: Client, path: str, said: str) -> None:
    answer = desk.call("GET", path)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/agent/run", {"query": ""}, "query"),
        ("/agent/run", {"query": "  "}, "empty"),
        ("/agent/run", {"query": "x" * 4_001}, "query"),
        ("/agent/run", {"query": "hello", "conversation": 1}, "conversation"),
        ("/agent/run", {}, "query is missing"),
        ("/api/analyze", {"symbol": "AAPL", "indicators": "rsi_14"}, "indicators"),
        ("/api/analyze", {"symbol": "AAPL", "timeframe": "1Century"}, "timeframe"),
        ("/api/kill", {}, "on is missing"),
        ("/api/kill", {"on": 1}, "on"),
        ("/api/kill", {"on": "true"}, "on"),
        ("/api/replay", {}, "nothing moves"),
        ("/api/replay", {"step": 1, "now": "2012-06-04"}, "alone"),
        ("/api/replay", {"step": 1, "reset": True}, "alone"),
        ("/api/replay", {"step": 0}, "step"),
        ("/api/replay", {"step": 1.5}, "step"),
        ("/api/replay", {"step": True}, "step"),
        ("/api/replay", {"now": 1338768000}, "now"),
        ("/api/replay", {"now": "2012-06-04T00:00:00"}, "now"),
        ("/api/proposals/none/approve", {}, "approval_hash is missing"),
        ("/api/proposals/none/approve", {"approval_hash": 5}, "approval_hash"),
        ("/api/positions/AAPL/close", {"qty": "1", "percentage": "5"}, "one of them"),
        ("/api/positions/AAPL/close", {"percentage": "100.5"}, "at most 100"),
        ("/api/positions/AAPL/close", {"shares": "5"}, "shares"),
    ],
)
def test_a_bad_body_is_422_and_names_what_is_wrong(desk: Client, path: str, body: Any, said: str) -> None:
    answer = desk.call("POST", path, json=body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_a_body_past_the_limit_is_422_and_not_read_to_its_end(desk: Client) -> None:
    sent = 0

    def endless() -> Any:
        nonlocal sent
        for _ in range(1_000):
            sent += 1
            yield b" " * 10_000

    answer = desk.call("POST", "/api/trade", content=endless())
    assert answer.status_code == 422
    assert "65536" in answer.json()["detail"]


def test_what_breaks_here_is_a_500_with_a_number_for_the_log_and_no_traceback(
    wiring: Wiring, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Wiring:
        raise ZeroDivisionError("the secret of the house")

    with TestClient(create_api(broken)) as http, caplog.at_level(logging.ERROR):
        answer = http.get("/api/limits", headers={"X-API-Key": "x"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.json()["incident"] in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_product_that_cannot_start_is_503_with_its_sentence(client: Callable[..., Client]) -> None:
    def broken() -> Wiring:
        raise Unavailable("the database is damaged; restore a backup")

    with TestClient(create_api(broken)) as http:
        for path in ("/api/limits", "/ready"):
            answer = http.get(path, headers={"X-API-Key": "x"})
            assert answer.status_code == 503
            assert answer.json()["detail"] == "the database is damaged; restore a backup"
            assert int(answer.headers["Retry-After"]) > 0
        assert http.get("/health").json()["status"] == "ok"
        assert "desk_database_up 0.0" in http.get("/metrics").text
        assert http.get("/docs").status_code == 200


def test_a_fault_that_knows_when_it_ends_says_so_in_the_header_too() -> None:
    told = problem_of(Unavailable("the source is busy; try again in 42 s", retry_in_s=41.2)).answer()
    assert told.status_code == 503 and told.headers["Retry-After"] == "42"  # rounded up: earlier would be in vain
    assert problem_of(Unavailable("the file is damaged; restore a backup")).answer().headers["Retry-After"] == "5"
