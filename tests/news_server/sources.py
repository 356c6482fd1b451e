"""Every source of headlines over the one server, each made as the product makes it but for its address."""

from collections.abc import Callable
from pathlib import Path

from tests.news_server.server import NewsServer
from trading.market.alpaca import Access
from trading.market.alpaca.http import AlpacaReader, Host
from trading.ports import Clock, NewsSource
from trading.sentiment.sources.alpaca import AlpacaNews
from trading.sentiment.sources.duckduckgo import DuckDuckGoNews
from trading.sentiment.sources.feeds import Feed
from trading.sentiment.sources.reddit import Reddit
from trading.sentiment.sources.stocktwits import StockTwits
from trading.sentiment.sources.yahoo import YahooNews
from trading.web.fetcher import Fetcher
from trading.web.reach import Reach
from trading.yahoo import Yahoo

Make = Callable[[NewsServer, Clock, Path], NewsSource]


def fetcher(server: NewsServer, clock: Clock, *, timeout_s: float = 5.0) -> Fetcher:
    """Return a fetcher that may reach the server, which the product's may not."""
    own = frozenset({server.port})
    return Fetcher(clock, timeout_s=timeout_s, reach=Reach(ports=own, loopback_ports_for_tests=own))


def called(symbol: str) -> str:
    """Return the name by which a company is searched for."""
    return {"AAPL": "Apple", "IBM": "IBM"}.get(symbol, symbol)


def alpaca(server: NewsServer, clock: Clock, folder: Path) -> AlpacaNews:
    access = Access(key_id="KEY", secret="hush-hush", data_url=server.url, trading_url=server.url, read_timeout_s=5)
    reader = AlpacaReader(access, clock, sleep=lambda _s: None)
    return AlpacaNews(lambda params: reader.get(Host.DATA, "/news", params, version="v1beta1"))


def yahoo(server: NewsServer, clock: Clock, folder: Path) -> YahooNews:
    return YahooNews(Yahoo(clock=clock, data_dir=folder, base_url=server.url, timeouts_s=(5.0, 5.0)))


def duckduckgo(server: NewsServer, clock: Clock, folder: Path) -> DuckDuckGoNews:
    return DuckDuckGoNews(called, base_url=server.url, timeout_s=5)


def stocktwits(server: NewsServer, clock: Clock, folder: Path) -> StockTwits:
    return StockTwits(fetcher(server, clock), base_url=server.url)


def reddit(server: NewsServer, clock: Clock, folder: Path) -> Reddit:
    return Reddit(fetcher(server, clock), called, base_url=server.url)


def rss(server: NewsServer, clock: Clock, folder: Path) -> Feed:
    return Feed(fetcher(server, clock), f"{server.url}/rss.xml")


def atom(server: NewsServer, clock: Clock, folder: Path) -> Feed:
    return Feed(fetcher(server, clock), f"{server.url}/atom.xml")


SOURCES: dict[str, Make] = {
    "alpaca": alpaca,
    "yahoo": yahoo,
    "duckduckgo": duckduckgo,
    "stocktwits": stocktwits,
    "reddit": reddit,
    "rss": rss,
    "atom": atom,
}
