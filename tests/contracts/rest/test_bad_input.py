"""Whatever is sent, /api/trade refuses it with 422 and reasons, nothing answers 500, and nothing is left behind."""

from typing import Any

import pytest

from .desk_client import Api, expect, problem

GOOD = {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "market"}
LIMIT = {**GOOD, "type": "limit", "limit_price": "550"}
BRACKET = {**GOOD, "order_class": "bracket"}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


BAD: list[Any] = [
    None, [], [GOOD], "buy 1 AAPL", 5, True, {}, without("symbol"), without("side"), without("qty"),
    *({**GOOD, "symbol": s} for s in ("ZZZZ", "", " ", "A" * 1000, "../../etc/passwd", "AAPL'; --", "\u0000",
                                      "\u0410APL", None, 5, ["AAPL"], {})),
    *({**GOOD, "side": s} for s in ("hold", "", "BUY NOW", None, 1, ["buy"])),
    *({**GOOD, "qty": q} for q in ("0", "-1", "NaN", "sNaN", "Infinity", "-Infinity", "1e308", "1E+999999",
                                   "10.123456789", "", " ", "ten", "0x10", "1,5", "1e-30", None, [], {}, True, 0, -1,
                                   1e308, 10.123456789, 10**400, "9" * 5000)),
    *({**without("qty"), "notional": n} for n in ("0", "-5", "NaN", "Infinity", "1e308", "x", "0.00001", None, [])),
    {**GOOD, "notional": "500"},
    *({**GOOD, "type": t} for t in ("magic", "", 5, "stop", "limit", "stop_limit", "trailing_stop")),
    *({**LIMIT, "limit_price": p} for p in ("0", "-5", "NaN", "Infinity", "x", None, [], "550.001", "1e308")),
    {**GOOD, "type": "stop", "stop_price": "-1"}, {**GOOD, "type": "stop", "stop_price": "NaN"},
    {**GOOD, "type": "trailing_stop", "trail_percent": "-1"}, {**GOOD, "type": "trailing_stop", "trail_percent": "NaN"},
    {**GOOD, "type": "trailing_stop", "trail_percent": "5", "trail_price": "5"},
    *({**GOOD, "time_in_force": t} for t in ("forever", "", 5, [])),
    *({**GOOD, "order_class": c} for c in ("fancy", 5, [])),
    *({**GOOD, "extended_hours": e} for e in ("maybe", [], 7)),
    *({**GOOD, "reduce_only": e} for e in ("maybe", [])),
    *({**GOOD, "action": a} for a in ("explode", 5, [])),
    BRACKET, {**BRACKET, "take_profit": {"limit_price": "600"}}, {**BRACKET, "stop_loss": {"stop_price": "500"}},
    {**BRACKET, "take_profit": {"limit_price": "500"}, "stop_loss": {"stop_price": "600"}},
    {**BRACKET, "take_profit": {"limit_price": "NaN"}, "stop_loss": {"stop_price": "500"}},
    {**BRACKET, "take_profit": "600", "stop_loss": "500"}, {**BRACKET, "take_profit": [], "stop_loss": {}},
]  # fmt: skip
BROKEN = [
    b"", b" ", b"{", b"}", b'{"symbol": "AAPL", "side": "buy", "qty": NaN}', b"\xff\xfe\x00", b'{"symbol": "\xe9"}',
    b'{"symbol": "AAPL", "side": "buy", "qty": 1e999}', b"symbol=AAPL&qty=1", b"[" * 100_000, b'{"a":' * 100_000,
    b'{"symbol": "AAPL", "symbol": ', b'{"symbol": "\\ud800", "side": "buy", "qty": "1"}', b"nul",
    b'{"symbol": "AAPL", "side": "buy", "type": "market", "qty": "' + b"1" * 5_000_000 + b'"}',
    b'{"symbol": "AAPL", "side": "buy", "type": "market", "qty": ' + b"1" * 50_000 + b"}",
    b'{"symbol": "' + b"A" * 20_000_000 + b'", "side": "buy", "qty": "1"}',
]  # fmt: skip
OTHERS = [
    ("POST", "/agent/run"), ("POST", "/api/analyze"), ("POST", "/api/kill"), ("POST", "/api/replay"),
    ("POST", "/api/positions/AAPL/close"), ("PUT", "/api/limits"), ("PATCH", "/api/orders/none"),
    ("POST", "/api/proposals/none/approve"),
]  # fmt: skip


