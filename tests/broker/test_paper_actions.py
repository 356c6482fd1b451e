"""Dividends and splits on the paper book, on the days and in the amounts that the companies published."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.broker.hand_tape import FRIDAY, MONDAY, TUESDAY, HandTape, bar, order, play_to, step
from trading.broker.paper import PaperBroker
from trading.types import CashActionKind, CorporateAction, OrderClass, Side, Status, TimeInForce

D = Decimal
Opened = Callable[..., PaperBroker]
GTC = TimeInForce.GTC


def split(day: date, ratio: str) -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.SPLIT, ex_date=day, ratio=D(ratio))


def dividend(day: date, amount: str) -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.DIVIDEND, ex_date=day, amount=D(amount))


def acme(friday: str, monday: str, *actions: CorporateAction) -> HandTape:
    return HandTape({"ACME": [bar(FRIDAY, friday), bar(MONDAY, monday), bar(TUESDAY, monday)]}, actions)


# Apple paid 2.65 USD a share to those who held it before 2012-08-09; it closed at 619.86 the day before.
def test_a_dividend_is_paid_once_on_what_was_held_before_its_ex_date(opened: Opened) -> None:
    broker = opened(start=date(2012, 8, 8))
    broker.submit("one", order("AAPL"))
    assert broker.account().cash == D("93801.40")
    step(broker)
    assert broker.account().cash == D("93801.40") + D("26.50")
    # AAPL closed at 620.73.
    assert broker.account().equity == D("93827.90") + D("6207.30")
    step(broker, 5)
    assert broker.account().cash == D("93827.90")


def test_who_buys_on_the_ex_date_or_has_sold_before_it_gets_no_dividend(opened: Opened) -> None:
    broker = opened(start=date(2012, 8, 7))
    broker.submit("early", order("AAPL"))
    step(broker)
    broker.submit("out", order("AAPL", side=Side.SELL))
    cash = broker.account().cash
    step(broker)
    assert broker.account().cash == cash
    broker.submit("late", order("AAPL"))
    cash = broker.account().cash
    step(broker)
    assert broker.account().cash == cash


def test_who_sells_on_the_ex_date_keeps_the_dividend(opened: Opened) -> None:
    broker = opened(start=date(2012, 8, 8))
    broker.submit("one", order("AAPL"))
    broker.submit("out", order("AAPL", side=Side.SELL, time_in_force=TimeInForce.OPG))
    step(broker)  # opens at 617.85
    assert broker.positions() == []
    assert broker.account().cash == D("93801.40") + D("26.50") + D("6178.50")


def test_a_dividend_on_a_part_of_a_share_is_rounded_to_the_cent(opened: Opened) -> None:
    # 2.5 x 0.05 = 0.125, rounded half-up.
    broker = opened(acme("10 10 10 10", "10 10 10 10", dividend(MONDAY, "0.05")))
    broker.submit("one", order(qty="2.5"))
    step(broker)
    assert broker.account().cash == D(100_000) - D(25) + D("0.13")


# AAPL split 2:1 on 2005-02-28: it closed at 88.99 before; open 44.68, high 45.14, low 43.96, close 44.86 on the day.
def test_a_split_multiplies_the_position_and_halves_its_price(opened: Opened) -> None:
    broker = opened(start=date(2005, 2, 25))
    broker.submit("one", order("AAPL", qty="3"))
    cash = broker.account().cash
    step(broker)
    (position,) = broker.positions()
    assert (position.qty, position.avg_entry_price) == (D(6), D("44.495"))
    assert (position.market_value, position.unrealized_pl) == (D("269.16"), D("2.19"))  # 6 x 44.86 - 3 x 88.99
    assert broker.account().cash == cash


def test_a_split_changes_resting_orders_with_the_position(opened: Opened) -> None:
    broker = opened(start=date(2005, 2, 25))
    broker.submit("one", order("AAPL", qty="6"))
    broker.submit("low", order("AAPL", qty="2", limit_price="80", time_in_force=GTC))
    broker.submit("stop", order("AAPL", qty="3", side=Side.SELL, stop_price="85", time_in_force=GTC))
    broker.submit("trail", order("AAPL", qty="3", side=Side.SELL, trail_price="4", time_in_force=GTC))
    power = broker.account().buying_power
    step(broker)
    told = {one.client_order_id: one for one in broker.orders(open_only=True)}
    assert (told["low"].qty, told["low"].limit_price) == (D(4), D(40))
    assert (told["stop"].qty, told["stop"].stop_price) == (D(6), D("42.50"))
    assert (told["trail"].qty, told["trail"].trail_price) == (D(6), D(2))
    assert broker.account().buying_power == power, "160 USD stay reserved"
    assert broker.positions()[0].available == 0
    # The trail's mark is the day's high of 45.14, so it sells at 43.14; the stop sells at 42.50.
    # 2005-03-01 44.99 45.11 44.16 44.50, 03-02 44.25 44.89 44.08 44.121, 03-03 44.34 44.41 41.22 41.79.
    play_to(broker, date(2005, 3, 3))
    assert {fill.order_id: (fill.price, fill.qty) for fill in broker.fills()[1:]} == {
        "stop": (D("42.5"), D(6)),
        "trail": (D("43.14"), D(6)),
    }


def test_a_split_changes_both_exits_of_a_bracket(opened: Opened) -> None:
    broker = opened(acme("100 100 100 100", "50 51 49 50", split(MONDAY, "2")))
    broker.submit("one", order(order_class=OrderClass.BRACKET, target="120", stop="90", time_in_force=GTC))
    step(broker)
    found = broker.find("one")
    assert found is not None
    assert [(leg.qty, leg.limit_price, leg.stop_price, leg.status) for leg in found.legs] == [
        (D(20), D(60), None, Status.SENT),
        (D(20), None, D(45), Status.SENT),
    ]


def test_a_dividend_and_a_split_of_one_day_count_in_the_shares_of_before(opened: Opened) -> None:
    broker = opened(acme("100 100 100 100", "50 50 50 50", split(MONDAY, "2"), dividend(MONDAY, "1")))
    broker.submit("one", order())
    step(broker)
    assert (broker.positions()[0].qty, broker.account().cash) == (D(20), D(99_000) + D(10))


@pytest.mark.parametrize(
    ("qty", "ratio", "kept", "paid", "average"),
    [
        # 3 x 1.5 = 4.5: half a share at the open of 66 is 33; of the cost of 300 it takes 33.33.
        ("3", "1.5", "4", "33", "66.6675"),
        # 25 x 0.1 = 2.5: half a share at 66 is 33; of the cost of 2500 it takes 500.
        ("25", "0.1", "2", "33", "1000"),
        # 3 x 0.1 = 0.3: nothing whole is left.
        ("3", "0.1", None, "19.80", None),
        # What was no whole number of shares may stay so.
        ("2.5", "1.5", "3.75", "0", "66.6667"),
    ],
)
def test_a_part_of_a_share_that_a_split_leaves_is_paid_in_cash(
    opened: Opened, qty: str, ratio: str, kept: str | None, paid: str, average: str | None
) -> None:
    broker = opened(acme("100 100 100 100", "66 67 65 66", split(MONDAY, ratio)))
    broker.submit("one", order(qty=qty))
    step(broker)
    assert broker.account().cash == D(100_000) - 100 * D(qty) + D(paid)
    held = [(position.qty, position.avg_entry_price) for position in broker.positions()]
    assert held == ([] if kept is None or average is None else [(D(kept), D(average))])


def test_an_order_of_which_a_reverse_split_leaves_nothing_is_cancelled(opened: Opened) -> None:
    broker = opened(acme("1 1 1 1", "10 10 10 10", split(MONDAY, "0.1")))
    broker.submit("one", order(qty="9", limit_price="0.50", time_in_force=GTC))
    step(broker)
    found = broker.find("one")
    assert found is not None
    assert (found.status, found.reason) == (Status.CANCELLED, "nothing of it is left after the split")


def test_a_part_of_a_share_in_an_order_stays_within_the_position(opened: Opened) -> None:
    # 0.333333 x 1.5 = 0.4999995: the book keeps six decimals, and so must the order that sells all of it.
    broker = opened(acme("300 300 300 300", "200 200 200 200", split(MONDAY, "1.5")))
    broker.submit("one", order(qty="0.333333"))
    broker.submit("out", order(qty="0.333333", side=Side.SELL, time_in_force=TimeInForce.DAY, limit_price="290"))
    step(broker)
    assert broker.positions() == []
    assert broker.fills()[-1].qty == D("0.499999")
