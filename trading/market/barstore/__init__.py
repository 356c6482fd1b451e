"""A store of bars on this machine, in front of a source of prices that is asked over a network."""

from trading.market.barstore.market import StoredMarket

__all__ = ["StoredMarket"]
