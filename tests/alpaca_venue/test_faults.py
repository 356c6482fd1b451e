"""Faults really happen: connections drop, answers lie or come late, and the book knows what was accepted."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.alpaca_venue.faults import BEFORE, Fault
from tests.alpaca_venue.running import AlpacaVenue

ROOT = Path(__file__).resolve().parents[2]


def body(cid: str = "c1") -> dict[str, Any]:
    order = {"symbol": "AAPL", "qty": 1, "side": "buy", "type": "limit", "limit_price": 50, "time_in_force": "day"}
    return order | {"client_order_id": cid}


def wait(until: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.DROP_BEFORE, False), (Fault.DROP_AFTER, True)])
def test_a_dropped_connection_is_a_connection_error(
    venue: AlpacaVenue, http: requests.Session, fault: Fault, accepted: bool
) -> None:
    venue.faults.next("POST", "/v2/orders", fault)
    with pytest.raises(requests.exceptions.ConnectionError):
        http.post(f"{venue.url}/v2/orders", json=body())
    assert ("c1" in venue.book.by_client) is accepted
    assert (venue.log[-1].status, venue.log[-1].fault) == (None, fault)
    assert http.post(f"{venue.url}/v2/orders", json=body()).status_code == (422 if accepted else 200)


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        (Fault.STATUS_429, 429, False),
        (Fault.STATUS_500, 500, False),
        (Fault.STATUS_503, 503, False),
        (Fault.STATUS_500_AFTER, 500, True),
        (Fault.STATUS_504_AFTER, 504, True),
        (Fault.GARBAGE_BEFORE, 200, False),
        (Fault.GARBAGE_AFTER, 200, True),
    ],
)
def test_a_bad_answer_may_hide_an_accepted_order(
    venue: AlpacaVenue, http: requests.Session, fault: Fault, status: int, accepted: bool
) -> None:
    venue.faults.next("POST", "/v2/orders", fault)
    answer = http.post(f"{venue.url}/v2/orders", json=body())
    assert answer.status_code == status
    assert ("c1" in venue.book.by_client) is accepted
    assert ("html" in answer.text) is fault.startswith("garbage")


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.HANG, True), (Fault.HANG_BEFORE, False)])
def test_a_hanging_answer_times_out(venue: AlpacaVenue, http: requests.Session, fault: Fault, accepted: bool) -> None:
    venue.faults.next("POST", "/v2/orders", fault, delay=0.5)
    with pytest.raises(requests.exceptions.Timeout):
        http.post(f"{venue.url}/v2/orders", json=body(), timeout=0.05)
    if accepted:
        wait(lambda: "c1" in venue.book.by_client)
    else:
        assert "c1" not in venue.book.by_client


def test_a_late_order_arrives_after_its_connection_is_gone(venue: AlpacaVenue, http: requests.Session) -> None:
    venue.faults.next("POST", "/v2/orders", Fault.LATE, delay=1.5)
    with pytest.raises(requests.exceptions.ConnectionError):
        http.post(f"{venue.url}/v2/orders", json=body())
    query = {"client_order_id": "c1"}
    assert http.get(f"{venue.url}/v2/orders:by_client_order_id", params=query).status_code == 404
    wait(lambda: "c1" in venue.book.by_client)
    assert http.get(f"{venue.url}/v2/orders:by_client_order_id", params=query).status_code == 200


def test_a_rate_of_faults_is_the_same_for_a_seed(venue: AlpacaVenue, http: requests.Session) -> None:
    def run() -> list[int]:
        venue.faults.clear()
        venue.faults.rate(0.3, seed=7, kinds=[Fault.STATUS_500, Fault.STATUS_503], paths=["/v2/clock"])
        assert http.get(f"{venue.url}/v2/account").status_code == 200
        return [http.get(f"{venue.url}/v2/clock").status_code for _ in range(100)]

    first = run()
    assert first == run()
    assert set(first) == {200, 500, 503} and 15 <= 100 - first.count(200) <= 45


@pytest.mark.parametrize("seed", [1, 2])
def test_under_faults_from_many_clients_the_book_holds_what_was_accepted_and_nothing_else(
    venue: AlpacaVenue, seed: int
) -> None:
    venue.faults.rate(0.4, seed=seed, kinds=[kind for kind in Fault if "hang" not in kind], delay=0.05)
    told: dict[str, int | None] = {}

    def post(name: str) -> None:
        with requests.Session() as http:
            http.trust_env = False
            http.headers.update({"APCA-API-KEY-ID": venue.key, "APCA-API-SECRET-KEY": venue.secret})
            for n in range(25):
                try:
                    told[f"{name}{n}"] = http.post(f"{venue.url}/v2/orders", json=body(f"{name}{n}")).status_code
                except requests.exceptions.ConnectionError:
                    told[f"{name}{n}"] = None

    threads = [threading.Thread(target=post, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = {entry.body["client_order_id"] for entry in venue.log if entry.fault not in BEFORE}
    wait(lambda: len(venue.book.by_client) >= len(accepted))  # the late ones
    assert set(venue.book.by_client) == accepted
    assert len(told) == 100 and 20 < len(venue.faults.done) < 60
    assert venue.book.reserved == 50 * len(accepted)


def test_a_venue_that_is_down_or_dark_comes_back_with_its_book(venue: AlpacaVenue, http: requests.Session) -> None:
    http.post(f"{venue.url}/v2/orders", json=body())
    venue.faults.down = True
    with pytest.raises(requests.exceptions.ConnectionError):
        http.get(f"{venue.url}/v2/clock")
    venue.faults.clear()
    venue.go_dark()
    with pytest.raises(requests.exceptions.ConnectionError, match="refused"):
        http.get(f"{venue.url}/v2/clock")
    venue.come_back()
    assert [row["client_order_id"] for row in http.get(f"{venue.url}/v2/orders").json()] == ["c1"]


def test_answers_may_lack_fields_and_hold_words_nobody_knows(venue: AlpacaVenue, http: requests.Session) -> None:
    venue.faults.missing_fields("filled_qty", path="/v2/orders*", n=1)
    venue.faults.new_enum("status", "in_orbit", path="/v2/orders*")
    first, second = (http.post(f"{venue.url}/v2/orders", json=body(cid)).json() for cid in ("a", "b"))
    assert ("filled_qty" in first, "filled_qty" in second) == (False, True)
    assert (first["status"], venue.book.by_client["a"].status) == ("in_orbit", "new")
    venue.faults.clear()
    assert http.get(f"{venue.url}/v2/orders").json()[0]["status"] == "new"


def test_the_log_keeps_every_request(venue: AlpacaVenue, http: requests.Session) -> None:
    http.post(f"{venue.url}/v2/orders", json=body())
    http.get(f"{venue.url}/v2/nothing", params={"a": "b"})
    first, second = venue.log
    assert (first.method, first.path, first.status, first.body) == ("POST", "/v2/orders", 200, body())
    assert (second.query, second.status) == ({"a": "b"}, 404)
    assert venue.requests("POST", "/v2/orders") == [first]


def test_a_process_of_its_own_is_steered_over_http() -> None:
    command = [sys.executable, "-m", "tests.alpaca_venue", "--port", "0", "--cash", "5000"]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process,
        requests.Session() as http,
    ):
        try:
            assert process.stdout is not None
            about = json.loads(process.stdout.readline())
            http.trust_env = False
            http.headers.update({"APCA-API-KEY-ID": about["key"], "APCA-API-SECRET-KEY": about["secret"]})

            def control(call: str, **fields: Any) -> None:
                answer = http.post(f"{about['url']}/_venue/{call}", json=fields)
                assert answer.status_code == 200, answer.text

            control("faults/next", method="POST", path="/v2/orders", fault="drop_after")
            with pytest.raises(requests.exceptions.ConnectionError):
                http.post(f"{about['url']}/v2/orders", json=body())
            control("book/fill", order_id="c1", price="49.5")
            control("book/set_price", symbol="AAPL", price="60")
            control("knobs", hold_new=True, fill_share="0.5")
            control("stream", mute=True, seed=4)
            state = http.get(f"{about['url']}/_venue/state").json()
            assert (state["account"]["cash"], state["account"]["equity"]) == ("4950.5", "5010.5")
            assert http.get(f"{about['url']}/_venue/log").json()[0]["fault"] == "drop_after"
            assert http.post(f"{about['url']}/_venue/book/nothing", json={}).status_code == 400
        finally:
            process.terminate()
        assert process.wait(30) == 0
