"""The append-only log: a sequence without gaps, each entry carrying the hash of the one before."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from trading.errors import Unavailable
from trading.redaction import clean
from trading.store.audit_head import AuditHead, Head
from trading.store.database import Database
from trading.store.tables import AUDIT
from trading.types import Actor, ActorKind, AuditEntry, Page, VerifyReport
from trading.types.wire import rfc3339, sha256_of_plain, to_wire

GENESIS = "0" * 64
"""What the first entry carries in place of the hash of one before."""

MAX_PAGE = 500

_OF_ACCOUNT = AUDIT.c.account_id == bindparam("account")
_NEWEST = select(AUDIT.c.seq, AUDIT.c.hash).where(_OF_ACCOUNT).order_by(AUDIT.c.seq.desc()).limit(1)
_HASH = select(AUDIT.c.hash).where(_OF_ACCOUNT, AUDIT.c.seq == bindparam("seq"))
_LATER = select(AUDIT.c.kind).where(_OF_ACCOUNT, AUDIT.c.seq > bindparam("seq"))
_SUBJECTS = select(AUDIT.c.kind, AUDIT.c.subject).where(_OF_ACCOUNT, AUDIT.c.seq > bindparam("seq"))
_BODIES = select(AUDIT.c.body).where(_OF_ACCOUNT, AUDIT.c.seq > bindparam("seq"), AUDIT.c.kind == bindparam("kind"))
_APPEND = insert(AUDIT)


def head(connection: Connection, account_id: str) -> Head:
    """Return the newest entry's number and hash; number 0 for an empty log."""
    row = connection.execute(_NEWEST, {"account": account_id}).first()
    return Head(seq=0, hash=GENESIS) if row is None else Head(seq=row.seq, hash=row.hash)


def hash_at(connection: Connection, account_id: str, seq: int) -> str | None:
    """Return the hash of one entry, None where the log has none; what number 0 stands for begins every log."""
    if seq == 0:
        return GENESIS
    return connection.execute(_HASH, {"account": account_id, "seq": seq}).scalar_one_or_none()


def append(  # an entry has this many parts
    connection: Connection,
    *,
    account_id: str,
    at: datetime,
    actor: Actor,
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    after: Head,
) -> Head:
    """Append one entry after the newest, and return the new head.

    Call it in a write transaction of the account, whose lock keeps the sequence whole.
    """
    plain = to_wire(body)
    values: dict[str, Any] = {
        "account_id": account_id,
        "seq": after.seq + 1,
        "at": at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "kind": kind,
        "subject": subject,
        "body": plain,
        "prev_hash": after.hash,
    }
    values = clean(values)  # before it is hashed: nothing may be taken out of an entry afterwards
    values["hash"] = _digest(values)
    connection.execute(_APPEND, values)
    return Head(seq=values["seq"], hash=values["hash"])


def moved_since(connection: Connection, account_id: str, seq: int, kinds: Collection[str]) -> bool:
    """Say whether the log has an entry of one of these kinds after that number."""
    later = connection.execute(_LATER, {"account": account_id, "seq": seq})
    return any(kind in kinds for kind in later.scalars())


def subjects_since(connection: Connection, account_id: str, seq: int) -> list[tuple[str, str]]:
    """Return kind and subject of every entry after that number, oldest first."""
    later = connection.execute(_SUBJECTS.order_by(AUDIT.c.seq), {"account": account_id, "seq": seq})
    return [(row.kind, row.subject) for row in later]


def bodies_since(connection: Connection, account_id: str, seq: int, kind: str) -> list[dict[str, Any]]:
    """Return the bodies of the entries of one kind after that number, oldest first."""
    given = {"account": account_id, "seq": seq, "kind": kind}
    return list(connection.execute(_BODIES.order_by(AUDIT.c.seq), given).scalars())


def entries(
    connection: Connection,
    account_id: str,
    *,
    kinds: Collection[str] | None = None,
    subject: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page[AuditEntry]:
    """Return entries newest first, in the half-open time range, numbered below `before`."""
    query = select(AUDIT).where(AUDIT.c.account_id == account_id)
    query = query if kinds is None else query.where(AUDIT.c.kind.in_(kinds))
    query = query if subject is None else query.where(AUDIT.c.subject == subject)
    query = query if start is None else query.where(AUDIT.c.at >= start)
    query = query if end is None else query.where(AUDIT.c.at < end)
    query = query if before is None else query.where(AUDIT.c.seq < before)
    size = max(1, min(limit, MAX_PAGE))
    rows = connection.execute(query.order_by(AUDIT.c.seq.desc()).limit(size + 1)).all()
    items = tuple(_entry(row) for row in rows[:size])
    return Page(items=items, next_cursor=str(items[-1].seq) if len(rows) > size else None)


def verify(database: Database, account_id: str, data_dir: Path) -> VerifyReport:
    """Walk the whole log and hold it against the head kept in the data folder; the first fault is the report's."""
    try:
        kept = AuditHead(data_dir, account_id).read()
        unreadable = None
    except Unavailable as fault:
        kept, unreadable = None, str(fault)
    previous, count, fault_found = GENESIS, 0, unreadable
    with database.read() as connection:
        walk = select(AUDIT).where(AUDIT.c.account_id == account_id).order_by(AUDIT.c.seq)
        for row in connection.execution_options(yield_per=1000).execute(walk):
            fault_found = fault_found or _fault(row, count + 1, previous, kept)
            previous, count = row.hash, count + 1
    fault_found = fault_found or _tail_fault(count, kept)
    return VerifyReport(account_id=account_id, entries=count, head=previous, fault=fault_found)


def _fault(row: Row[Any], expected: int, previous: str, kept: Head | None) -> str | None:
    if row.seq != expected:
        return f"entry {expected} is missing: entry {row.seq} follows {expected - 1}; restore a backup"
    if row.prev_hash != previous:
        return f"entry {row.seq} does not follow the one before it; compare it with a backup"
    if row.hash != _digest(dict(row._mapping)):
        return f"entry {row.seq} ({row.kind}) was changed after it was written; compare it with a backup"
    if kept is not None and kept.seq == row.seq and kept.hash != row.hash:
        return f"entry {row.seq} is not the one whose hash the data folder keeps; compare both with a backup"
    return None


def _tail_fault(count: int, kept: Head | None) -> str | None:
    if kept is not None and kept.seq > count:
        return f"the log ends at entry {count}, but entry {kept.seq} was written: its tail was cut; restore a backup"
    if kept is None and count:
        return (
            f"the log has {count} entries but the data folder keeps no head, so a cut tail could not be seen; "
            "restore the audit-head file from a backup"
        )
    return None


def _digest(values: Mapping[str, Any]) -> str:
    hashed = {name: value for name, value in values.items() if name not in ("hash", "at")}
    return sha256_of_plain(hashed | {"at": rfc3339(values["at"])})


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        account_id=row.account_id,
        seq=row.seq,
        at=row.at,
        actor=Actor(kind=ActorKind(row.actor_kind), id=row.actor_id, name=row.actor_name),
        kind=row.kind,
        subject=row.subject,
        body=row.body,
        prev_hash=row.prev_hash,
        hash=row.hash,
    )
