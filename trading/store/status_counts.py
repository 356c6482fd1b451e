"""Counts over the whole store of one account, for metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from trading.store.database import Database
from trading.store.tables import ACCOUNT, PROPOSAL, RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCounts:
    """How many proposals and runs stand in each status, and whether the kill switch is on."""

    proposals: Mapping[str, int]
    runs: Mapping[str, int]
    kill_on: bool


def status_counts(database: Database, account_id: str) -> StatusCounts:
    """Return the counts of one account, from one consistent read. Raises Unavailable."""
    with database.read() as connection:
        counted = []
        for table in (PROPOSAL, RUN):
            query = select(table.c.status, func.count()).where(table.c.account_id == account_id)
            counted.append({row[0]: row[1] for row in connection.execute(query.group_by(table.c.status))})
        kill_on = connection.execute(select(ACCOUNT.c.kill_on).where(ACCOUNT.c.id == account_id)).scalar()
    return StatusCounts(proposals=counted[0], runs=counted[1], kill_on=bool(kill_on))
