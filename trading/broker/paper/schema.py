"""The paper book's own database file: its tables, its version, and one short transaction at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trading.errors import Unavailable

VERSION = 1
BUSY_TIMEOUT_S = 15

TABLES = """
CREATE TABLE book (
  id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, session_day TEXT NOT NULL, started TEXT NOT NULL,
  cash TEXT NOT NULL, initial_cash TEXT NOT NULL, realized TEXT NOT NULL, income TEXT NOT NULL,
  suspended INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE position (symbol TEXT PRIMARY KEY, qty TEXT NOT NULL, basis TEXT NOT NULL, realized TEXT NOT NULL);
CREATE TABLE orders (
  id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, book INTEGER NOT NULL, parent TEXT, symbol TEXT NOT NULL,
  side TEXT NOT NULL, qty TEXT, notional TEXT, type TEXT NOT NULL, time_in_force TEXT NOT NULL,
  order_class TEXT NOT NULL, limit_price TEXT, stop_price TEXT, trail_price TEXT, trail_percent TEXT,
  water_mark TEXT, triggered INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', filled_qty TEXT NOT NULL DEFAULT '0', filled_price TEXT,
  works_from TEXT NOT NULL, submitted_at TEXT NOT NULL, updated_at TEXT NOT NULL, replaced_by TEXT
);
CREATE INDEX orders_resting ON orders (status) WHERE status = 'sent';
CREATE INDEX orders_parent ON orders (parent);
CREATE TABLE fill (
  id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, book INTEGER NOT NULL, order_id TEXT NOT NULL, symbol TEXT NOT NULL,
  side TEXT NOT NULL, qty TEXT NOT NULL, price TEXT NOT NULL, amount TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE cash_action (
  sequence INTEGER PRIMARY KEY, book INTEGER NOT NULL, symbol TEXT NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL,
  amount TEXT NOT NULL, qty_before TEXT NOT NULL, qty_after TEXT NOT NULL
);
CREATE TABLE equity (day TEXT PRIMARY KEY, equity TEXT NOT NULL, cash TEXT NOT NULL);
CREATE TABLE moment (day TEXT PRIMARY KEY, state TEXT NOT NULL);
"""


class BookFile:
    """One open book file. Threads share it; other processes may open it beside this one."""

    def __init__(self, path: Path, *, more_tables: str = "") -> None:
        self.path = path
        self._more_tables = more_tables
        self._lock = threading.RLock()
        with self._translated():
            self._raw = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            self._open()
        except BaseException:
            self._raw.close()
            raise

    @contextmanager
    def write(self) -> Iterator["BookFile"]:
        """Give the file's one write transaction; it commits on leaving and rolls back on an error."""
        with self._lock, self._translated():
            self._raw.execute("BEGIN IMMEDIATE").close()
            try:
                yield self
                self._raw.execute("COMMIT").close()
            except BaseException:
                if self._raw.in_transaction:
                    self._raw.execute("ROLLBACK").close()
                raise

    @contextmanager
    def read(self) -> Iterator["BookFile"]:
        """Give one consistent state of the file; inside a write it is that transaction's own."""
        with self._lock, self._translated():
            if self._raw.in_transaction:
                yield self
                return
            self._raw.execute("BEGIN").close()
            try:
                yield self
            finally:
                self._raw.execute("COMMIT").close()

    @contextmanager
    def glance(self) -> Iterator["BookFile"]:
        """Give the file for a single query, which is one state by itself and needs no transaction around it."""
        with self._lock, self._translated():
            yield self

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """Return every row of a query."""
        return self._raw.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, None when it has none."""
        found: sqlite3.Row | None = self._raw.execute(sql, values).fetchone()
        return found

    def do(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Carry out one statement."""
        self._raw.execute(sql, values).close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._raw.close()

    def _open(self) -> None:
        with self._translated():
            self._raw.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                self._raw.execute(f"PRAGMA {pragma}").close()
            fault = self._raw.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":
                raise sqlite3.DatabaseError(f"malformed: {fault}")
            self._make()

    def _make(self) -> None:
        version = self._raw.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise Unavailable(
                f"the paper book {self.path.name} is of version {version}, this release knows {VERSION}; "
                "use the newer release or another DATA_DIR"
            )
        if version == 0:
            self._raw.executescript(
                f"BEGIN IMMEDIATE; {TABLES} {self._more_tables} PRAGMA user_version={VERSION}; COMMIT;"
            ).close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise Unavailable(
                f"the paper book {self.path.name} did not do its work ({fault}); {_step(fault)}"
            ) from fault


def _step(fault: sqlite3.Error) -> str:
    text = str(fault).lower()
    if "full" in text:
        return "free some disk space, then try again"
    if "locked" in text or "busy" in text:
        return "another process holds it; try again in a moment"
    if "malformed" in text or "not a database" in text:
        return "the file is damaged; stop the app, keep a copy, and restore DATA_DIR from a backup"
    return "check the disk and DATA_DIR, then try again"
