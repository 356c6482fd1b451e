"""The one way to write to an account: a transaction whose audit entries move the head outside the database."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from trading.errors import Unavailable
from trading.ports import Clock
from trading.store.audit import GENESIS, append, hash_at
from trading.store.audit_head import AuditHead, Head
from trading.store.database import Database
from trading.types import Actor, AuditEntry

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Writing:
    """One write transaction of the account; what it records is committed with what it changes, or not at all."""

    connection: Connection
    account_id: str
    clock: Clock
    last: AuditEntry | None = field(default=None)
    begins: bool = field(default=False)

    def record(self, kind: str, subject: str, body: Mapping[str, Any], *, actor: Actor) -> None:
        """Append an entry to the log; `begins` then says whether its first entry was among them."""
        self.last = append(
            self.connection,
            account_id=self.account_id,
            at=self.clock.now(),
            actor=actor,
            kind=kind,
            subject=subject,
            body=body,
        )
        self.begins = self.begins or self.last.seq == 1


class Ledger:
    """The store of one account as its writers see it. Threads may share it."""

    def __init__(self, database: Database, account_id: str, clock: Clock, data_dir: Path | None) -> None:
        self.database = database
        self.account_id = account_id
        self.clock = clock
        self._head = None if data_dir is None else AuditHead(data_dir, account_id)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Give the account's write transaction; after the commit the head file follows.

        A head file that cannot be written is logged and stays behind: the entry is committed, the next write
        brings the file up, and `verify` accepts a head that is behind but never one that is ahead. A file is made
        with the first entry only, and one that the log contradicts stays as it is: it is the proof of a cut tail.
        """
        with self.database.write(self.account_id) as connection:
            writing = Writing(connection=connection, account_id=self.account_id, clock=self.clock)
            yield writing
            if self._head is not None and writing.begins:
                self._advance(self._head, Head(seq=0, hash=GENESIS))
        if self._head is not None and writing.last is not None and self._holds(self._head):
            self._advance(self._head, Head(seq=writing.last.seq, hash=writing.last.hash))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for queries."""
        with self.database.read() as connection:
            yield connection

    def _advance(self, kept: AuditHead, head: Head) -> None:
        try:
            kept.advance(head)
        except Unavailable:
            log.exception("the head of the audit log stays behind")

    def _holds(self, kept: AuditHead) -> bool:
        """Say whether the kept head is an entry of the log, so that it may give way to a later one."""
        try:
            standing = kept.read()
            with self.database.read() as connection:
                found = None if standing is None else hash_at(connection, self.account_id, standing.seq)
        except Unavailable:
            log.exception("the head of the audit log stays behind")
            return False
        if standing is None or found != standing.hash:
            log.error("the log and its head in the data folder disagree; `python -m trading verify` says how")
            return False
        return True
