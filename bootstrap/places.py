"""Where the desk trades and reads prices: the only file that chooses a market and a venue."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trading.automation.replay_player import ReplayPlayer
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings, FixInput
from trading.fundamentals.bundled import BundledReports
from trading.fundamentals.none import NoFundamentals
from trading.market.barstore import STORE, StoredMarket
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.ports import (
    Broker,
    Calendar,
    Clock,
    FundamentalsSource,
    MarketData,
    MatchingVenue,
    VenueReader,
    Watchlists,
)
from trading.settings import Settings

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaLink
    from trading.market.alpaca.live import PriceStream

REPLAY_ACCOUNT = "replay"
BENCHMARKS = ("SPY", "SPX", "VOO", "IVV", "QQQ")
"""What a folder of files is measured by, the first that it has."""
ALPACA_PAPER_ACCOUNT = "alpaca-paper"
ALPACA_LIVE_ACCOUNT = "alpaca-live"
IN_MEMORY = Path(":memory:")
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
    fundamentals: FundamentalsSource
    close: Callable[[], None]
    player: Callable[[OrderDesk, RiskDesk], ReplayPlayer] | None = None
    link: "AlpacaLink | None" = None
    watchlists: Watchlists | None = None
    prices: "PriceStream | None" = None
    matching: MatchingVenue | None = None


def place_of(
    settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float] = TIMEOUT_S, to_stop: bool = False
) -> Place:
    """Return the market and the venue that the settings ask for; nothing is asked of a venue.

    With `to_stop` the place is good for stopping alone, which needs the account and its orders: the user's own files
    are not read, so that a wrong one keeps nobody from stopping. Raises BadSettings.
    """
    if settings.data_source == "alpaca":
        return _alpaca(settings, wall_clock, timeout_s=timeout_s)
    if settings.data_source == "yahoo":
        return _yahoo(settings, wall_clock, timeout_s=timeout_s)
    calendar = ExchangeCalendar()
    if settings.data_source == "files":
        return _replay(settings, _files(settings, calendar, to_stop=to_stop), calendar, to_stop=to_stop)
    return _replay(settings, _Recorded(tape=ReplayTape(), account_id=REPLAY_ACCOUNT, benchmark="SPX"), calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recorded:
    """What the replay plays, the account that trades on it, and the symbol that others are measured by."""

    tape: ReplayTape
    account_id: str
    benchmark: str

    def first_day(self, settings: Settings, calendar: Calendar) -> date:
        """Return where a new book begins: REPLAY_AT, and unless that was chosen a year before the end of files."""
        chosen, tape = settings.replay_at, self.tape
        if tape.first <= chosen <= tape.last:
            return chosen
        if self.account_id == REPLAY_ACCOUNT or not settings.is_default("replay_at"):
            raise BadSettings(
                f"REPLAY_AT {chosen} is outside the recording; choose a day from {tape.first} to {tape.last}"
            )
        day = max(tape.first, tape.last - timedelta(days=365))
        return calendar.previous_session(day + timedelta(days=1)).day


def _files(settings: Settings, calendar: Calendar, *, to_stop: bool) -> _Recorded:
    """Return the user's own files; each folder has an account of its own, so that prices never meet in one book."""
    from trading.market.files import FileRecording, UnreadFiles

    folder = settings.bars_files()
    try:
        zone = ZoneInfo(settings.bars_timezone)
        read = UnreadFiles(folder) if to_stop else FileRecording(folder, calendar, zone=zone)
        tape = ReplayTape(read)
    except FixInput as fault:
        raise BadSettings(str(fault)) from None
    number = sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    benchmark = next((symbol for symbol in BENCHMARKS if tape.find(symbol)), BENCHMARKS[0])
    return _Recorded(tape=tape, account_id=f"files-{number}", benchmark=benchmark)


