"""Runs that a dead process left half done, and the pieces that they share with a run's ordinary life."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from trading.store.run_rows import clean_text, plain
from trading.store.tables import PROPOSAL, RUN, RUN_STEP
from trading.types import RunStatus, RunStep, Status

RESUME_WITHIN = timedelta(minutes=10)
RESUMED = "resume"
"""The tool name of the step that says a run was begun again after a restart."""

_WAITING = (Status.PROPOSED, Status.OPEN, Status.APPROVED, Status.SENDING)


def waits_for_answer(connection: Connection, run_id: str) -> bool:
    """Say whether a proposal of this run is not answered yet."""
    found = select(PROPOSAL.c.id).where(PROPOSAL.c.run_id == run_id, PROPOSAL.c.status.in_(_WAITING)).limit(1)
    return connection.execute(found).first() is not None


def append_step(
    connection: Connection, run_id: str, call: str, said: tuple[dict[str, Any], Any, str | None], *, at: datetime
) -> RunStep:
    """Append a step; `call` is agent.tool, `said` its arguments, observation and error."""
    agent, _, tool = call.partition(".")
    last = select(func.max(RUN_STEP.c.n)).where(RUN_STEP.c.run_id == run_id)
    n = (connection.execute(last).scalar() or 0) + 1
    error = None if said[2] is None else clean_text(said[2])
    row = {"agent": agent, "tool": tool, "arguments": plain(said[0]), "observation": plain(said[1]), "error": error}
    connection.execute(insert(RUN_STEP).values(run_id=run_id, n=n, at=at, **row))
    connection.execute(update(RUN).where(RUN.c.id == run_id).values(updated_at=at))
    return RunStep(n=n, at=at, **row)


def recover_half_done(connection: Connection, account_id: str, *, owner: str, now: datetime) -> None:
    """Queue again, or end with a sentence, each run that is running for a process that is no more."""
    left = select(RUN.c.id, RUN.c.created_at, RUN.c.stop_requested).where(
        RUN.c.account_id == account_id,
        RUN.c.status == RunStatus.RUNNING.value,
        or_(RUN.c.owner.is_(None), RUN.c.owner != owner),
    )
    for row in connection.execute(left).all():
        fresh = not row.stop_requested and now - row.created_at <= RESUME_WITHIN
        if fresh and not _was_resumed(connection, row.id):
            _queue_again(connection, row.id, now)
        else:
            _give_up(connection, row.id, now)


def _queue_again(connection: Connection, run_id: str, now: datetime) -> None:
    note = "The app was started anew; the run begins again. An order that it has already written stays one."
    append_step(connection, run_id, f"manager.{RESUMED}", ({}, note, None), at=now)
    values: dict[str, Any] = {"status": RunStatus.QUEUED.value, "owner": None, "draft": None, "updated_at": now}
    connection.execute(update(RUN).where(RUN.c.id == run_id).values(**values))


def _give_up(connection: Connection, run_id: str, now: datetime) -> None:
    kept = " The order that it wrote still waits for your review." if waits_for_answer(connection, run_id) else ""
    said = f"The app was stopped in the middle of this run, so it has no answer.{kept} Ask again to retry."
    earlier = connection.execute(select(RUN.c.result).where(RUN.c.id == run_id)).scalar()
    values: dict[str, Any] = {
        "status": RunStatus.FAILED.value,
        "result": "\n\n".join(part for part in (said, earlier) if part),
        "error": said,
        "draft": None,
        "updated_at": now,
        "finished_at": now,
    }
    connection.execute(update(RUN).where(RUN.c.id == run_id).values(**values))


def _was_resumed(connection: Connection, run_id: str) -> bool:
    found = select(RUN_STEP.c.n).where(RUN_STEP.c.run_id == run_id, RUN_STEP.c.tool == RESUMED).limit(1)
    return connection.execute(found).first() is not None
