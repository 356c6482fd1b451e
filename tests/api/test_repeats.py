"""A repeat gets the first answer; another body is told so; one that comes too early is asked to come again."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from api.repeats import _intent_key
from bootstrap import Wiring
from tests.api.conftest import BUY, Client
from trading.store.idempotency import IdempotencyStore, Request
from trading.types import Actor
from trading.types.wire import sha256

WORDS = {"query": "What is the price of AAPL?"}


def proposals(desk: Client) -> list[str]:
    return [p["id"] for p in desk.get("/api/proposals", status="all")["items"]]


def test_the_first_answer_comes_again_whatever_happened_meanwhile(desk: Client) -> None:
    first = desk.propose(once="k")
    desk.approve(first)
    again = desk.call("POST", "/api/trade", json=BUY, once="k")
    assert (again.status_code, again.json()) == (201, first)
    assert proposals(desk) == [first["id"]]


def test_equal_json_written_otherwise_is_the_same_body(desk: Client) -> None:
    first = desk.propose(once="k")
    text = b'{ "qty":"1",\n "side":"buy", "symbol":"AAPL" }'
    assert desk.call("POST", "/api/trade", content=text, once="k").json() == first


def test_a_refusal_is_a_first_answer_too(desk: Client) -> None:
    first = desk.propose(status=422, qty="1000", once="k")
    assert desk.propose(status=422, qty="1000", once="k") == first
    assert len(proposals(desk)) == 1
    malformed = desk.propose(status=422, qty="x", once="m")
    assert desk.propose(status=422, qty="x", once="m") == malformed


def test_the_same_key_with_another_body_is_422_and_does_nothing(desk: Client) -> None:
    first = desk.propose(once="k")
    assert desk.propose(status=422, qty="2", once="k")["type"].endswith("#idempotency-key-reused")
    assert proposals(desk) == [first["id"]]
    task = desk.post("/agent/run", WORDS, status=202, once="k")
    assert desk.post("/agent/run", WORDS, status=202, once="k") == task
    desk.post("/agent/run", {"query": "What is the price of IBM?"}, status=422, once="k")


def test_a_key_is_one_api_keys_and_one_routes(desk: Client, client: Callable[..., Client]) -> None:
    first = desk.propose(once="k")
    assert client().propose(once="k")["id"] != first["id"]
    assert "task_id" in desk.post("/agent/run", WORDS, status=202, once="k")


def test_without_a_key_two_equal_tickets_are_two(desk: Client) -> None:
    assert desk.propose()["id"] != desk.propose()["id"]


@pytest.mark.parametrize("once", ["x" * 256, " "])
def test_a_bad_idempotency_key_is_422(desk: Client, once: str) -> None:
    desk.propose(status=422, once=once)
    assert proposals(desk) == []


def test_a_repeat_while_the_first_runs_is_409_with_retry_after(
    desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    runs = type(wiring.services.runs)
    create = runs.create

    def slow(self: Any, query: str, *, actor: Actor, conversation_id: str | None = None) -> Any:
        begun.set()
        assert go_on.wait(20)
        return create(self, query, actor=actor, conversation_id=conversation_id)

    monkeypatch.setattr(runs, "create", slow)
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(desk.post("/agent/run", WORDS, status=202, once="k")))
    first.start()
    assert begun.wait(20)
    early = desk.call("POST", "/agent/run", json=WORDS, once="k")
    assert early.status_code == 409
    assert int(early.headers["Retry-After"]) >= 1
    desk.post("/agent/run", {"query": "other"}, status=422, once="k")
    go_on.set()
    first.join(20)
    assert desk.post("/agent/run", WORDS, status=202, once="k") == answers[0]


def cut_off(wiring: Wiring, route: str, key: str, body: dict[str, Any]) -> Request:
    """Leave a claim behind as a process does that was killed in the middle of the request."""
    request = Request(key_id=wiring.keys.list()[0].id, route=route, key=key, body_hash=sha256(body))
    dead = IdempotencyStore(wiring.database, wiring.services.wall_clock, owner="a process that is gone")
    dead.claim(request)
    return request


def test_a_ticket_cut_off_before_its_answer_is_not_written_twice(desk: Client, wiring: Wiring) -> None:
    request = cut_off(wiring, "POST /api/trade", "k", BUY)
    written = desk.propose()
    desk.post(f"/api/proposals/{written['id']}/cancel", status=200)
    proposal = wiring.services.desk.proposal(written["id"])
    first = wiring.services.desk.propose(proposal.ticket, proposal.origin, intent_key=_intent_key(request))
    again = desk.propose(once="k")
    assert again["id"] == first.id
    assert desk.propose(once="k") == again


def test_a_run_cut_off_before_its_answer_is_not_started_twice(desk: Client, wiring: Wiring) -> None:
    cut_off(wiring, "POST /agent/run", "k", WORDS)
    begun = wiring.services.runs.create(WORDS["query"], actor=wiring.keys.list()[0].actor)
    assert desk.post("/agent/run", WORDS, status=202, once="k") == {"task_id": begun.id}
    assert len(wiring.services.runs.list().items) == 1


def test_a_run_cut_off_before_it_was_written_is_started(desk: Client, wiring: Wiring) -> None:
    cut_off(wiring, "POST /agent/run", "k", WORDS)
    task = desk.post("/agent/run", WORDS, status=202, once="k")
    assert [run.id for run in wiring.services.runs.list().items] == [task["task_id"]]


def test_an_approval_cut_off_after_it_was_sent_answers_with_its_outcome(desk: Client, wiring: Wiring) -> None:
    proposal = desk.propose()
    body = {"approval_hash": proposal["approval_hash"]}
    cut_off(wiring, f"POST /api/proposals/{proposal['id']}/approve", "k", body)
    desk.approve(proposal)
    assert desk.approve(proposal, once="k")["status"] == "filled"
    assert len(desk.get("/api/history", kind="fill")["items"]) == 1


def test_a_failure_of_ours_is_no_first_answer(desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    from trading.errors import Unavailable

    def unreadable(*_: object, **__: object) -> None:
        raise Unavailable("the disk is full; free some space")

    with monkeypatch.context() as patched:
        patched.setattr(type(wiring.services.runs), "create", unreadable)
        told = desk.call("POST", "/agent/run", json=WORDS, once="k")
        assert (told.status_code, told.json()["detail"]) == (503, "the disk is full; free some space")
        assert told.headers["Retry-After"]
    assert "task_id" in desk.post("/agent/run", WORDS, status=202, once="k")
