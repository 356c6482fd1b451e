"""Agent runs are kept through stops, restarts and late answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlmodel import SQLModel

from trading.errors import FixInput, NotFound
from trading.store.database import Database
from trading.store.runs import RunStore, settle
from trading.store.tables import ACCOUNT, PROPOSAL
from trading.types import OWNER, Intent, Run, RunStatus, Usage

START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands until it is moved, and ticks a microsecond a reading so that rows have an order."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.in_folder(tmp_path)
    SQLModel.metadata.create_all(database.engine)
    with database.write() as connection:
        for name in ("replay", "other"):
            connection.execute(
                insert(ACCOUNT).values(id=name, mode="replay", venue="paper", created_at=START, kill_on=False)
            )
    yield database
    database.close()


@pytest.fixture
def store(database: Database, clock: HandClock) -> RunStore:
    return RunStore(database, "replay", clock)


def _proposal(database: Database, run: Run, status: str = "open", name: str = "p1") -> None:
    with database.write("replay") as connection:
        connection.execute(
            insert(PROPOSAL).values(
                id=name, account_id="replay", status=status, action="order", symbol="AAPL", run_id=run.id,
                adopted=False, ticket={}, ticket_hash="", origin={}, gate=[], impact={}, approval_hash="", reason="",
                created_at=START, updated_at=START, expires_at=START, market_at=START, lookups=0,
            )
        )  # fmt: skip


def _answer(database: Database, run: Run, status: str, outcome: str, name: str = "p1") -> None:
    with database.write("replay") as connection:
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == name).values(status=status))
        settle(connection, run_id=run.id, outcome=outcome, at=START)


def _done(store: RunStore, query: str, intent: Intent, conversation_id: str | None = None) -> Run:
    run = store.create(query, actor=OWNER, conversation_id=conversation_id)
    assert store.claim(run.id, "me", "offline planner")
    store.set_intent(run.id, intent)
    return store.finish(run.id, RunStatus.DONE, "said")


def test_a_new_run_is_queued_with_the_words_of_its_query(store: RunStore) -> None:
    run = store.create("  Buy 1 share of AAPL ", actor=OWNER)
    assert (run.status, run.query, run.words) == (RunStatus.QUEUED, "Buy 1 share of AAPL", "Buy 1 share of AAPL")
    assert run.steps == () and run.proposals == () and run.result is None


@pytest.mark.parametrize(("query", "part"), [("", "empty"), (" \n", "empty"), ("\x00", "empty"), ("x" * 4001, "4001")])
def test_an_empty_or_endless_request_is_a_sentence(store: RunStore, query: str, part: str) -> None:
    with pytest.raises(FixInput, match=part):
        store.create(query, actor=OWNER)


def test_characters_that_a_database_refuses_are_taken_out(store: RunStore) -> None:
    assert store.create("a\x00b \ud800", actor=OWNER).query == "ab ?"


def test_the_answer_to_a_question_carries_the_words_before_it(store: RunStore) -> None:
    first = _done(store, "buy\n10", Intent.UNCLEAR)
    second = store.create("AAPL", actor=OWNER, conversation_id=first.conversation_id)
    assert (second.query, second.words) == ("AAPL", "buy\n10\nAAPL")


def test_a_finished_conversation_adds_no_words(store: RunStore) -> None:
    first = _done(store, "buy 10", Intent.UNCLEAR)
    _done(store, "AAPL", Intent.ORDER, first.conversation_id)
    assert store.create("MSFT", actor=OWNER, conversation_id=first.conversation_id).words == "MSFT"


def test_an_unknown_conversation_and_one_of_another_account_are_not_found(store: RunStore, database: Database) -> None:
    other = RunStore(database, "other", HandClock()).create("hello", actor=OWNER)
    for conversation_id in ("nope", other.conversation_id):
        with pytest.raises(NotFound):
            store.create("AAPL", actor=OWNER, conversation_id=conversation_id)
    with pytest.raises(NotFound):
        store.get(other.id)


def test_only_one_process_claims_a_run(store: RunStore) -> None:
    run = store.create("help", actor=OWNER)
    assert [store.claim(run.id, name, "p") for name in ("a", "b")] == [True, False]
    assert store.get(run.id).planner == "p"


def test_steps_are_numbered_and_hold_plain_json(store: RunStore) -> None:
    run = store.create("help", actor=OWNER)
    for value in (float("nan"), START):
        store.add_step(
            run.id, agent="analyst", tool="get_quote", arguments={"symbol": "A\x00"}, observation={"x": value}
        )
    steps = store.get(run.id).steps
    assert [step.n for step in steps] == [1, 2]
    assert steps[0].observation == {"x": None} and steps[0].arguments == {"symbol": "A"}
    assert steps[1].observation == {"x": "2026-01-05T15:00:00Z"}


def test_the_last_answer_ends_a_waiting_run_and_every_outcome_is_in_its_result(
    store: RunStore, database: Database
) -> None:
    run = store.create("buy 1 AAPL and 1 IBM", actor=OWNER)
    store.claim(run.id, "me", "p")
    _proposal(database, run, name="p1")
    _proposal(database, run, name="p2")
    assert store.finish(run.id, RunStatus.AWAITING_APPROVAL, "Two orders wait.").status is RunStatus.AWAITING_APPROVAL
    _answer(database, run, "filled", "Bought 1 AAPL.", "p1")
    assert store.get(run.id).status is RunStatus.AWAITING_APPROVAL
    _answer(database, run, "cancelled", "IBM was cancelled.", "p2")
    done = store.get(run.id)
    assert (done.status, done.result) == (RunStatus.DONE, "Two orders wait.\n\nBought 1 AAPL.\n\nIBM was cancelled.")
    assert done.proposals == ("p1", "p2") and done.finished_at == START


def test_a_proposal_answered_before_the_team_ended_still_ends_the_run(store: RunStore, database: Database) -> None:
    run = store.create("buy 1 AAPL", actor=OWNER)
    store.claim(run.id, "me", "p")
    _proposal(database, run)
    _answer(database, run, "expired", "It expired.")
    done = store.finish(run.id, RunStatus.AWAITING_APPROVAL, "One order waits.")
    assert (done.status, done.result) == (RunStatus.DONE, "One order waits.\n\nIt expired.")


def test_settling_an_unknown_run_changes_nothing(database: Database) -> None:
    with database.write("replay") as connection:
        settle(connection, run_id="gone", outcome="x", at=START)


def test_a_run_that_is_over_is_not_finished_again(store: RunStore) -> None:
    run = _done(store, "help", Intent.HELP)
    assert store.finish(run.id, RunStatus.FAILED, "no", error="no").result == "said"
    assert store.finish(run.id, RunStatus.FAILED, "no").status is RunStatus.DONE


def test_usage_is_kept_exactly(store: RunStore) -> None:
    run = store.create("help", actor=OWNER)
    usage = Usage(model_calls=2, input_tokens=10, output_tokens=5)
    assert store.finish(run.id, RunStatus.DONE, "x", usage=usage).usage == usage


def test_stopping_a_queued_run_ends_it_and_a_running_one_is_told(store: RunStore) -> None:
    queued, running = store.create("a", actor=OWNER), store.create("b", actor=OWNER)
    store.claim(running.id, "me", "p")
    assert store.request_stop(queued.id).status is RunStatus.STOPPED
    assert store.get(queued.id).result
    assert store.request_stop(running.id).status is RunStatus.RUNNING
    assert store.stop_requested(running.id)
    assert not store.claim(queued.id, "me", "p")
    with pytest.raises(NotFound):
        store.request_stop("nope")


def test_stopping_a_run_that_is_over_leaves_it(store: RunStore) -> None:
    assert store.request_stop(_done(store, "help", Intent.HELP).id).status is RunStatus.DONE


def test_after_a_restart_a_half_done_run_begins_again_once_and_then_fails_with_a_sentence(store: RunStore) -> None:
    run = store.create("buy 1 AAPL", actor=OWNER)
    store.claim(run.id, "first", "p")
    assert store.recover("first") == []
    assert store.recover("second") == [run.id]
    assert store.get(run.id).status is RunStatus.QUEUED and store.get(run.id).steps[0].tool == "resume"
    store.claim(run.id, "second", "p")
    assert store.recover("third") == []
    failed = store.get(run.id)
    assert failed.status is RunStatus.FAILED and "Ask again" in (failed.result or "") and failed.error


def test_an_old_half_done_run_fails_and_names_the_order_that_waits(
    store: RunStore, clock: HandClock, database: Database
) -> None:
    run = store.create("buy 1 AAPL", actor=OWNER)
    store.claim(run.id, "first", "p")
    _proposal(database, run)
    clock.at += timedelta(minutes=11)
    assert store.recover("second") == []
    assert "still waits" in (store.get(run.id).result or "")


def test_queued_runs_are_worked_on_after_a_restart_in_the_order_they_came(store: RunStore) -> None:
    ids = [store.create(text, actor=OWNER).id for text in "abc"]
    assert store.recover("me") == ids


def test_runs_are_paged_newest_first_without_gaps(store: RunStore) -> None:
    ids = [store.create(str(n), actor=OWNER).id for n in range(5)]
    seen, cursor = [], None
    while True:
        page = store.list(limit=2, cursor=cursor)
        seen += [run.id for run in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ids[::-1]


@pytest.mark.parametrize("cursor", ["x", "!!!", "fHw", "MjAyNg"])
def test_a_cursor_that_no_list_gave_is_a_sentence(store: RunStore, cursor: str) -> None:
    with pytest.raises(FixInput, match="cursor"):
        store.list(cursor=cursor)


def test_runs_are_filtered_by_day_and_status(store: RunStore) -> None:
    _done(store, "help", Intent.HELP)
    store.create("x", actor=OWNER)
    day = START.date()
    assert len(store.list(start=day, end=day).items) == 2
    assert not store.list(start=day + timedelta(days=1)).items and not store.list(end=day - timedelta(days=1)).items
    assert [run.query for run in store.list(statuses=[RunStatus.DONE]).items] == ["help"]


def test_conversations_are_found_by_title_and_by_what_was_asked_in_them(store: RunStore) -> None:
    first = _done(store, "Quote of AAPL", Intent.QUOTE)
    _done(store, "and of 100%_MSFT", Intent.QUOTE, first.conversation_id)
    second = store.create("y" * 100, actor=OWNER)
    assert [c.id for c in store.conversations()] == [second.conversation_id, first.conversation_id]
    for text in ("aapl", "100%_ms"):
        assert [c.id for c in store.conversations(search=text)] == [first.conversation_id]
    assert store.conversations(search="1000") == []
    assert len(store.conversations()[0].title) == 72
    assert [run.query for run in store.conversation_runs(first.conversation_id)] == [
        "Quote of AAPL",
        "and of 100%_MSFT",
    ]
    assert store.conversation_runs("nope") == []
