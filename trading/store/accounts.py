"""The account's row: its mode, its kill flag and why the desk holds orders; the row is the account's lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from trading.errors import BadSettings, NotFound
from trading.store.database import Database
from trading.store.tables import ACCOUNT
from trading.types import Actor, MarketMode

_ONE = select(ACCOUNT).where(ACCOUNT.c.id == bindparam("account"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """One account: which market it belongs to, whether trading is stopped, and what else holds its orders."""

    id: str
    mode: MarketMode
    venue: str
    kill_on: bool
    kill_at: datetime | None
    kill_by: str | None
    kill_keeps_exits: bool
    held: str | None
    number: str | None


def ensure_account(database: Database, account_id: str, *, mode: MarketMode, venue: str, at: datetime) -> None:
    """Make the account if it lacks. Raises BadSettings when it is there for another market or venue."""
    with database.read() as connection:
        found = _row(connection, account_id)  # first, so that a command waits for no lock that a hanging app holds
    if found is None:
        with database.write() as connection:
            found = _row(connection, account_id)
            if found is None:
                values = {"id": account_id, "mode": mode.value, "venue": venue, "created_at": at, "kill_on": False}
                connection.execute(insert(ACCOUNT).values(**values, kill_keeps_exits=False))
    if found is not None and found.mode != mode.value:
        raise BadSettings(
            f"account {account_id} was made for {found.mode}, not {mode}; set another DATA_DIR or database"
        )


def account_ids(database: Database) -> list[str]:
    """Return the ids of all accounts, in order. Raises Unavailable."""
    with database.read() as connection:
        return list(connection.execute(select(ACCOUNT.c.id).order_by(ACCOUNT.c.id)).scalars())


def account_state(connection: Connection, account_id: str) -> AccountState:
    """Return the account as it stands. Raises NotFound."""
    row = _row(connection, account_id)
    if row is None:
        raise NotFound(f"there is no account {account_id}; start the app once to make it")
    return AccountState(
        id=row.id,
        mode=MarketMode(row.mode),
        venue=row.venue,
        kill_on=row.kill_on,
        kill_at=row.kill_at,
        kill_by=row.kill_by,
        kill_keeps_exits=row.kill_keeps_exits,
        held=row.held,
        number=row.number,
    )


def set_kill(
    connection: Connection, account_id: str, *, on: bool, at: datetime, actor: Actor, keeps_exits: bool = False
) -> None:
    """Write the kill flag; who and when are kept while it is on, and whether exits that protect are left to rest."""
    values: dict[str, Any] = {"kill_on": on, "kill_at": at if on else None, "kill_by": actor.name if on else None}
    values["kill_keeps_exits"] = on and keeps_exits
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))


def widen_kill(connection: Connection, account_id: str) -> None:
    """Let a stop that left exits to rest reach them too; who stopped and when stay as they are."""
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(kill_keeps_exits=False))


def set_held(connection: Connection, account_id: str, reason: str | None) -> None:
    """Write why the desk holds all orders, None when it does not."""
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(held=reason))


def set_number(connection: Connection, account_id: str, number: str) -> None:
    """Write the account's number at the venue, once."""
    where = (ACCOUNT.c.id == account_id) & ACCOUNT.c.number.is_(None)
    connection.execute(update(ACCOUNT).where(where).values(number=number))


def _row(connection: Connection, account_id: str) -> Any:
    return connection.execute(_ONE, {"account": account_id}).first()
