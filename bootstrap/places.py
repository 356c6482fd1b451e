"""Where the desk trades and reads prices: the only file that chooses a market and a venue."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from trading.automation.replay_player import ReplayPlayer
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.ports import Broker, Calendar, Clock, MarketData, MatchingVenue, VenueReader, Watchlists
from trading.settings import Settings

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaLink

REPLAY_ACCOUNT = "replay"
ALPACA_PAPER_ACCOUNT = "alpaca-paper"
ALPACA_LIVE_ACCOUNT = "alpaca-live"
TIMEOUT_S = (3.05, 10.0)
"""How long the venue may take to be connected to, and to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a desk trades: what MARKET_DATA, the keys and ALPACA_LIVE choose together. Pages read `reads`."""

    account_id: str
    broker: Broker
    reads: VenueReader
    market: MarketData
    market_clock: Clock
    calendar: Calendar
    benchmark: str
    close: Callable[[], None]
    player: Callable[[OrderDesk, RiskDesk], ReplayPlayer] | None = None
    link: "AlpacaLink | None" = None
    watchlists: Watchlists | None = None
    matching: MatchingVenue | None = None


def place_of(settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float] = TIMEOUT_S) -> Place:
    """Return the market and the venue that the settings ask for. Raises BadSettings; nothing is asked of a venue."""
    if settings.data_source == "alpaca":
        return _alpaca(settings, wall_clock, timeout_s=timeout_s)
    if settings.data_source == "yahoo":
        return _yahoo(settings, wall_clock, timeout_s=timeout_s)
    return _replay(settings, settings.data_dir)


def _replay(settings: Settings, data_dir: Path) -> Place:
    """Return the recorded market with its clock and the paper broker."""
    calendar, tape, book = ExchangeCalendar(), ReplayTape(), data_dir / "paper-replay.db"
    if not book.exists() and not tape.first <= settings.replay_at <= tape.last:
        raise BadSettings(
            f"REPLAY_AT {settings.replay_at} is outside the recording; choose a day from {tape.first} to {tape.last}"
        )
    broker = PaperBroker(
        book=book,
        tape=tape,
        calendar=calendar,
        start=settings.replay_at,
        cash=settings.paper_cash,
        tradable=lambda symbol: (asset := tape.find(symbol)) is not None and asset.tradable,
    )
    clock = ReplayClock(broker.session_day, calendar)

    def player(desk: OrderDesk, risk: RiskDesk) -> ReplayPlayer:
        def after_session() -> None:
            desk.follow_session()
            risk.log_posture()

        return ReplayPlayer(
            venue=broker, calendar=calendar, after_session=after_session, first=tape.first, last=tape.last
        )

    return Place(
        account_id=REPLAY_ACCOUNT,
        broker=broker,
        reads=broker,
        market=ReplayMarket(tape, clock, calendar),
        market_clock=clock,
        calendar=calendar,
        benchmark="SPX",
        player=player,
        close=broker.close,
    )


def live_paper(
    settings: Settings, wall_clock: Clock, *, market: MarketData, close: Callable[[], None] = lambda: None
) -> Place:
    """Return a market of now with a paper book beside it; `close` gives the market free.

    The account is named after the source, such as `paper-yahoo`. Raises BadSettings for a market without prices of now.
    """
    from trading.broker.paper.live import LivePaperBroker
    from trading.broker.recent import RecentReads

    source = settings.data_source
    if not market.capabilities.live:
        raise BadSettings(
            f"MARKET_DATA={source} has no prices of now, which a paper book outside of the replay needs; "
            "set MARKET_DATA=replay"
        )
    calendar = ExchangeCalendar()
    broker = LivePaperBroker(
        book=settings.data_dir / "paper-live.db",
        market=market,
        calendar=calendar,
        clock=wall_clock,
        cash=settings.paper_cash,
    )

    def close_both() -> None:
        broker.close()
        close()

    return Place(
        account_id=f"paper-{source}",
        broker=broker,
        reads=RecentReads(broker),
        market=market,
        market_clock=wall_clock,
        calendar=calendar,
        benchmark="SPY",
        matching=broker,
        close=close_both,
    )


def _alpaca(settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float]) -> Place:
    """Return Alpaca's market and account; nothing is asked of it yet."""
    from trading.alpaca.clients import root
    from trading.broker.alpaca import (
        AlpacaBroker,
        AlpacaCalls,
        AlpacaLink,
        AlpacaWatchlists,
        Lookout,
        TradeUpdates,
        VenueCalendar,
        VenueClock,
        VenueSettings,
    )
    from trading.broker.recent import RecentReads
    from trading.market.alpaca import AlpacaMarket

    (key_id, secret), live = settings.venue_keys(), settings.alpaca_live
    url = root(settings.apca_api_base_url or f"https://{'api' if live else 'paper-api'}.alpaca.markets")
    stream = settings.apca_api_stream_url or f"{url.replace('http', 'ws', 1)}/stream"
    calls = AlpacaCalls(key_id=key_id, secret=secret, url=url, clock=wall_clock, timeout_s=timeout_s)
    calendar = VenueCalendar(calls=calls, clock=wall_clock, below=ExchangeCalendar())
    account = VenueSettings(calls=calls, clock=wall_clock)
    broker = AlpacaBroker(calls=calls, clock=wall_clock, calendar=calendar, live=live, settings=account.known)
    link = AlpacaLink(
        broker=broker,
        updates=TradeUpdates(url=stream, key_id=key_id, secret=secret, clock=wall_clock),
        lookout=Lookout(
            calendar=calendar,
            clock=VenueClock(calls=calls, clock=wall_clock, calendar=calendar),
            settings=account,
            is_scarce=broker.is_scarce,
        ),
    )
    return Place(
        account_id=ALPACA_LIVE_ACCOUNT if live else ALPACA_PAPER_ACCOUNT,
        broker=broker,
        reads=RecentReads(broker),
        market=AlpacaMarket(
            key_id=key_id,
            secret=secret,
            data_url=settings.apca_api_data_url,
            trading_url=url,
            clock=wall_clock,
            calendar=calendar,
        ),
        market_clock=wall_clock,
        calendar=calendar,
        benchmark="SPY",
        link=link,
        watchlists=AlpacaWatchlists(calls=calls, clock=wall_clock),
        close=broker.close,
    )


def _yahoo(settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float]) -> Place:
    """Return Yahoo's prices with Alpaca's account, without its keys with a paper book; nothing is asked of them yet."""
    from trading.market.yahoo import YahooMarket
    from trading.yahoo import Yahoo

    yahoo = Yahoo(clock=wall_clock, data_dir=settings.data_dir, base_url=settings.yahoo_base_url, timeouts_s=timeout_s)
    if not settings.has_venue_keys:
        market = YahooMarket(yahoo=yahoo, clock=wall_clock, calendar=ExchangeCalendar())
        return live_paper(settings, wall_clock, market=market, close=market.close)
    place = _alpaca(settings, wall_clock, timeout_s=timeout_s)
    market = YahooMarket(yahoo=yahoo, clock=wall_clock, calendar=place.calendar)

    def close() -> None:
        place.close()
        market.close()

    return replace(place, market=market, close=close)
