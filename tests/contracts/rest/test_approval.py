"""An approval is for what was shown, once, in time, and for the price that was seen."""

import time
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest

from .desk_client import Api, dec, expect, moment, problem


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    lasting_api.reset()
    return lasting_api


@pytest.fixture(autouse=True)
def new_book(api: Api) -> Iterator[None]:
    """Give each test an empty book at the close of 2012-06-01 and the usual window."""
    api.reset()
    expect(api.put_limits(approval_ttl_s="60", max_drift_bps="50"), 200)
    yield
    expect(api.put_limits(approval_ttl_s="60", max_drift_bps="50"), 200)


def test_an_approval_answers_with_the_proposal_and_sends_one_order(api: Api) -> None:
    proposal = api.propose("AAPL")
    answer = expect(api.approve(proposal), 200)
    assert answer["id"] == proposal["id"]
    assert answer["status"] in ("approved", "sending", "sent", "partly_filled", "filled")
    assert api.order_becomes(proposal["id"], "filled")["client_order_id"] == proposal["id"]


def test_a_second_approval_without_an_idempotency_key_is_409(api: Api) -> None:
    proposal = api.propose("AAPL")
    expect(api.approve(proposal), 200)
    problem(api.approve(proposal), 409)
    problem(api.approve(proposal, once=uuid4().hex), 409)
    assert dec(api.position("AAPL")["qty"]) == 1


def test_a_repeated_approval_with_its_idempotency_key_gives_the_first_answer(api: Api) -> None:
    proposal, once = api.propose("AAPL"), uuid4().hex
    first = expect(api.approve(proposal, once=once), 200)
    assert expect(api.approve(proposal, once=once), 200) == first
    problem(api.approve(proposal, once=uuid4().hex), 409)
    problem(api.approve(proposal), 409)
    assert dec(api.position("AAPL")["qty"]) == 1


@pytest.mark.parametrize("sent", [{}, {"approval_hash": None}, {"approval_hash": ""}, {"approval_hash": 1}])
def test_an_approval_without_a_hash_sends_nothing(api: Api, sent: dict[str, object]) -> None:
    proposal = api.propose("AAPL")
    problem(api.post(f"/api/proposals/{proposal['id']}/approve", sent), 409, 422)
    assert api.proposal(proposal["id"])["status"] == "open"
    assert api.fills_of(proposal["id"]) == []


def test_an_approval_with_another_hash_is_409_and_leaves_the_proposal_open(api: Api) -> None:
    proposal, other = api.propose("AAPL"), api.propose("IBM")
    problem(api.approve(proposal, hash=other["approval_hash"]), 409)
    problem(api.approve(proposal, hash="0" * 64), 409)
    assert api.proposal(proposal["id"])["status"] == "open"
    expect(api.approve(proposal), 200)


def test_equal_tickets_have_their_own_ids_and_hashes_and_become_two_orders(api: Api) -> None:
    first, second = api.propose("AAPL"), api.propose("AAPL")
    assert first["id"] != second["id"] and first["approval_hash"] != second["approval_hash"]
    for proposal in (first, second):
        expect(api.approve(proposal), 200)
        api.order_becomes(proposal["id"], "filled")
    assert dec(api.position("AAPL")["qty"]) == 2
    assert {o["id"] for o in api.items("/api/orders", status="filled")} >= {first["id"], second["id"]}


def test_a_cancelled_proposal_cannot_be_approved_and_an_approved_one_not_cancelled(api: Api) -> None:
    cancelled, approved = api.propose("AAPL"), api.propose("AAPL")
    expect(api.post(f"/api/proposals/{cancelled['id']}/cancel"), 200)
    problem(api.approve(cancelled), 409)
    expect(api.approve(approved), 200)
    problem(api.post(f"/api/proposals/{approved['id']}/cancel"), 409)
    assert api.proposal(cancelled["id"])["status"] == "cancelled"
    assert api.proposal(cancelled["id"])["order"] is None
    assert dec(api.position("AAPL")["qty"]) == 1


def test_a_price_within_the_drift_limit_is_filled_at_the_price_of_now(api: Api) -> None:
    # IBM: 189.08 on 2012-06-01, 188.54 on 06-04, a drift of 28.6 bps.
    proposal = api.propose("IBM")
    api.step()
    expect(api.approve(proposal), 200)
    assert dec(api.order_becomes(proposal["id"], "filled")["filled_avg_price"]) == Decimal("188.54")


