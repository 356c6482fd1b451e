"""Replacing, cancelling and closing are tickets too, each with its own id."""

from collections.abc import Iterator
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
    api.reset()
    yield


@pytest.fixture
def resting(api: Api) -> Any:
    order = api.buy("AAPL", type="limit", limit_price="500", time_in_force="gtc")
    assert order["status"] == "sent"
    return order


def test_a_delete_writes_a_ticket_approves_it_and_the_venue_cancels(api: Api, resting: Any) -> None:
    proposal = expect(api.call("DELETE", f"/api/orders/{resting['id']}"), 202)
    assert proposal["id"] != resting["id"]
    assert (proposal["ticket"]["action"], proposal["ticket"]["target_id"]) == ("cancel", resting["id"])
    assert dec(api.order_becomes(resting["id"], "cancelled")["filled_qty"]) == 0
    assert api.items("/api/orders") == []
    assert proposal["id"] in [p["id"] for p in api.items("/api/proposals", status="all")]
    api.step()
    assert api.fills_of(resting["id"]) == []


def test_a_second_delete_is_no_server_error_and_changes_nothing(api: Api, resting: Any) -> None:
    expect(api.call("DELETE", f"/api/orders/{resting['id']}"), 202)
    api.order_becomes(resting["id"], "cancelled")
    assert api.call("DELETE", f"/api/orders/{resting['id']}").status_code in (202, 409, 422)
    assert api.order(resting["id"])["status"] == "cancelled"


def test_a_filled_order_cannot_be_cancelled_or_replaced(api: Api) -> None:
    filled = api.buy("AAPL")
    problem(api.call("DELETE", f"/api/orders/{filled['id']}"), 409, 422)
    problem(api.call("PATCH", f"/api/orders/{filled['id']}", json={"qty": "2"}), 409, 422)
    assert api.order(filled["id"])["status"] == "filled"
    assert dec(api.position("AAPL")["qty"]) == 1


def test_a_patch_makes_a_new_order_and_the_old_one_is_replaced(api: Api, resting: Any) -> None:
    proposal = expect(api.call("PATCH", f"/api/orders/{resting['id']}", json={"limit_price": "550"}), 202)
    assert (proposal["ticket"]["action"], proposal["ticket"]["target_id"]) == ("replace", resting["id"])
    assert proposal["id"] != resting["id"]
    api.order_becomes(resting["id"], "replaced")
    new = api.order(proposal["id"])
    assert new["client_order_id"] == proposal["id"]
    assert (new["symbol"], new["side"], dec(new["qty"]), new["time_in_force"]) == ("AAPL", "buy", 1, "gtc")
    assert [o["id"] for o in api.items("/api/orders")] == [new["id"]]
    api.step()  # low 548.50
    assert dec(api.order_becomes(new["id"], "filled")["filled_avg_price"]) == Decimal("550")
    assert dec(api.position("AAPL")["qty"]) == 1


def test_a_replacement_is_gated(api: Api, resting: Any) -> None:
    before = api.get("/api/limits")
    expect(api.put_limits(max_order_notional="1000"), 200)
    try:
        answer = api.call("PATCH", f"/api/orders/{resting['id']}", json={"qty": "10"})
        assert problem(answer, 409, 422)["reasons"]
    finally:
        expect(api.call("PUT", "/api/limits", json=before), 200)
    assert api.order(resting["id"])["status"] == "sent"
    assert [o["id"] for o in api.items("/api/orders")] == [resting["id"]]


@pytest.mark.parametrize(
    "sent", [{}, {"limit_price": "-1"}, {"qty": "0"}, {"qty": "NaN"}, {"limit_price": "x"}, {"limit_price": None}, []]
)
def test_a_malformed_replacement_is_refused_and_changes_nothing(api: Api, resting: Any, sent: Any) -> None:
    problem(api.call("PATCH", f"/api/orders/{resting['id']}", json=sent), 409, 422)
    assert api.order(resting["id"])["status"] == "sent"
    assert [o["id"] for o in api.items("/api/orders")] == [resting["id"]]


def test_cancelling_by_a_ticket_waits_for_its_approval(api: Api, resting: Any) -> None:
    proposal = expect(api.post("/api/trade", {"action": "cancel", "target_id": resting["id"]}), 201)
    assert api.order(resting["id"])["status"] == "sent"
    expect(api.approve(proposal), 200)
    api.order_becomes(resting["id"], "cancelled")


@pytest.mark.parametrize("action", ["cancel", "replace"])
@pytest.mark.parametrize("target", [{}, {"target_id": "none"}, {"target_id": None}, {"target_id": 5}])
def test_a_cancel_or_replace_of_nothing_is_422(api: Api, action: str, target: dict[str, Any]) -> None:
    assert problem(api.post("/api/trade", {"action": action, "limit_price": "5", **target}), 422)["reasons"]


