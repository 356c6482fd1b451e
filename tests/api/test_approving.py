"""An approval is for what was shown; the answers tell what happened, and the hash that would do now."""

from collections.abc import Callable

from bootstrap import Wiring
from tests.api.conftest import Client
from trading.store.api_keys import Scope


def test_approving_sends_once_and_answers_with_the_proposal(desk: Client) -> None:
    proposal = desk.propose()
    approved = desk.approve(proposal)
    assert (approved["id"], approved["status"]) == (proposal["id"], "filled")
    order = approved["order"]
    assert order["id"] == order["client_order_id"] == proposal["id"]
    assert (order["status"], order["filled_qty"], order["filled_avg_price"]) == ("filled", "1", "560.99")
    assert order["legs"] == [] and order["broker_id"]


def test_the_approver_is_the_owner_of_the_key(client: Callable[..., Client]) -> None:
    proposal = client(Scope.PROPOSE, name="the bot").propose()
    client(Scope.APPROVE, name="the boss").approve(proposal)
    log = client(Scope.READ).get("/api/history", kind="audit", limit=200)["items"]
    about = [entry["actor"]["name"] for entry in log if entry["subject"] == proposal["id"]]
    assert {"the bot", "the boss"} <= set(about)


def test_a_second_approval_is_409_without_a_key_and_the_first_answer_with_it(desk: Client) -> None:
    proposal = desk.propose()
    first = desk.approve(proposal, once="a")
    assert desk.approve(proposal, once="a") == first
    assert desk.approve(proposal, status=409)["proposal_status"] == "filled"
    desk.approve(proposal, status=409, once="b")
    assert len(desk.get("/api/history", kind="fill")["items"]) == 1


def test_a_wrong_hash_is_409_with_the_quote_and_the_hash_that_stand(desk: Client) -> None:
    proposal = desk.propose()
    told = desk.approve(proposal | {"approval_hash": "0" * 64}, status=409)
    assert told["approval_hash"] == proposal["approval_hash"]
    assert told["quote"]["last"] == "560.99"
    assert desk.get(f"/api/proposals/{proposal['id']}")["status"] == "open"


def test_drift_is_409_with_the_new_quote_and_hash_and_kills_the_old_hash(desk: Client) -> None:
    proposal = desk.propose()
    desk.post("/api/replay", {"step": 1}, status=200)
    told = desk.approve(proposal, status=409)
    assert told["quote"]["last"] == "564.29"  # the close of 2012-06-04, 58.8 bps above
    assert told["approval_hash"] != proposal["approval_hash"]
    assert desk.approve(proposal, status=409)["type"].endswith("#changed")
    assert desk.approve(proposal | {"approval_hash": told["approval_hash"]})["status"] == "filled"


def test_the_gates_no_at_approval_is_409_with_reasons_and_leaves_it_open(desk: Client) -> None:
    proposal = desk.propose()
    desk.call("PUT", "/api/limits", json={"max_order_notional": "100"})
    assert any("100" in reason for reason in desk.approve(proposal, status=409)["reasons"])
    assert desk.get(f"/api/proposals/{proposal['id']}")["status"] == "open"


def test_an_expired_approval_is_409_for_ever(desk: Client, wiring: Wiring) -> None:
    desk.call("PUT", "/api/limits", json={"approval_ttl_s": 1})
    proposal = desk.propose()
    while wiring.services.wall_clock.now().isoformat() <= proposal["expires_at"].replace("Z", "+00:00"):
        pass
    assert desk.approve(proposal, status=409)["type"].endswith("#expired")
    assert desk.get(f"/api/proposals/{proposal['id']}")["status"] == "expired"
    desk.approve(proposal, status=409)
    assert desk.get("/api/orders", status="all")["items"] == []


def test_cancel_may_be_repeated_and_an_answered_proposal_cannot_be_cancelled(desk: Client) -> None:
    proposal, other = desk.propose(), desk.propose()
    path = f"/api/proposals/{proposal['id']}/cancel"
    assert desk.post(path, status=200)["status"] == "cancelled"
    assert desk.post(path, status=200)["status"] == "cancelled"
    desk.approve(proposal, status=409)
    desk.approve(other)
    assert desk.post(f"/api/proposals/{other['id']}/cancel", status=409)["proposal_status"] == "filled"


def test_a_proposal_answers_by_its_id_for_ever(desk: Client) -> None:
    filled = desk.buy()
    cancelled = desk.propose()
    desk.post(f"/api/proposals/{cancelled['id']}/cancel", status=200)
    desk.post("/api/replay", {"reset": True}, status=200)
    assert desk.get(f"/api/proposals/{filled['id']}")["order"]["status"] == "filled"
    assert desk.get(f"/api/proposals/{cancelled['id']}")["status"] == "cancelled"


def test_an_unknown_id_is_404(desk: Client) -> None:
    assert desk.call("GET", "/api/proposals/none").status_code == 404
    desk.post("/api/proposals/none/approve", {"approval_hash": "x"}, status=404)
    desk.post("/api/proposals/none/cancel", status=404)
    for method, body in (("GET", None), ("PATCH", {"qty": "1"}), ("DELETE", None)):
        assert desk.call(method, "/api/orders/none", json=body).status_code == 404


def test_a_proposal_that_was_never_sent_is_no_order(desk: Client) -> None:
    proposal = desk.propose()
    assert desk.call("GET", f"/api/orders/{proposal['id']}").status_code == 404
    assert desk.call("DELETE", f"/api/orders/{proposal['id']}").status_code == 404
