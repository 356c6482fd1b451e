"""The limits' rows: every version is kept, the highest holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from trading.store.tables import LIMITS
from trading.types import Actor

_NEWEST = (
    select(LIMITS.c.version, LIMITS.c.body)
    .where(LIMITS.c.account_id == bindparam("account"))
    .order_by(LIMITS.c.version.desc())
    .limit(1)
)


def newest_limits(connection: Connection, account_id: str) -> tuple[int, Mapping[str, Any]] | None:
    """Return the version that holds and its body, None when none was ever written."""
    row = connection.execute(_NEWEST, {"account": account_id}).first()
    return None if row is None else (row.version, row.body)


def write_limits(
    connection: Connection, account_id: str, *, version: int, body: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    """Write a new version."""
    connection.execute(
        insert(LIMITS).values(
            account_id=account_id,
            version=version,
            body=dict(body),
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
            at=at,
        )
    )
