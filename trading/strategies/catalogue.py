"""Every strategy by its key."""

from collections.abc import Mapping
from types import MappingProxyType

from trading.errors import FixInput
from trading.strategies.base import StrategyKind
from trading.strategies.trend import SMA_CROSS

_KINDS = (SMA_CROSS,)
STRATEGIES: Mapping[str, StrategyKind] = MappingProxyType({kind.key: kind for kind in _KINDS})


def kind_of(key: str) -> StrategyKind:
    """Return a line of the catalogue. Raises FixInput for a key that is not in it."""
    found = STRATEGIES.get(key)
    if found is None:
        raise FixInput(f"{key!r:.60} is no strategy; there are {', '.join(STRATEGIES)}")
    return found
