"""A store of bars on this machine, in front of a source of prices that is asked over a network."""

from trading.market.barstore.folder import STORE, stored_bytes
from trading.market.barstore.market import StoredMarket

__all__ = ["STORE", "StoredMarket", "stored_bytes"]