@pytest.mark.parametrize(
    ("symbol", "side", "later"),
    # AAPL rises by 58.8 bps from 2012-06-01 to 06-04, GOOG by 133.3, FB falls by 295.8.
    [("AAPL", "buy", "564.29"), ("GOOG", "buy", "578.59"), ("FB", "buy", "26.90"), ("FB", "sell", "26.90")],
)
def test_a_drifted_price_is_409_with_the_new_price_and_a_new_hash(api: Api, symbol: str, side: str, later: str) -> None:
    if side == "sell":
        assert api.buy(symbol, "1")["status"] == "filled"
    proposal = api.propose(symbol, side=side)
    api.step()
    drifted = problem(api.approve(proposal), 409)
    assert Decimal(str(drifted["quote"]["last"])) == Decimal(later)
    assert drifted["approval_hash"] != proposal["approval_hash"]
    shown = api.proposal(proposal["id"])
    assert (shown["status"], shown["approval_hash"]) == ("open", drifted["approval_hash"])
    assert Decimal(str(shown["quote"]["last"])) == Decimal(later)
    problem(api.approve(proposal), 409)
    assert api.fills_of(proposal["id"]) == []
    expect(api.approve(proposal, hash=drifted["approval_hash"]), 200)
    assert dec(api.order_becomes(proposal["id"], "filled")["filled_avg_price"]) == Decimal(later)


def test_the_drift_limit_is_the_one_of_the_limits(api: Api) -> None:
    expect(api.put_limits(max_drift_bps="100"), 200)
    wide = api.propose("AAPL")
    api.step()
    expect(api.approve(wide), 200)
    expect(api.put_limits(max_drift_bps="10"), 200)
    narrow = api.propose("IBM")
    api.step()  # 188.54 to 189.20 is 35.0 bps
    problem(api.approve(narrow), 409)


def test_a_drift_beyond_the_limit_twice_asks_twice(api: Api) -> None:
    proposal = api.propose("FB")
    api.step()  # 27.72 to 26.90
    second = problem(api.approve(proposal), 409)["approval_hash"]
    api.step()  # 26.90 to 25.869
    third = problem(api.approve(proposal, hash=second), 409)["approval_hash"]
    problem(api.approve(proposal, hash=second), 409)
    expect(api.approve(proposal, hash=third), 200)


def test_the_answer_to_a_drift_starts_the_window_anew(api: Api) -> None:
    proposal = api.propose("AAPL")
    api.step()
    time.sleep(1.1)
    problem(api.approve(proposal), 409)
    assert moment(api.proposal(proposal["id"])["expires_at"]) > moment(proposal["expires_at"])


def test_the_market_clock_alone_expires_nothing(api: Api) -> None:
    proposal = api.propose("IBM", type="limit", limit_price="150", time_in_force="gtc")
    api.step(5)
    assert api.proposal(proposal["id"])["status"] == "open"


def test_an_approval_after_its_window_is_409_for_ever_though_the_market_stood_still(api: Api) -> None:
    expect(api.put_limits(approval_ttl_s="1"), 200)
    proposal = api.propose("AAPL")
    window_s = (moment(proposal["expires_at"]) - moment(proposal["created_at"])).total_seconds()
    assert window_s <= 2
    time.sleep(window_s + 0.3)
    problem(api.approve(proposal), 409)
    late = api.proposal(proposal["id"])
    assert (late["status"], late["order"]) == ("expired", None)
    expect(api.put_limits(approval_ttl_s="60"), 200)
    problem(api.approve(late, hash=late["approval_hash"] or proposal["approval_hash"]), 409)
    problem(api.post(f"/api/proposals/{proposal['id']}/cancel"), 409)
    assert proposal["id"] not in [p["id"] for p in api.items("/api/proposals")]
    assert api.fills_of(proposal["id"]) == []


def test_an_expired_proposal_ends_its_run(api: Api) -> None:
    expect(api.put_limits(approval_ttl_s="1"), 200)
    run = api.run("Buy 1 share of AAPL at market price")
    assert "expired" in api.settled(run["task_id"], "done")["result"].lower()
    assert api.proposal(run["proposals"][0])["status"] == "expired"


def test_lowering_the_window_is_for_new_proposals_and_each_shows_its_own(api: Api) -> None:
    long = api.propose("AAPL")
    expect(api.put_limits(approval_ttl_s="1"), 200)
    time.sleep(1.5)
    expect(api.approve(long), 200)
