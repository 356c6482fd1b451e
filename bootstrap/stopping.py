"""What a stop from beside needs of a place: which account, its venue, and no market that could fail."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bootstrap.at_alpaca import ALPACA_LIVE_ACCOUNT, ALPACA_PAPER_ACCOUNT, account_id, alpaca_broker
from bootstrap.books import FILES, LIVE_PAPER, REPLAY_ACCOUNT, book_of, files_account, files_books
from bootstrap.places import Place
from trading.broker.none import NoVenue
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings, TradingError
from trading.fundamentals.none import NoFundamentals
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.none import NoMarket
from trading.ports import Broker, Clock
from trading.settings import Settings
from trading.types import MarketMode

IN_MEMORY = Path(":memory:")
STOP_TIMEOUT_S = (2.0, 3.0)
"""How little a stop waits for the venue, to be connected to and to answer."""


class _Venue(Broker, Protocol):
    def close(self) -> None: ...


def accounts_to_stop(settings: Settings, *, stored: Callable[[], Sequence[str]], is_market_known: bool) -> list[str]:
    """Return the accounts that a stop under these settings means; the market itself is not looked at.

    It is one, but where the settings do not say which: a folder of files that is not there (its account is the one of
    its name, or, where that has no book, each that a folder of files has) and a MARKET_DATA that cannot be read
    (each of `stored`). Raises BadSettings where none is known, and what `stored` raises.
    """
    if not is_market_known:
        found = list(stored())
    elif settings.data_source == "files":
        found = _of_files(settings)
    elif settings.data_source == "replay":
        found = [REPLAY_ACCOUNT]
    elif settings.has_venue_keys or settings.data_source == "alpaca":
        found = [account_id(settings)]
    else:
        found = [f"{LIVE_PAPER}{settings.data_source}"]
    if not found:
        raise BadSettings(
            f"these settings name no account and DATA_DIR {settings.data_dir} has none to stop; "
            "set MARKET_DATA and BARS_FOLDER as the app has them"
        )
    return found


def _of_files(settings: Settings) -> list[str]:
    if settings.bars_folder is None:
        return files_books(settings)
    named = files_account(settings.bars_folder)
    try:
        is_there = settings.bars_folder.is_dir()
    except OSError:  # a folder above it may not be entered: it may be there
        is_there = True
    return [named] if is_there or book_of(settings, named).exists() else files_books(settings) or [named]


def stopping_place(settings: Settings, account: str, clock: Clock) -> Place:
    """Return a place for one account that is good for stopping alone: without prices, and no book is begun.

    A venue that cannot be opened is one that answers nothing, so that the flag is stored all the same.
    """
    try:
        return _place(account, clock, _broker(settings, account, clock))
    except TradingError as fault:
        return _place(account, clock, NoVenue(mode=_mode(account), fault=fault))


def _broker(settings: Settings, account: str, clock: Clock) -> _Venue:
    if account in (ALPACA_PAPER_ACCOUNT, ALPACA_LIVE_ACCOUNT):
        live = account == ALPACA_LIVE_ACCOUNT
        if live != settings.alpaca_live:
            raise BadSettings(f"{account} is not the account of these keys; set ALPACA_LIVE={str(live).lower()}")
        return alpaca_broker(settings, clock, live=live, timeout_s=STOP_TIMEOUT_S)
    book = book_of(settings, account)
    if not book.exists():
        book = IN_MEMORY  # no book yet: nothing rests, and where one begins the market says
    calendar, cash = ExchangeCalendar(), settings.paper_cash
    if _mode(account) is MarketMode.REPLAY:
        return PaperBroker(book=book, tape=NoMarket(), calendar=calendar, start=clock.now().date(), cash=cash)
    from trading.broker.paper.live import LivePaperBroker

    return LivePaperBroker(book=book, market=NoMarket(), calendar=calendar, clock=clock, cash=cash)


def _place(account: str, clock: Clock, broker: _Venue) -> Place:
    calendar = ExchangeCalendar()
    return Place(
        account_id=account,
        broker=broker,
        reads=broker,
        market=NoMarket(),
        market_clock=ReplayClock(broker.session_day, calendar) if isinstance(broker, PaperBroker) else clock,
        calendar=calendar,
        benchmark="SPY",
        fundamentals=NoFundamentals("A desk that only stops"),
        close=broker.close,
    )


def _mode(account: str) -> MarketMode:
    if account == ALPACA_LIVE_ACCOUNT:
        return MarketMode.LIVE
    return MarketMode.REPLAY if account == REPLAY_ACCOUNT or account.startswith(FILES) else MarketMode.PAPER
