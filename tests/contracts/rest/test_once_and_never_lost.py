"""Idempotency, parallel calls, and a process that dies between any two requests."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.desk_process import DeskProcess

from .desk_client import Api, body, dec, expect, problem

TICKET = {"symbol": "MSFT", "side": "buy", "qty": "1", "type": "market"}
WORDS = {"query": "Buy 1 share of MSFT at market price"}


def power_cut(desk: DeskProcess, *apis: Api) -> None:
    desk.kill()
    desk.start()
    for api in apis:
        api.reconnect()


def all_proposals(api: Api) -> list[str]:
    return [p["id"] for p in api.items("/api/proposals", status="all")]


def test_a_repeated_ticket_answers_the_first_answer(api: Api) -> None:
    once, before = uuid4().hex, len(all_proposals(api))
    first = api.post("/api/trade", TICKET, once=once)
    second = api.post("/api/trade", TICKET, once=once)
    assert expect(second, 201) == expect(first, 201)
    assert len(all_proposals(api)) == before + 1


def test_the_first_answer_is_repeated_after_the_proposal_went_on(api: Api) -> None:
    once = uuid4().hex
    first = expect(api.post("/api/trade", TICKET, once=once), 201)
    expect(api.approve(first), 200)
    assert expect(api.post("/api/trade", TICKET, once=once), 201) == first


def test_a_refusal_is_repeated_too(api: Api) -> None:
    once, ticket = uuid4().hex, {**TICKET, "symbol": "ZZZZ"}
    first = problem(api.post("/api/trade", ticket, once=once), 422)
    assert problem(api.post("/api/trade", ticket, once=once), 422) == first


def test_the_same_key_with_another_body_is_422(api: Api) -> None:
    once = uuid4().hex
    expect(api.post("/api/trade", TICKET, once=once), 201)
    before = all_proposals(api)
    problem(api.post("/api/trade", {**TICKET, "qty": "2"}, once=once), 422)
    assert all_proposals(api) == before


def test_a_repeated_run_is_the_first_run_and_another_text_is_422(api: Api) -> None:
    once = uuid4().hex
    first = expect(api.post("/agent/run", WORDS, once=once), 202)
    assert expect(api.post("/agent/run", WORDS, once=once), 202) == first
    problem(api.post("/agent/run", {"query": "Buy 2 shares of MSFT"}, once=once), 422)
    assert len(api.settled(first["task_id"])["proposals"]) == 1


def test_a_key_is_kept_per_route_and_per_api_key(api: Api, desk: DeskProcess) -> None:
    once, other = uuid4().hex, Api(desk, "propose")
    first = expect(api.post("/api/trade", TICKET, once=once), 201)
    expect(api.post("/agent/run", WORDS, once=once), 202)
    assert expect(other.post("/api/trade", TICKET, once=once), 201)["id"] != first["id"]


@pytest.mark.parametrize("once", ["x" * 5000, "", "\u00e9", "a b", "'; --"])
def test_a_strange_idempotency_key_is_no_server_error(api: Api, once: str) -> None:
    answer = api.call("POST", "/api/trade", json=TICKET, headers={"Idempotency-Key": once.encode("latin-1")})
    assert answer.status_code in (201, 422), answer.text


def test_twenty_parallel_repeats_write_one_ticket(api: Api) -> None:
    once, before = uuid4().hex, len(all_proposals(api))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.post("/api/trade", TICKET, once=once), range(20)))
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({body(a)["id"] for a in answers if a.status_code == 201}) == 1
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409)
            assert float(answer.headers["Retry-After"]) >= 0
    assert len(all_proposals(api)) == before + 1


@pytest.mark.parametrize("keyed", [False, True], ids=["without a key", "with one key"])
def test_twenty_parallel_approvals_are_one_order_and_one_fill(api: Api, keyed: bool) -> None:
    proposal, once = api.propose("FB"), uuid4().hex if keyed else None
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.approve(proposal, once=once), range(20)))
    statuses = [a.status_code for a in answers]
    assert set(statuses) <= {200, 409}
    assert statuses.count(200) >= 1 if keyed else statuses.count(200) == 1
    api.order_becomes(proposal["id"], "filled")
    assert len(api.fills_of(proposal["id"])) == 1
    assert [o["id"] for o in api.items("/api/orders", status="all")].count(proposal["id"]) == 1


def test_an_approval_and_a_cancel_at_once_have_one_winner(api: Api) -> None:
    for _ in range(5):
        proposal = api.propose("GOOG")
        with ThreadPoolExecutor(2) as pool:
            approved = pool.submit(api.approve, proposal)
            cancelled = pool.submit(api.post, f"/api/proposals/{proposal['id']}/cancel")
        assert sorted([approved.result().status_code, cancelled.result().status_code]) == [200, 409]
        assert len(api.fills_of(proposal["id"])) == (1 if approved.result().status_code == 200 else 0)


def test_equal_tickets_approved_at_once_are_as_many_orders(api: Api) -> None:
    assert api.position("IBM") is None
    for _ in range(6):
        tickets = [api.propose("IBM") for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(api.approve, tickets))
        for ticket, answer in zip(tickets, answers, strict=True):
            if answer.status_code != 200:
                assert problem(answer, 409)["reasons"]
                again = api.proposal(ticket["id"])
                assert again["status"] == "open", "the gate's no at approval leaves the proposal open"
                expect(api.approve(again), 200)
            api.order_becomes(ticket["id"], "filled")
    assert dec(api.position("IBM")["qty"]) == 18


def state(api: Api, run_id: str) -> dict[str, Any]:
    portfolio = api.get("/api/portfolio")
    return {
        "account": portfolio["account"],
        "positions": [(p["symbol"], p["qty"], p["avg_entry_price"]) for p in portfolio["positions"]],
        "orders": api.items("/api/orders", status="all"),
        "fills": api.fills(),
        "run": api.get(f"/agent/status/{run_id}"),
        "limits": api.get("/api/limits"),
        "audit": list(api.items("/api/history", kind="audit"))[-50:],
    }


def test_a_process_killed_between_requests_loses_nothing(api: Api, desk: DeskProcess) -> None:
    api.step()
    resting = api.buy("AAPL", type="limit", limit_price="500", time_in_force="gtc")
    run, once = api.run("Buy 3 shares of MSFT at market price"), uuid4().hex
    expect(api.put_limits(approval_ttl_s="120"), 200)
    proposed = expect(api.post("/api/trade", TICKET, once=once), 201)
    waiting = api.proposal(run["proposals"][0])
    before = state(api, run["task_id"])

    power_cut(desk, api)
    assert state(api, run["task_id"]) == before
    assert api.proposal(waiting["id"])["status"] == "open"
    assert "2012-06-04" in api.get("/api/portfolio")["as_of"]
    assert expect(api.post("/api/trade", TICKET, once=once), 201) == proposed
    problem(api.post("/api/trade", {**TICKET, "qty": "7"}, once=once), 422)

    approval = uuid4().hex
    first = expect(api.approve(waiting, once=approval), 200)
    power_cut(desk, api)
    assert expect(api.approve(waiting, once=approval), 200) == first
    problem(api.approve(waiting), 409)
    api.order_becomes(waiting["id"], "filled")
    assert len(api.fills_of(waiting["id"])) == 1
    assert api.settled(run["task_id"], "done")["result"]
    assert api.order(resting["id"])["status"] == "sent"
    expect(api.approve(api.proposal(proposed["id"])), 200)


def test_the_kill_switch_holds_over_a_power_cut(api: Api, desk: DeskProcess) -> None:
    expect(api.post("/api/kill", {"on": True}), 200)
    power_cut(desk, api)
    assert problem(api.post("/api/trade", TICKET), 422)["reasons"]
    expect(api.post("/api/kill", {"on": False}), 200)
    power_cut(desk, api)
    expect(api.post("/api/trade", TICKET), 201)


def test_a_run_cut_off_by_a_power_cut_ends_and_writes_at_most_one_ticket(api: Api, desk: DeskProcess) -> None:
    task_id = expect(api.post("/agent/run", WORDS), 202)["task_id"]
    power_cut(desk, api)
    run = api.settled(task_id)
    assert run["result"] and len(run["proposals"]) <= 1
