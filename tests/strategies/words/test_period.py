"""The stretch of the past and the cash that words name are read beside the rules."""

from datetime import date
from decimal import Decimal

import pytest

from tests.agent.words import LEXICON
from trading.strategies.words.reader import read_rules
from trading.strategies.words.reading import Period

RULE = "buy AAPL when RSI is below 30 and sell when RSI is above 70"
PERIODS = {
    "since 2005": Period(start=date(2005, 1, 1)),
    "since March 2010": Period(start=date(2010, 3, 1)),
    "since 2010-03-15": Period(start=date(2010, 3, 15)),
    "from 2005 to 2010": Period(start=date(2005, 1, 1), end=date(2010, 12, 31)),
    "between 2005 and 2010": Period(start=date(2005, 1, 1), end=date(2010, 12, 31)),
    "2005-2010": Period(start=date(2005, 1, 1), end=date(2010, 12, 31)),
    "from Jan 2006 until Feb 2008": Period(start=date(2006, 1, 1), end=date(2008, 2, 29)),
    "in 2008": Period(start=date(2008, 1, 1), end=date(2008, 12, 31)),
    "until 2009": Period(end=date(2009, 12, 31)),
    "over the last 5 years": Period(last_months=60),
    "in the past eighteen months": None,
    "during the last decade": Period(last_months=120),
    "over the past year": Period(last_months=12),
    "on ten years of data": Period(last_months=120),
}


@pytest.mark.parametrize(("said", "period"), PERIODS.items(), ids=list(PERIODS))
def test_a_stretch_of_the_past_is_read(said: str, period: Period | None) -> None:
    reading = read_rules(f"{RULE} {said}", LEXICON)
    assert reading.period == period
    if period is not None:
        assert reading.is_whole


def test_months_back_are_counted_from_a_day() -> None:
    assert Period(last_months=60).begins(date(2012, 6, 1)) == date(2007, 6, 1)
    assert Period(last_months=1).begins(date(2012, 3, 31)) == date(2012, 3, 2)  # 1 February and 30 days
    assert Period(start=date(2005, 1, 1)).begins(date(2012, 6, 1)) == date(2005, 1, 1)


def test_cash_to_begin_with_is_read() -> None:
    assert read_rules(f"{RULE}, starting with $10,000", LEXICON).cash == Decimal(10_000)
    assert read_rules(f"{RULE} with an initial capital of 50k", LEXICON).cash == Decimal(50_000)
    assert read_rules(RULE, LEXICON).cash is None
