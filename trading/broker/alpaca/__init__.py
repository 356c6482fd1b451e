"""Alpaca, for paper and for real money."""

from trading.broker.alpaca.broker import AlpacaBroker
from trading.broker.alpaca.calendar import VenueCalendar
from trading.broker.alpaca.calls import AlpacaCalls
from trading.broker.alpaca.link import AlpacaLink
from trading.broker.alpaca.lookout import Lookout, VenueClock, VenueSettings
from trading.broker.alpaca.stream import TradeUpdates
from trading.broker.alpaca.watchlists import AlpacaWatchlists

__all__ = [
    "AlpacaBroker",
    "AlpacaCalls",
    "AlpacaLink",
    "AlpacaWatchlists",
    "Lookout",
    "TradeUpdates",
    "VenueCalendar",
    "VenueClock",
    "VenueSettings",
]
