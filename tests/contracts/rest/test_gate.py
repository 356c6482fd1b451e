"""The gate refuses with reasons, at proposal and again at approval, and nothing refused is ever sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from .desk_client import Api, dec, expect, problem


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    lasting_api.reset()
    return lasting_api


@pytest.fixture(autouse=True)
def new_book(api: Api) -> Iterator[None]:
    """Give each test an empty book, and put every limit back after it."""
    limits = api.get("/api/limits")
    api.reset()
    yield
    expect(api.call("PUT", "/api/limits", json=limits), 200)


def refused(answer: Any) -> Any:
    details = problem(answer, 422)
    assert details["reasons"] and all(isinstance(r, str) and r for r in details["reasons"]), details
    return details


def test_an_order_at_the_cap_passes_and_a_cent_above_it_is_refused(api: Api) -> None:
    expect(api.put_limits(max_order_notional="560.99"), 200)
    api.propose("AAPL")
    expect(api.put_limits(max_order_notional="560.98"), 200)
    details = refused(api.trade("AAPL"))
    assert "560.99" in " ".join(details["reasons"]), "a reason has the value and the limit"
    assert "560.98" in " ".join(details["reasons"])


def test_a_refused_ticket_that_was_written_answers_by_its_id(api: Api) -> None:
    expect(api.put_limits(max_order_notional="100"), 200)
    details = refused(api.trade("AAPL"))
    shown = api.proposal(details["proposal_id"])
    assert (shown["status"], shown["gate"]["allowed"], shown["order"]) == ("refused", False, None)
    assert any(not rule["ok"] and rule["reason"] for rule in shown["gate"]["rules"])
    problem(api.post(f"/api/proposals/{shown['id']}/approve", {"approval_hash": shown["approval_hash"] or "x"}), 409)


def test_the_notional_of_a_ticket_counts_too(api: Api) -> None:
    expect(api.put_limits(max_order_notional="1000"), 200)
    ticket = {"symbol": "MSFT", "side": "buy", "type": "market"}
    refused(api.post("/api/trade", {**ticket, "notional": "1000.01"}))
    expect(api.post("/api/trade", {**ticket, "notional": "1000"}), 201)


def test_the_cap_of_a_symbol_counts_what_is_held(api: Api) -> None:
    expect(api.put_limits(max_symbol_notional="1000"), 200)
    assert api.buy("AAPL")["status"] == "filled"
    refused(api.trade("AAPL"))
    api.propose("GOOG")


def test_the_cap_of_a_symbol_counts_what_rests(api: Api) -> None:
    expect(api.put_limits(max_symbol_notional="1000"), 200)
    api.buy("AAPL", type="limit", limit_price="550", time_in_force="gtc")
    refused(api.trade("AAPL", type="limit", limit_price="550"))


def test_the_gross_cap_counts_all_symbols(api: Api) -> None:
    expect(api.put_limits(max_gross_notional="1000"), 200)
    assert api.buy("AAPL")["status"] == "filled"
    refused(api.trade("GOOG"))
    api.propose("FB")


def test_an_exit_is_possible_past_every_cap(api: Api) -> None:
    assert api.buy("AAPL", "2")["status"] == "filled"
    expect(api.put_limits(max_symbol_notional="100", max_gross_notional="100", max_symbol_weight_pct="0.01"), 200)
    expect(api.post("/api/positions/AAPL/close", {"percentage": "100"}), 201)


def test_the_weight_of_a_symbol_is_capped(api: Api) -> None:
    equity = dec(api.get("/api/portfolio")["account"]["equity"])
    expect(api.put_limits(max_symbol_weight_pct="1"), 200)
    over = int(equity / 100 / Decimal("28.45")) + 2
    refused(api.trade("MSFT", str(over)))
    api.propose("MSFT", str(over - 4))


def test_a_purchase_beyond_the_buying_power_is_refused(api: Api) -> None:
    power = dec(api.get("/api/portfolio")["account"]["buying_power"])
    assert power < 1_000_000
    refused(api.trade("MSFT", str(int(power / Decimal("28.45")) + 10)))


def test_a_symbol_off_the_allow_list_is_refused(api: Api) -> None:
    expect(api.call("PUT", "/api/limits", json={"allowed_symbols": ["AAPL", "FB"]}), 200)
    api.propose("AAPL")
    assert "IBM" in " ".join(refused(api.trade("IBM"))["reasons"])


def test_orders_per_day_are_counted_on_the_market_clock(api: Api) -> None:
    api.reset("2012-10-15")
    expect(api.put_limits(max_orders_per_day="1"), 200)
    assert api.buy("FB")["status"] == "filled"
    refused(api.trade("FB"))
    api.step()
    api.propose("FB")


def test_the_gate_asks_again_at_approval_and_its_no_leaves_the_proposal_open(api: Api) -> None:
    proposal = api.propose("AAPL")
    expect(api.put_limits(max_order_notional="500"), 200)
    assert problem(api.approve(proposal), 409)["reasons"]
    assert api.proposal(proposal["id"])["status"] == "open"
    assert api.position("AAPL") is None
    expect(api.put_limits(max_order_notional="5000"), 200)
    expect(api.approve(api.proposal(proposal["id"])), 200)


def test_a_symbol_taken_off_the_list_between_proposal_and_approval_is_409(api: Api) -> None:
    proposal = api.propose("AAPL")
    expect(api.call("PUT", "/api/limits", json={"allowed_symbols": ["IBM"]}), 200)
    assert problem(api.approve(proposal), 409)["reasons"]
    assert api.fills_of(proposal["id"]) == []


def test_of_eight_tickets_of_60_percent_of_a_cap_approved_at_once_one_is_sent(api: Api) -> None:
    expect(api.put_limits(max_symbol_notional="1000"), 200)
    tickets = [api.propose("MSFT", "21") for _ in range(8)]  # 21 * 28.45 = 597.45
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(api.approve, tickets))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 7
    assert all(problem(a, 409)["reasons"] for a in answers if a.status_code == 409)
    for ticket in (t for t in tickets if api.proposal(t["id"])["status"] == "open"):
        assert problem(api.approve(api.proposal(ticket["id"])), 409)["reasons"], "nor one after the other"
    assert dec(api.position("MSFT")["qty"]) == 21


def test_while_the_kill_switch_is_on_proposing_is_422_and_approving_409(api: Api) -> None:
    resting = api.buy("IBM", type="limit", limit_price="150", time_in_force="gtc")
    assert api.buy("AAPL")["status"] == "filled"
    proposal = api.propose("FB")
    try:
        expect(api.post("/api/kill", {"on": True}), 200)
        api.order_becomes(resting["id"], "cancelled")
        refused(api.trade("FB"))
        refused(api.post("/api/positions/AAPL/close", {"percentage": "100"}))
        assert problem(api.approve(proposal), 409)["reasons"]
        assert api.proposal(proposal["id"])["status"] == "open"
        run = api.run("Buy 1 share of AAPL at market price")
        assert run["status"] == "done" and all(api.proposal(id)["status"] == "refused" for id in run["proposals"])
        expect(api.post("/api/kill", {"on": True}), 200)
    finally:
        expect(api.post("/api/kill", {"on": False}), 200)
    assert dec(api.position("AAPL")["qty"]) == 1, "the switch sells nothing"
    expect(api.approve(api.proposal(proposal["id"])), 200)
    api.propose("AAPL")


@pytest.mark.parametrize("sent", [{}, {"on": "perhaps"}, {"on": None}, [], "on", {"on": 2}])
def test_a_kill_that_does_not_say_on_or_off_is_422_and_changes_nothing(api: Api, sent: Any) -> None:
    problem(api.call("POST", "/api/kill", json=sent), 422)
    api.propose("AAPL")


def test_every_change_of_the_switch_and_of_a_limit_is_in_the_audit_log(api: Api) -> None:
    before = len(api.items("/api/history", kind="audit"))
    expect(api.put_limits(max_order_notional="4321.5"), 200)
    expect(api.post("/api/kill", {"on": True}), 200)
    expect(api.post("/api/kill", {"on": False}), 200)
    entries = api.items("/api/history", kind="audit")
    assert len(entries) >= before + 3
    assert "4321.5" in str(entries[: len(entries) - before])
