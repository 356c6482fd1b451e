"""Terms beside a list of orders may be said of one or of all: what the words leave open is asked back."""

import pytest

from tests.agent.words import read
from trading.types import TimeInForce

OF_ALL_OR_LAST = [
    "buy 10 AAPL and 5 IBM at the close",
    "buy 10 AAPL and 5 IBM at the open",
    "buy 10 AAPL and 5 IBM gtc",
    "buy 10 AAPL and 5 IBM for the day",
    "buy 10 AAPL and 5 IBM without a stop",
    "buy 10 AAPL and 5 IBM in extended hours",
    "sell 10 AAPL, 5 IBM and 3 KO at the close",
    "close AAPL and IBM at the close",
    "buy 5 each of AAPL and MSFT at the open",
    "buy 10 AAPL at 500 and 5 IBM at 180 gtc",
    "buy 10 AAPL at 500 and 5 IBM at 180 in extended hours",
    "buy 10 AAPL at 500 and 5 IBM without a stop",
    "buy at the close 10 AAPL and 5 IBM",
    "place a gtc order to buy 10 AAPL at 500 and 5 IBM at 180",
    "buy without a stop 10 AAPL and 5 IBM",
    "place a limit order to buy 10 AAPL at 500 and 5 IBM",
]
CLOSE, GTC = TimeInForce.CLS, TimeInForce.GTC
SAID_APART: dict[str, tuple[TimeInForce | None, TimeInForce | None]] = {
    "buy 10 AAPL at the close and 5 IBM": (CLOSE, None),
    "buy 10 AAPL at the close and 5 IBM at the close": (CLOSE, CLOSE),
    "buy 10 AAPL at 500 gtc and 5 IBM at 180 gtc": (GTC, GTC),
    "buy 10 AAPL and buy 5 IBM at the close": (None, CLOSE),
    "buy 10 AAPL with stop 5% below and 5 IBM without a stop": (None, None),
    "place a limit order to buy 10 AAPL at 500 and 5 IBM at 180": (None, None),
    "place a market order to buy 10 AAPL and 5 IBM": (None, None),
    "buy 10 AAPL at 500 and 5 IBM at 180": (None, None),
}


@pytest.mark.parametrize("words", OF_ALL_OR_LAST)
def test_terms_that_may_hold_for_all_are_asked_back(words: str) -> None:
    reading = read(words)
    assert reading.orders == () and reading.settled and "Say them apart" in reading.reply


@pytest.mark.parametrize(("words", "times"), SAID_APART.items(), ids=list(SAID_APART))
def test_terms_said_with_each_order_are_its_own(words: str, times: tuple[TimeInForce | None, ...]) -> None:
    assert tuple(order.time_in_force for order in read(words).orders) == times
