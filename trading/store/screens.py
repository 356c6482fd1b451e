"""Screens that a person has named."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from trading.errors import FixInput
from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import SCREEN
from trading.store.watchlists import checked_name
from trading.types import SavedScreen

MOST_SCREENS = 200


class StoredScreens:
    """The Screens port over the store. Threads may share it."""

    def __init__(self, database: Database, account_id: str, clock: Clock) -> None:
        self._database, self._account_id, self._clock = database, account_id, clock

    def all(self) -> Sequence[SavedScreen]:
        """Return every screen, by name."""
        asked = select(SCREEN.c.id, SCREEN.c.name, SCREEN.c.rules).where(SCREEN.c.account_id == self._account_id)
        with self._database.read() as connection:
            found = [SavedScreen(id=row.id, name=row.name, rules=row.rules) for row in connection.execute(asked)]
        return sorted(found, key=lambda one: (one.name.casefold(), one.name))

    def save(self, name: str, rules: str) -> SavedScreen:
        """Keep rules under a name; what had that name before is replaced. Raises FixInput."""
        wanted = checked_name(name, "screen")
        with self._database.write(self._account_id) as connection:
            asked = select(SCREEN.c.id, SCREEN.c.name).where(SCREEN.c.account_id == self._account_id)
            names = {row.name: row.id for row in connection.execute(asked)}
            values = {"rules": rules, "updated_at": self._clock.now()}
            if wanted in names:
                connection.execute(update(SCREEN).where(SCREEN.c.id == names[wanted]).values(**values))
                return SavedScreen(id=names[wanted], name=wanted, rules=rules)
            if len(names) >= MOST_SCREENS:
                raise FixInput(f"{len(names)} screens are kept, the limit is {MOST_SCREENS}; delete one first")
            made = SavedScreen(id=uuid.uuid4().hex, name=wanted, rules=rules)
            own = {"id": made.id, "account_id": self._account_id, "name": wanted}
            connection.execute(insert(SCREEN).values(**own, **values))
        return made

    def delete(self, screen_id: str) -> None:
        """Drop a screen."""
        mine = (SCREEN.c.id == screen_id) & (SCREEN.c.account_id == self._account_id)
        with self._database.write(self._account_id) as connection:
            connection.execute(delete(SCREEN).where(mine))
