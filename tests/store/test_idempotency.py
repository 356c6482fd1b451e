"""The first answer is kept for a day, over restarts, for one key and one route."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trading.store.database import Database
from trading.store.idempotency import LONGEST_WORK, Claim, IdempotencyStore, Request, Turn
from trading.store.migrate import upgrade

REQUEST = Request(key_id="k1", route="POST /api/trade", key="abc", body_hash="b1")


class HandClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.in_folder(tmp_path)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def store(database: Database, clock: HandClock) -> IdempotencyStore:
    return IdempotencyStore(database, clock, owner="one")


def with_(**change: str) -> Request:
    return Request(**({name: getattr(REQUEST, name) for name in ("key_id", "route", "key", "body_hash")} | change))


def test_a_repeat_gets_the_first_answer(store: IdempotencyStore, clock: HandClock) -> None:
    assert store.claim(REQUEST).turn is Turn.FIRST
    store.answer(REQUEST, status=201, text='{"id":"p1"}')
    assert store.claim(REQUEST) == Claim(turn=Turn.REPEAT, begun_at=clock.at, status=201, text='{"id":"p1"}')


def test_a_repeat_while_the_first_runs_is_told_so(store: IdempotencyStore) -> None:
    store.claim(REQUEST)
    assert store.claim(REQUEST).turn is Turn.RUNNING


def test_another_body_is_told_so_before_and_after_the_answer(store: IdempotencyStore) -> None:
    store.claim(REQUEST)
    assert store.claim(with_(body_hash="b2")).turn is Turn.OTHER_BODY
    store.answer(REQUEST, status=201, text="{}")
    assert store.claim(with_(body_hash="b2")).turn is Turn.OTHER_BODY


@pytest.mark.parametrize("change", [{"key_id": "k2"}, {"route": "POST /agent/run"}, {"key": "abd"}])
def test_another_key_route_or_idempotency_key_is_another_request(
    store: IdempotencyStore, change: dict[str, str]
) -> None:
    store.claim(REQUEST)
    store.answer(REQUEST, status=201, text="{}")
    assert store.claim(with_(**change)).turn is Turn.FIRST


def test_an_answer_outlives_its_process(store: IdempotencyStore, database: Database, clock: HandClock) -> None:
    store.claim(REQUEST)
    store.answer(REQUEST, status=422, text="{}")
    restarted = IdempotencyStore(database, clock, owner="two")
    assert restarted.claim(REQUEST).turn is Turn.REPEAT


def test_a_request_that_its_process_did_not_finish_is_resumed_once(
    store: IdempotencyStore, database: Database, clock: HandClock
) -> None:
    store.claim(REQUEST)
    begun = clock.at
    clock.at += timedelta(seconds=5)
    restarted = IdempotencyStore(database, clock, owner="two")
    claim = restarted.claim(REQUEST)
    assert claim.resumes and claim.begun_at == begun
    assert restarted.claim(REQUEST).turn is Turn.RUNNING


def test_an_answer_is_kept_for_a_day_and_no_longer(store: IdempotencyStore, clock: HandClock) -> None:
    store.claim(REQUEST)
    store.answer(REQUEST, status=201, text="{}")
    clock.at += timedelta(hours=24)
    assert store.claim(REQUEST).turn is Turn.REPEAT
    clock.at += timedelta(microseconds=1)
    assert store.claim(REQUEST).turn is Turn.FIRST


def test_a_released_request_may_be_tried_again_but_an_answer_is_not_released(store: IdempotencyStore) -> None:
    store.claim(REQUEST)
    store.release(REQUEST)
    assert store.claim(REQUEST).turn is Turn.FIRST
    store.answer(REQUEST, status=201, text="{}")
    store.release(REQUEST)
    assert store.claim(REQUEST).turn is Turn.REPEAT


def test_of_twenty_at_once_one_is_first(store: IdempotencyStore) -> None:
    turns: list[Turn] = []
    gate = threading.Barrier(20)

    def claim() -> None:
        gate.wait()
        turns.append(store.claim(REQUEST).turn)

    threads = [threading.Thread(target=claim) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turns) == [Turn.FIRST] + [Turn.RUNNING] * 19


def test_on_a_shared_database_another_process_is_given_time(
    store: IdempotencyStore, database: Database, clock: HandClock
) -> None:
    database.is_sqlite = False  # two processes may share PostgreSQL, so a running claim may be alive elsewhere
    store.claim(REQUEST)
    other = IdempotencyStore(database, clock, owner="two")
    assert other.claim(REQUEST).turn is Turn.RUNNING
    clock.at += LONGEST_WORK + timedelta(seconds=1)
    assert other.claim(REQUEST).turn is Turn.RESUME


def test_a_request_whose_answer_could_not_be_kept_is_not_running_for_ever(
    store: IdempotencyStore, clock: HandClock
) -> None:
    store.claim(REQUEST)
    clock.at += LONGEST_WORK
    assert store.claim(REQUEST).turn is Turn.RUNNING
    clock.at += timedelta(seconds=1)
    assert store.claim(REQUEST).turn is Turn.RESUME
