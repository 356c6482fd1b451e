"""What a filing says about something is found by its words, in the filing's own order, and bounded."""

import doctest

import pytest

from trading.web import passages as module
from trading.web.passages import passages

COVER = "Annual report pursuant to section 13 of the act of a company of some state."
RISK = "Our business is subject to risks, and competitors may lower their prices at any time."
OTHER = "The company designs and sells phones and computers in many countries."
SUPPLY = "Some components come from one supplier alone, which is a risk of delays and of shortages."
TEXT = "\n".join([COVER, "Page 12", RISK, OTHER, SUPPLY])


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("about", ["risks", "risk", "What does it say about the risks?"])
def test_paragraphs_that_speak_of_it_stand_in_their_own_order(about: str) -> None:
    assert passages(TEXT, about) == (RISK, SUPPLY)


def test_more_different_words_come_before_more_of_the_same() -> None:
    assert passages(TEXT, "risk of one supplier", most=len(SUPPLY) + 5) == (SUPPLY,)


@pytest.mark.parametrize("about", ["", "zebras", "about the"])
def test_where_nothing_speaks_of_it_the_beginning_is_told(about: str) -> None:
    assert passages(TEXT, about)[0] == COVER


def test_a_long_text_is_cut() -> None:
    found = passages("\n".join(f"Risk number {n} {'x' * 3_000}" for n in range(50)), "risk")
    assert sum(map(len, found)) <= 5_000 and all(one.endswith("…") for one in found)


def test_a_text_of_no_paragraph_tells_nothing() -> None:
    assert passages("", "risk") == () and passages("Page 1\nPage 2", "risk") == ()
