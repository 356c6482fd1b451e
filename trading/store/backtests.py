"""Backtests as jobs: what was asked, how far each is, its report; the queue is what stands here as queued."""

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from trading.errors import Busy, NotFound
from trading.ports import Clock
from trading.store.database import Database
from trading.store.paging import after_cursor, cursor_of, page_size
from trading.store.run_rows import clean_text, plain
from trading.store.tables import BACKTEST
from trading.types import (
    FINAL_BACKTEST_STATES,
    Actor,
    ActorKind,
    BacktestJob,
    BacktestKind,
    BacktestStatus,
    Page,
)

MOST_KEPT = 200
"""How many finished backtests of one account are kept, the newest."""
MOST_QUEUED = 50
MOST_BEGINS = 3
LEASE_FOR = timedelta(seconds=30)
"""How long a running job belongs to a process that was not heard of since; it renews this six times as often."""
GIVEN_UP = f"the app ended {MOST_BEGINS} times while this ran, so it is not begun again; test less at once"
_FINAL = tuple(status.value for status in FINAL_BACKTEST_STATES)
_LISTED = [column for column in BACKTEST.c if column.name != "report"]


class BacktestStore:
    """The backtests of one account. Threads may share it; times are wall time."""

    def __init__(self, database: Database, account_id: str, wall_clock: Clock) -> None:
        self._database, self._account_id, self._clock = database, account_id, wall_clock

    def create(
        self, kind: BacktestKind, request: Mapping[str, Any], *, actor: Actor, intent_key: str | None = None
    ) -> BacktestJob:
        """Write down a queued job and return it; the same intent key again returns the first one.

        Raises Busy while too many wait.
        """
        values = self._new(kind, request, actor) | {"intent_key": intent_key}
        with self._database.write(self._account_id) as connection:
            if intent_key is not None:
                first = select(BACKTEST).where(self._mine(), BACKTEST.c.intent_key == intent_key)
                if (row := connection.execute(first).first()) is not None:
                    return _job(row)
            self._hold_the_queue(connection)
            self._prune(connection)
            connection.execute(insert(BACKTEST).values(**values))
        return self.get(values["id"])

    def begin(self, kind: BacktestKind, request: Mapping[str, Any], *, actor: Actor) -> BacktestJob:
        """Write down a job that is begun at once, by its own maker alone, and return it as claimed."""
        values = self._new(kind, request, actor)
        held = {"owner": f"at once {values['id']}", "until": values["created_at"] + LEASE_FOR, "begun": 1}
        with self._database.write(self._account_id) as connection:
            self._prune(connection)
            connection.execute(insert(BACKTEST).values(**values | held | {"status": BacktestStatus.RUNNING.value}))
        return self.get(values["id"])

    def get(self, job_id: str) -> BacktestJob:
        """Return one job with its report. Raises NotFound, for another account's as well."""
        with self._database.read() as connection:
            row = connection.execute(select(BACKTEST).where(self._is(job_id))).first()
        if row is None:
            raise NotFound(
                f"backtest {job_id!r:.60} is not known; take an id that /api/backtests gave, "
                f"of which the newest {MOST_KEPT} are kept"
            )
        return _job(row)

    def list(self, *, limit: int = 50, cursor: str | None = None) -> Page[BacktestJob]:
        """Return jobs without their reports, newest first. Raises FixInput for a bad cursor."""
        size = page_size(limit)
        query = select(*_LISTED).where(self._mine())
        if cursor is not None:
            query = query.where(after_cursor(cursor, BACKTEST.c.created_at, BACKTEST.c.id))
        query = query.order_by(BACKTEST.c.created_at.desc(), BACKTEST.c.id.desc()).limit(size + 1)
        with self._database.read() as connection:
            jobs = [_job(row) for row in connection.execute(query)]
        more = len(jobs) > size
        last = jobs[size - 1] if more else None
        return Page(items=jobs[:size], next_cursor=None if last is None else cursor_of(last.created_at, last.id))

    def claim_next(self, owner: str, *, working: Collection[str] = ()) -> BacktestJob | None:
        """Take the oldest job that waits, or that nobody works on any more, from its start; None when there is none.

        A running one is taken once its lease has lapsed, or where it is this process's own and not among `working`, the
        jobs that it works on now. One that was begun three times is given up instead.
        """
        now = self._clock.now()
        free = self._free(owner, working, now)
        oldest = select(BACKTEST.c.id).where(free).order_by(BACKTEST.c.created_at, BACKTEST.c.id).limit(1)
        with self._database.read() as connection:
            if connection.execute(oldest).first() is None:
                return None
        with self._database.write(self._account_id) as connection:
            tired = update(BACKTEST).where(free, self._running(), BACKTEST.c.begun >= MOST_BEGINS)
            given_up = {"status": BacktestStatus.FAILED.value, "error": GIVEN_UP, "left_s": None, "finished_at": now}
            connection.execute(tired.values(**given_up, updated_at=now))
            job_id = connection.execute(oldest).scalar()
            if job_id is None:
                return None
            taken = {"status": BacktestStatus.RUNNING.value, "owner": owner, "until": now + LEASE_FOR}
            again = {"begun": BACKTEST.c.begun + 1, "progress": 0.0, "left_s": None, "updated_at": now}
            connection.execute(update(BACKTEST).where(self._is(job_id)).values(**taken, **again))
            return _job(connection.execute(select(BACKTEST).where(self._is(job_id))).one())

    def renew(self, working: Collection[BacktestJob]) -> None:
        """Prolong the leases of the jobs that a process works on, so that no other takes them up."""
        if not working:
            return
        held = or_(*map(self._held, working))
        with self._database.write(self._account_id) as connection:
            connection.execute(update(BACKTEST).where(held).values(until=self._clock.now() + LEASE_FOR))

    def end_leases(self, owner: str) -> None:
        """Let the leases of every other process lapse where it can only be dead.

        A database in a folder belongs to the one process that holds the folder's lock; a server is shared.
        """
        if not self._database.is_sqlite:
            return
        others = self._mine() & self._running() & (BACKTEST.c.owner != owner)
        with self._database.write(self._account_id) as connection:
            connection.execute(update(BACKTEST).where(others).values(until=None))

    def is_held(self, job: BacktestJob) -> bool:
        """Say whether a job that was claimed is to go on, still by that process; cheap, to be asked often."""
        asked = select(BACKTEST.c.id).where(self._held(job))
        with self._database.read() as connection:
            return connection.execute(asked).first() is not None

    def advance(self, job: BacktestJob, progress: float, left_s: float | None) -> None:
        """Write down how far a job is, 0 .. 1, and how many seconds are left where that is known."""
        values = {"progress": min(max(progress, 0.0), 1.0), "left_s": left_s, "updated_at": self._clock.now()}
        with self._database.write(self._account_id) as connection:
            connection.execute(update(BACKTEST).where(self._held(job)).values(**values))

    def done(self, job: BacktestJob, report: Mapping[str, Any]) -> BacktestJob:
        """End a job with its report; one that was stopped or taken up by another process meanwhile stays as it is."""
        text = json.dumps(report, allow_nan=False, separators=(",", ":"))
        ended = {"status": BacktestStatus.DONE.value, "report": text, "progress": 1.0}
        return self._end(job.id, self._held(job), ended)

    def failed(self, job: BacktestJob, error: str) -> BacktestJob:
        """End a job with a sentence; one that was stopped or taken up by another process meanwhile stays as it is."""
        ended = {"status": BacktestStatus.FAILED.value, "error": clean_text(error)}
        return self._end(job.id, self._held(job), ended)

    def give_back(self, job: BacktestJob) -> None:
        """Put a job back into the queue as if it had not been begun: its process closes."""
        again = {"status": BacktestStatus.QUEUED.value, "progress": 0.0, "left_s": None, "owner": None, "until": None}
        values = {**again, "begun": BACKTEST.c.begun - 1, "updated_at": self._clock.now()}
        with self._database.write(self._account_id) as connection:
            connection.execute(update(BACKTEST).where(self._held(job)).values(**values))

    def stop(self, job_id: str) -> BacktestJob:
        """Stop a job that waits or runs; one that is over stays as it is. Raises NotFound."""
        live = BACKTEST.c.status.in_((BacktestStatus.QUEUED.value, BacktestStatus.RUNNING.value))
        return self._end(job_id, self._is(job_id) & live, {"status": BacktestStatus.STOPPED.value})

    def _new(self, kind: BacktestKind, request: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "id": secrets.token_hex(12),
            "account_id": self._account_id,
            "kind": kind.value,
            "request": plain(request),
            "status": BacktestStatus.QUEUED.value,
            "progress": 0.0,
            "begun": 0,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "created_at": now,
            "updated_at": now,
        }

    def _mine(self) -> Any:
        return BACKTEST.c.account_id == self._account_id

    def _is(self, job_id: str) -> Any:
        return self._mine() & (BACKTEST.c.id == job_id)

    def _running(self) -> Any:
        return BACKTEST.c.status == BacktestStatus.RUNNING.value

    def _held(self, job: BacktestJob) -> Any:
        return self._is(job.id) & self._running() & (BACKTEST.c.owner == job.owner)

    def _free(self, owner: str, working: Collection[str], now: datetime) -> Any:
        """Return the condition of what a process may take."""
        lapsed = or_(BACKTEST.c.until.is_(None), BACKTEST.c.until <= now, BACKTEST.c.owner == owner)
        left = self._running() & lapsed & BACKTEST.c.id.not_in(working)
        return self._mine() & or_(BACKTEST.c.status == BacktestStatus.QUEUED.value, left)

    def _end(self, job_id: str, live: Any, values: Mapping[str, Any]) -> BacktestJob:
        now = self._clock.now()
        with self._database.write(self._account_id) as connection:
            ended = {**values, "left_s": None, "updated_at": now, "finished_at": now}
            connection.execute(update(BACKTEST).where(live).values(**ended))
        return self.get(job_id)

    def _hold_the_queue(self, connection: Connection) -> None:
        waiting = select(func.count()).where(self._mine(), BACKTEST.c.status == BacktestStatus.QUEUED.value)
        count = connection.execute(waiting).scalar() or 0
        if count >= MOST_QUEUED:
            raise Busy(f"{count} backtests wait already, the limit is {MOST_QUEUED}; stop some or ask again later")

    def _prune(self, connection: Connection) -> None:
        over = self._mine() & BACKTEST.c.status.in_(_FINAL)
        newest = select(BACKTEST.c.created_at).where(over).order_by(BACKTEST.c.created_at.desc())
        oldest_kept: datetime | None = connection.execute(newest.offset(MOST_KEPT - 1).limit(1)).scalar()
        if oldest_kept is not None:
            connection.execute(delete(BACKTEST).where(over, BACKTEST.c.created_at < oldest_kept))


def _job(row: Any) -> BacktestJob:
    report = getattr(row, "report", None)
    return BacktestJob(
        id=row.id,
        account_id=row.account_id,
        kind=BacktestKind(row.kind),
        request=dict(row.request),
        status=BacktestStatus(row.status),
        progress=row.progress,
        left_s=row.left_s,
        report=None if report is None else json.loads(report),
        error=row.error,
        actor_kind=ActorKind(row.actor_kind),
        actor_name=row.actor_name,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
        owner=row.owner,
    )
