"""The market over Yahoo Finance: US stocks, funds and indexes, prices up to 15 minutes late, reads only."""

from trading.market.yahoo.market import YahooMarket

__all__ = ["YahooMarket"]
