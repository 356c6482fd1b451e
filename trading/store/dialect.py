"""The insert of the store's own dialect, which can leave alone, or change, a row that is there already."""

from typing import Any

from sqlalchemy import Table


def insert_into(table: Table, *, is_sqlite: bool) -> Any:
    """Return an insert that knows conflicts; PostgreSQL's dialect takes long to load, and SQLite does not need it."""
    if is_sqlite:
        from sqlalchemy.dialects.sqlite import insert as into_sqlite

        return into_sqlite(table)
    from sqlalchemy.dialects.postgresql import insert as into_postgresql

    return into_postgresql(table)