def _replay(settings: Settings, recorded: _Recorded, calendar: Calendar, *, to_stop: bool = False) -> Place:
    """Return a recorded market with its clock and the paper broker; a stop begins no book in DATA_DIR."""
    tape, book = recorded.tape, settings.data_dir / f"paper-{recorded.account_id}.db"
    is_begun = book.exists()
    start = settings.replay_at if is_begun or to_stop else recorded.first_day(settings, calendar)
    if to_stop and not is_begun:
        book = IN_MEMORY  # no book yet: nothing rests, and where one begins the files say
    broker = PaperBroker(
        book=book,
        tape=tape,
        calendar=calendar,
        start=start,
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
        account_id=recorded.account_id,
        broker=broker,
        reads=broker,
        market=ReplayMarket(tape, clock, calendar),
        market_clock=clock,
        calendar=calendar,
        benchmark=recorded.benchmark,
        fundamentals=BundledReports(clock)
        if recorded.account_id == REPLAY_ACCOUNT
        else NoFundamentals("A folder of files"),
        player=player,
        close=broker.close,
    )


def live_paper(
    settings: Settings, wall_clock: Clock, *, market: MarketData, close: Callable[[], None] = lambda: None
) -> Place:
    """Return a market of now with a paper book beside it; `close` gives the market free.

    Book and account are named after the source, such as `paper-live-yahoo.db` and `paper-yahoo`. Raises BadSettings for
    a market without prices of now.
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
        book=settings.data_dir / f"paper-live-{source}.db",
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
        fundamentals=NoFundamentals(source),
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
    from trading.market.alpaca import Access, AlpacaMarket
    from trading.market.alpaca.feeds import Feed, stream_url
    from trading.market.alpaca.live import PriceStream

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
    told_at = settings.apca_data_stream_url or stream_url(Feed(settings.apca_data_feed), settings.apca_api_data_url)
    prices = None if told_at is None else PriceStream(url=told_at, key_id=key_id, secret=secret, clock=wall_clock)
    market = AlpacaMarket(
        access=Access(key_id=key_id, secret=secret, data_url=settings.apca_api_data_url, trading_url=url),
        clock=wall_clock,
        calendar=calendar,
        feed=settings.apca_data_feed,
        stream=prices,
    )
    return Place(
        account_id=ALPACA_LIVE_ACCOUNT if live else ALPACA_PAPER_ACCOUNT,
        broker=broker,
        reads=RecentReads(broker),
        market=_stored(market, settings, calendar=calendar, clock=wall_clock),
        market_clock=wall_clock,
        calendar=calendar,
        benchmark="SPY",
        fundamentals=NoFundamentals("Alpaca"),
        link=link,
        watchlists=AlpacaWatchlists(calls=calls, clock=wall_clock),
        prices=prices,
        close=broker.close,
    )


def _yahoo(settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float]) -> Place:
    """Return Yahoo's prices with Alpaca's account, without its keys with a paper book; nothing is asked of them yet."""
    from trading.fundamentals.yahoo import YahooFundamentals
    from trading.market.yahoo import YahooMarket
    from trading.yahoo import Yahoo

    yahoo = Yahoo(clock=wall_clock, data_dir=settings.data_dir, base_url=settings.yahoo_base_url, timeouts_s=timeout_s)
    fundamentals = YahooFundamentals(yahoo, wall_clock)
    account = _alpaca(settings, wall_clock, timeout_s=timeout_s) if settings.has_venue_keys else None
    calendar = ExchangeCalendar() if account is None else account.calendar
    asked = YahooMarket(yahoo=yahoo, clock=wall_clock, calendar=calendar)
    market = _stored(asked, settings, calendar=calendar, clock=wall_clock)
    if account is None:
        place = live_paper(settings, wall_clock, market=market, close=asked.close)
        return replace(place, fundamentals=fundamentals)

    def close() -> None:
        account.close()
        asked.close()

    return replace(account, market=market, fundamentals=fundamentals, prices=None, close=close)


def _stored(market: MarketData, settings: Settings, *, calendar: Calendar, clock: Clock) -> StoredMarket:
    """Return a market elsewhere behind the store of bars on this machine; another server's prices lie apart."""
    folder = settings.data_dir / STORE
    if settings.data_source == "yahoo" and settings.yahoo_base_url:
        folder /= f"elsewhere-{sha256(settings.yahoo_base_url.encode()).hexdigest()[:8]}"
    return StoredMarket(market, folder, calendar=calendar, clock=clock, most_megabytes=settings.bars_max_mb)
