"""Words that order something are read field by field, and each field names the words that said it."""

from decimal import Decimal
from typing import Any

import pytest

from agent.intent_types import AskedOrder, PriceSpec
from tests.agent.words import read
from trading.types import Intent, OrderType, Side, TimeInForce

BUY, SELL = Side.BUY, Side.SELL


def _short(order: AskedOrder) -> tuple[Any, ...]:
    size = None if order.size is None else (order.size.kind.value, order.size.value)
    return order.side, size, order.symbol


def qty(value: str) -> tuple[str, Decimal]:
    return "qty", Decimal(value)


def usd(value: str) -> tuple[str, Decimal]:
    return "notional", Decimal(value)


def part(value: str) -> tuple[str, Decimal]:
    return "fraction", Decimal(value)


def at(price: str) -> PriceSpec:
    return PriceSpec(price=Decimal(price))


def away(percent: str) -> PriceSpec:
    return PriceSpec(percent=Decimal(percent))


PLAIN = [
    ("Buy 1 share of AAPL at market price", BUY, qty("1"), "AAPL"),
    ("buy 10 AAPL", BUY, qty("10"), "AAPL"),
    ("BUY 10 AAPL!", BUY, qty("10"), "AAPL"),
    ("buy 10 aapl", BUY, qty("10"), "AAPL"),
    ("buy 10 of the $AAPL", BUY, qty("10"), "AAPL"),
    ("buy $AAPL 10", BUY, qty("10"), "AAPL"),
    ("buy AAPL 10", BUY, qty("10"), "AAPL"),
    ("buy 5 apple", BUY, qty("5"), "AAPL"),
    ("buy 5 Apple shares", BUY, qty("5"), "AAPL"),
    ("buy 5 shares of apple inc", BUY, qty("5"), "AAPL"),
    ("purchase 7 shares of International Business Machines", BUY, qty("7"), "IBM"),
    ("get me 3 coca-cola", BUY, qty("3"), "KO"),
    ("buy twenty-five Exxon Mobil shares", BUY, qty("25"), "XOM"),
    ("please could you buy 2 shares of ibm for me", BUY, qty("2"), "IBM"),
    ("Could you please buy 2 shares of ibm?", BUY, qty("2"), "IBM"),
    ("can you buy me 2 ibm?", BUY, qty("2"), "IBM"),
    ("I want to buy 3 shares of Google", BUY, qty("3"), "GOOG"),
    ("I'd like to buy 3 shares of Google please", BUY, qty("3"), "GOOG"),
    ("Hi, buy 3 GOOG. Thanks!", BUY, qty("3"), "GOOG"),
    ("ok, now sell 3 facebook", SELL, qty("3"), "FB"),
    ("let's sell 3 FB", SELL, qty("3"), "FB"),
    ("sell my 3 FB shares", SELL, qty("3"), "FB"),
    ("buy ten AAPL", BUY, qty("10"), "AAPL"),
    ("buy a dozen AAPL", BUY, qty("12"), "AAPL"),
    ("buy two dozen AAPL", BUY, qty("24"), "AAPL"),
    ("buy a hundred shares of GE", BUY, qty("100"), "GE"),
    ("buy one hundred and twenty GE", BUY, qty("120"), "GE"),
    ("buy 1,000 GE", BUY, qty("1000"), "GE"),
    ("buy 1k GE", BUY, qty("1000"), "GE"),
    ("buy 0.5 AAPL", BUY, qty("0.5"), "AAPL"),
    ("buy .25 AAPL", BUY, qty("0.25"), "AAPL"),
    ("buy half a share of AAPL", BUY, qty("0.5"), "AAPL"),
    ("buy one and a half shares of AAPL", BUY, qty("1.5"), "AAPL"),
    ("buy a share of AAPL", BUY, qty("1"), "AAPL"),
    ("buy another share of AAPL", BUY, qty("1"), "AAPL"),
    ("buy $500 of Microsoft", BUY, usd("500"), "MSFT"),
    ("buy $1,000 worth of apple", BUY, usd("1000"), "AAPL"),
    ("buy $1k of apple", BUY, usd("1000"), "AAPL"),
    ("buy 100 dollars worth of IBM", BUY, usd("100"), "IBM"),
    ("buy five hundred dollars of IBM", BUY, usd("500"), "IBM"),
    ("buy USD 250.50 of IBM", BUY, usd("250.50"), "IBM"),
    ("buy IBM for $500", BUY, usd("500"), "IBM"),
    ("invest $500 in IBM", BUY, usd("500"), "IBM"),
    ("sell half my IBM", SELL, part("0.5"), "IBM"),
    ("sell half of my position in IBM", SELL, part("0.5"), "IBM"),
    ("sell 1/2 of my IBM", SELL, part("0.5"), "IBM"),
    ("sell three quarters of my IBM", SELL, part("0.75"), "IBM"),
    ("sell 25% of my IBM", SELL, part("0.25"), "IBM"),
    ("sell 10 percent of my IBM", SELL, part("0.1"), "IBM"),
    ("reduce my IBM by half", SELL, part("0.5"), "IBM"),
    ("buy AAPL: 10 shares", BUY, qty("10"), "AAPL"),
    ("buy 10 AAPL mkt", BUY, qty("10"), "AAPL"),
    ("buy 0 AAPL", BUY, qty("0"), "AAPL"),
    ("buy -1 AAPL", BUY, qty("-1"), "AAPL"),
    ("buy 1e15 AAPL", BUY, qty("1e15"), "AAPL"),
    ("buy 10.123456789 AAPL", BUY, qty("10.123456789"), "AAPL"),
]


