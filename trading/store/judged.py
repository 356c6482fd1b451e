"""Orders as the gate judged them: what asking about the past reads, a page at a time and without the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from trading.store.forms import gate_from_wire
from trading.store.tables import PROPOSAL
from trading.types import Action, GateVerdict, Status

PAGE = 500
"""Rows a statement: a verdict is some kilobytes of JSON."""
_COLUMNS = (PROPOSAL.c.id, PROPOSAL.c.created_at, PROPOSAL.c.symbol, PROPOSAL.c.status, PROPOSAL.c.gate)
_SINCE: Select[Any] = (
    select(*_COLUMNS)
    .where(
        PROPOSAL.c.account_id == bindparam("account"),
        PROPOSAL.c.created_at >= bindparam("since"),
        PROPOSAL.c.action != Action.CANCEL.value,
        PROPOSAL.c.adopted.is_(False),
    )
    .order_by(PROPOSAL.c.created_at.desc(), PROPOSAL.c.id.desc())
    .limit(bindparam("page"))
)
_OLDER = _SINCE.where(
    or_(
        PROPOSAL.c.created_at < bindparam("at"),
        and_(PROPOSAL.c.created_at == bindparam("at"), PROPOSAL.c.id < bindparam("id")),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One order and the verdict of its last pricing. `at` is the wall time at which it was proposed."""

    id: str
    at: datetime
    symbol: str
    status: Status
    verdict: GateVerdict


def judged_since(connection: Connection, account_id: str, since: datetime, *, page: int = PAGE) -> Iterator[Judged]:
    """Yield the orders and replaces proposed at or after that wall time, newest first; cancels are left out.

    Orders that were adopted are left out too: no gate has judged them.
    """
    given: dict[str, Any] = {"account": account_id, "since": since, "page": page}
    rows = connection.execute(_SINCE, given).all()
    while rows:
        yield from map(_judged, rows)
        if len(rows) < page:
            return
        last = rows[-1]
        rows = connection.execute(_OLDER, given | {"at": last.created_at, "id": last.id}).all()


def _judged(row: Row[Any]) -> Judged:
    return Judged(
        id=row.id, at=row.created_at, symbol=row.symbol, status=Status(row.status), verdict=gate_from_wire(row.gate)
    )
