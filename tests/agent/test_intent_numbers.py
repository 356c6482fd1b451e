"""Numbers as people say them: what is one number is read, what may be two, a time or a rough size is asked back."""

from decimal import Decimal

import pytest

from tests.agent.words import read
from trading.types import Intent

BEYOND = [
    "buy 1e999999999 AAPL", "buy 1e20000000 AAPL", "buy 1e100 AAPL", "buy 1e16 AAPL", "buy 1e-30 AAPL",
    "buy 1e-999999999 AAPL", "buy 10 AAPL at 1e999999999", "sell 10 AAPL stop 1e400", "buy 9e15k AAPL",
    "buy 99999999999999999999 AAPL", f"buy {'9' * 900} AAPL", f"buy 0.{'3' * 900} AAPL", "buy $1e308 of AAPL",
    "buy 10 AAPL take profit 1e99%", "sell 10 AAPL trailing stop 1e999999999%", "close 1e999999999 AAPL",
]  # fmt: skip


@pytest.mark.parametrize("words", BEYOND, ids=[words[:30] for words in BEYOND])
def test_a_number_beyond_every_order_is_asked_back_in_a_short_sentence(words: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.orders) == (Intent.UNCLEAR, ())
    assert "number" in reading.reply and len(reading.reply) < 300


@pytest.mark.parametrize(("words", "value"), [("1e3", "1000"), ("1E+2", "100"), ("25e-1", "2.5"), ("1e15", "1e15")])
def test_a_small_power_of_ten_is_a_number(words: str, value: str) -> None:
    (order,) = read(f"buy {words} AAPL").orders
    assert order.size is not None and order.size.value == Decimal(value)
