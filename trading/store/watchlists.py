"""Watchlists that the desk keeps itself, for an account whose venue keeps none."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from trading.errors import FixInput, NotFound, VenueRejected
from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import WATCHLIST
from trading.types import Watchlist, WatchlistName

LONGEST_NAME = 64
MOST_SYMBOLS = 500
MOST_LISTS = 200


class StoredWatchlists:
    """The Watchlists port over the store. Threads may share it; two changes at once are one after the other."""

    def __init__(self, database: Database, account_id: str, clock: Clock, *, knows: Callable[[str], bool]) -> None:
        self._database, self._account_id, self._clock = database, account_id, clock
        self._knows = knows

    @property
    def keeper(self) -> str:
        """Return who keeps the lists."""
        return "this desk"

    def names(self) -> Sequence[WatchlistName]:
        """Return every list without its symbols, by name."""
        asked = select(WATCHLIST.c.id, WATCHLIST.c.name).where(WATCHLIST.c.account_id == self._account_id)
        with self._database.read() as connection:
            found = [WatchlistName(id=row.id, name=row.name) for row in connection.execute(asked)]
        return sorted(found, key=lambda one: (one.name.casefold(), one.name))

    def one(self, list_id: str) -> Watchlist:
        """Return a list with its symbols. Raises NotFound."""
        with self._database.read() as connection:
            return self._found(connection, list_id)

    def make(self, name: str, symbols: Sequence[str] = ()) -> Watchlist:
        """Make a list. Raises FixInput for a bad name, VenueRejected for a taken one or an unknown symbol."""
        wanted, listed = checked_name(name, "watchlist"), tuple(dict.fromkeys(symbols))
        self._check(listed)
        now = self._clock.now()
        made = Watchlist(id=uuid.uuid4().hex, name=wanted, symbols=listed)
        with self._database.write(self._account_id) as connection:
            self._free(connection, wanted, also_new=True)
            connection.execute(
                insert(WATCHLIST).values(
                    id=made.id,
                    account_id=self._account_id,
                    name=made.name,
                    symbols=list(listed),
                    created_at=now,
                    updated_at=now,
                )
            )
        return made

    def rename(self, list_id: str, name: str) -> Watchlist:
        """Give a list another name. Raises NotFound, FixInput, VenueRejected for a taken one."""
        wanted = checked_name(name, "watchlist")
        with self._database.write(self._account_id) as connection:
            found = self._found(connection, list_id)
            if found.name != wanted:
                self._free(connection, wanted)
            return self._written(connection, Watchlist(id=found.id, name=wanted, symbols=found.symbols))

    def add(self, list_id: str, symbol: str) -> Watchlist:
        """Put a symbol at the end of a list. Raises NotFound, VenueRejected for an unknown symbol or a full list."""
        self._check((symbol,))
        with self._database.write(self._account_id) as connection:
            found = self._found(connection, list_id)
            if symbol in found.symbols:
                return found
            listed = (*found.symbols, symbol)
            _bounded(listed)
            return self._written(connection, Watchlist(id=found.id, name=found.name, symbols=listed))

    def remove(self, list_id: str, symbol: str) -> Watchlist:
        """Take a symbol off a list. Raises NotFound for a list that is gone."""
        with self._database.write(self._account_id) as connection:
            found = self._found(connection, list_id)
            left = tuple(one for one in found.symbols if one != symbol)
            return self._written(connection, Watchlist(id=found.id, name=found.name, symbols=left))

    def delete(self, list_id: str) -> None:
        """Drop a list."""
        with self._database.write(self._account_id) as connection:
            connection.execute(delete(WATCHLIST).where(self._is(list_id)))

    def _is(self, list_id: str) -> Any:
        return (WATCHLIST.c.id == list_id) & (WATCHLIST.c.account_id == self._account_id)

    def _found(self, connection: Connection, list_id: str) -> Watchlist:
        asked = select(WATCHLIST.c.id, WATCHLIST.c.name, WATCHLIST.c.symbols).where(self._is(list_id))
        row = connection.execute(asked).first()
        if row is None:
            raise NotFound("the desk does not know this watchlist any more; choose another one or make it anew")
        return Watchlist(id=row.id, name=row.name, symbols=tuple(row.symbols))

    def _written(self, connection: Connection, changed: Watchlist) -> Watchlist:
        values = {"name": changed.name, "symbols": list(changed.symbols), "updated_at": self._clock.now()}
        connection.execute(update(WATCHLIST).where(self._is(changed.id)).values(**values))
        return changed

    def _free(self, connection: Connection, name: str, *, also_new: bool = False) -> None:
        asked = select(WATCHLIST.c.name).where(WATCHLIST.c.account_id == self._account_id)
        taken = connection.execute(asked).scalars().all()
        if name in taken:
            raise VenueRejected(f"a watchlist is named {name!r} already; choose another name")
        if also_new and len(taken) >= MOST_LISTS:
            raise VenueRejected(f"the desk keeps {len(taken)} watchlists, the limit is {MOST_LISTS}; delete one first")

    def _check(self, symbols: Sequence[str]) -> None:
        _bounded(symbols)
        for symbol in symbols:
            if not self._knows(symbol):
                raise VenueRejected(f"{symbol!r:.40} has no price at this desk now; choose another symbol")


def checked_name(name: str, what: str) -> str:
    """Return a name without the space around it. Raises FixInput unless 1 to 64 characters are left."""
    text = name.strip()
    if not text or len(text) > LONGEST_NAME:
        raise FixInput(
            f"a {what}'s name has 1 to {LONGEST_NAME} characters and this one has {len(text)}; type another name"
        )
    return text


def _bounded(symbols: Sequence[str]) -> None:
    if len(symbols) > MOST_SYMBOLS:
        raise VenueRejected(f"{len(symbols)} symbols are more than the {MOST_SYMBOLS} of one watchlist; make another")
