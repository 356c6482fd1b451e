"""Rows of runs and their steps turned into the values of trading.types, and back into plain JSON."""

import base64
import binascii
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from trading.errors import FixInput
from trading.store.tables import PROPOSAL, RUN, RUN_STEP
from trading.types import ActorKind, Intent, Run, RunStatus, RunStep, Usage
from trading.types.wire import rfc3339, to_wire


def load_runs(connection: Connection, query: Select[Any]) -> list[Run]:
    """Return the runs that a select over the run table finds, each with its steps and proposals."""
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    if not ids:
        return []
    steps: dict[str, list[RunStep]] = defaultdict(list)
    found = select(RUN_STEP).where(RUN_STEP.c.run_id.in_(ids)).order_by(RUN_STEP.c.run_id, RUN_STEP.c.n)
    for row in connection.execute(found):
        steps[row.run_id].append(_step(row))
    proposals: dict[str, list[str]] = defaultdict(list)
    written = (
        select(PROPOSAL.c.run_id, PROPOSAL.c.id)
        .where(PROPOSAL.c.run_id.in_(ids))
        .order_by(PROPOSAL.c.created_at, PROPOSAL.c.id)
    )
    for run_id, proposal_id in connection.execute(written):
        proposals[run_id].append(proposal_id)
    return [_run(row, steps[row.id], proposals[row.id]) for row in rows]


def _run(row: Row[Any], steps: Sequence[RunStep], proposals: Sequence[str]) -> Run:
    return Run(
        id=row.id,
        account_id=row.account_id,
        conversation_id=row.conversation_id,
        query=row.query,
        words=row.words,
        actor_kind=ActorKind(row.actor_kind),
        actor_name=row.actor_name,
        status=RunStatus(row.status),
        intent=None if row.intent is None else Intent(row.intent),
        steps=tuple(steps),
        result=row.result,
        proposals=tuple(proposals),
        usage=usage_from_wire(row.usage),
        error=row.error,
        planner=row.planner,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
        draft=row.draft,
    )


def _step(row: Row[Any]) -> RunStep:
    return RunStep(
        n=row.n,
        agent=row.agent,
        tool=row.tool,
        arguments=dict(row.arguments),
        observation=row.observation,
        error=row.error,
        at=row.at,
    )


def usage_from_wire(body: dict[str, Any]) -> Usage:
    """Return the usage that a row holds; an empty object is no usage."""
    cost = body.get("cost_usd", "0")
    return Usage(
        model_calls=int(body.get("model_calls", 0)),
        input_tokens=int(body.get("input_tokens", 0)),
        output_tokens=int(body.get("output_tokens", 0)),
        cost_usd=None if cost is None else Decimal(str(cost)),
        worked_s=float(body.get("worked_s", 0.0)),
        model_s=float(body.get("model_s", 0.0)),
    )


def plain(value: Any) -> Any:
    """Return a value as plain JSON that every database takes: no NaN, no infinity, no NUL, no lone surrogate."""
    return _finite(to_wire(value))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value


def clean_text(text: str) -> str:
    """Return the text without what a database refuses: NUL characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def cursor_of(at: datetime, row_id: str) -> str:
    """Return the opaque cursor behind one row of a list sorted by time, newest first."""
    return base64.urlsafe_b64encode(f"{rfc3339(at)}|{row_id}".encode()).decode().rstrip("=")


def after_cursor(cursor: str) -> Any:
    """Return the condition that selects the runs behind a cursor. Raises FixInput for a text that is none."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        stamp, row_id = text.split("|", 1)
        at = datetime.fromisoformat(stamp)
        if at.tzinfo is None:
            raise ValueError(stamp)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError, binascii.Error):
        raise FixInput(f"cursor {cursor!r:.40} is not one that a list gave; start again without it") from None
    return or_(RUN.c.created_at < at, and_(RUN.c.created_at == at, RUN.c.id < row_id))
