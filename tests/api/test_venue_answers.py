"""An approval is 200 whatever the venue makes of it: the status tells, and nothing is sent twice."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import bootstrap
from api.main import create_api
from bootstrap import places
from tests.api.conftest import EVERYTHING, Client, contract_of
from trading.broker.paper import PaperBroker
from trading.errors import OutcomeUnknown, TradingError, VenueRejected
from trading.settings import Settings


class Faults:
    """What the venue does around the next sends."""

    def __init__(self) -> None:
        self.before: TradingError | None = None
        self.after: TradingError | None = None
        self.sends = 0

    def before_accepting(self, client_order_id: str) -> None:
        self.sends += 1
        if self.before is not None:
            raise self.before

    def after_accepting(self, client_order_id: str) -> None:
        if self.after is not None:
            raise self.after


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def faulty(tmp_path: Path, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Iterator[bootstrap.Wiring]:
    monkeypatch.setattr(places, "PaperBroker", partial(PaperBroker, faults=faults))
    made = bootstrap.build(Settings.load(data_dir=tmp_path / "data"))
    made.services.desk.start()
    yield made
    made.close()


@pytest.fixture
def faulty_desk(faulty: bootstrap.Wiring) -> Iterator[Client]:
    with TestClient(create_api(faulty)) as http:
        key, _ = faulty.keys.create("a test", EVERYTHING)
        yield Client(http, contract_of(http), key)


def test_a_rejection_is_200_with_status_rejected_and_the_venues_words(faulty_desk: Client, faults: Faults) -> None:
    proposal = faulty_desk.propose()
    faults.before = VenueRejected("insufficient day trading buying power")
    answered = faulty_desk.approve(proposal, once="k")
    assert answered["status"] == "rejected"
    assert "insufficient day trading buying power" in answered["reason"]
    faults.before = None
    assert faulty_desk.approve(proposal, once="k") == answered
    faulty_desk.approve(proposal, status=409)
    assert faults.sends == 1


def test_no_answer_is_200_with_status_unknown_and_the_order_is_listed_as_in_doubt(
    faulty_desk: Client, faulty: bootstrap.Wiring, faults: Faults
) -> None:
    proposal = faulty_desk.propose()
    faults.after = OutcomeUnknown("the venue did not answer within 10 s")
    assert faulty_desk.approve(proposal)["status"] == "unknown"
    (listed,) = faulty_desk.get("/api/orders")["items"]
    assert (listed["id"], listed["status"], listed["qty"]) == (proposal["id"], "unknown", "1")
    assert (listed["broker_id"], listed["submitted_at"], listed["filled_qty"]) == (None, None, "0")
    assert faulty_desk.get(f"/api/orders/{proposal['id']}") == listed
    assert "desk_orders_in_doubt 1.0" in faulty_desk.http.get("/metrics").text
    assert any("AAPL" in reason for reason in faulty_desk.propose(status=422)["reasons"]), "the symbol is held"
    faulty_desk.approve(proposal, status=409)

    faults.after = None
    faulty.services.desk.ask_now(proposal["id"])
    faulty.services.desk.reconcile()
    assert faulty_desk.get(f"/api/orders/{proposal['id']}")["status"] == "filled"
    assert len(faulty_desk.get("/api/history", kind="fill")["items"]) == 1
    assert faults.sends == 1


@pytest.mark.parametrize("change", ["DELETE", "PATCH"])
def test_a_change_that_the_venue_does_not_answer_is_202(
    faulty_desk: Client, faults: Faults, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resting = faulty_desk.buy(type="limit", limit_price="500", time_in_force="gtc")
    silent: Callable[..., None] = _no_answer
    if change == "DELETE":
        monkeypatch.setattr(PaperBroker, "cancel", silent)
        body = None
    else:
        faults.before = OutcomeUnknown("the venue did not answer within 10 s")
        body = {"limit_price": "501"}
    answer = faulty_desk.call(change, f"/api/orders/{resting['id']}", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] in ("unknown", "sending", "sent")
    assert faulty_desk.get(f"/api/orders/{resting['id']}")["status"] == "sent"


def _no_answer(*_: object) -> None:
    raise OutcomeUnknown("the venue did not answer within 10 s")
