"""Prices, sessions and clocks: what the product knows of the exchange and of each symbol."""
