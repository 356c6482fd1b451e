"""The market without a network: bundled daily history under a clock that a person moves."""

from trading.market.replay.market import ReplayMarket
from trading.market.replay.tape import ReplayTape

__all__ = ["ReplayMarket", "ReplayTape"]
