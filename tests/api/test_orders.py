"""Orders are listed as they stand, and each change of one is a ticket, approved by the key's owner in the same call."""

from typing import Any

import pytest

from tests.api.conftest import Client

FIELDS = {
    "id", "client_order_id", "broker_id", "symbol", "side", "qty", "notional", "type", "time_in_force", "order_class",
    "status", "filled_qty", "filled_avg_price", "submitted_at", "updated_at", "legs",
}  # fmt: skip


@pytest.fixture
def resting(desk: Client) -> Any:
    order = desk.buy(type="limit", limit_price="500", time_in_force="gtc")
    assert order["status"] == "sent"
    return order


def ids(desk: Client, **params: Any) -> list[str]:
    return [order["id"] for order in desk.get("/api/orders", **params)["items"]]


def test_open_orders_are_listed_unless_another_status_is_asked_for(desk: Client, resting: Any) -> None:
    filled = desk.buy(symbol="IBM")
    assert set(resting) >= FIELDS
    assert ids(desk) == [resting["id"]]
    assert ids(desk, status="filled") == [filled["id"]]
    assert ids(desk, status="all") == ids(desk, status="sent,filled") == [filled["id"], resting["id"]]


def test_a_delete_is_202_with_an_approved_cancel_ticket_of_its_own(desk: Client, resting: Any) -> None:
    answer = desk.call("DELETE", f"/api/orders/{resting['id']}")
    assert answer.status_code == 202
    proposal = answer.json()
    assert proposal["id"] != resting["id"]
    assert (proposal["ticket"]["action"], proposal["ticket"]["target_id"]) == ("cancel", resting["id"])
    assert proposal["status"] != "open"
    assert desk.get(f"/api/orders/{resting['id']}")["status"] == "cancelled"
    assert ids(desk) == []


def test_a_patch_is_202_with_an_approved_replacement_of_its_own(desk: Client, resting: Any) -> None:
    answer = desk.call("PATCH", f"/api/orders/{resting['id']}", json={"limit_price": "510", "qty": "2"})
    assert answer.status_code == 202
    new = desk.get(f"/api/orders/{answer.json()['id']}")
    assert new["id"] == new["client_order_id"] != resting["id"]
    assert (new["qty"], new["limit_price"], new["time_in_force"], new["status"]) == ("2", "510", "gtc", "sent")
    assert desk.get(f"/api/orders/{resting['id']}")["status"] == "replaced"
    assert ids(desk) == [new["id"]]


def test_a_repeated_change_with_its_idempotency_key_changes_once(desk: Client, resting: Any) -> None:
    path = f"/api/orders/{resting['id']}"
    first = desk.call("PATCH", path, json={"limit_price": "510"}, once="p")
    assert desk.call("PATCH", path, json={"limit_price": "510"}, once="p").json() == first.json()
    assert desk.call("PATCH", path, json={"limit_price": "511"}, once="p").status_code == 422
    gone = desk.call("DELETE", f"/api/orders/{first.json()['id']}", once="d")
    assert desk.call("DELETE", f"/api/orders/{first.json()['id']}", once="d").json() == gone.json()


@pytest.mark.parametrize(
    "body",
    [{}, {"qty": None}, {"qty": "0"}, {"limit_price": "NaN"}, {"limit_price": "x"}, {"symbol": "IBM"}, {"side": "sell"},
     {"stop_price": "5"}, {"time_in_force": "forever"}, {"qty": []}],
)  # fmt: skip
def test_a_change_that_cannot_be_is_422_and_changes_nothing(desk: Client, resting: Any, body: dict[str, Any]) -> None:
    assert desk.call("PATCH", f"/api/orders/{resting['id']}", json=body).status_code == 422
    assert ids(desk, status="all") == [resting["id"]]
    assert desk.get(f"/api/orders/{resting['id']}")["limit_price"] == "500"


def test_a_replacement_is_gated(desk: Client, resting: Any) -> None:
    told = desk.call("PATCH", f"/api/orders/{resting['id']}", json={"qty": "1000"})
    assert told.status_code == 422
    assert desk.get(f"/api/proposals/{told.json()['proposal_id']}")["status"] == "refused"
    assert ids(desk) == [resting["id"]]


def test_an_order_that_has_ended_is_not_changed(desk: Client) -> None:
    filled = desk.buy()
    for method, body in (("DELETE", None), ("PATCH", {"qty": "2"})):
        assert desk.call(method, f"/api/orders/{filled['id']}", json=body).status_code in (409, 422)
    assert desk.get(f"/api/orders/{filled['id']}")["status"] == "filled"


def test_the_legs_of_a_bracket_live_inside_their_parent(desk: Client) -> None:
    exits = {"take_profit": {"limit_price": "600"}, "stop_loss": {"stop_price": "500"}}
    parent = desk.buy(order_class="bracket", **exits)
    assert len(parent["legs"]) == 2
    assert all(set(leg) >= FIELDS for leg in parent["legs"])
    assert len(desk.get("/api/orders", status="all")["items"]) == 1
