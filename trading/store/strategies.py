"""Strategies that a person has named: rule sets as their JSON text."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from trading.errors import FixInput, NotFound
from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import STRATEGY
from trading.store.watchlists import checked_name
from trading.types import SavedStrategy

MOST_STRATEGIES = 200
LONGEST_RULES = 20_000


class StrategyStore:
    """The saved strategies of one account. Threads may share it; times are wall time."""

    def __init__(self, database: Database, account_id: str, wall_clock: Clock) -> None:
        self._database, self._account_id, self._clock = database, account_id, wall_clock

    def all(self) -> Sequence[SavedStrategy]:
        """Return every strategy, newest change first."""
        asked = (
            select(STRATEGY)
            .where(STRATEGY.c.account_id == self._account_id)
            .order_by(STRATEGY.c.updated_at.desc(), STRATEGY.c.id)
        )
        with self._database.read() as connection:
            return [_saved(row) for row in connection.execute(asked)]

    def find(self, strategy_id: str) -> SavedStrategy | None:
        """Return one strategy, None for an id that this account does not have."""
        with self._database.read() as connection:
            row = connection.execute(select(STRATEGY).where(self._is(strategy_id))).first()
        return None if row is None else _saved(row)

    def save(self, name: str, rules: str) -> SavedStrategy:
        """Keep rules under a name; what had that name before is replaced. Raises FixInput."""
        wanted, now = checked_name(name, "strategy"), self._clock.now()
        if len(rules) > LONGEST_RULES:
            raise FixInput(f"the rules have {len(rules)} characters, the limit is {LONGEST_RULES}; shorten them")
        with self._database.write(self._account_id) as connection:
            names = self._names(connection)
            if wanted in names:
                values = {"rules": rules, "updated_at": now}
                connection.execute(update(STRATEGY).where(STRATEGY.c.id == names[wanted]).values(**values))
                strategy_id = names[wanted]
            else:
                strategy_id = self._insert(connection, len(names), name=wanted, rules=rules)
            row = connection.execute(select(STRATEGY).where(STRATEGY.c.id == strategy_id)).one()
        return _saved(row)

    def rename(self, strategy_id: str, name: str) -> SavedStrategy:
        """Give a strategy another name. Raises NotFound, FixInput for a bad name or a taken one."""
        wanted = checked_name(name, "strategy")
        with self._database.write(self._account_id) as connection:
            if self._names(connection).get(wanted, strategy_id) != strategy_id:
                raise FixInput(f"a strategy is named {wanted!r} already; choose another name")
            values = {"name": wanted, "updated_at": self._clock.now()}
            connection.execute(update(STRATEGY).where(self._is(strategy_id)).values(**values))
            row = connection.execute(select(STRATEGY).where(self._is(strategy_id))).first()
        if row is None:
            raise NotFound("the desk does not know this strategy any more; choose another one or save it anew")
        return _saved(row)

    def delete(self, strategy_id: str) -> None:
        """Drop a strategy; one that is gone already is no fault."""
        with self._database.write(self._account_id) as connection:
            connection.execute(delete(STRATEGY).where(self._is(strategy_id)))

    def _is(self, strategy_id: str) -> Any:
        return (STRATEGY.c.id == strategy_id) & (STRATEGY.c.account_id == self._account_id)

    def _names(self, connection: Connection) -> dict[str, str]:
        asked = select(STRATEGY.c.id, STRATEGY.c.name).where(STRATEGY.c.account_id == self._account_id)
        return {row.name: row.id for row in connection.execute(asked)}

    def _insert(self, connection: Connection, kept: int, *, name: str, rules: str) -> str:
        if kept >= MOST_STRATEGIES:
            raise FixInput(f"{kept} strategies are kept, the limit is {MOST_STRATEGIES}; delete one first")
        strategy_id, now = uuid.uuid4().hex, self._clock.now()
        values = {"id": strategy_id, "account_id": self._account_id, "name": name, "rules": rules}
        connection.execute(insert(STRATEGY).values(**values, created_at=now, updated_at=now))
        return strategy_id


def _saved(row: Any) -> SavedStrategy:
    return SavedStrategy(
        id=row.id, name=row.name, rules=row.rules, created_at=row.created_at, updated_at=row.updated_at
    )
