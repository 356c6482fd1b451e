"""A number is a size only where a size stands, and dollars only where they are said."""

from decimal import Decimal

import pytest

from tests.agent.words import read
from trading.types import Intent, Side

BESIDE: list[tuple[str, str, str]] = [
    ("buy 10 AAPL", "qty", "10"), ("buy AAPL 10", "qty", "10"), ("buy AAPL, 10", "qty", "10"),
    ("buy AAPL (10)", "qty", "10"), ("buy AAPL: 10", "qty", "10"), ("buy AAPL x 10", "qty", "10"),
    ("buy apple inc 10", "qty", "10"), ("buy Apple (AAPL) 10", "qty", "10"), ("buy AAPL stock 10", "qty", "10"),
    ("buy exactly 10 AAPL", "qty", "10"), ("buy 10 please AAPL", "qty", "10"), ("buy AAPL please, 10", "qty", "10"),
    ("buy at 185 10 AAPL", "qty", "10"), ("buy at market 10 AAPL", "qty", "10"), ("buy 10 at 185 AAPL", "qty", "10"),
    ("buy AAPL at market, 10 shares", "qty", "10"), ("buy AAPL today 10 shares", "qty", "10"),
    ("buy AAPL limit 185, 10 shares", "qty", "10"), ("place a buy order for AAPL 10", "qty", "10"),
    ("place a limit buy order for 10 AAPL at 185", "qty", "10"), ("buy 10 more AAPL", "qty", "10"),
    ("buy 10 of the AAPL", "qty", "10"), ("sell my 10 AAPL", "qty", "10"), ("sell my AAPL, 10 of them", "qty", "10"),
    ("reduce my AAPL by 10", "qty", "10"), ("reduce my AAPL position by 10", "qty", "10"),
    ("trim my position in AAPL by 10", "qty", "10"), ("invest in 2000 shares of AAPL", "qty", "2000"),
    ("buy $500 of AAPL", "notional", "500"), ("buy AAPL $500", "notional", "500"),
    ("buy AAPL worth $500", "notional", "500"), ("buy AAPL today for $500", "notional", "500"),
    ("invest $500 in AAPL", "notional", "500"), ("buy 500$ of AAPL", "notional", "500"),
    ("buy 500 $ of AAPL", "notional", "500"), ("buy AAPL for 500$", "notional", "500"),
    ("buy US$500 of AAPL", "notional", "500"), ("buy 500 dollars' worth of AAPL", "notional", "500"),
    ("buy five shares worth of AAPL", "qty", "5"), ("buy $1.50 of AAPL", "notional", "1.5"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "kind", "value"), BESIDE)
