"""The account knows nothing after now: two books trade alike, one over a recording that ends at now.

Every method of the Broker port and of the portfolio is asked on both; each answer, refusals included, is the same.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.market.recording import CALENDAR, cut_recording
from tests.market.test_no_look_ahead import LONG_AFTER, NOWS, assert_same, attempt, public_names
from tests.portfolio.paper_account import worst_case_at
from trading.broker.paper import PaperBroker
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.portfolio.portfolio import Portfolio
from trading.ports import Broker, ReplayVenue
from trading.risk.limits import Limits
from trading.types import OrderClass, OrderType, Side, StopLoss, TakeProfit, Ticket, TimeInForce

SYMBOLS = ("AAPL", "MSFT", "IBM", "FB", "XOM", "SPX")
SESSIONS_BEFORE = 15


class Account:
    """A book over one recording, what it answered so far, and the portfolio that reads it."""

    def __init__(self, folder: Path, tape: ReplayTape, start: date) -> None:
        self.broker = PaperBroker(
            book=folder / "paper.db",
            tape=tape,
            calendar=CALENDAR,
            start=start,
            cash=Decimal(100_000),
            tradable=lambda symbol: (asset := tape.find(symbol)) is not None and asset.tradable,
        )
        clock = ReplayClock(self.broker.session_day, CALENDAR)
        self.portfolio = Portfolio(
            broker=self.broker,
            market=ReplayMarket(tape, clock, CALENDAR),
            calendar=CALENDAR,
            market_clock=clock,
            worst_case=lambda account: worst_case_at(self.broker, account, Limits()),
        )
        self.answers: list[Any] = []
        self._sent = 0

    def send(self, symbol: str, side: Side = Side.BUY, qty: int = 10, **more: Any) -> None:
        """Send one order and keep the answer; how it fares is the tape's alone."""
        self._sent += 1
        order_id = f"{symbol}-{self._sent}"
        ticket = Ticket(symbol=symbol, side=side, qty=Decimal(qty), **more)
        self.answers.append(attempt(lambda: self.broker.submit(order_id, ticket)))

    def trade_until(self, now: date) -> None:
        """Trade every symbol in several ways, and play every session until now."""
        for symbol in ("AAPL", "MSFT", "IBM", "FB", "XOM", "SPX", "NONE"):
            price = attempt(lambda s=symbol: self.portfolio.history(s, 1)[-1])
            level = Decimal(str(price)).quantize(Decimal("0.01")) if isinstance(price, float) else Decimal(50)
            self.send(symbol, qty=20)
            self.send(
                symbol,
                order_class=OrderClass.BRACKET,
                time_in_force=TimeInForce.GTC,
                take_profit=TakeProfit(limit_price=(level * Decimal("1.03")).quantize(Decimal("0.01"))),
                stop_loss=StopLoss(stop_price=(level * Decimal("0.96")).quantize(Decimal("0.01"))),
            )
            self.send(
                symbol, Side.SELL, 5, type=OrderType.TRAILING_STOP, trail_percent=Decimal(4),
                time_in_force=TimeInForce.GTC,
            )  # fmt: skip
        while self.broker.session_day() < now:
            following = CALENDAR.next_session(self.broker.session_day()).day
            self.answers.append(attempt(lambda day=following: self.broker.advance(day)))
            self.send("IBM", qty=1, time_in_force=TimeInForce.OPG)
        self.send("IBM", qty=1, time_in_force=TimeInForce.CLS)
        self.send("AAPL", qty=1)


