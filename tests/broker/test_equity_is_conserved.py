"""Trading makes and loses no money: any orders at one session's close leave cash plus positions as they were."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.broker.hand_tape import CASH, FRIDAY, MONDAY, TUESDAY, HandTape, bar, book, order, step
from trading.errors import Conflict, VenueRejected
from trading.types import CashActionKind, CorporateAction, OrderClass, Side, TimeInForce

SYMBOLS = st.sampled_from(["ACME", "MITE"])
QTY = st.one_of(st.integers(1, 2_000).map(str), st.decimals("0.000001", "9", places=6).map(str), st.just("0.000001"))
WHOLE = st.integers(1, 300).map(str)
LIMITS = st.decimals("1", "60", places=2).map(str)
SIDES = st.sampled_from([Side.BUY, Side.SELL])
DIVIDEND = CorporateAction(
    symbol="ACME", kind=CashActionKind.DIVIDEND, ex_date=MONDAY, amount=Decimal("0.3333"), source="by hand"
)
SPLIT = CorporateAction(
    symbol="MITE", kind=CashActionKind.SPLIT, ex_date=TUESDAY, ratio=Decimal("1.5"), source="by hand"
)


def tape() -> HandTape:
    """Return a cheap and a dear symbol with prices to four decimals, a dividend and a split of 3 for 2."""
    days = [FRIDAY, MONDAY, TUESDAY, *(TUESDAY.replace(day=day) for day in (6, 7, 8))]
    acme = ("40 42 39 41.1357", "41 44 40 43.25", "43 45 30 31.999", "31 33 30 32.5", "33 40 33 39", "38 39 20 21.005")
    mite = ("3 3.3 2.9 3.0001", "3 3.2 2.8 3.1", "2 2.2 1.9 2.0667", "2 2.4 2 2.3", "2.3 2.5 2 2.05", "2 2.1 1.5 1.75")
    bars = {
        "ACME": [bar(day, text) for day, text in zip(days, acme, strict=True)],
        "MITE": [bar(day, text) for day, text in zip(days, mite, strict=True)],
    }
    return HandTape(bars, [DIVIDEND, SPLIT])


class Trading(RuleBasedStateMachine):
    """Orders of every size at any session, against a ledger that the test keeps from the fills alone."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.broker = book(Path(self.folder.name), tape())
        self.sent = 0
        self.closes: dict[date, tuple[Decimal, Decimal]] = {}

    @rule(symbol=SYMBOLS, side=SIDES, qty=QTY)
    def trade_at_the_close(self, symbol: str, side: Side, qty: str) -> None:
        before = self.broker.account().equity
        self._submit(symbol, side, qty)
        assert self.broker.account().equity == before

    @rule(symbol=SYMBOLS, amount=st.decimals("0.01", "5000", places=2))
    def spend_an_amount(self, symbol: str, amount: Decimal) -> None:
        before = self.broker.account().equity
        self._submit(symbol, Side.BUY, None, notional=str(amount))
        assert self.broker.account().equity == before

    @rule(symbol=SYMBOLS, side=SIDES, qty=st.integers(1, 500).map(str), limit=LIMITS)
    def let_a_limit_rest(self, symbol: str, side: Side, qty: str, limit: str) -> None:
        before = self.broker.account()
        self._submit(symbol, side, qty, limit_price=limit, time_in_force=TimeInForce.GTC)
        after = self.broker.account()
        assert (after.cash, after.equity) == (before.cash, before.equity)

    @rule(
        symbol=SYMBOLS,
        qty=WHOLE,
        limit=st.none() | LIMITS,
        width=st.decimals("0.05", "9", places=2),
    )
    def let_a_bracket_work(self, symbol: str, qty: str, limit: str | None, width: Decimal) -> None:
        middle = Decimal(limit) if limit else Decimal(30)
        more: dict[str, object] = {"target": middle + width, "stop": max(middle - width, Decimal("0.05"))}
        if limit:
            more["limit_price"] = limit
        self._submit(symbol, Side.BUY, qty, order_class=OrderClass.BRACKET, time_in_force=TimeInForce.GTC, **more)

    @rule(symbol=SYMBOLS, side=SIDES, qty=WHOLE, trail=st.decimals("0.01", "4", places=2).map(str))
    def let_a_trail_follow(self, symbol: str, side: Side, qty: str, trail: str) -> None:
        self._submit(symbol, side, qty, trail_price=trail, time_in_force=TimeInForce.GTC)

    @rule(symbol=SYMBOLS, side=SIDES, qty=QTY, stop=LIMITS)
    def let_a_stop_wait_for_a_day(self, symbol: str, side: Side, qty: str, stop: str) -> None:
        self._submit(symbol, side, qty, stop_price=stop)

    @rule(limit=LIMITS, qty=st.integers(1, 400).map(str))
    def replace_what_rests(self, limit: str, qty: str) -> None:
        for resting in list(self.broker.orders(open_only=True))[:1]:
            self.sent += 1
            ticket = order(resting.symbol, side=resting.side, qty=qty, limit_price=limit, time_in_force=TimeInForce.GTC)
            before = self.broker.account()
            try:
                self.broker.replace(resting.client_order_id, f"order-{self.sent}", ticket)
            except VenueRejected:
                assert self.broker.account() == before
                assert self.broker.find(resting.client_order_id) == resting

    @rule(day=st.sampled_from([FRIDAY, MONDAY, TUESDAY]))
    def go_back(self, day: date) -> None:
        before = self._seen()
        try:
            self.broker.set_back(day)
        except Conflict:
            assert self._seen() == before
            return
        assert self.broker.session_day() == day
        remembered = self.closes[day]
        account = self.broker.account()
        assert (account.cash, account.equity) == remembered, "what the session left, it has again"

    @rule(symbol=SYMBOLS)
    def close_a_position(self, symbol: str) -> None:
        for held in self.broker.positions():
            if held.symbol == symbol and held.available > 0:
                self._submit(symbol, Side.SELL, str(held.available))

    @rule()
    def play_a_session(self) -> None:
        if self.broker.session_day() < TUESDAY.replace(day=8):
            step(self.broker)

    @rule()
    def cancel_what_rests(self) -> None:
        for resting in self.broker.orders(open_only=True):
            self.broker.cancel(resting.client_order_id)

    @invariant()
    def equity_is_cash_plus_positions(self) -> None:
        account, positions = self.broker.account(), self.broker.positions()
        assert account.equity == account.cash + sum(held.market_value for held in positions)
        assert account.cash >= 0 and 0 <= account.buying_power <= account.cash
        assert all(held.qty > 0 and 0 <= held.available <= held.qty for held in positions)
        assert account.cash == account.cash.quantize(Decimal("0.01"))

    @invariant()
    def the_curve_ends_in_what_the_account_is_worth(self) -> None:
        """Kept by session, for going back: the newest account of a day is how that day ended."""
        account, point = self.broker.account(), self.broker.equity()[-1]
        assert (point.at, point.cash, point.equity) == (account.as_of, account.cash, account.equity)
        self.closes[self.broker.session_day()] = (account.cash, account.equity)

    @invariant()
    def every_cent_of_the_ledger_is_accounted_for(self) -> None:
        """Cash and cost together are what came in: the first cash, realised results, dividends."""
        head = self.broker._book.head()
        basis = sum((held.basis for held in self.broker._book.holdings()), Decimal(0))
        came_in = CASH + Decimal(head["realized"]) + Decimal(head["income"])
        assert Decimal(head["cash"]) + basis == came_in

    @invariant()
    def a_fill_costs_its_size_times_its_price_within_a_cent(self) -> None:
        for row in self.broker._file.rows("SELECT qty, price, amount FROM fill"):
            exact = Decimal(row["qty"]) * Decimal(row["price"])
            assert abs(Decimal(row["amount"]) - exact) <= Decimal("0.01")

    def _seen(self) -> tuple[object, ...]:
        return self.broker.account(), self.broker.positions(), self.broker.orders(), self.broker.equity()

    def _submit(self, symbol: str, side: Side, qty: str | None, **more: object) -> None:
        self.sent += 1
        before = self.broker.account()
        try:
            self.broker.submit(f"order-{self.sent}", order(symbol, qty=qty, side=side, **more))
        except VenueRejected:
            assert self.broker.account() == before
            assert self.broker.find(f"order-{self.sent}") is None

    def teardown(self) -> None:
        if hasattr(self, "broker"):
            self.broker.close()
            self.folder.cleanup()


TestTrading = Trading.TestCase
TestTrading.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_dust_bought_a_hundred_times_costs_what_it_is_worth(tmp_path: Path) -> None:
    broker = book(tmp_path, tape())
    for n in range(100):  # each 0.0003 shares cost 1.234071 cents, together 1.23 USD
        broker.submit(f"dust-{n}", order(qty="0.0003"))
    account = broker.account()
    broker.close()
    assert account.equity == CASH
    assert account.cash == CASH - Decimal("1.23")