def test_a_number_beside_the_verb_or_the_symbol_or_with_a_unit_is_the_size(words: str, kind: str, value: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.ORDER, reading.reply
    (order,) = reading.orders
    assert order.size is not None and (order.size.kind.value, order.size.value) == (kind, Decimal(value))
    assert order.symbol == "AAPL"


ELSEWHERE = [
    "buy IBM today 185", "sell IBM now 185", "buy AAPL at the current price of 200", "sell AAPL at market 200",
    "buy AAPL at the current price of $200", "buy AAPL today $200", "buy AAPL of 185", "buy AAPL order 12",
    "buy AAPL limit 185 10", "buy AAPL by 2013", "buy AAPL on 10", "buy AAPL since 2010", "sell my AAPL by 2013",
    "buy AAPL in 10", "sell AAPL in 10", "buy AAPL gtc 200", "buy AAPL the 10", "sell AAPL right now 500",
    "buy AAPL at one thousand five hundred", "buy Nasdaq 100", "sell Russell 2000", "close all 3 positions",
]  # fmt: skip
DOLLARS_OR_SHARES = [
    "buy 500 worth of AAPL", "buy 500 worth AAPL", "buy AAPL worth 5", "buy AAPL worth of 500", "buy 500 in AAPL",
    "sell 500 in AAPL", "buy 10k of AAPL", "sell 2m of AAPL", "buy five hundred worth of AAPL", "buy 500$AAPL",
    "sell 5$IBM", "buy 10 AAPL for $200", "sell 10 AAPL for $200",
]  # fmt: skip
OTHER_MONEY = ["A$500", "C$500", "CA$ 500", "HK$500", "NZ$500", "500€", "500 €", "£500", "GBP 500", "¥500", "$1.500"]
NOT_EXACT = [
    "buy 2 lots of AAPL", "buy a couple of 100 AAPL", "buy a couple hundred AAPL", "buy a few 10 AAPL",
    "buy several hundred AAPL", "buy some 50 AAPL", "sell a lot of 100 AAPL", "buy many 10 AAPL", "buy 1.500$ of AAPL",
    "sell a handful of 10 AAPL", "sell AAPL down to 5", "reduce my AAPL to 5", "trim AAPL to 5 shares",
]  # fmt: skip


@pytest.mark.parametrize(
    "words", [*ELSEWHERE, *DOLLARS_OR_SHARES, *NOT_EXACT, *(f"buy {money} of AAPL" for money in OTHER_MONEY)]
)
def test_a_number_that_may_be_something_else_is_asked_back(words: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.UNCLEAR and reading.orders == () and reading.settled, reading.orders
    assert reading.reply


@pytest.mark.parametrize("words", ["in 2013", "at 9:30", "today 185 or so"])
def test_a_number_of_an_answer_is_held_to_its_place_too(words: str) -> None:
    assert read("buy AAPL", words).orders == ()


ALL_OF = [
    "sell all 10 AAPL", "sell all 10 of my AAPL", "sell all of my 10 AAPL", "sell all my 10 shares of AAPL",
    "sell all 10 AAPL shares", "close all 10 AAPL", "sell all ten AAPL",
]  # fmt: skip


@pytest.mark.parametrize("words", ALL_OF)
def test_all_ten_are_ten(words: str) -> None:
    (order,) = read(words).orders
    assert order.side is Side.SELL and order.symbol == "AAPL"
    assert order.size is not None and (order.size.kind.value, order.size.value) == ("qty", Decimal(10))


@pytest.mark.parametrize(
    "words", ["sell all AAPL 10", "sell all 10", "sell all 3 positions", "sell everything 10 AAPL"]
)
def test_all_and_a_number_apart_are_two_sizes(words: str) -> None:
    assert read(words).orders == ()


LATER = [
    "I would like to buy AAPL one day", "I want to sell AAPL one day", "sell my IBM in a quarter", "buy AAPL in 2013",
    "I want to sell AAPL in 2012", "sell 10 AAPL in 2030", "get me one day of AAPL", "buy 10 AAPL someday",
    "buy 10 AAPL some day", "buy 10 AAPL in two weeks", "sell 10 AAPL in a few days", "sell my IBM in half an hour",
    "buy 10 AAPL next quarter", "buy 10 AAPL every quarter", "buy 10 AAPL per quarter", "sell IBM in an hour",
    "buy 10 AAPL at the end of the year", "buy 10 AAPL next friday", "buy 10 AAPL on saturday", "sell 5 IBM eventually",
]  # fmt: skip


@pytest.mark.parametrize("words", LATER)
def test_a_wish_for_another_time_is_no_order_now(words: str) -> None:
    reading = read(words)
    assert reading.orders == () and reading.settled and "later time" in reading.reply


@pytest.mark.parametrize("words", ["get me 5 day AAPL", "buy 10 AAPL day", "buy 5 day of AAPL", "sell 10 AAPL day"])
def test_a_day_alone_says_nothing_of_an_order(words: str) -> None:
    assert read(words).orders == ()


@pytest.mark.parametrize("words", ["day order", "good for the day", "day only", "tif day", "time in force: day"])
def test_an_order_for_the_day_is_still_said(words: str) -> None:
    (order,) = read(f"buy 10 AAPL at 430 {words}").orders
    assert order.time_in_force == "day"


def test_a_quarter_of_a_position_is_no_time() -> None:
    (order,) = read("sell a quarter of my IBM").orders
    assert order.size is not None and order.size.value == Decimal("0.25")


@pytest.mark.parametrize("words", [
    "buy 10 AAPL at 200 or higher", "buy 10 AAPL limit 200 or more", "buy 10 AAPL at $200 or above",
    "sell 10 AAPL at 200 or lower", "sell 10 AAPL limit 200 or less", "sell 10 AAPL at 200 or below",
    "place a limit order at 200 or higher to buy 10 AAPL", "buy 10 AAPL at 200 or more each",
    "buy 10 AAPL stop 200 or lower", "sell 10 AAPL stop 200 or higher", "buy 10 AAPL stop 199 limit 200 or higher",
])  # fmt: skip
def test_a_limit_on_the_wrong_side_is_asked_back(words: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.UNCLEAR and reading.orders == ()


@pytest.mark.parametrize("words", [
    "buy 10 AAPL at 200 or lower", "buy 10 AAPL at 200 or better", "sell 10 AAPL at 200 or higher",
    "sell 10 AAPL at 200 or more", "sell 10 AAPL stop 200 or lower", "buy 10 AAPL stop 200 or higher",
    "buy 10 AAPL for $200 each", "buy 10 AAPL for $200 (each)",
    "buy 10 AAPL limit 200 or lower, gtc", "sell 10 AAPL at 200 or more each",
])  # fmt: skip
def test_a_price_on_the_right_side_is_taken(words: str) -> None:
    (order,) = read(words).orders
    price = order.stop if "stop" in words else order.limit
    assert price is not None and price.price == Decimal(200)
