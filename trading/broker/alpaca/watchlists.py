"""The account's watchlists at Alpaca; what was read is kept for half a minute, what is changed here shows at once."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from trading.broker.alpaca.answers import Raw, object_of, rows_of, text_of
from trading.broker.alpaca.calls import AlpacaCalls
from trading.errors import FixInput, KeysRefused, NotFound, Unavailable, VenueRejected
from trading.ports import Clock
from trading.types import Watchlist, WatchlistName

log = logging.getLogger(__name__)
KEEP = timedelta(seconds=30)
LONGEST_NAME = 64


class AlpacaWatchlists:
    """The Watchlists port over Alpaca. Threads may share it."""

    def __init__(self, *, calls: AlpacaCalls, clock: Clock) -> None:
        self._calls, self._clock = calls, clock
        self._lock = threading.Lock()
        self._names: tuple[datetime, tuple[WatchlistName, ...]] | None = None
        self._lists: dict[str, tuple[datetime, Watchlist]] = {}
        self._changes = 0
        """Counts what was changed here: an answer that was asked for before a change is not kept after it."""

    @property
    def keeper(self) -> str:
        """Return who keeps the lists."""
        return "Alpaca"

    def names(self) -> Sequence[WatchlistName]:
        """Return every list without its symbols, by name."""
        with self._lock:
            kept, changes = self._names, self._changes
        if kept is not None and self._is_fresh(kept[0]):
            return kept[1]
        rows = rows_of(self._calls.read("/watchlists"))
        found = sorted((WatchlistName(id=text_of(row, "id"), name=text_of(row, "name")) for row in rows), key=_by_name)
        with self._lock:
            if changes == self._changes:
                self._names = (self._clock.now(), tuple(found))
        return found

    def one(self, list_id: str) -> Watchlist:
        """Return a list with its symbols. Raises NotFound."""
        with self._lock:
            kept, changes = self._lists.get(list_id), self._changes
        if kept is not None and self._is_fresh(kept[0]):
            return kept[1]
        try:
            return self._kept(list_id, self._calls.read(_path(list_id)), changes)
        except NotFound:
            raise self._gone(list_id) from None

    def make(self, name: str, symbols: Sequence[str] = ()) -> Watchlist:
        """Make a list. Raises FixInput for an empty or long name, VenueRejected for what Alpaca does not take."""
        wanted = _checked(name)
        try:
            asked = self._calls.post("/watchlists", {"name": wanted, "symbols": list(symbols)}, again=False)
            answer = _list_of(object_of(asked))
        except VenueRejected as fault:
            raise _refused(fault) from None
        except KeysRefused:
            raise
        except Unavailable as fault:
            log.warning("making a watchlist: %s", fault)
            raise Unavailable(
                f"Alpaca gave no clear answer, so the watchlist {wanted!r} may have been made; "
                "look at the lists before you make it again"
            ) from None
        finally:
            self._forget()
        with self._lock:
            self._lists[answer.id] = (self._clock.now(), answer)
        return answer

    def rename(self, list_id: str, name: str) -> Watchlist:
        """Give a list another name. Raises NotFound, FixInput, VenueRejected.

        Its symbols go with it as they are now: Alpaca does not say whether a name alone would empty the list.
        """
        wanted = _checked(name)
        self._forget(list_id)
        body = {"name": wanted, "symbols": list(self.one(list_id).symbols)}
        return self._changed(list_id, lambda path: self._calls.put(path, body))

    def add(self, list_id: str, symbol: str) -> Watchlist:
        """Put a symbol at the end of a list. Raises NotFound, VenueRejected for an unknown symbol."""
        try:
            return self._changed(list_id, lambda path: self._calls.post(path, {"symbol": symbol}, again=True))
        except VenueRejected:
            found = self.one(list_id)  # a repeated question is refused when the first one was heard
            if symbol in found.symbols:
                return found
            raise

    def remove(self, list_id: str, symbol: str) -> Watchlist:
        """Take a symbol off a list. Raises NotFound for a list that is gone."""
        try:
            return self._changed(list_id, lambda path: self._calls.take_away(f"{path}/{quote(symbol, safe='')}"))
        except NotFound:
            return self.one(list_id)  # the symbol is off the list already, or the list is gone and says so here

    def delete(self, list_id: str) -> None:
        """Drop a list."""
        try:
            self._calls.take_away(_path(list_id))
        except NotFound:
            return
        finally:
            self._forget(list_id)

    def _changed(self, list_id: str, ask: Callable[[str], Any]) -> Watchlist:
        with self._lock:
            changes = self._changes
        try:
            answer = ask(_path(list_id))
        except NotFound:
            raise self._gone(list_id) from None
        except VenueRejected as fault:
            raise _refused(fault) from None
        finally:
            self._forget(list_id)
        return self._kept(list_id, answer, changes + 1)

    def _kept(self, list_id: str, answer: object, changes: int) -> Watchlist:
        found = _list_of(object_of(answer))
        with self._lock:
            if changes == self._changes:
                self._lists[list_id] = (self._clock.now(), found)
        return found

    def _forget(self, list_id: str | None = None) -> None:
        with self._lock:
            self._changes += 1
            self._names = None
            self._lists.pop(list_id or "", None)

    def _gone(self, list_id: str) -> NotFound:
        self._forget(list_id)
        return NotFound("Alpaca does not know this watchlist any more; choose another one or make it anew")

    def _is_fresh(self, at: datetime) -> bool:
        return self._clock.now() - at < KEEP


def _refused(fault: VenueRejected) -> VenueRejected:
    return VenueRejected(f"{fault}; choose another name or another symbol")


def _checked(name: str) -> str:
    text = name.strip()
    if not text or len(text) > LONGEST_NAME:
        raise FixInput(
            f"a watchlist's name has 1 to {LONGEST_NAME} characters and this one has {len(text)}; type another name"
        )
    return text


def _list_of(raw: Raw) -> Watchlist:
    symbols = tuple(text_of(asset, "symbol") for asset in rows_of(raw.get("assets") or []))
    return Watchlist(id=text_of(raw, "id"), name=text_of(raw, "name"), symbols=symbols)


def _by_name(one: WatchlistName) -> str:
    return one.name.casefold()


def _path(list_id: str) -> str:
    return f"/watchlists/{quote(list_id, safe='')}"
