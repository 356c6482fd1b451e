"""The port of a venue that fills only when it is let look at a market."""

from collections.abc import Collection
from typing import Protocol

from trading.errors import TradingError


class MatchingVenue(Protocol):
    """A paper book at prices of now: it fills what rests only when somebody lets it look at the market."""

    def look(self) -> Collection[str]:
        """Play what has traded since the last look; return the ids of the orders that it changed.

        Safe to repeat and from several processes. Raises what the market raises where no order was changed; what was
        played before stands.
        """
        ...

    @property
    def unseen(self) -> TradingError | None:
        """Return why the last look did not see everything, None where it did."""
        ...

    def behind(self) -> Collection[str]:
        """Return the symbols of which nothing is played until the source tells of them again: no fill, no stop."""
        ...

    def is_waiting(self) -> bool:
        """Say whether the next look is due within seconds: orders rest while the exchange is open, or a day ends."""
        ...
