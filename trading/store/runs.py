"""Agent runs and conversations: what was asked, each step of the team, the answer and where it stands."""

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from trading.errors import FixInput, NotFound
from trading.ports import Clock
from trading.redaction import clean
from trading.store.conversations import begin_conversation, load_conversations, pending_words
from trading.store.database import Database
from trading.store.model_calls import ModelCallStore
from trading.store.run_recovery import append_step, recover_half_done, waits_for_answer
from trading.store.run_rows import after_cursor, clean_text, cursor_of, load_runs, plain
from trading.store.tables import CONVERSATION, RUN
from trading.types import (
    FINAL_RUN_STATES,
    Actor,
    Conversation,
    Intent,
    Page,
    Run,
    RunStatus,
    RunStep,
    TracedFigure,
    Usage,
)

MAX_QUERY = 4_000
MAX_PAGE = 500


def settle(connection: Connection, *, run_id: str, outcome: str, at: datetime) -> None:
    """Add the outcome of one proposal to its run's result, and end the run when it was the last.

    Call it in the transaction that moves the proposal, after the move. A run that is not known is left alone.
    """
    row = connection.execute(select(RUN.c.status, RUN.c.result).where(RUN.c.id == run_id)).first()
    if row is None:
        return
    result = "\n\n".join(part for part in (row.result, outcome) if part)
    values: dict[str, Any] = {"result": result, "updated_at": at}
    if row.status == RunStatus.AWAITING_APPROVAL and not waits_for_answer(connection, run_id):
        values |= {"status": RunStatus.DONE.value, "finished_at": at}
    connection.execute(update(RUN).where(RUN.c.id == run_id).values(**values))


