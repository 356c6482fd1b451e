"""Every list has items and a cursor, is newest first, and pages without loss or repetition."""

from datetime import datetime
from typing import Any

import pytest

from .desk_client import Api, expect, moment, problem

LISTS = [
    ("/api/proposals", {}), ("/api/proposals", {"status": "all"}), ("/api/orders", {}),
    ("/api/orders", {"status": "all"}),
    ("/api/history", {}), ("/api/history", {"kind": "fill"}), ("/api/history", {"kind": "order"}),
    ("/api/history", {"kind": "audit"}), ("/api/history", {"kind": "run"}), ("/api/history", {"kind": "proposal"}),
]  # fmt: skip
NAMES = [f"{path} {params.get('status') or params.get('kind', '')}" for path, params in LISTS]
WHEN = {"/api/proposals": "created_at", "/api/orders": "submitted_at", "/api/history": "at"}


@pytest.fixture(scope="module")
def api(api: Api) -> Api:
    """Leave a book with four open proposals, three resting and four filled orders and three runs."""
    for _ in range(4):
        api.propose("AAPL")
        assert api.buy("FB")["status"] == "filled"
    for price in ("151", "152", "153"):
        api.buy("IBM", type="limit", limit_price=price, time_in_force="gtc")
        api.run("What is the price of AAPL?")
    return api


def ids(items: list[Any]) -> list[str]:
    return [str(item.get("id") or item.get("execution_id") or item) for item in items]


@pytest.mark.parametrize(("path", "params"), LISTS, ids=NAMES)
def test_a_list_has_items_and_a_cursor_newest_first(api: Api, path: str, params: dict[str, str]) -> None:
    page = api.get(path, **params)
    assert set(page) == {"items", "next_cursor"}
    assert page["items"]
    times: list[datetime] = [moment(item[WHEN[path]]) for item in page["items"]]
    if params.get("kind") or path != "/api/history":
        assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(("path", "params"), LISTS, ids=NAMES)
def test_pages_of_any_size_together_are_the_whole_list(api: Api, path: str, params: dict[str, str]) -> None:
    whole = api.items(path, **params, limit=100)
    assert len(whole) >= 3
    assert len(api.get(path, **params, limit=2)["items"]) == 2
    assert api.items(path, **params, limit=2) == whole
    assert len(set(map(str, whole))) == len(whole)
    assert api.get(path, **params, limit=1)["items"] == whole[:1]


def test_a_page_keeps_its_place_while_the_list_grows(api: Api) -> None:
    whole = ids(api.items("/api/proposals"))
    first = api.get("/api/proposals", limit=2)
    api.propose("MSFT")
    rest = api.get("/api/proposals", limit=100, cursor=first["next_cursor"])
    assert ids(first["items"]) + ids(rest["items"]) == whole


@pytest.mark.parametrize("path", ["/api/proposals", "/api/orders", "/api/history"])
@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "1e3", "", "99999999999999999999"])
def test_a_bad_limit_is_told_or_clipped(api: Api, path: str, limit: str) -> None:
    answer = api.call("GET", path, params={"limit": limit})
    if answer.status_code != 200:
        problem(answer, 422)


@pytest.mark.parametrize("path", ["/api/proposals", "/api/orders", "/api/history"])
@pytest.mark.parametrize("cursor", ["x", "-1", "' OR 1=1 --", "AAAA", "\u00e9", "a" * 5000, "eyJhIjoxfQ==", "9" * 40])
def test_a_bad_cursor_is_422(api: Api, path: str, cursor: str) -> None:
    answer = api.call("GET", path, params={"cursor": cursor})
    if answer.status_code == 200:
        assert set(expect(answer, 200)) == {"items", "next_cursor"}
    else:
        problem(answer, 422)


@pytest.mark.parametrize(("path", "params"), [
    ("/api/proposals", {"status": "nonsense"}), ("/api/orders", {"status": "nonsense"}),
    ("/api/history", {"kind": "nonsense"}), ("/api/history", {"from": "nonsense"}),
    ("/api/history", {"to": "2012-99-99"}),
])  # fmt: skip
def test_a_filter_that_means_nothing_is_told_and_never_shows_everything(
    api: Api, path: str, params: dict[str, str]
) -> None:
    answer = api.call("GET", path, params=params)
    if answer.status_code == 200:
        assert answer.json()["items"] == []
    else:
        problem(answer, 422)


def test_statuses_of_orders_are_told_apart(api: Api) -> None:
    assert {o["status"] for o in api.items("/api/orders")} == {"sent"}
    assert {o["status"] for o in api.items("/api/orders", status="filled")} == {"filled"}
    assert {o["status"] for o in api.items("/api/orders", status="all")} == {"sent", "filled"}
    assert {p["status"] for p in api.items("/api/proposals")} == {"open"}
    assert {p["status"] for p in api.items("/api/proposals", status="filled")} == {"filled"}


def test_history_between_dates_includes_both(api: Api) -> None:
    day = {"from": "2012-06-01", "to": "2012-06-01"}
    assert len(api.items("/api/history", kind="fill", **day)) == 4
    assert api.items("/api/history", kind="fill", **{"from": "2012-06-02"}) == []
    assert api.items("/api/history", kind="fill", to="2012-05-31") == []


def test_history_without_a_kind_has_all_of_them(api: Api) -> None:
    kinds = {item["kind"] for item in api.items("/api/history")}
    assert {"order", "fill", "run"} <= kinds <= {"order", "fill", "run", "proposal", "audit", "equity"}


def test_each_execution_is_told_once(api: Api) -> None:
    executions = [fill["execution_id"] for fill in api.fills()]
    assert len(executions) == len(set(executions)) == 4
    assert {fill["order_id"] for fill in api.fills()} == set(ids(api.items("/api/orders", status="filled")))
