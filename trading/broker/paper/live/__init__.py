"""The paper venue at prices of now: the same book and the same matching, filled by what trades while one watches."""

from trading.broker.paper.live.broker import LivePaperBroker
from trading.broker.paper.live.not_simulated import LIVE_NOT_SIMULATED

__all__ = ["LIVE_NOT_SIMULATED", "LivePaperBroker"]
