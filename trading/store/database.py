"""One database: SQLite in WAL with full sync, or PostgreSQL; short reads and one write transaction an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from trading.errors import BadSettings, Unavailable
from trading.redaction import clean
from trading.store.tables import ACCOUNT

BUSY_TIMEOUT_MS = 15_000


class Database:
    """A handle on the store. Threads may share it.

    `patience_ms` is how long a write waits for the lock; who stops trading beside an app that hangs has little.
    """

    def __init__(self, url: str, *, patience_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        # SQLite reads one state in any transaction; the server would read a newer one with each statement
        self._reading: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._engine = _sqlite_engine(url, patience_ms) if self.is_sqlite else _server_engine(url, patience_ms)
        event.listen(self._engine, "before_cursor_execute", _without_secrets, retval=True)

    @classmethod
    def in_folder(cls, folder: Path, *, patience_ms: int = BUSY_TIMEOUT_MS) -> "Database":
        """Return the SQLite database of a data folder, which is made when it lacks."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(f"sqlite:///{(folder / 'desk.db').resolve()}", patience_ms=patience_ms)

    @property
    def engine(self) -> Engine:
        """Return the engine, for migrations and tests."""
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for queries; what it reads is one consistent state. Raises Unavailable."""
        with _translated(), self._engine.connect().execution_options(**self._reading) as connection:
            yield connection

    @contextmanager
    def write(self, account_id: str | None = None) -> Iterator[Connection]:
        """Give the one write transaction of an account; it commits on leaving and rolls back on an error.

        SQLite takes its single write lock at once (BEGIN IMMEDIATE); PostgreSQL locks the account's row.
        Raises Unavailable when the lock or the disk cannot be had.
        """
        with (
            _translated(),
            self._engine.connect().execution_options(immediate=True) as connection,
            connection.begin(),
        ):
            if account_id is not None and not self.is_sqlite:
                row = select(ACCOUNT.c.id).where(ACCOUNT.c.id == account_id).with_for_update()
                connection.execute(row)
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def _without_secrets(
    _connection: Connection, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    """Take secrets out of every text that a statement carries; a lookup by such a text finds what was kept of it."""
    return statement, _clean_rows(given)


def _clean_rows(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _clean_rows(value) for name, value in given.items()}
    if isinstance(given, tuple):
        return tuple(_clean_rows(value) for value in given)
    if isinstance(given, list):
        return [_clean_rows(value) for value in given]
    return clean(given) if isinstance(given, str) else given


def _server_engine(url: str, patience_ms: int) -> Engine:
    impatient: dict[str, Any] = {}
    if patience_ms < BUSY_TIMEOUT_MS:
        impatient = {
            "connect_timeout": max(2, patience_ms // 1000),
            "tcp_user_timeout": patience_ms,
            "options": f"-c lock_timeout={patience_ms}",
        }
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=8, connect_args=impatient)
    except (ArgumentError, ValueError, ModuleNotFoundError):  # their texts may show the password
        raise BadSettings("DATABASE_URL cannot be read; write postgresql+psycopg://user:password@host/desk") from None


def _sqlite_engine(url: str, patience_ms: int) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=8, max_overflow=24, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in (
            f"busy_timeout={patience_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            raw.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, DatabaseError) as fault:
        raise Unavailable(f"the database did not do its work ({_first_line(fault)}); {_next_step(fault)}") from fault


def _first_line(fault: DatabaseError) -> str:
    return str(fault.orig).splitlines()[0] if fault.orig else type(fault).__name__


def _next_step(fault: DatabaseError) -> str:
    text = str(fault.orig).lower()
    if "full" in text:
        return "free some disk space, then try again"
    if "locked" in text or "busy" in text:
        return "another process holds it; try again in a moment"
    if "malformed" in text or "not a database" in text or "could not decode" in text:
        return "the file is damaged; stop the app, keep a copy, and restore DATA_DIR from a backup"
    return "check the disk and the DATABASE_URL, then try again"
