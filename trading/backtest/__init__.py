"""Backtests: a strategy on the past under stated rules, what came of it, and how far to believe that."""
