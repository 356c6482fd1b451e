"""What a stop from beside needs of a place: which account, its venue, and no market that could fail."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bootstrap.at_alpaca import ALPACA_LIVE_ACCOUNT, ALPACA_PAPER_ACCOUNT, account_id, alpaca_broker
from bootstrap.books import FILES, LIVE_PAPER, REPLAY_ACCOUNT, book_of, books_in, files_account, files_books
from bootstrap.places import Place
from trading.broker.late import LateVenue
from trading.broker.paper import PaperBroker
from trading.errors import BadSettings, TradingError, Unavailable
from trading.fundamentals.none import NoFundamentals
from trading.market.calendar import ExchangeCalendar
from trading.market.none import NoMarket
from trading.ports import Broker, Clock
from trading.settings import Settings
from trading.types import MarketMode

AT_ALPACA = (ALPACA_PAPER_ACCOUNT, ALPACA_LIVE_ACCOUNT)
IN_MEMORY = Path(":memory:")
STOP_TIMEOUT_S = (2.0, 3.0)
"""How little a stop waits for the venue, to be connected to and to answer."""


class _Venue(Broker, Protocol):
    def close(self) -> None: ...


def accounts_to_stop(settings: Settings, *, stored: Callable[[], Sequence[str]], is_market_known: bool) -> list[str]:
    """Return the accounts that a stop under these settings means; the market itself is not looked at.

    It is one, but where the settings do not say which: a folder of files that is not there (its account is the one of
    its name, or, where neither a book nor `stored` has that, each that a folder of files has) and a MARKET_DATA that
    cannot be read (all of `stored`, and the one of the keys). Raises BadSettings where none is known, and what `stored`
    raises where nothing else knows one.
    """
    if not is_market_known:
        found = _of_all(settings, stored)
    elif settings.data_source == "files":
        found = _of_files(settings, stored)
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


def _of_all(settings: Settings, stored: Callable[[], Sequence[str]]) -> list[str]:
    of_keys = [account_id(settings)] if settings.has_venue_keys else []
    try:
        known = stored()
    except TradingError:  # a stop without the store is one at the venue
        known = books_in(settings)
        if not known and not of_keys:
            raise
    return sorted({*known, *of_keys})


def _of_files(settings: Settings, stored: Callable[[], Sequence[str]]) -> list[str]:
    if settings.bars_folder is None:
        return files_books(settings)
    named = files_account(settings.bars_folder)
    try:
        is_there = settings.bars_folder.is_dir()
    except OSError:  # a folder above it may not be entered: it may be there
        is_there = True
    if is_there or book_of(settings, named).exists():
        return [named]
    found = files_books(settings)
    try:
        return [named] if named in stored() else found
    except TradingError:
        if not found:
            raise
        return found


def stopping_place(settings: Settings, account: str, clock: Clock, *, resting: Callable[[], int]) -> Place:
    """Return a place for one account that is good for stopping alone: without prices, and no book is begun.

    Its venue is opened at its first question, and anew at the next where it could not be, so that the flag is stored
    all the same. `resting` says how many orders may rest there by the log, for a book that is not there.
    """
    opening = _Opening(settings, account, clock, resting)
    broker = LateVenue(mode=_mode(account), name=_name(account), opened=opening.venue)
    return Place(
        account_id=account,
        broker=broker,
        reads=broker,
        market=NoMarket(),
        market_clock=clock,
        calendar=ExchangeCalendar(),
        benchmark="SPY",
        fundamentals=NoFundamentals("A desk that only stops"),
        close=opening.close,
    )


def has_venue(settings: Settings, account: str) -> bool:
    """Say whether an account has something to stop at: its book, where it is one on paper here. Raises OSError."""
    return account in AT_ALPACA or book_of(settings, account).exists()


class _Opening:
    """Opens the venue of one account, and keeps it but for the stand-in of a book that is not there."""

    def __init__(self, settings: Settings, account: str, clock: Clock, resting: Callable[[], int]) -> None:
        self._settings, self._account, self._clock, self._resting = settings, account, clock, resting
        self._opened: _Venue | None = None
        self._is_stand_in = False

    def venue(self) -> _Venue:
        """Return the venue. Raises BadSettings, Unavailable, OSError."""
        if self._opened is not None and self._is_stand_in and has_venue(self._settings, self._account):
            self.close()
        if self._opened is None:
            self._opened = self._alpaca() if self._account in AT_ALPACA else self._paper()
        return self._opened

    def close(self) -> None:
        """Give the venue free if it was opened."""
        closing, self._opened = self._opened, None
        if closing is not None:
            closing.close()

    def _alpaca(self) -> _Venue:
        live = self._account == ALPACA_LIVE_ACCOUNT
        if live != self._settings.alpaca_live:
            raise BadSettings(f"{self._account} is not the account of these keys; set ALPACA_LIVE={str(live).lower()}")
        return alpaca_broker(self._settings, self._clock, live=live, timeout_s=STOP_TIMEOUT_S)

    def _paper(self) -> _Venue:
        book = book_of(self._settings, self._account)
        self._is_stand_in = not book.exists()
        if self._is_stand_in:
            if count := self._resting():
                raise Unavailable(
                    f"the paper book {book.name} is not in DATA_DIR, and by the log {count} orders rest in it; "
                    "put it back and stop again"
                )
            book = IN_MEMORY  # no book yet: nothing rests, and where one begins the market says
        calendar, clock, cash = ExchangeCalendar(), self._clock, self._settings.paper_cash
        if _mode(self._account) is MarketMode.REPLAY:
            return PaperBroker(book=book, tape=NoMarket(), calendar=calendar, start=clock.now().date(), cash=cash)
        from trading.broker.paper.live import LivePaperBroker

        return LivePaperBroker(book=book, market=NoMarket(), calendar=calendar, clock=clock, cash=cash)


def _mode(account: str) -> MarketMode:
    if account == ALPACA_LIVE_ACCOUNT:
        return MarketMode.LIVE
    return MarketMode.REPLAY if account == REPLAY_ACCOUNT or account.startswith(FILES) else MarketMode.PAPER


def _name(account: str) -> str:
    if account in AT_ALPACA:
        return f"Alpaca, {'live' if account == ALPACA_LIVE_ACCOUNT else 'paper'} account"
    return "Paper broker (simulated)"
