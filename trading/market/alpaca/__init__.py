"""The market over Alpaca's REST data: stocks only, live prices and history, reads only."""

from trading.market.alpaca.http import Access
from trading.market.alpaca.market import AlpacaMarket

__all__ = ["Access", "AlpacaMarket"]
