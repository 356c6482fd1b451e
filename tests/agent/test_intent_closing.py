"""Closing words close what they name: an order is no position, "it" names nothing, and nothing named is asked back."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from agent.resolve import with_positions
from tests.agent.words import read
from trading.types import Intent

TAKEN_BACK: dict[str, tuple[str | None, bool]] = {
    "close all orders": (None, True),
    "close every order": (None, True),
    "close all my open orders": (None, True),
    "close my IBM order": ("IBM", False),
    "close out the order for IBM": ("IBM", False),
    "close my AAPL limit order": ("AAPL", False),
    "get rid of my AAPL order": ("AAPL", False),
    "get rid of all orders": (None, True),
    "please close order": (None, False),
}
ASKED_BACK = [
    "exit my AAPL order",
    "dump my AAPL order",
    "liquidate all orders",
    "flatten all orders",
    "unwind the AAPL order",
    "sell all orders",
    "sell out of my AAPL order",
    "get me out of my AAPL order",
    "close my AAPL limit order at 500",
    "close my AAPL positions and orders",
    "close everything and cancel all orders",
    "sell half my AAPL order",
    "get me 5 AAPL orders",
    "get me my 10 AAPL orders",
    "get me 2 AAPL holdings",
    "buy 5 AAPL orders",
    "close of AAPL today",
    "close of the day AAPL",
    "exit in AAPL",
    "close",
    "exit",
    "exit please",
    "close now",
    "close today",
    "close half",
    "close 10",
    "close one",
    "close it",
    "close them all",
    "SELL ALL IT",
    "sell all of it",
    "sell all of them",
    "close both of them",
    "liquidate it at market",
    "sell both AAPL and IBM",
    "sell to open 10 AAPL",
]
CLOSED = {
    "close AAPL with a limit order at 500": "AAPL",
    "close AAPL as a market order": "AAPL",
    "place an order to close AAPL": "AAPL",
    "close out of my AAPL position": "AAPL",
    "close the trade in IBM": "IBM",
    "get rid of my IBM": "IBM",
    "sell AAPL, all of it": "AAPL",
    "sell to close 10 AAPL": "AAPL",
    "sell to close AAPL": "AAPL",
    "close my position": None,
    "close all positions": None,
    "close both": None,
    "close both positions": None,
    "sell all my shares": None,
    "sell everything I own": None,
    "close half my position": None,
}
ANSWERS = {
    ("close it", "AAPL"): "AAPL",
    ("sell all of it", "AAPL"): "AAPL",
    ("close", "my IBM position"): "IBM",
    ("close 10", "IBM"): "IBM",
    ("close", "all positions"): None,
    ("close it", "all my positions"): None,
}


@dataclass
class _Held:
    symbol: str
    qty: Decimal = Decimal(5)


def _resolved(words: str, count: int) -> list[str | None]:
    held = [_Held(symbol) for symbol in ("AAPL", "IBM", "KO")[:count]]
    return [order.symbol for order in with_positions(read(words), held).orders]


@pytest.mark.parametrize(("words", "order"), TAKEN_BACK.items(), ids=list(TAKEN_BACK))
def test_closing_an_order_is_taking_it_back(words: str, order: tuple[str | None, bool]) -> None:
    reading = read(words)
    assert reading.intent is Intent.CANCEL and reading.orders == () and reading.cancel is not None
    assert (reading.cancel.symbol, reading.cancel.every) == order


@pytest.mark.parametrize("words", ASKED_BACK)
def test_a_closing_that_names_no_position_sells_nothing(words: str) -> None:
    reading = read(words)
    assert reading.orders == () and reading.cancel is None and not reading.asks_for_order


@pytest.mark.parametrize(("words", "symbol"), CLOSED.items(), ids=list(CLOSED))
def test_a_closing_that_names_its_position_is_read(words: str, symbol: str | None) -> None:
    reading = read(words)
    assert reading.intent is Intent.CLOSE and [order.symbol for order in reading.orders] == [symbol]
    assert all(order.closes for order in reading.orders)


@pytest.mark.parametrize(("turns", "symbol"), ANSWERS.items(), ids=[" > ".join(turns) for turns in ANSWERS])
def test_the_answer_names_the_position(turns: tuple[str, ...], symbol: str | None) -> None:
    assert read(turns[0]).intent is Intent.UNCLEAR
    assert [order.symbol for order in read(*turns).orders] == [symbol]


def test_both_are_two_and_all_my_shares_may_be_those_of_one() -> None:
    assert _resolved("close both", 2) == ["AAPL", "IBM"] and _resolved("close both positions", 3) == []
    assert _resolved("sell all my shares", 1) == ["AAPL"] and _resolved("sell all my shares", 2) == []
    assert _resolved("close all positions", 3) == ["AAPL", "IBM", "KO"]


def test_an_order_where_a_position_belongs_is_named_in_the_question() -> None:
    assert "an order is no position" in read("exit my AAPL order").reply
