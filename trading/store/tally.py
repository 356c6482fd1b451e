"""Counts over proposals that the gate measures: orders in a day, the last one, rejections in a row, twins in a run."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from trading.store.tables import PROPOSAL
from trading.types import Action, Status

_STREAK_READ = 20
_ORDERS = (PROPOSAL.c.account_id == bindparam("account"), PROPOSAL.c.action != Action.CANCEL.value)
_SENT_BETWEEN = select(func.count()).where(
    *_ORDERS,
    PROPOSAL.c.market_at >= bindparam("start"),
    PROPOSAL.c.market_at < bindparam("end"),
    PROPOSAL.c.id != bindparam("without"),
    PROPOSAL.c.posted_at.is_not(None) | (PROPOSAL.c.status == Status.APPROVED.value),
)
_LAST_SENT = (
    select(PROPOSAL.c.posted_at)
    .where(*_ORDERS, PROPOSAL.c.posted_at.is_not(None))
    .order_by(PROPOSAL.c.posted_at.desc())
    .limit(1)
)
_NEWEST_ANSWERED = (
    select(PROPOSAL.c.status, PROPOSAL.c.updated_at)
    .where(
        *_ORDERS,
        PROPOSAL.c.posted_at.is_not(None),
        PROPOSAL.c.status.not_in([Status.SENDING.value, Status.UNKNOWN.value]),
    )
    .order_by(PROPOSAL.c.posted_at.desc(), PROPOSAL.c.id.desc())
    .limit(_STREAK_READ)
)


def sent_between(connection: Connection, account_id: str, start: datetime, end: datetime, *, without: str) -> int:
    """Return how many orders were approved or claimed in a half-open range of market time, one of them left out."""
    given = {"account": account_id, "start": start, "end": end, "without": without}
    return connection.execute(_SENT_BETWEEN, given).scalar_one()


def last_sent_at(connection: Connection, account_id: str) -> datetime | None:
    """Return the wall time of the newest claim, None when nothing was ever sent."""
    newest: datetime | None = connection.execute(_LAST_SENT, {"account": account_id}).scalar_one_or_none()
    return newest


def rejections(connection: Connection, account_id: str) -> tuple[int, datetime | None]:
    """Return how many of the newest orders were rejected without one between, and when the last was."""
    rows = connection.execute(_NEWEST_ANSWERED, {"account": account_id}).all()
    count = next((n for n, row in enumerate(rows) if row.status != Status.REJECTED.value), len(rows))
    return count, (rows[0].updated_at if count else None)


def twin(connection: Connection, account_id: str, run_id: str, asked: int, *, without: str) -> str | None:
    """Return another ticket of the run that answers the same request of the words and was not refused."""
    query = select(PROPOSAL.c.id, PROPOSAL.c.origin).where(
        PROPOSAL.c.account_id == account_id,
        PROPOSAL.c.run_id == run_id,
        PROPOSAL.c.status != Status.REFUSED.value,
        PROPOSAL.c.id != without,
    )
    for row in connection.execute(query.order_by(PROPOSAL.c.created_at)):
        if row.origin.get("asked") == asked:
            return str(row.id)
    return None
