"""What the product needs from outside: each port has one contract suite that every implementation passes."""

from trading.ports.keeping import Screens, Watchlists
from trading.ports.market import Calendar, Clock, FundamentalsSource, MarketData, PriceLink, Tape
from trading.ports.news import HeadlineScorer, NewsSource
from trading.ports.running import AgentRunner
from trading.ports.venue import Broker, ReplayVenue, VenueLink, VenueReader

__all__ = [
    "AgentRunner",
    "Broker",
    "Calendar",
    "Clock",
    "FundamentalsSource",
    "HeadlineScorer",
    "MarketData",
    "NewsSource",
    "PriceLink",
    "ReplayVenue",
    "Screens",
    "Tape",
    "VenueLink",
    "VenueReader",
    "Watchlists",
]
