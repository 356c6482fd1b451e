"""Alpaca as a source of market data, against a server of its paths on loopback."""
