"""Where the desk trades and reads prices: the only file that chooses a market and a venue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trading.automation.replay_player import ReplayPlayer
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings, FixInput
from trading.market.barstore import STORE, StoredMarket
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.ports import Broker, Calendar, Clock, MarketData, VenueReader, Watchlists
from trading.settings import Settings

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaLink

REPLAY_ACCOUNT = "replay"
BENCHMARKS = ("SPY", "SPX", "VOO", "IVV", "QQQ")
"""What a folder of files is measured by, the first that it has."""
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


def place_of(settings: Settings, wall_clock: Clock, *, timeout_s: tuple[float, float] = TIMEOUT_S) -> Place:
    """Return the market and the venue that the settings ask for. Raises BadSettings; nothing is asked of a venue."""
    if settings.data_source == "alpaca":
        return _alpaca(settings, wall_clock, timeout_s=timeout_s)
    calendar = ExchangeCalendar()
    if settings.data_source == "files":
        return _replay(settings, _files(settings, calendar), calendar)
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


def _files(settings: Settings, calendar: Calendar) -> _Recorded:
    """Return the user's own files; each folder has an account of its own, so that prices never meet in one book."""
    from trading.market.files import FileRecording

    folder = settings.bars_files()
    try:
        tape = ReplayTape(FileRecording(folder, calendar, zone=ZoneInfo(settings.bars_timezone)))
    except FixInput as fault:
        raise BadSettings(str(fault)) from None
    number = sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    benchmark = next((symbol for symbol in BENCHMARKS if tape.find(symbol)), BENCHMARKS[0])
    return _Recorded(tape=tape, account_id=f"files-{number}", benchmark=benchmark)


def _replay(settings: Settings, recorded: _Recorded, calendar: Calendar) -> Place:
    """Return a recorded market with its clock and the paper broker."""
    tape, book = recorded.tape, settings.data_dir / f"paper-{recorded.account_id}.db"
    start = settings.replay_at if book.exists() else recorded.first_day(settings, calendar)
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
        player=player,
        close=broker.close,
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
    market = AlpacaMarket(
        key_id=key_id,
        secret=secret,
        data_url=settings.apca_api_data_url,
        trading_url=url,
        clock=wall_clock,
        calendar=calendar,
    )
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
        market=_stored(market, settings, calendar=calendar, clock=wall_clock),
        market_clock=wall_clock,
        calendar=calendar,
        benchmark="SPY",
        link=link,
        watchlists=AlpacaWatchlists(calls=calls, clock=wall_clock),
        close=broker.close,
    )


def _stored(market: MarketData, settings: Settings, *, calendar: Calendar, clock: Clock) -> StoredMarket:
    """Return a market elsewhere behind the store of bars on this machine."""
    folder = settings.data_dir / STORE
    return StoredMarket(market, folder, calendar=calendar, clock=clock, most_megabytes=settings.bars_max_mb)
