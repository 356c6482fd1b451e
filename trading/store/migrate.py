"""Bring a database to the tables of this release, quickly when it is there already."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from trading.errors import BadSettings
from trading.store.database import Database
from trading.store.tables import ACCOUNT

HEAD = "0010"
"""The newest migration; a test holds it against the files."""

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 7_203_001


def version(database: Database) -> str | None:
    """Return the migration at which a database stands, None for an empty one. Raises Unavailable."""
    with database.read() as connection:
        return _version(connection)


def upgrade(database: Database) -> None:
    """Make or bring up the tables. Two processes may call it at once: the second waits and finds it done.

    Raises BadSettings for a database of a newer release, Unavailable when it cannot be opened.
    """
    if version(database) == HEAD:
        return
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK_NUMBER})
        standing = _version(connection)
        if standing == HEAD:
            return
        if standing is None and not inspect(connection).get_table_names():
            _make(connection)
            return
        if standing is not None and not list((MIGRATIONS / "versions").glob(f"{standing}_*.py")):
            raise BadSettings(
                f"the database stands at version {standing}, this release knows up to {HEAD}; "
                "start the newer release, or set another DATA_DIR"
            )
        migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def _make(connection: Connection) -> None:
    """Make the tables of this release in an empty database at once; a test holds the migrations to the same ones.

    The steps would make them too, 0.1 s later: the library that runs them is the slowest import of a first start.
    """
    ACCOUNT.metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Run the steps that a database lacks, from none on; `to` ends at an earlier one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