@pytest.mark.parametrize(("words", "side", "size", "symbol"), PLAIN, ids=[row[0] for row in PLAIN])
def test_an_order_in_plain_words_is_read(words: str, side: Side, size: tuple[str, Decimal], symbol: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.ORDER and reading.asks_for_order
    assert [_short(order) for order in reading.orders] == [(side, size, symbol)]


TERMS: list[tuple[str, dict[str, Any]]] = [
    ("buy 10 AAPL at market", {"type": OrderType.MARKET}),
    ("buy 10 AAPL at the market price", {"type": OrderType.MARKET}),
    ("place a market buy order for 10 AAPL", {"type": OrderType.MARKET}),
    ("buy 10 AAPL at 430", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL @ $430.50", {"type": OrderType.LIMIT, "limit": at("430.50")}),
    ("buy 10 AAPL limit 430", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL with a limit of $430", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL at a limit price of 430 dollars", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("place a limit buy order for 10 AAPL at 430", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL for $430 each", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL at 430 or better", {"type": OrderType.LIMIT, "limit": at("430")}),
    ("buy 10 AAPL at 2% below market", {"type": OrderType.LIMIT, "limit": away("-2")}),
    ("buy 10 AAPL stop 600", {"type": OrderType.STOP, "stop": at("600")}),
    ("sell 10 AAPL stop 500", {"type": OrderType.STOP, "stop": at("500")}),
    ("sell 10 AAPL with a stop loss at 500", {"type": OrderType.STOP, "stop": at("500")}),
    ("sell 10 AAPL stop 3%", {"type": OrderType.STOP, "stop": away("-3")}),
    ("buy 10 AAPL stop 600 limit 605", {"type": OrderType.STOP_LIMIT, "stop": at("600"), "limit": at("605")}),
    (
        "sell 10 AAPL stop-limit stop 500 limit 495",
        {"type": OrderType.STOP_LIMIT, "stop": at("500"), "limit": at("495")},
    ),
    ("sell 10 AAPL trailing stop 5%", {"type": OrderType.TRAILING_STOP, "trail_percent": Decimal(5)}),
    ("sell 10 AAPL with a trailing stop of $12.50", {"type": OrderType.TRAILING_STOP, "trail_price": Decimal("12.50")}),
    ("sell 10 AAPL with a 5% trailing stop", {"type": OrderType.TRAILING_STOP, "trail_percent": Decimal(5)}),
    ("buy 10 AAPL at the open", {"time_in_force": TimeInForce.OPG}),
    ("buy 10 AAPL opg", {"time_in_force": TimeInForce.OPG}),
    ("buy 10 AAPL at 430 gtc", {"limit": at("430"), "time_in_force": TimeInForce.GTC}),
    ("buy 10 AAPL at 430 good till cancelled", {"limit": at("430"), "time_in_force": TimeInForce.GTC}),
    ("buy 10 AAPL at 430 until I cancel it", {"limit": at("430"), "time_in_force": TimeInForce.GTC}),
    ("buy 10 AAPL at 430 for the day", {"limit": at("430"), "time_in_force": TimeInForce.DAY}),
    ("buy 10 AAPL on the close", {"time_in_force": TimeInForce.CLS}),
    ("buy 10 AAPL at 430 immediate or cancel", {"time_in_force": TimeInForce.IOC}),
    ("buy 10 AAPL, take profit 10% above, stop 5% below", {"take_profit": away("10"), "stop_loss": away("-5")}),
    ("buy 10 AAPL take profit 10% stop loss 5%", {"take_profit": away("10"), "stop_loss": away("-5")}),
    ("buy 10 AAPL with a 5% stop loss and a 10% take profit", {"take_profit": away("10"), "stop_loss": away("-5")}),
    ("buy 10 AAPL with take profit at $620 and stop loss at $520", {"take_profit": at("620"), "stop_loss": at("520")}),
    (
        "buy 10 AAPL limit 500 take profit 600 stop loss 450 gtc",
        {"limit": at("500"), "take_profit": at("600"), "stop_loss": at("450"), "time_in_force": TimeInForce.GTC},
    ),
    ("buy 10 AAPL with stop 5% below", {"stop_loss": away("-5"), "type": None}),
    ("buy 10 AAPL at 430 in extended hours", {"extended_hours": True}),
]


@pytest.mark.parametrize(("words", "terms"), TERMS, ids=[row[0] for row in TERMS])
def test_prices_exits_and_times_are_read(words: str, terms: dict[str, Any]) -> None:
    reading = read(words)
    assert reading.intent is Intent.ORDER, reading.reply
    (order,) = reading.orders
    assert order.size is not None and order.size.value == 10 and order.symbol == "AAPL"
    assert {name: getattr(order, name) for name in terms} == terms


SEVERAL = [
    ("buy 1 AAPL and 2 MSFT", [(BUY, qty("1"), "AAPL"), (BUY, qty("2"), "MSFT")]),
    ("buy 1 AAPL, 2 MSFT and 3 IBM", [(BUY, qty("1"), "AAPL"), (BUY, qty("2"), "MSFT"), (BUY, qty("3"), "IBM")]),
    ("buy 1 AAPL and sell 2 IBM", [(BUY, qty("1"), "AAPL"), (SELL, qty("2"), "IBM")]),
    ("Buy 5 AAPL then sell 3 MSFT", [(BUY, qty("5"), "AAPL"), (SELL, qty("3"), "MSFT")]),
    ("Buy 1 AAPL; sell 1 IBM", [(BUY, qty("1"), "AAPL"), (SELL, qty("1"), "IBM")]),
    ("Buy 1 AAPL.\nBuy 1 AAPL.", [(BUY, qty("1"), "AAPL"), (BUY, qty("1"), "AAPL")]),
    ("buy 1 AAPL twice", [(BUY, qty("1"), "AAPL"), (BUY, qty("1"), "AAPL")]),
    ("buy one AAPL and one MSFT", [(BUY, qty("1"), "AAPL"), (BUY, qty("1"), "MSFT")]),
    ("buy apple and google, 5 each", [(BUY, qty("5"), "AAPL"), (BUY, qty("5"), "GOOG")]),
    ("buy 5 each of AAPL and MSFT", [(BUY, qty("5"), "AAPL"), (BUY, qty("5"), "MSFT")]),
    ("buy $500 of AAPL and $250 of IBM", [(BUY, usd("500"), "AAPL"), (BUY, usd("250"), "IBM")]),
]


@pytest.mark.parametrize(("words", "orders"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_orders_in_one_message_are_read_in_their_order(words: str, orders: list[Any]) -> None:
    assert [_short(order) for order in read(words).orders] == orders


def test_a_limit_in_a_second_order_is_not_the_first_ones() -> None:
    first, second = read("buy 1 AAPL and sell 2 IBM at 190").orders
    assert first.limit is None and second.limit == at("190")


CLOSES = [
    ("close my position", None, Decimal(1)),
    ("close all positions", None, Decimal(1)),
    ("sell everything", None, Decimal(1)),
    ("close AAPL", "AAPL", Decimal(1)),
    ("close my IBM position", "IBM", Decimal(1)),
    ("exit apple", "AAPL", Decimal(1)),
    ("liquidate my google", "GOOG", Decimal(1)),
    ("sell all my google", "GOOG", Decimal(1)),
    ("sell AAPL, all of it", "AAPL", Decimal(1)),
    ("sell my entire AAPL position at market", "AAPL", Decimal(1)),
    ("close half of my IBM position", "IBM", Decimal("0.5")),
]


@pytest.mark.parametrize(("words", "symbol", "fraction"), CLOSES, ids=[row[0] for row in CLOSES])
def test_closing_words_ask_for_a_part_of_what_is_held(words: str, symbol: str | None, fraction: Decimal) -> None:
    reading = read(words)
    assert reading.intent is Intent.CLOSE
    (order,) = reading.orders
    assert order.closes and order.symbol == symbol and order.size is not None and order.size.value == fraction


ANSWERED = [
    (("buy 10", "AAPL"), (BUY, qty("10"), "AAPL")),
    (("buy 10", "of apple please"), (BUY, qty("10"), "AAPL")),
    (("buy AAPL", "10"), (BUY, qty("10"), "AAPL")),
    (("buy AAPL", "ten shares"), (BUY, qty("10"), "AAPL")),
    (("buy AAPL", "$500"), (BUY, usd("500"), "AAPL")),
    (("buy", "AAPL", "5"), (BUY, qty("5"), "AAPL")),
    (("buy 10 APPL", "AAPL"), (BUY, qty("10"), "AAPL")),
    (("buy 10 APPL", "APPEL", "AAPL"), (BUY, qty("10"), "AAPL")),
    (("sell my AAPL", "half"), (SELL, part("0.5"), "AAPL")),
    (("sell my AAPL", "all"), (SELL, part("1"), "AAPL")),
    (("sell some AAPL", "3"), (SELL, qty("3"), "AAPL")),
    (("buy 1.500 AAPL", "1500"), (BUY, qty("1500"), "AAPL")),
    (("buy 10 AAPL limit", "430"), (BUY, qty("10"), "AAPL")),
    (("buy 10", "gibberish words here", "AAPL"), (BUY, qty("10"), "AAPL")),
]


@pytest.mark.parametrize(("turns", "order"), ANSWERED, ids=[" > ".join(row[0]) for row in ANSWERED])
def test_the_answer_to_a_question_back_completes_the_order(turns: tuple[str, ...], order: Any) -> None:
    assert read(*turns[:1]).intent is Intent.UNCLEAR
    assert [_short(found) for found in read(*turns).orders] == ([order] if order else [])


def test_an_answer_to_the_question_for_a_limit_is_the_price() -> None:
    (order,) = read("buy 10 AAPL limit", "$430").orders
    assert order.limit == at("430") and order.size is not None and order.size.value == 10


def test_a_new_request_after_a_question_back_stands_alone() -> None:
    assert read("buy 10", "price of AAPL").intent is Intent.QUOTE
    assert read("buy 10", "what is AAPL trading at?").intent is Intent.QUOTE
    (order,) = read("buy 10", "sell 2 IBM").orders
    assert _short(order) == (SELL, qty("2"), "IBM")
    assert read("buy 10", "never mind").orders == () and read("buy 10", "not AAPL").orders == ()


@pytest.mark.parametrize("words", [row[0] for row in (*PLAIN, *TERMS)])
def test_every_field_traces_to_words_that_were_written(words: str) -> None:
    reading = read(words)
    folded = " ".join(words.split()).casefold()
    for order in reading.orders:
        assert {"side", "size", "symbol"} <= set(order.said)
        for text in order.said.values():
            assert " ".join(text.split()).casefold() in folded
