"""The product's services in one value: what pages, routes and agent tools are given, and nothing more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trading.analysis.analyst import Analyst
    from trading.analysis.market_scan import MarketScan
    from trading.automation.replay_player import ReplayPlayer
    from trading.backtest.desk import BacktestDesk
    from trading.fundamentals.desk import Fundamentals
    from trading.matching_venue import MatchingVenue
    from trading.orders.desk import OrderDesk
    from trading.orders.risk_desk import RiskDesk
    from trading.portfolio.portfolio import Portfolio
    from trading.ports import Calendar, Clock, HeadlineScorer, MarketData, PriceLink, Screens, VenueLink, Watchlists
    from trading.risk.limits_book import LimitsBook
    from trading.sentiment.desk import SentimentDesk
    from trading.settings import Settings
    from trading.store.drawings import DrawingStore
    from trading.store.runs import RunStore
    from trading.web.desk import WebDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a face of the product may use. There is no Broker here: only the desk has one."""

    settings: "Settings"
    account_id: str
    wall_clock: "Clock"
    market_clock: "Clock"
    calendar: "Calendar"
    market: "MarketData"
    desk: "OrderDesk"
    risk: "RiskDesk"
    limits: "LimitsBook"
    portfolio: "Portfolio"
    analyst: "Analyst"
    fundamentals: "Fundamentals"
    sentiment: "SentimentDesk"
    scan: "MarketScan"
    scorer: "HeadlineScorer"
    runs: "RunStore"
    drawings: "DrawingStore"
    backtests: "BacktestDesk"
    replay: "ReplayPlayer | None"
    link: "VenueLink | None" = None
    watchlists: "Watchlists | None" = None
    screens: "Screens | None" = None
    prices: "PriceLink | None" = None
    matching: "MatchingVenue | None" = None
    web: "WebDesk | None" = None

    @property
    def runs_by_itself(self) -> bool:
        """Say whether the market's clock runs by itself, so that what a page shows grows old; in replay it does not."""
        return self.replay is None
