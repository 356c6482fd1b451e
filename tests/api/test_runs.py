"""Runs are started, followed, streamed and stopped; the stream is one of the same as the status."""

import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from api.main import create_api
from api.routes import agent
from bootstrap import Wiring
from tests.api.conftest import Client
from trading.types import RunStatus

OVER = {"done", "failed", "stopped"}
BUY_WORDS = {"query": "Buy 1 share of AAPL at market price"}


@pytest.fixture
def address(wiring: Wiring) -> Iterator[str]:
    """Serve the API by a real server on a free port: a stream is a matter of the wire."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_api(wiring), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listener.close()


def settled(desk: Client, task_id: str) -> Any:
    ends = time.monotonic() + 30
    while (run := desk.get(f"/agent/status/{task_id}"))["status"] not in OVER | {"awaiting_approval"}:
        assert time.monotonic() < ends, run
        time.sleep(0.05)
    return run


def told(lines: Iterator[str]) -> Iterator[Any]:
    for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_words_become_a_run_with_a_proposal_that_waits(desk: Client) -> None:
    task = desk.post("/agent/run", BUY_WORDS, status=202)
    assert set(task) == {"task_id"}
    run = settled(desk, task["task_id"])
    assert (run["status"], run["intent"], run["query"], run["error"]) == (
        "awaiting_approval",
        "order",
        BUY_WORDS["query"],
        None,
    )
    assert [step["n"] for step in run["steps"]] == list(range(1, len(run["steps"]) + 1))
    assert {"model_calls", "input_tokens", "output_tokens", "cost_usd"} <= set(run["usage"])
    (proposal_id,) = run["proposals"]
    proposal = desk.get(f"/api/proposals/{proposal_id}")
    assert (proposal["origin"]["kind"], proposal["origin"]["run_id"]) == ("agent", task["task_id"])
    desk.approve(proposal)
    done = desk.get(f"/agent/status/{task['task_id']}")
    assert done["status"] == "done" and done["result"] != run["result"]


def test_the_stream_tells_each_change_and_ends_with_the_run(desk: Client, address: str) -> None:
    task = desk.post("/agent/run", BUY_WORDS, status=202)["task_id"]
    headers = {"X-API-Key": desk.key}
    seen: list[Any] = []
    with httpx.stream("GET", f"{address}/agent/events/{task}", headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        for event in told(answer.iter_lines()):
            seen.append(event)
            if event["status"] == "awaiting_approval":
                desk.approve(desk.get(f"/api/proposals/{event['proposals'][0]}"))
    assert seen[-1] == desk.get(f"/agent/status/{task}")
    assert seen[-1]["status"] == "done"
    assert all(before != after for before, after in itertools.pairwise(seen))
    assert [len(event["steps"]) for event in seen] == sorted(len(event["steps"]) for event in seen)


def test_an_answer_that_grows_is_told_beside_the_status_and_its_result_stays_null(
    desk: Client, wiring: Wiring, address: str
) -> None:
    runs = wiring.services.runs
    run = runs.create("What is the price of AAPL?", actor=wiring.keys.list()[0].actor)
    assert runs.claim(run.id, "a worker", "scripted")
    runs.set_draft(run.id, "Apple is")
    lines: list[str] = []
    with httpx.stream("GET", f"{address}/agent/events/{run.id}", headers={"X-API-Key": desk.key}, timeout=30) as answer:
        for line in answer.iter_lines():
            lines.append(line)
            if line == 'data: {"text":"Apple is"}':
                runs.set_draft(run.id, "Apple is at 560.99")
            if line == 'data: {"text":"Apple is at 560.99"}':
                runs.finish(run.id, RunStatus.DONE, "Apple is at 560.99 USD.")
    kinds = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert kinds == ["status", "text", "text", "status"]
    first, last = json.loads(lines[2].removeprefix("data: ")), list(told(iter(lines)))[-1]
    assert first["result"] is None and last["result"] == "Apple is at 560.99 USD."
    assert set(first) == set(last), "what grows is no field of the status"


def test_a_run_that_is_over_is_one_event(desk: Client) -> None:
    task = desk.post("/agent/run", {"query": "What is the price of AAPL?"}, status=202)["task_id"]
    run = settled(desk, task)
    answer = desk.call("GET", f"/agent/events/{task}")
    assert answer.text.startswith("id: 1\nevent: status\ndata: {")
    assert list(told(iter(answer.text.splitlines()))) == [run]


def test_a_stream_ends_when_its_key_is_revoked(
    desk: Client, wiring: Wiring, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent, "BEAT_S", 0.1)
    task = desk.post("/agent/run", BUY_WORDS, status=202)["task_id"]
    settled(desk, task)
    headers = {"X-API-Key": desk.key}
    with httpx.stream("GET", f"{address}/agent/events/{task}", headers=headers, timeout=10) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "id: 1"
        while next(lines) != ": still here":
            pass
        wiring.keys.revoke(wiring.keys.list()[0].id)
        assert "event: status" not in list(lines)


def test_an_unknown_run_is_404_not_an_empty_stream(desk: Client) -> None:
    for method, path in (("GET", "status"), ("GET", "events"), ("POST", "stop")):
        assert desk.call(method, f"/agent/{path}/none").status_code == 404


def test_stopping_is_answered_and_a_run_that_is_over_stays_as_it_is(desk: Client, wiring: Wiring) -> None:
    queued = wiring.services.runs.create("What is the price of AAPL?", actor=wiring.keys.list()[0].actor)
    stopped = desk.post(f"/agent/stop/{queued.id}", status=200)
    assert stopped["status"] == "stopped" and stopped["result"]
    task = desk.post("/agent/run", {"query": "What is the price of AAPL?"}, status=202)["task_id"]
    done = settled(desk, task)
    assert desk.post(f"/agent/stop/{task}", status=200) == done