BROKER_PROBES: dict[str, Callable[[Account], Any]] = {
    "mode": lambda account: account.broker.mode,
    "name": lambda account: account.broker.name,
    "account": lambda account: account.broker.account(),
    "positions": lambda account: list(account.broker.positions()),
    "number": lambda account: account.broker.number(),
    "quantities": lambda account: dict(account.broker.quantities()),
    "submit": lambda account: account.answers,
    "find": lambda account: [account.broker.find(order.client_order_id) for order in account.broker.orders()],
    "orders": lambda account: [list(account.broker.orders(open_only=flag)) for flag in (True, False)],
    "fills": lambda account: list(account.broker.fills()),
    "equity": lambda account: [
        list(account.broker.equity()),
        list(account.broker.equity(start=LONG_AFTER)),
        list(account.broker.equity(end=LONG_AFTER)),
    ],
    "cash_movements": lambda account: [
        list(account.broker.cash_movements()),
        list(account.broker.cash_movements(start=LONG_AFTER)),
        list(account.broker.cash_movements(end=LONG_AFTER)),
    ],
    "is_scarce": lambda account: account.broker.is_scarce(),
    "session_day": lambda account: account.broker.session_day(),
    "newest_fill_day": lambda account: account.broker.newest_fill_day(),
}
CHANGING = {"replace", "cancel", "suspend", "advance", "set_back", "reset"}
PORTFOLIO_PROBES: dict[str, Callable[[Account], Any]] = {
    "benchmark": lambda account: account.portfolio.benchmark,
    "brief": lambda account: account.portfolio.brief(),
    "snapshot": lambda account: account.portfolio.snapshot(),
    "position": lambda account: [attempt(lambda s=symbol: account.portfolio.position(s)) for symbol in SYMBOLS],
    "equity_curve": lambda account: list(account.portfolio.equity_curve(None, LONG_AFTER)),
    "cash_movements": lambda account: list(account.portfolio.cash_movements(None, LONG_AFTER)),
    "history": lambda account: [
        attempt(lambda s=symbol, n=count: account.portfolio.history(s, n)) for symbol in SYMBOLS for count in (5, 300)
    ],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> ReplayTape:
    """The recording with all of its future."""
    return cut_recording(tmp_path_factory.mktemp("whole") / "data", LONG_AFTER, SYMBOLS)


@pytest.fixture(scope="module", params=NOWS.values(), ids=NOWS.keys())
def two_accounts(
    request: pytest.FixtureRequest, whole: ReplayTape, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Account, Account]]:
    """Two books that were traded alike until now; the second one's recording ends there."""
    folder, now = tmp_path_factory.mktemp("now"), request.param
    start = [session.day for session in CALENDAR.sessions(now - timedelta(days=60), now)][-SESSIONS_BEFORE]
    made = []
    for name, tape in (("seen", whole), ("cut", cut_recording(folder / "data", now, SYMBOLS))):
        (folder / name).mkdir()
        made.append(Account(folder / name, tape, start))
        made[-1].trade_until(now)
    yield made[0], made[1]
    for account in made:
        account.broker.close()


def test_the_walk_covers_every_method_of_the_broker_and_of_the_portfolio() -> None:
    assert set(BROKER_PROBES) | CHANGING == public_names(Broker) | public_names(ReplayVenue)
    assert set(PORTFOLIO_PROBES) == public_names(Portfolio)


def test_the_walk_trades(two_accounts: tuple[Account, Account]) -> None:
    seen, _ = two_accounts
    recorded = seen.broker.session_day() < date(2013, 3, 2)
    assert len(seen.broker.fills()) > (SESSIONS_BEFORE if recorded else 1)
    assert seen.broker.positions()


@pytest.mark.parametrize("method", BROKER_PROBES)
def test_the_broker_answers_as_if_the_future_did_not_exist(two_accounts: tuple[Account, Account], method: str) -> None:
    seen, cut = two_accounts
    assert_same(BROKER_PROBES[method](seen), BROKER_PROBES[method](cut), method)


@pytest.mark.parametrize("method", PORTFOLIO_PROBES)
def test_the_portfolio_answers_as_if_the_future_did_not_exist(
    two_accounts: tuple[Account, Account], method: str
) -> None:
    seen, cut = two_accounts
    assert_same(PORTFOLIO_PROBES[method](seen), PORTFOLIO_PROBES[method](cut), method)


def test_going_back_and_forward_again_ends_in_the_same_account(whole: ReplayTape, tmp_path: Path) -> None:
    account = Account(tmp_path, whole, date(2012, 8, 1))
    account.send("AAPL", qty=20)
    account.send("AAPL", Side.SELL, 20, type=OrderType.TRAILING_STOP, trail_percent=Decimal(40),
                 time_in_force=TimeInForce.GTC)  # fmt: skip
    for _ in range(10):  # Apple's dividend of 2012-08-09 lies between
        account.broker.advance(CALENDAR.next_session(account.broker.session_day()).day)
    once = [probe(account) for probe in (*BROKER_PROBES.values(), *PORTFOLIO_PROBES.values())]
    account.broker.set_back(date(2012, 8, 1))
    assert account.broker.account().cash < once[2].cash, "the dividend has not been paid yet"
    for _ in range(10):
        account.broker.advance(CALENDAR.next_session(account.broker.session_day()).day)
    again = [probe(account) for probe in (*BROKER_PROBES.values(), *PORTFOLIO_PROBES.values())]
    account.broker.close()
    assert_same(once, again, "after going back")
