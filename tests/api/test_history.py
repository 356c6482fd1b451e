"""The history is one list, newest first, whose pages together are the whole of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.history import HistoryKind, Span, _Entry, _newest, _read_equity
from api.problems import Problem
from bootstrap import Wiring
from tests.api.conftest import Client

START = datetime(2012, 6, 1, tzinfo=UTC)


def pages(desk: Client, path: str, **params: Any) -> list[Any]:
    page = desk.get(path, **params)
    items = list(page["items"])
    while page["next_cursor"] is not None:
        page = desk.get(path, **params, cursor=page["next_cursor"])
        assert page["items"], "no page but the first is empty"
        items += page["items"]
    return items


@pytest.fixture
def busy(desk: Client) -> Client:
    for _ in range(3):
        desk.buy(symbol="IBM")
        desk.propose(qty="2")
        desk.post("/api/replay", {"step": 1}, status=200)
    desk.buy(type="limit", limit_price="500", time_in_force="gtc")
    return desk


@pytest.mark.parametrize("path", ["/api/history", "/api/proposals?status=all", "/api/orders?status=all"])
def test_pages_of_any_size_are_together_the_whole_list_newest_first(busy: Client, path: str) -> None:
    path, _, query = path.partition("?")
    params = dict([query.split("=")]) if query else {}
    whole = pages(busy, path, **params, limit=200)
    assert len(whole) > 3
    for size in (1, 3):
        assert pages(busy, path, **params, limit=size) == whole
    times = [item.get("at") or item.get("created_at") or item["submitted_at"] for item in whole]
    assert times == sorted(times, reverse=True)


def test_each_kind_alone_is_what_the_whole_has_of_it(busy: Client) -> None:
    whole = pages(busy, "/api/history")
    for kind in HistoryKind:
        alone = pages(busy, "/api/history", kind=kind.value, limit=2)
        assert alone == [item for item in whole if item["kind"] == kind]
    kinds = {item["kind"] for item in whole}
    assert {"order", "fill", "proposal", "audit", "equity"} <= kinds


def test_a_fill_is_told_once_with_its_order(busy: Client) -> None:
    fills = pages(busy, "/api/history", kind="fill")
    assert len({fill["execution_id"] for fill in fills}) == len(fills) == 3
    assert {(f["symbol"], f["side"], f["qty"]) for f in fills} == {("IBM", "buy", "1")}
    filled = {order["id"] for order in pages(busy, "/api/orders", status="filled")}
    assert {fill["order_id"] for fill in fills} == filled


def test_dates_are_inclusive_at_both_ends(busy: Client) -> None:
    # Bought at the closes of 1, 4 and 5 June 2012.
    days = [fill["at"][:10] for fill in pages(busy, "/api/history", kind="fill")]
    assert days == ["2012-06-05", "2012-06-04", "2012-06-01"]
    span = {"from": "2012-06-01", "to": "2012-06-04"}
    assert [f["at"][:10] for f in pages(busy, "/api/history", kind="fill", **span)] == days[1:]
    assert [e["at"][:10] for e in pages(busy, "/api/history", kind="equity", **span)] == days[1:]
    assert pages(busy, "/api/history", kind="order", to="2012-06-30") == [], "orders go by wall time"
    today = datetime.now(UTC).date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    for kind in ("order", "proposal", "audit"):
        whole = pages(busy, "/api/history", kind=kind)
        within = {"from": yesterday.isoformat(), "to": tomorrow.isoformat()}
        assert pages(busy, "/api/history", kind=kind, limit=2, **within) == whole
        assert pages(busy, "/api/history", kind=kind, **{"from": (tomorrow + timedelta(days=1)).isoformat()}) == []
        assert pages(busy, "/api/history", kind=kind, to=(yesterday - timedelta(days=1)).isoformat()) == []


def test_the_ends_of_time_are_dates_too(busy: Client) -> None:
    whole = pages(busy, "/api/history", kind="fill")
    assert pages(busy, "/api/history", kind="fill", **{"from": "0001-01-01", "to": "9999-12-31"}) == whole
    for year in ("0001", "0999", "1899"):
        for kind in HistoryKind:
            assert pages(busy, "/api/history", kind=kind.value, to=f"{year}-12-31") == []
            every = pages(busy, "/api/history", kind=kind.value)
            assert pages(busy, "/api/history", kind=kind.value, **{"from": f"{year}-12-31"}) == every
    assert pages(busy, "/api/history", **{"from": "9999-12-31"}) == []


def test_no_kind_of_history_falls_over_the_ends_of_the_calendar(desk: Client) -> None:
    ends = ["", "0001-01-01", "9999-12-30", "9999-12-31"]
    for kind in ("", *HistoryKind):
        for first, last in ((first, last) for first in ends for last in ends):
            answer = desk.call("GET", "/api/history", params={"kind": str(kind), "from": first, "to": last})
            assert answer.status_code == (422 if first > last != "" else 200), (kind, first, last, answer.text)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "no time"])
def test_a_cursor_at_an_end_of_the_calendar_is_no_cursor(wiring: Wiring, at: str) -> None:
    with pytest.raises(Problem, match="not one that this list gave"):
        _read_equity(wiring.services, Span(start=None, end=None), 5, at)


def test_a_cursor_of_one_list_does_not_fit_another(busy: Client) -> None:
    cursor = busy.get("/api/history", kind="order", limit=1)["next_cursor"]
    assert busy.call("GET", "/api/history", params={"kind": "fill", "cursor": cursor}).status_code == 422
    assert busy.call("GET", "/api/orders", params={"cursor": cursor}).status_code == 422


def test_a_list_keeps_its_place_while_it_grows(busy: Client) -> None:
    first = busy.get("/api/history", kind="proposal", limit=2)
    whole = pages(busy, "/api/history", kind="proposal")
    busy.propose(symbol="IBM")
    rest = pages(busy, "/api/history", kind="proposal", cursor=first["next_cursor"])
    assert [p["id"] for p in first["items"] + rest] == [p["id"] for p in whole]


def entry(minutes: int, name: str) -> _Entry:
    return _Entry(at=START + timedelta(minutes=minutes), shape={}, after=name)


@given(
    st.dictionaries(st.sampled_from(HistoryKind), st.lists(st.integers(0, 5), max_size=6), max_size=6),
    st.integers(1, 12),
)
def test_merging_is_newest_first_and_keeps_each_lists_own_order(minutes: dict[HistoryKind, list[int]], n: int) -> None:
    lists = {
        kind: [entry(m, f"{i}") for i, m in enumerate(sorted(found, reverse=True))] for kind, found in minutes.items()
    }
    merged = _newest(lists, n)
    assert len(merged) == min(n, sum(map(len, lists.values())))
    times = [found.at for found, _ in merged]
    assert times == sorted(times, reverse=True)
    for kind, entries in lists.items():
        mine = [found for found, of in merged if of is kind]
        assert mine == entries[: len(mine)]


def test_an_empty_value_of_a_query_is_as_if_it_were_not_there(busy: Client) -> None:
    whole = busy.get("/api/history")
    assert busy.call("GET", "/api/history?kind=&from=&to=&cursor=").json() == whole
    bars = busy.get("/api/bars", symbol="AAPL")
    path = "/api/bars?symbol=AAPL&timeframe=&from=&to=&adjusted=true&buckets=&indicators="
    assert busy.call("GET", path).json() == bars
    assert busy.call("GET", "/api/orders?status=").json() == busy.get("/api/orders")
    assert busy.call("GET", "/api/bars?symbol=").status_code == 422