class RunStore:
    """The runs of one account, and the calls of models that they made. Threads may share it; times are wall time."""

    def __init__(self, database: Database, account_id: str, wall_clock: Clock) -> None:
        self._database = database
        self._account_id = account_id
        self._clock = wall_clock
        self.model_calls = ModelCallStore(database, account_id, wall_clock)

    def create(self, query: str, *, actor: Actor, conversation_id: str | None = None) -> Run:
        """Write down a new queued run and return it.

        A key that stands in it is taken out here, before anybody reads the words. In a conversation whose last run
        asked back, its words stand before the new ones, a line each.
        Raises FixInput for an empty or overlong query, NotFound for an unknown conversation.
        """
        text = clean(clean_text(query)).strip()
        if not text:
            raise FixInput("the request is empty; write what you want to know or do")
        if len(text) > MAX_QUERY:
            raise FixInput(f"the request has {len(text)} characters, the limit is {MAX_QUERY}; shorten it")
        run_id, now = secrets.token_hex(12), self._clock.now()
        with self._database.write(self._account_id) as connection:
            words = text
            if conversation_id is None:
                conversation_id = secrets.token_hex(12)
                begin_conversation(connection, self._account_id, (conversation_id, text), now)
            else:
                words = pending_words(connection, self._account_id, conversation_id) + text
                moved = update(CONVERSATION).where(CONVERSATION.c.id == conversation_id).values(updated_at=now)
                connection.execute(moved)
            connection.execute(
                insert(RUN).values(
                    id=run_id,
                    account_id=self._account_id,
                    conversation_id=conversation_id,
                    query=text,
                    words=words,
                    actor_kind=actor.kind.value,
                    actor_id=actor.id,
                    actor_name=actor.name,
                    status=RunStatus.QUEUED.value,
                    planner="",
                    usage={},
                    stop_requested=False,
                    created_at=now,
                    updated_at=now,
                )
            )
        return self.get(run_id)

    def get(self, run_id: str) -> Run:
        """Return one run with its steps. Raises NotFound."""
        with self._database.read() as connection:
            runs = load_runs(connection, self._own().where(RUN.c.id == run_id))
        if not runs:
            raise NotFound(f"run {run_id!r:.60} is not known; take an id that /agent/run gave")
        return runs[0]

    def _own(self) -> Select[Any]:
        return select(RUN).where(RUN.c.account_id == self._account_id)

    def list(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        statuses: Collection[RunStatus] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Run]:
        """Return runs, newest first, begun between two inclusive UTC dates. Raises FixInput for a bad cursor."""
        size = max(1, min(limit, MAX_PAGE))
        query = self._own().order_by(RUN.c.created_at.desc(), RUN.c.id.desc()).limit(size + 1)
        if start is not None:
            query = query.where(RUN.c.created_at >= datetime.combine(start, time.min, UTC))
        if end is not None:
            query = query.where(RUN.c.created_at < _day_after(end))
        if statuses is not None:
            query = query.where(RUN.c.status.in_([status.value for status in statuses]))
        if cursor is not None:
            query = query.where(after_cursor(cursor))
        with self._database.read() as connection:
            runs = load_runs(connection, query)
        more = len(runs) > size
        return Page(
            items=runs[:size], next_cursor=cursor_of(runs[size - 1].created_at, runs[size - 1].id) if more else None
        )

    def claim(self, run_id: str, owner: str, planner: str) -> bool:
        """Take a queued run for this process; False when somebody else has it or it has been stopped."""
        with self._database.write(self._account_id) as connection:
            taken = connection.execute(
                update(RUN)
                .where(RUN.c.id == run_id, RUN.c.account_id == self._account_id)
                .where(RUN.c.status == RunStatus.QUEUED.value)
                .values(status=RunStatus.RUNNING.value, owner=owner, planner=planner, updated_at=self._clock.now())
            )
        return bool(taken.rowcount)

    def set_intent(self, run_id: str, intent: Intent) -> None:
        """Write down what the words of a run ask for."""
        with self._database.write(self._account_id) as connection:
            values = {"intent": intent.value, "updated_at": self._clock.now()}
            connection.execute(update(RUN).where(RUN.c.id == run_id).values(**values))

    def add_step(
        self,
        run_id: str,
        *,
        agent: str,
        tool: str,
        arguments: dict[str, Any],
        observation: Any,
        error: str | None = None,
    ) -> RunStep:
        """Append one tool call and what came back, as plain JSON; a figure that is no number becomes null."""
        with self._database.write(self._account_id) as connection:
            said = (arguments, observation, error)
            return append_step(connection, run_id, f"{agent}.{tool}", said, at=self._clock.now())

    def set_draft(self, run_id: str, text: str) -> None:
        """Write down how far the answer of a running run has grown; the result stays empty until it is done."""
        with self._database.write(self._account_id) as connection:
            running = update(RUN).where(RUN.c.id == run_id, RUN.c.status == RunStatus.RUNNING.value)
            connection.execute(running.values(draft=clean_text(text)))

    def finish(
        self,
        run_id: str,
        status: RunStatus,
        result: str,
        *,
        error: str | None = None,
        usage: Usage | None = None,
        figures: Sequence[TracedFigure] | None = None,
    ) -> Run:
        """End the agents' work on a run; a run that is over stays as it is.

        With `awaiting_approval` the run is done at once when every proposal has been answered meanwhile; what
        those answers wrote stays behind the result, so that `figures` keep their places in it.
        """
        now = self._clock.now()
        with self._database.write(self._account_id) as connection:
            row = connection.execute(select(RUN.c.status, RUN.c.result).where(RUN.c.id == run_id)).first()
            if row is None or row.status not in (RunStatus.QUEUED, RunStatus.RUNNING):
                return load_runs(connection, self._own().where(RUN.c.id == run_id))[0] if row else self.get(run_id)
            if status is RunStatus.AWAITING_APPROVAL and not waits_for_answer(connection, run_id):
                status = RunStatus.DONE
            values: dict[str, Any] = {
                "status": status.value,
                "result": "\n\n".join(part for part in (clean_text(result), row.result) if part),
                "error": None if error is None else clean_text(error),
                "draft": None,
                "updated_at": now,
                "figures": None if figures is None else plain(figures),
            }
            if usage is not None:
                values["usage"] = plain(usage)
            if status in FINAL_RUN_STATES:
                values["finished_at"] = now
            connection.execute(update(RUN).where(RUN.c.id == run_id).values(**values))
        return self.get(run_id)

    def request_stop(self, run_id: str) -> Run:
        """Ask a run to stop: a queued one ends here, a running one at once, one that is over stays as it is."""
        self.get(run_id)
        now = self._clock.now()
        with self._database.write(self._account_id) as connection:
            connection.execute(
                update(RUN)
                .where(RUN.c.id == run_id, RUN.c.status == RunStatus.QUEUED.value)
                .values(
                    status=RunStatus.STOPPED.value,
                    result="Stopped before the team began. Nothing was done.",
                    finished_at=now,
                )
            )
            live = (RunStatus.QUEUED.value, RunStatus.RUNNING.value, RunStatus.STOPPED.value)
            asked = update(RUN).where(RUN.c.id == run_id, RUN.c.status.in_(live))
            connection.execute(asked.values(stop_requested=True, updated_at=now))
        return self.get(run_id)

    def stop_requested(self, run_id: str) -> bool:
        """Say whether somebody asked this run to stop; cheap, to be asked often."""
        with self._database.read() as connection:
            return bool(connection.execute(select(RUN.c.stop_requested).where(RUN.c.id == run_id)).scalar())

    def recover(self, owner: str) -> Sequence[str]:
        """Return the ids to work on after a start, oldest first.

        Queued runs run; a run that another, dead process left half done is queued again once, for it cannot write
        a ticket twice. One that is old, was begun again before, or was to be stopped ends with a sentence instead.
        """
        with self._database.write(self._account_id) as connection:
            recover_half_done(connection, self._account_id, owner=owner, now=self._clock.now())
            queued = self._own().where(RUN.c.status == RunStatus.QUEUED.value).order_by(RUN.c.created_at, RUN.c.id)
            return [row.id for row in connection.execute(queued)]

    def conversations(self, *, search: str | None = None, limit: int = 50) -> "Sequence[Conversation]":
        """Return conversations, newest activity first; `search` looks at titles and at what was asked."""
        with self._database.read() as connection:
            return load_conversations(connection, self._account_id, search=search, limit=min(limit, MAX_PAGE))

    def conversation_runs(self, conversation_id: str, *, newest: int | None = None) -> Sequence[Run]:
        """Return the runs of a conversation, oldest first, or its newest few; empty when it is not known."""
        query = self._own().where(RUN.c.conversation_id == conversation_id)
        if newest is not None:
            query = query.order_by(RUN.c.created_at.desc(), RUN.c.id.desc()).limit(newest)
        else:
            query = query.order_by(RUN.c.created_at, RUN.c.id)
        with self._database.read() as connection:
            found = load_runs(connection, query)
        return found if newest is None else found[::-1]


def _day_after(day: date) -> datetime:
    """Return the end of a UTC date; the last day of the calendar has no day after it and ends where it can."""
    return datetime.combine(min(day, date.max - timedelta(days=1)), time.min, UTC) + timedelta(days=1)
