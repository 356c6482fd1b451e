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


SPOKEN = [
    ("ten", "10"), ("twenty-one", "21"), ("twenty one", "21"), ("ninety nine", "99"), ("hundred", "100"),
    ("a hundred", "100"), ("one hundred one", "101"), ("a hundred and fifty", "150"), ("one hundred fifty", "150"),
    ("one hundred and twenty-five", "125"), ("fifteen hundred", "1500"), ("twenty five hundred", "2500"),
    ("2 hundred", "200"), ("2 hundred and fifty", "250"), ("a thousand", "1000"), ("one thousand two hundred", "1200"),
    ("a thousand five hundred", "1500"), ("two thousand and five", "2005"), ("hundred thousand", "100000"),
    ("three hundred and five thousand two hundred and ten", "305210"), ("1.5 million", "1500000"),
    ("one million two hundred thousand", "1200000"), ("half a million", "500000"), ("half a dozen", "6"),
    ("a half dozen", "6"), ("half dozen", "6"), ("a dozen", "12"), ("two dozen", "24"), ("two and a half dozen", "30"),
    ("3 dozen", "36"), ("two and a half", "2.5"), ("twelve and a half", "12.5"),
]  # fmt: skip


@pytest.mark.parametrize("side", ["buy", "sell"])
@pytest.mark.parametrize(("number", "value"), SPOKEN)
def test_one_number_in_words_is_read_whole(side: str, number: str, value: str) -> None:
    for words in (f"{side} {number} AAPL", f"{side} {number.upper()} shares of AAPL"):
        (order,) = read(words).orders
        assert order.size is not None and (order.size.kind.value, order.size.value) == ("qty", Decimal(value))
        assert number in order.said["size"].lower()
    (priced,) = read(f"{side} 10 AAPL at {number}").orders
    assert priced.limit is not None and priced.limit.price == Decimal(value)


TWO_NUMBERS = [
    "ten-fifteen", "two-three", "one five", "one fifty", "two fifty", "one twenty five", "five seventy", "four thirty",
    "nineteen ninety", "twenty thirty", "thirty eleven", "twenty zero", "ten five", "one two three", "zero five",
    "five 100", "one 50", "fifty-fifty", "twenty-twelve", "two dozen dozen", "a dozen and a half",
    "ten million million",
        "hundred fifty hundred", "one hundred two hundred", "one hundred twelve five", "5 hundred 50", "2 dozen five",
    "twenty-five fifty", "two thousand three thousand", "minus five six",
]  # fmt: skip


@pytest.mark.parametrize("number", TWO_NUMBERS)
def test_two_numbers_side_by_side_are_neither_added_nor_chosen_from(number: str) -> None:
    for words in (
        f"buy {number} AAPL", f"sell {number} shares of AAPL", f"buy AAPL {number}", f"buy 10 AAPL at {number}",
        f"sell 10 AAPL limit {number}", f"put a stop on my AAPL at {number}", f"buy 10 AAPL take profit {number}",
    ):  # fmt: skip
        reading = read(words)
        assert reading.intent is Intent.UNCLEAR and reading.orders == (), words


NO_EXACT_NUMBER = [
    "buy AAPL at 9:30", "buy 10 AAPL at 9:30", "close out AAPL at 15:30", "sell my IBM at 10:00", "buy 10 AAPL 16:00",
    "sell 10 AAPL limit 10:15", "sell AAPL at 3 PM",
    "sell all at 3 PM", "buy 10 AAPL at 9 o'clock", "sell at 4pm AAPL",
    "buy AAPL at 1 200", "buy 10 AAPL at 1 200", "buy 1 200 AAPL", "sell 12 000 500 AAPL",
    "buy 10+ AAPL", "buy 10+5 AAPL", "buy AAPL 10+", "buy 10 AAPL at 500+", "sell AAPL at 430 250",
]  # fmt: skip


@pytest.mark.parametrize("words", NO_EXACT_NUMBER)
def test_a_time_a_rough_size_and_parted_thousands_are_asked_back(words: str) -> None:
    reading = read(words)
    assert reading.intent is Intent.UNCLEAR and reading.orders == ()


def test_a_time_in_an_answer_is_no_size_either() -> None:
    assert read("buy AAPL", "at 9:30").orders == ()


@pytest.mark.parametrize("name", ["S&P 500", "s&p 500", "S and P 500", "the S&P 500", "S&P500"])
def test_a_number_in_a_name_is_no_size(name: str) -> None:
    for words in (f"buy {name}", f"sell {name}", f"sell my {name}"):
        reading = read(words)
        assert reading.orders == () and "How m" in reading.reply
    for words in (f"buy 10 {name}", f"buy 10 shares of {name}", f"sell 10 {name} at 1400"):
        (order,) = read(words).orders
        assert order.symbol == "SPX" and order.size is not None and order.size.value == 10
    (closed,) = read(f"close {name}").orders
    assert closed.symbol == "SPX" and closed.size is not None and closed.size.is_all


@pytest.mark.parametrize("amount", ["ten grand", "10 grand", "10 GRAND"])
def test_a_grand_is_dollars(amount: str) -> None:
    for words in (f"buy {amount} of AAPL", f"buy AAPL for {amount}", f"sell {amount} of AAPL"):
        (order,) = read(words).orders
        assert order.size is not None and (order.size.kind.value, order.size.value) == ("notional", Decimal(10_000))
