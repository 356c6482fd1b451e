"""The migrations make exactly the tables of tables.py, once, and know a newer database when they see one."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from trading.errors import BadSettings, Unavailable
from trading.risk.limits import Limits, limits_from_wire, merged
from trading.store.database import Database
from trading.store.limits import newest_limits
from trading.store.migrate import HEAD, MIGRATIONS, migrate, upgrade, version
from trading.store.tables import ACCOUNT

BEFORE_THE_RISK_DESK = (
    *("max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct"),
    *("max_orders_per_day", "cooldown_s", "max_daily_loss_pct", "max_drawdown_pct", "max_quote_age_s"),
    *("max_spread_bps", "max_drift_bps", "approval_ttl_s", "allowed_symbols"),
)


def migrated(database: Database) -> None:
    with database.write() as connection:
        migrate(connection)


@pytest.mark.parametrize("make", [upgrade, migrated])
def test_the_migrations_and_a_new_database_have_the_tables_that_the_code_names(
    tmp_path: Path, make: Callable[[Database], None]
) -> None:
    database = Database.in_folder(tmp_path)
    make(database)
    assert version(database) == HEAD
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, ACCOUNT.metadata) == []
    database.close()


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    database = Database.in_folder(tmp_path)
    assert version(database) is None
    upgrade(database)
    upgrade(database)
    assert version(database) == HEAD
    database.close()


def test_upgrades_at_once_make_the_tables_once(tmp_path: Path) -> None:
    databases = [Database.in_folder(tmp_path) for _ in range(4)]
    faults: list[Exception] = []

    def run(database: Database) -> None:
        try:
            upgrade(database)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert version(databases[0]) == HEAD
    for database in databases:
        database.close()


def test_a_database_of_a_newer_release_is_a_sentence(tmp_path: Path) -> None:
    database = Database.in_folder(tmp_path)
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSettings, match="stands at version 9999, this release knows up to"):
        upgrade(database)
    database.close()


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"this is not a database" * 500)
    database = Database.in_folder(tmp_path)
    with pytest.raises(Unavailable, match="restore DATA_DIR from a backup"):
        upgrade(database)
    database.close()


def test_a_database_at_head_needs_no_migration_library(tmp_path: Path) -> None:
    database = Database.in_folder(tmp_path)
    upgrade(database)
    database.close()
    code = (
        "import sys; from pathlib import Path; from trading.store.database import Database; "
        "from trading.store.migrate import upgrade; "
        f"upgrade(Database.in_folder(Path({str(tmp_path)!r}))); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_new_database_is_made_to_the_letter_as_the_migrations_make_it(tmp_path: Path) -> None:
    made = []
    for name, make in (("new", upgrade), ("steps", migrated)):
        (tmp_path / name).mkdir()
        database = Database.in_folder(tmp_path / name)
        make(database)
        with database.read() as connection:
            tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
            shape = {}
            for table in sorted(tables):
                columns = connection.execute(text(f"PRAGMA table_info({table})")).all()
                keys = connection.execute(text(f"PRAGMA foreign_key_list({table})")).all()
                indexes = connection.execute(text(f"PRAGMA index_list({table})")).all()
                fields = {c.name: (c.type, c.notnull, c.pk) for c in columns}
                shape[table] = (
                    fields,
                    sorted((k.table, k[3], k[4]) for k in keys),
                    sorted((i.unique, i.origin, i.partial) for i in indexes),
                )
            made.append(shape)
        database.close()
    assert made[0] == made[1]


def test_limits_that_were_stored_before_the_risk_desk_hold_on_with_its_defaults(tmp_path: Path) -> None:
    database = Database.in_folder(tmp_path)
    with database.write() as connection:
        migrate(connection, to="0003")
        columns = "INSERT INTO account (id, mode, venue, created_at, kill_on) "
        connection.execute(text(columns + "VALUES ('a', 'replay', 'v', '2026-11-22 12:00:00', 0)"))
        wire = Limits().wire() | {"max_order_notional": "77"}
        old = {name: wire[name] for name in BEFORE_THE_RISK_DESK}
        connection.execute(
            text(
                "INSERT INTO limits (account_id, version, body, actor_kind, actor_id, actor_name, at) "
                "VALUES ('a', 1, :body, 'person', 'owner', 'you', '2026-11-22 12:00:00')"
            ),
            {"body": json.dumps(old)},
        )
    upgrade(database)
    with database.read() as connection:
        newest = newest_limits(connection, "a")
    assert newest is not None
    assert limits_from_wire(newest[1]) == merged(Limits(), {"max_order_notional": "77"})
    database.close()
