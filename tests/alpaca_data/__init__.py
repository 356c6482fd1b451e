"""A small server of Alpaca's market data and assets on loopback: with the real one's paths and bad days."""

from tests.alpaca_data.app import asset_routes, data_app, data_routes
from tests.alpaca_data.faults import drop, hang, html, refuse
from tests.alpaca_data.server import DataServer
from tests.alpaca_data.state import DataState, bar, bar_of_day, iso

__all__ = [
    "DataServer",
    "DataState",
    "asset_routes",
    "bar",
    "bar_of_day",
    "data_app",
    "data_routes",
    "drop",
    "hang",
    "html",
    "iso",
    "refuse",
]
