"""What everything that asks Yahoo Finance shares: one session with time-outs, and yfinance set up over it."""

from trading.yahoo.client import Yahoo

__all__ = ["Yahoo"]