def test_a_close_is_a_reduce_only_proposal_that_waits(api: Api) -> None:
    api.buy("IBM", "5")
    proposal = expect(api.post("/api/positions/IBM/close", {"percentage": "100"}), 201)
    ticket = proposal["ticket"]
    assert (ticket["symbol"], ticket["side"], dec(ticket["qty"])) == ("IBM", "sell", 5)
    assert ticket["reduce_only"] is True
    assert (proposal["status"], dec(api.position("IBM")["qty"])) == ("open", 5)
    expect(api.approve(proposal), 200)
    assert api.order_becomes(proposal["id"], "filled")["client_order_id"] == proposal["id"]
    assert api.position("IBM") is None


@pytest.mark.parametrize(("held", "sent", "qty"), [
    ("5", {"qty": "2"}, "2"), ("5", {"percentage": "50"}, "2"), ("5", {"percentage": "99"}, "4"),
    ("1.5", {"percentage": "50"}, "0.75"), ("1.5", {"percentage": "100"}, "1.5"),
])  # fmt: skip
def test_a_part_is_closed_exactly(api: Api, held: str, sent: dict[str, str], qty: str) -> None:
    api.buy("IBM", held)
    proposal = expect(api.post("/api/positions/IBM/close", sent), 201)
    assert dec(proposal["ticket"]["qty"]) == Decimal(qty)
    expect(api.approve(proposal), 200)
    api.order_becomes(proposal["id"], "filled")
    left = api.position("IBM")
    assert (dec(left["qty"]) if left else 0) == Decimal(held) - Decimal(qty)


@pytest.mark.parametrize("sent", [
    {"qty": "6"}, {"qty": "0"}, {"qty": "-1"}, {"qty": "NaN"}, {"qty": "x"}, {"percentage": "0"}, {"percentage": "101"},
    {"percentage": "-5"}, {"percentage": "NaN"}, {"qty": "1", "percentage": "10"}, [], "all", {"percentage": []},
])  # fmt: skip
def test_a_close_that_cannot_be_is_422_with_reasons(api: Api, sent: Any) -> None:
    api.buy("IBM", "5")
    assert problem(api.call("POST", "/api/positions/IBM/close", json=sent), 422)["reasons"]
    assert "IBM" not in [p["ticket"]["symbol"] for p in api.items("/api/proposals")]
    assert dec(api.position("IBM")["qty"]) == 5


@pytest.mark.parametrize("symbol", ["GOOG", "ZZZZ", "%00", "..%2F..", "A" * 300])
def test_closing_what_is_not_held_is_told(api: Api, symbol: str) -> None:
    problem(api.post(f"/api/positions/{symbol}/close", {"percentage": "100"}), 404, 409, 422)


def test_two_closes_of_one_position_never_sell_it_twice(api: Api) -> None:
    api.buy("IBM", "5")
    first = expect(api.post("/api/positions/IBM/close", {"percentage": "100"}), 201)
    second = api.post("/api/positions/IBM/close", {"percentage": "100"})
    expect(api.approve(first), 200)
    api.order_becomes(first["id"], "filled")
    if second.status_code == 201:
        assert problem(api.approve(second.json()), 409)["reasons"]
    assert api.position("IBM") is None


def test_reduce_only_never_opens_or_turns_a_position(api: Api) -> None:
    assert problem(api.trade("GOOG", "1", "sell", reduce_only=True), 422)["reasons"]
    api.buy("IBM", "2")
    assert problem(api.trade("IBM", "3", "sell", reduce_only=True), 422)["reasons"]
    assert problem(api.trade("IBM", "1", "buy", reduce_only=True), 422)["reasons"]


def test_cash_and_positions_are_conserved_to_the_cent(api: Api) -> None:
    start = dec(api.get("/api/portfolio")["account"]["equity"])
    for symbol, qty, side in [("AAPL", "3", "buy"), ("IBM", "7", "buy"), ("AAPL", "1", "sell"), ("FB", "2.5", "buy")]:
        assert api.buy(symbol, qty, side)["status"] == "filled"
    portfolio = api.get("/api/portfolio")
    worth = sum((Decimal(str(p["market_value"])) for p in portfolio["positions"]), Decimal(0))
    account = portfolio["account"]
    assert dec(account["equity"]) == start
    assert dec(account["cash"]) + worth == dec(account["equity"])
    assert start - dec(account["cash"]) == 2 * Decimal("560.99") + 7 * Decimal("189.08") + Decimal("69.30")
