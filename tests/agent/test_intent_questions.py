"""Words that ask are no order, with a question mark or without one; a request with please is one."""

import pytest

from tests.agent.words import read
from trading.types import Intent

ASKING = [
    "would you sell all my AAPL",
    "would you buy 10 AAPL",
    "hey, would you buy 10 AAPL today",
    "will you buy 10 AAPL",
    "will u sell 3 IBM",
    "are you able to close all positions",
    "are you able to buy 5 AAPL at 500",
    "would you close AAPL",
    "would you invest $500 in AAPL",
    "would you put a stop at 500 on my AAPL",
    "buy 5 IBM and would you sell 10 AAPL",
    "buy 1 AAPL. ok?",
    "buy 1 AAPL. Thanks?",
    "buy 1 AAPL\nplease?",
    "Ok? Buy 1 AAPL.",
    "can you sell 10 AAPL?",
    "sell all my AAPL?",
    "would you buy 1 AAPL if RSI is below 70",
    "can you buy 1 AAPL if RSI is below 70?",
    "if RSI of AAPL is below 70 would you buy 1",
    "would you cancel my orders",
    "will you cancel all orders",
    "are you able to cancel my IBM order",
    "cancel all orders. ok?",
]
REQUESTED = [
    "please buy 10 AAPL?",
    "buy 10 AAPL please?",
    "sell 10 AAPL, please?",
    "kindly sell 3 IBM?",
    "would you please buy 10 AAPL",
    "would you buy 10 AAPL for me",
    "will you sell 3 IBM, please",
    "are you able to buy me 10 AAPL please?",
    "could you sell 10 AAPL",
    "can you buy 10 AAPL",
    "Could you please buy 2 IBM? Thanks!",
    "please sell all my AAPL?",
]


@pytest.mark.parametrize("words", ASKING)
def test_what_asks_is_no_order_even_without_a_question_mark(words: str) -> None:
    reading = read(words)
    assert reading.orders == () and reading.cancel is None and not reading.asks_for_order


@pytest.mark.parametrize("words", REQUESTED)
def test_a_request_with_a_word_of_asking_is_an_order(words: str) -> None:
    reading = read(words)
    assert reading.intent in (Intent.ORDER, Intent.CLOSE) and len(reading.orders) == 1


@pytest.mark.parametrize("words", ["would you please cancel my IBM order", "Please cancel my IBM order?"])
def test_a_request_with_a_word_of_asking_is_a_cancel(words: str) -> None:
    assert read(words).intent is Intent.CANCEL


def test_a_request_under_a_condition_may_be_asked_with_please() -> None:
    assert len(read("could you please buy 1 AAPL if RSI is below 70?").orders) == 1
