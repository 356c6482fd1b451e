"""The same promises on PostgreSQL: every test of the desk that needs nothing but a rig runs there too."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.orders import (
    test_concurrency,
    test_desk,
    test_limit_use,
    test_reconcile,
    test_send,
    test_stop,
    test_store_faults,
    test_tickets,
    test_what_if,
)
from tests.orders.rig import Rig, make_rig
from tests.store.postgres import programs, running
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.tables import ACCOUNT

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]

MODULES = (
    test_desk,
    test_send,
    test_concurrency,
    test_reconcile,
    test_stop,
    test_store_faults,
    test_tickets,
    test_what_if,
    test_limit_use,
)
CONTRACT = [
    function
    for module in MODULES
    for name, function in vars(module).items()
    if name.startswith("test_") and list(inspect.signature(function).parameters) == ["rig"]
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a database with the tables of this release."""
    with running() as server:
        database = Database(f"{server}/postgres")
        upgrade(database)
        database.close()
        yield f"{server}/postgres"


@pytest.fixture
def postgres_rig(address: str, tmp_path: Path) -> Iterator[Rig]:
    """A rig on that database, emptied first."""
    database = Database(address)
    tables = ", ".join(ACCOUNT.metadata.tables)
    with database.write() as connection:
        connection.execute(text(f"TRUNCATE {tables}"))
    database.close()
    rig = make_rig(tmp_path / "desk", url=address)
    yield rig
    rig.close()


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda function: function.__name__)
def test_the_promise_holds_on_postgresql(promise: Callable[[Rig], None], postgres_rig: Rig) -> None:
    promise(postgres_rig)
    assert postgres_rig.desk.verify().fault is None


def test_the_migrations_make_the_same_tables_on_postgresql(address: str) -> None:
    database = Database(address)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, ACCOUNT.metadata) == []
    database.close()
