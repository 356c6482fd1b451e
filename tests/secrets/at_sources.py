"""Errors of what is read: feeds, news, searches, pages, filings and prices whose servers tell everything."""

from collections.abc import Callable
from datetime import date
from typing import cast

import bootstrap
from bootstrap import Wiring
from tests.news_server.server import NewsServer
from tests.news_server.sources import SOURCES
from tests.secrets import planted
from tests.secrets.at_models import asked
from tests.secrets.forcing import Round
from tests.secrets.servers import Telltale
from trading.errors import TradingError
from trading.ports import NewsSource
from trading.sentiment.desk import Parts, SentimentDesk
from trading.sentiment.scoring import BundledScorer
from trading.sentiment.sources.feeds import Feed
from trading.settings import Settings
from trading.web.desk import WebDesk
from trading.web.fetcher import Fetcher
from trading.web.filings import Edgar
from trading.web.reach import Reach

FAULTS = (401, 429, 500, "garbage", "drop", "header", "redirect", 200)
_ITEM = "<item><title>{0}</title><link>https://example.com/{1}</link><description>{0}</description>{2}</item>"


def _rss(told: str, _body: str) -> str:
    from html import escape
    from urllib.parse import quote

    at = "<pubDate>Fri, 01 Jun 2012 12:00:00 GMT</pubDate>"
    items = "".join(_ITEM.format(escape(value), quote(value, safe=""), at) for value in planted.everything().values())
    return f"<rss version='2.0'><channel><title>{escape(told)}</title>{items}</channel></rss>"


def force(made: Round, wired: Wiring, server: Telltale) -> None:
    """Force the errors of every source of headlines, of pages and of filings, on the desk's own store."""
    clock = wired.services.wall_clock
    own = frozenset({server.port})
    fetcher = Fetcher(clock, timeout_s=2.0, reach=Reach(ports=own, loopback_ports_for_tests=own))
    address = f"{server.url}/rss.xml?token={planted.QUERIES['token']}&apikey={planted.QUERIES['apikey']}"
    server.leads_to = f"{server.url}/elsewhere?token={planted.QUERIES['token']}"
    sources: dict[str, NewsSource] = {"a feed with a key": Feed(fetcher, address)}
    for name, make in SOURCES.items():
        sources[name] = make(cast(NewsServer, server), clock, made.folder / "news")
    for name, source in sources.items():
        for fault in FAULTS:
            server.fault, server.shape = fault, _rss if fault == 200 else None
            made.force(f"{name}: {fault}", lambda s=source: _mood(wired, s))
    _web(made, server, WebDesk(fetcher=fetcher, edgar=Edgar(fetcher, tickers=address, submissions=server.url)))


def _mood(wired: Wiring, source: NewsSource) -> str:
    """Return what the desk says of a symbol whose headlines come from that source alone."""
    parts = cast(Parts, wired.services.sentiment._parts)
    clock = wired.services.wall_clock
    changed = Parts(
        sources=[source], store=parts.store, scorer=BundledScorer(), link=parts.link,
        market=parts.market, calendar=parts.calendar, market_clock=parts.market_clock, wall_clock=clock,
    )  # fmt: skip
    try:
        found = SentimentDesk(changed).sentiment("AAPL")
    except TradingError as fault:
        return str(fault)
    return f"{found.failed} {[one.headline.title for one in found.river]}"


def _web(made: Round, server: Telltale, desk: WebDesk) -> None:
    page = f"{server.url}/page?token={planted.QUERIES['token']}"
    for fault in FAULTS[:-1]:
        server.fault, server.shape = fault, None
        made.force(f"a page: {fault}", _said(lambda: desk.page(page)[1]))
        made.force(f"filings: {fault}", _said(lambda: desk.filings("AAPL", until=date(2012, 6, 1))))
    login = f"http://desk:{planted.LOGINS['NEWS_FEEDS']}@127.0.0.1:{server.port}/"
    made.force("a page behind a login", _said(lambda: desk.page(login)))
    made.force(
        "a page of this machine", _said(lambda: desk.page(f"http://169.254.169.254/?k={planted.QUERIES['apikey']}"))
    )


def force_yahoo(made: Round, server: Telltale) -> None:
    """Force the errors of Yahoo's prices."""
    settings = Settings.load(
        data_dir=made.folder / "yahoo", market_data="yahoo", yahoo_base_url=server.url, llm_model=None
    )
    wired = bootstrap.build(settings)
    try:
        for fault in (401, 404, 429, 500, "garbage", "drop"):
            server.fault, server.shape = fault, None
            made.force(f"Yahoo's quote: {fault}", _said(lambda: wired.services.market.quote("AAPL")))
            made.force(f"Yahoo's search: {fault}", _said(lambda: wired.services.market.search("apple")))
        made.force("Yahoo: a run", lambda: asked(wired, "price of AAPL"))
    finally:
        wired.close()


def _said(work: Callable[[], object]) -> Callable[[], str]:
    def told() -> str:
        try:
            return str(work())
        except TradingError as fault:
            return str(fault)

    return told
