"""Alpaca as the settings name it: the account for a desk, the broker alone for a stop; nothing is asked of it yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.broker.recent import RecentReads
from trading.market.calendar import ExchangeCalendar
from trading.ports import Calendar, Clock, MarketData, NewsSource
from trading.settings import Settings

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaBroker, AlpacaCalls, AlpacaLink, AlpacaWatchlists
    from trading.market.alpaca.live import PriceStream

ALPACA_PAPER_ACCOUNT = "alpaca-paper"
ALPACA_LIVE_ACCOUNT = "alpaca-live"
TIMEOUT_S = (3.05, 10.0)
"""How long the venue may take to be connected to, and to answer."""


def account_id(settings: Settings) -> str:
    """Return the account that the settings trade on at Alpaca."""
    return ALPACA_LIVE_ACCOUNT if settings.alpaca_live else ALPACA_PAPER_ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpacaAccount:
    """What a desk has of Alpaca's account."""

    broker: "AlpacaBroker"
    reads: RecentReads
    calendar: Calendar
    link: "AlpacaLink"
    watchlists: "AlpacaWatchlists"


def alpaca_account(settings: Settings, clock: Clock) -> AlpacaAccount:
    """Return the account with its link, calendar and lists. Raises BadSettings without keys."""
    from trading.broker.alpaca import (
        AlpacaBroker,
        AlpacaLink,
        AlpacaWatchlists,
        Lookout,
        TradeUpdates,
        VenueCalendar,
        VenueClock,
        VenueSettings,
    )

    key_id, secret = settings.venue_keys()
    calls = _calls(settings, clock, timeout_s=TIMEOUT_S)
    stream = settings.apca_api_stream_url or f"{_address(settings).replace('http', 'ws', 1)}/stream"
    calendar = VenueCalendar(calls=calls, clock=clock, below=ExchangeCalendar())
    account = VenueSettings(calls=calls, clock=clock)
    broker = AlpacaBroker(
        calls=calls, clock=clock, calendar=calendar, live=settings.alpaca_live, settings=account.known
    )
    link = AlpacaLink(
        broker=broker,
        updates=TradeUpdates(url=stream, key_id=key_id, secret=secret, clock=clock),
        lookout=Lookout(
            calendar=calendar,
            clock=VenueClock(calls=calls, clock=clock, calendar=calendar),
            settings=account,
            is_scarce=broker.is_scarce,
        ),
    )
    return AlpacaAccount(
        broker=broker,
        reads=RecentReads(broker),
        calendar=calendar,
        link=link,
        watchlists=AlpacaWatchlists(calls=calls, clock=clock),
    )


def alpaca_market(settings: Settings, clock: Clock, calendar: Calendar) -> tuple[MarketData, "PriceStream | None"]:
    """Return Alpaca's prices, and the stream that tells them by itself where the feed has one."""
    from trading.market.alpaca import Access, AlpacaMarket
    from trading.market.alpaca.feeds import Feed, stream_url
    from trading.market.alpaca.live import PriceStream

    key_id, secret = settings.venue_keys()
    told_at = settings.apca_data_stream_url or stream_url(Feed(settings.apca_data_feed), settings.apca_api_data_url)
    prices = None if told_at is None else PriceStream(url=told_at, key_id=key_id, secret=secret, clock=clock)
    access = Access(key_id=key_id, secret=secret, data_url=settings.apca_api_data_url, trading_url=_address(settings))
    market = AlpacaMarket(access=access, clock=clock, calendar=calendar, feed=settings.apca_data_feed, stream=prices)
    return market, prices


def alpaca_news(settings: Settings, clock: Clock) -> NewsSource:
    """Return Alpaca's news, asked through the client and with the patience of its prices. Raises BadSettings."""
    from trading.market.alpaca import Access
    from trading.market.alpaca.http import AlpacaReader, Host
    from trading.sentiment.sources.alpaca import AlpacaNews

    key_id, secret = settings.venue_keys()
    access = Access(key_id=key_id, secret=secret, data_url=settings.apca_api_data_url, trading_url=_address(settings))
    reader = AlpacaReader(access, clock)
    return AlpacaNews(lambda params: reader.get(Host.DATA, "/news", params, version="v1beta1"))


def alpaca_broker(settings: Settings, clock: Clock, *, live: bool, timeout_s: tuple[float, float]) -> "AlpacaBroker":
    """Return the broker alone, without a stream, a lookout or a market. Raises BadSettings without keys."""
    from trading.broker.alpaca import AlpacaBroker

    calls = _calls(settings, clock, timeout_s=timeout_s)
    return AlpacaBroker(calls=calls, clock=clock, calendar=ExchangeCalendar(), live=live)


def _calls(settings: Settings, clock: Clock, *, timeout_s: tuple[float, float]) -> "AlpacaCalls":
    from trading.broker.alpaca import AlpacaCalls

    key_id, secret = settings.venue_keys()
    return AlpacaCalls(key_id=key_id, secret=secret, url=_address(settings), clock=clock, timeout_s=timeout_s)


def _address(settings: Settings) -> str:
    from trading.alpaca.clients import root

    default = f"https://{'api' if settings.alpaca_live else 'paper-api'}.alpaca.markets"
    return root(settings.apca_api_base_url or default)
