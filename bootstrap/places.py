"""Where the desk trades and reads prices: the only file that chooses a market and a venue."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bootstrap.at_alpaca import TIMEOUT_S, AlpacaAccount, account_id, alpaca_account, alpaca_market
from bootstrap.books import LIVE_PAPER, REPLAY_ACCOUNT, book_of, files_account
from trading.automation.replay_player import ReplayPlayer
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings, FixInput
from trading.fundamentals.bundled import BundledReports
from trading.fundamentals.none import NoFundamentals
from trading.market.barstore import STORE, StoredMarket
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.matching_venue import MatchingVenue
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.ports import (
    Broker,
    Calendar,
    Clock,
    FundamentalsSource,
    MarketData,
    VenueReader,
    Watchlists,
)
from trading.settings import Settings

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaLink
    from trading.market.alpaca.live import PriceStream
    from trading.yahoo import Yahoo

BENCHMARKS = ("SPY", "SPX", "VOO", "IVV", "QQQ")
"""What a folder of files is measured by, the first that it has."""


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
    yahoo: "Yahoo | None" = None


def place_of(settings: Settings, wall_clock: Clock) -> Place:
    """Return the market and the venue that the settings ask for; nothing is asked of a venue. Raises BadSettings."""
    if settings.data_source == "alpaca":
        return _alpaca(settings, wall_clock)
    if settings.data_source == "yahoo":
        return _yahoo(settings, wall_clock)
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
    benchmark = next((symbol for symbol in BENCHMARKS if tape.find(symbol)), BENCHMARKS[0])
    return _Recorded(tape=tape, account_id=files_account(folder), benchmark=benchmark)


def _replay(settings: Settings, recorded: _Recorded, calendar: Calendar) -> Place:
    """Return a recorded market with its clock and the paper broker."""
    tape, book = recorded.tape, book_of(settings, recorded.account_id)
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
        book=book_of(settings, f"{LIVE_PAPER}{source}"),
        market=market,
        calendar=calendar,
        clock=wall_clock,
        cash=settings.paper_cash,
    )

    def close_both() -> None:
        broker.close()
        close()

    return Place(
        account_id=f"{LIVE_PAPER}{source}",
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


def _alpaca(settings: Settings, wall_clock: Clock) -> Place:
    """Return Alpaca's market and account; nothing is asked of it yet."""
    account = alpaca_account(settings, wall_clock)
    market, prices = alpaca_market(settings, wall_clock, account.calendar)
    return _at_alpaca(
        settings,
        account,
        wall_clock,
        market=_stored(market, settings, calendar=account.calendar, clock=wall_clock),
        fundamentals=NoFundamentals("Alpaca"),
        prices=prices,
    )


def _at_alpaca(
    settings: Settings,
    account: AlpacaAccount,
    wall_clock: Clock,
    *,
    market: MarketData,
    fundamentals: FundamentalsSource,
    prices: "PriceStream | None" = None,
    close: Callable[[], None] = lambda: None,
) -> Place:
    """Return Alpaca's account beside a market of now; `close` gives that market free."""

    def close_both() -> None:
        account.broker.close()
        close()

    return Place(
        account_id=account_id(settings),
        broker=account.broker,
        reads=account.reads,
        market=market,
        market_clock=wall_clock,
        calendar=account.calendar,
        benchmark="SPY",
        fundamentals=fundamentals,
        link=account.link,
        watchlists=account.watchlists,
        prices=prices,
        close=close_both,
    )


def _yahoo(settings: Settings, wall_clock: Clock) -> Place:
    """Return Yahoo's prices with Alpaca's account, without its keys with a paper book; nothing is asked of them yet."""
    from trading.fundamentals.yahoo import YahooFundamentals
    from trading.market.yahoo import YahooMarket
    from trading.yahoo import Yahoo

    yahoo = Yahoo(clock=wall_clock, data_dir=settings.data_dir, base_url=settings.yahoo_base_url, timeouts_s=TIMEOUT_S)
    fundamentals = YahooFundamentals(yahoo, wall_clock)
    account = alpaca_account(settings, wall_clock) if settings.has_venue_keys else None
    calendar = ExchangeCalendar() if account is None else account.calendar
    asked = YahooMarket(yahoo=yahoo, clock=wall_clock, calendar=calendar)
    market = _stored(asked, settings, calendar=calendar, clock=wall_clock)
    if account is None:
        place = live_paper(settings, wall_clock, market=market, close=asked.close)
        return replace(place, fundamentals=fundamentals, yahoo=yahoo)
    place = _at_alpaca(settings, account, wall_clock, market=market, fundamentals=fundamentals, close=asked.close)
    return replace(place, yahoo=yahoo)


def _stored(market: MarketData, settings: Settings, *, calendar: Calendar, clock: Clock) -> StoredMarket:
    """Return a market elsewhere behind the store of bars on this machine; another server's prices lie apart."""
    folder = settings.data_dir / STORE
    if settings.data_source == "yahoo" and settings.yahoo_base_url:
        folder /= f"elsewhere-{sha256(settings.yahoo_base_url.encode()).hexdigest()[:8]}"
    return StoredMarket(market, folder, calendar=calendar, clock=clock, most_megabytes=settings.bars_max_mb)
