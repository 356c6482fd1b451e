"""The paper venue: a simulated account over recorded prices, in a database file of its own."""

from trading.broker.paper.broker import PaperBroker
from trading.broker.paper.faults import VenueFaults
from trading.broker.paper.not_simulated import NOT_SIMULATED

__all__ = ["NOT_SIMULATED", "PaperBroker", "VenueFaults"]
