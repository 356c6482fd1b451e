"""The one way to write to an account: a transaction whose audit entries move the head outside the database."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from trading.errors import Unavailable
from trading.ports import Clock
from trading.store import audit
from trading.store.audit_head import AuditHead, Head
from trading.store.database import Database
from trading.types import Actor

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Writing:
    """One write transaction of the account; what it records is committed with what it changes, or not at all."""

    connection: Connection
    account_id: str
    clock: Clock
    found: Head | None = field(default=None)
    """The head of the log as the first entry of this transaction found it, None before there is one."""
    last: Head | None = field(default=None)
    head_can_wait: bool = field(default=False)
    """Set where another write of the same order follows at once: the head outside then moves with that one."""

    def record(self, kind: str, subject: str, body: Mapping[str, Any], *, actor: Actor) -> None:
        """Append an entry to the log."""
        if self.last is None:
            self.found = self.last = audit.head(self.connection, self.account_id)
        self.last = audit.append(
            self.connection,
            account_id=self.account_id,
            at=self.clock.now(),
            actor=actor,
            kind=kind,
            subject=subject,
            body=body,
            after=self.last,
        )


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
            if writing.found is not None and writing.found.seq == 0:
                self._advance(writing.found, over=lambda standing: standing is None)
        if writing.last is not None and not writing.head_can_wait:
            self._advance(writing.last, over=lambda standing: self._holds(standing, writing.found))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for queries."""
        with self.database.read() as connection:
            yield connection

    def _advance(self, head: Head, *, over: Callable[[Head | None], bool]) -> None:
        try:
            if self._head is not None:
                self._head.advance(head, over=over)
        except Unavailable as fault:
            log.error("the head of the audit log stays behind: %s", fault)

    def _holds(self, kept: Head | None, before: Head | None) -> bool:
        """Say whether the kept head is an entry of the log, so that it may give way to a later one."""
        if kept is not None and kept == before:
            return True  # the transaction itself has read it as the newest entry
        with self.database.read() as connection:
            found = None if kept is None else audit.hash_at(connection, self.account_id, kept.seq)
        if kept is None or found != kept.hash:
            log.error("the log and its head in the data folder disagree; `python -m trading verify` says how")
            return False
        return True
