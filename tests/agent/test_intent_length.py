"""A text of the greatest length is read in a moment, whatever word it repeats."""

import time

import pytest

from tests.agent.words import read

LONGEST = 4_000


@pytest.mark.parametrize("head", ["if x ", "buy 1 AAPL "])
@pytest.mark.parametrize("word", ["please ", "and please ", ", ", "now ", "order "])
def test_a_long_text_takes_no_more_than_a_moment(head: str, word: str) -> None:
    words = (head + word * LONGEST)[:LONGEST]
    since = time.process_time()
    assert read(words).condition is None
    assert time.process_time() - since < 1.5


def test_an_order_after_a_condition_of_many_words_is_still_found() -> None:
    assert len(read("if, please, AAPL is under 500 then please buy 10").orders) <= 1
    assert len(read("if AAPL is under 500 then please kindly just go ahead and buy 10").orders) == 1
