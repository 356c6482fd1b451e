"""Every strategy by its key."""

from collections.abc import Mapping
from types import MappingProxyType

from trading.errors import FixInput
from trading.strategies.allocation import RISK_PARITY, VOLATILITY_TARGET
from trading.strategies.base import StrategyKind
from trading.strategies.breakout import BOLLINGER_BREAKOUT, DONCHIAN
from trading.strategies.exponential import EMA_CROSS, MACD_CROSS
from trading.strategies.holding import BUY_AND_HOLD, DOLLAR_COST_AVERAGING
from trading.strategies.pairs import PAIRS
from trading.strategies.reversion import RSI_REVERSION
from trading.strategies.rotation import MOMENTUM_ROTATION
from trading.strategies.trend import SMA_CROSS

_KINDS = (
    BUY_AND_HOLD,
    DOLLAR_COST_AVERAGING,
    SMA_CROSS,
    EMA_CROSS,
    MACD_CROSS,
    RSI_REVERSION,
    BOLLINGER_BREAKOUT,
    DONCHIAN,
    MOMENTUM_ROTATION,
    PAIRS,
    VOLATILITY_TARGET,
    RISK_PARITY,
)
STRATEGIES: Mapping[str, StrategyKind] = MappingProxyType({kind.key: kind for kind in _KINDS})


def kind_of(key: str) -> StrategyKind:
    """Return a line of the catalogue. Raises FixInput for a key that is not in it."""
    found = STRATEGIES.get(key)
    if found is None:
        raise FixInput(f"{key!r:.60} is no strategy; there are {', '.join(STRATEGIES)}")
    return found
