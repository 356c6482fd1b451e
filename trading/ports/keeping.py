"""Lists and screens that somebody keeps for the user."""

from collections.abc import Sequence
from typing import Protocol

from trading.types import (
    SavedScreen,
    Watchlist,
    WatchlistName,
)


class Watchlists(Protocol):
    """Named lists of symbols, kept by the venue or by the desk itself; every method raises Unavailable.

    A list that is not there any more raises NotFound, a name of a bad length FixInput, a name that is taken or a
    symbol that is not known VenueRejected.
    """

    @property
    def keeper(self) -> str:
        """Return who keeps the lists, as people read it."""
        ...

    def names(self) -> Sequence[WatchlistName]:
        """Return every list without its symbols, by name."""
        ...

    def one(self, list_id: str) -> Watchlist:
        """Return a list with its symbols, in their order there."""
        ...

    def make(self, name: str, symbols: Sequence[str] = ()) -> Watchlist:
        """Make a list. Unavailable means that it may have been made: look before it is made again."""
        ...

    def rename(self, list_id: str, name: str) -> Watchlist:
        """Give a list another name; its symbols stay."""
        ...

    def add(self, list_id: str, symbol: str) -> Watchlist:
        """Put a symbol at the end of a list; one that is on it already stays where it is."""
        ...

    def remove(self, list_id: str, symbol: str) -> Watchlist:
        """Take a symbol off a list; one that is not on it is no fault."""
        ...

    def delete(self, list_id: str) -> None:
        """Drop a list; one that is gone already is no fault."""
        ...


class Screens(Protocol):
    """Screens by their names; a name of a bad length raises FixInput, every method Unavailable."""

    def all(self) -> Sequence[SavedScreen]:
        """Return every screen, by name."""
        ...

    def save(self, name: str, rules: str) -> SavedScreen:
        """Keep rules under a name; what had that name before is replaced."""
        ...

    def delete(self, screen_id: str) -> None:
        """Drop a screen; one that is gone already is no fault."""
        ...