def assert_refused(answer: Any) -> None:
    reasons = problem(answer, 422)["reasons"]
    assert reasons and all(isinstance(reason, str) and reason for reason in reasons), answer.text[:500]


@pytest.mark.parametrize("ticket", BAD, ids=lambda ticket: str(ticket)[:90])
def test_a_bad_ticket_is_422_with_reasons(api: Api, ticket: Any) -> None:
    assert_refused(api.call("POST", "/api/trade", json=ticket))


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: f"{len(content)} {content[:40]!r}")
def test_a_broken_body_is_422_with_reasons(api: Api, content: bytes) -> None:
    assert_refused(api.call("POST", "/api/trade", content=content, headers={"content-type": "application/json"}))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=x"])
def test_another_content_type_is_no_server_error(api: Api, kind: str) -> None:
    answer = api.call("POST", "/api/trade", content=b"symbol=AAPL", headers={"content-type": kind})
    assert_refused(answer)


@pytest.mark.parametrize(("method", "path"), OTHERS, ids=[path for _, path in OTHERS])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b'"x"', b"null", b"\xff", b"[" * 50_000, b"NaN"])
def test_a_broken_body_elsewhere_is_a_problem_and_never_a_server_error(
    api: Api, method: str, path: str, content: bytes
) -> None:
    answer = api.call(method, path, content=content, headers={"content-type": "application/json"})
    problem(answer, 404, 409, 422)


@pytest.mark.parametrize(
    "query", ["", "   ", None, 5, ["buy 1 AAPL"], {"a": 1}, "x" * 1_000_000], ids=lambda q: str(q)[:20]
)
def test_a_run_without_words_is_422(api: Api, query: Any) -> None:
    problem(api.post("/agent/run", {"query": query}), 422)


@pytest.mark.parametrize("query", [
    "\u0000", "\U0001f600 " * 50, "buy " * 200, "<script>alert(1)</script>", "'; DROP TABLE orders; --", "{{7*7}}",
    "buy -5 AAPL", "buy 0 AAPL", "buy NaN AAPL", "buy 1e308 AAPL", "buy 10.123456789 shares of AAPL",
    "\u202e LPAA 1 yub", "buy 99999999999999999999999 AAPL",
])  # fmt: skip
def test_strange_words_end_with_a_sentence_and_no_open_ticket(api: Api, query: str) -> None:
    answer = api.post("/agent/run", {"query": query})
    if answer.status_code != 202:
        problem(answer, 422)
        return
    run = api.settled(expect(answer, 202)["task_id"])
    assert run["status"] == "done" and run["result"], run
    assert all(api.proposal(id)["status"] == "refused" for id in run["proposals"]), run
    assert "Traceback" not in str(run)


def test_a_number_for_a_quantity_is_taken_or_refused_but_never_changed(api: Api) -> None:
    answer = api.call("POST", "/api/trade", json={**GOOD, "qty": 1})
    if answer.status_code == 201:
        assert answer.json()["ticket"]["qty"] == "1"
        expect(api.post(f"/api/proposals/{answer.json()['id']}/cancel"), 200)
    else:
        assert_refused(answer)


def test_nothing_of_it_left_an_open_proposal_an_order_or_a_fill(api: Api) -> None:
    assert api.items("/api/proposals") == []
    assert api.items("/api/orders", status="all") == []
    assert api.fills() == []
    assert api.get("/api/portfolio")["positions"] == []
