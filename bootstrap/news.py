"""The sources of headlines that the settings name, and the desk over them; nothing is asked of them yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from agent.model_scorer import model_scorer
from bootstrap.at_alpaca import TIMEOUT_S, alpaca_news
from trading.errors import TradingError
from trading.ports import Clock, HeadlineScorer, MarketData, NewsSource
from trading.sentiment.desk import Parts, SentimentDesk
from trading.sentiment.scoring import BundledScorer
from trading.settings import Settings
from trading.store.database import Database
from trading.store.model_calls import ModelCallStore
from trading.store.news import HeadlineStore
from trading.words.mentions import Mentions

if TYPE_CHECKING:
    from bootstrap.places import Place
    from trading.sentiment.sources.answers import Fetches


def sentiment_desk(
    settings: Settings, database: Database, place: "Place", scorer: HeadlineScorer, wall_clock: Clock
) -> SentimentDesk:
    """Return the desk for what is said of companies."""
    return SentimentDesk(
        Parts(
            sources=news_sources(settings, place, wall_clock),
            store=HeadlineStore(database, place.account_id),
            scorer=scorer,
            link=Mentions(place.market.assets),
            market=place.market,
            calendar=place.calendar,
            market_clock=place.market_clock,
            wall_clock=wall_clock,
        )
    )


def scorer_of(settings: Settings, database: Database, account_id: str, wall_clock: Clock) -> HeadlineScorer:
    """Return what judges headlines: the desk's own scorer, or a model whose calls count in the account's day."""
    if settings.sentiment_model is None:
        return BundledScorer()
    return model_scorer(settings, wall_clock, ModelCallStore(database, account_id, wall_clock))


def news_sources(settings: Settings, place: "Place", wall_clock: Clock) -> Sequence[NewsSource]:
    """Return the sources that NEWS_SOURCES and NEWS_FEEDS name, in that order."""
    from trading.web.fetcher import Fetcher

    fetcher = Fetcher(wall_clock)
    called = _called(place.market)
    make: Mapping[str, Callable[[], NewsSource]] = {
        "chronicle": _chronicle,
        "alpaca": lambda: alpaca_news(settings, wall_clock),
        "yahoo": lambda: _yahoo(settings, place, wall_clock),
        "duckduckgo": lambda: _duckduckgo(called),
        "stocktwits": lambda: _stocktwits(fetcher),
        "reddit": lambda: _reddit(fetcher, called),
    }
    return [*(make[name]() for name in settings.news_from), *(_feed(fetcher, url) for url in settings.feeds)]


def _called(market: MarketData) -> Callable[[str], str]:
    """Return what says by which name a company is searched for: its own without the legal form, else the symbol."""
    from trading.market.search import words

    def called(symbol: str) -> str:
        try:
            return " ".join(word.capitalize() for word in words(market.asset(symbol).name)) or symbol
        except TradingError:
            return symbol

    return called


def _chronicle() -> NewsSource:
    from trading.sentiment.sources.chronicle import Chronicle

    return Chronicle()


def _yahoo(settings: Settings, place: "Place", wall_clock: Clock) -> NewsSource:
    from trading.sentiment.sources.yahoo import YahooNews
    from trading.yahoo import Yahoo

    shared = place.yahoo or Yahoo(
        clock=wall_clock, data_dir=settings.data_dir, base_url=settings.yahoo_base_url, timeouts_s=TIMEOUT_S
    )
    return YahooNews(shared)


def _duckduckgo(called: Callable[[str], str]) -> NewsSource:
    from trading.sentiment.sources.duckduckgo import DuckDuckGoNews

    return DuckDuckGoNews(called)


def _stocktwits(fetcher: "Fetches") -> NewsSource:
    from trading.sentiment.sources.stocktwits import StockTwits

    return StockTwits(fetcher)


def _reddit(fetcher: "Fetches", called: Callable[[str], str]) -> NewsSource:
    from trading.sentiment.sources.reddit import Reddit

    return Reddit(fetcher, called)


def _feed(fetcher: "Fetches", url: str) -> NewsSource:
    from trading.sentiment.sources.feeds import Feed

    return Feed(fetcher, url)
