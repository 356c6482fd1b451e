"""Which order of the venue is which of ours: its ids, ours, and the parents of legs."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

MOST_KEPT = 50_000


class OrderIds:
    """Remembers the ids of every order that was seen; threads may share it. What it forgot is asked for again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ours: OrderedDict[str, str] = OrderedDict()
        self._theirs: OrderedDict[str, str] = OrderedDict()
        self._parents: OrderedDict[str, str] = OrderedDict()

    def learn(self, raw: Mapping[str, Any]) -> None:
        """Remember an order of the venue and its legs."""
        ours = str(raw["client_order_id"])
        with self._lock:
            self._keep(str(raw["id"]), ours)
            for leg in raw.get("legs") or ():
                self._keep(str(leg["id"]), str(leg["client_order_id"]))
                _put(self._parents, str(leg["id"]), ours)

    def ours(self, venue_id: str) -> str | None:
        """Return our id of the venue's order, None when it has not been seen."""
        with self._lock:
            return self._ours.get(venue_id)

    def theirs(self, client_order_id: str) -> str | None:
        """Return the venue's id of our order, None when it has not been seen."""
        with self._lock:
            return self._theirs.get(client_order_id)

    def owner(self, venue_id: str) -> str | None:
        """Return our id of that order or, for a leg, of its parent; None when neither has been seen."""
        with self._lock:
            return self._parents.get(venue_id) or self._ours.get(venue_id)

    def _keep(self, venue_id: str, ours: str) -> None:
        _put(self._ours, venue_id, ours)
        _put(self._theirs, ours, venue_id)


def _put(kept: OrderedDict[str, str], key: str, value: str) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
