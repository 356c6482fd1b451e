"""Watchlists: named lists of symbols, by id and by name."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.alpaca_venue.amounts import stamp
from tests.alpaca_venue.book import Book
from tests.alpaca_venue.errors import malformed, missing, unprocessable


@dataclass(slots=True)
class Watchlist:
    """One list."""

    name: str
    at: int
    symbols: list[str]
    id: str = field(default_factory=lambda: str(uuid4()))
    changed_at: int = 0


class Watchlists:
    """The lists of one account, over the assets of its book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.lists: dict[str, Watchlist] = {}

    def find(self, wanted: str) -> Watchlist:
        """Return a list by id or name. Raises VenueError 404."""
        found = self.lists.get(wanted) or next((each for each in self.lists.values() if each.name == wanted), None)
        if found is None:
            raise missing("watchlist not found")
        return found

    def row(self, each: Watchlist, *, assets: bool = True) -> dict[str, Any]:
        """Return a list as the API shows it."""
        shown: dict[str, Any] = {
            "id": each.id,
            "account_id": self._book.id,
            "name": each.name,
            "created_at": stamp(each.at),
            "updated_at": stamp(each.changed_at or each.at),
        }
        return shown | ({"assets": [self._book.assets[s].row() for s in each.symbols]} if assets else {})

    def rows(self) -> list[dict[str, Any]]:
        """Return every list, without its assets."""
        return [self.row(each, assets=False) for each in self.lists.values()]

    def create(self, body: Any) -> dict[str, Any]:
        """Make a list. Raises VenueError."""
        name, symbols = self._read(body)
        made = Watchlist(name, self._book.now(), symbols)
        self.lists[made.id] = made
        return self.row(made)

    def update(self, wanted: str, body: Any) -> dict[str, Any]:
        """Give a list another name and other symbols, where the body has them. Raises VenueError."""
        each = self.find(wanted)
        name, symbols = self._read({"name": each.name} | (body or {}), but=each)
        each.name, each.changed_at = name, self._book.now()
        each.symbols = symbols if (body or {}).get("symbols") is not None else each.symbols
        return self.row(each)

    def add(self, wanted: str, body: Any) -> dict[str, Any]:
        """Put one more symbol on a list. Raises VenueError."""
        each, symbol = self.find(wanted), str((body or {}).get("symbol", ""))
        self._known([symbol])
        if symbol in each.symbols:
            raise unprocessable("duplicate symbol in watchlist")
        each.symbols.append(symbol)
        each.changed_at = self._book.now()
        return self.row(each)

    def remove(self, wanted: str, symbol: str) -> dict[str, Any]:
        """Take a symbol off a list. Raises VenueError."""
        each = self.find(wanted)
        if symbol not in each.symbols:
            raise missing("symbol not found in watchlist")
        each.symbols.remove(symbol)
        each.changed_at = self._book.now()
        return self.row(each)

    def delete(self, wanted: str) -> None:
        """Drop a list. Raises VenueError."""
        del self.lists[self.find(wanted).id]

    def _read(self, body: Any, but: Watchlist | None = None) -> tuple[str, list[str]]:
        name = (body or {}).get("name")
        if not name or not isinstance(name, str) or len(name) > 64:
            raise malformed("watchlist name must be 1 to 64 characters")
        if any(each.name == name and each is not but for each in self.lists.values()):
            raise unprocessable("watchlist name must be unique")
        symbols = list(dict.fromkeys(body.get("symbols") or []))
        self._known(symbols)
        return name, symbols

    def _known(self, symbols: list[str]) -> None:
        for symbol in symbols:
            if symbol not in self._book.assets:
                raise unprocessable(f'asset "{symbol}" not found')
