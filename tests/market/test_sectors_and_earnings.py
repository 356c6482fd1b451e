"""The two small tables: every company of the recording has a sector, and results show in the price."""

import doctest
from datetime import date
from statistics import median

import pytest

from trading.market import sectors
from trading.market.earnings import REPORTED, known_earnings
from trading.market.replay import ReplayTape
from trading.market.sectors import Sector, sector_of

TAPE = ReplayTape()


def test_every_tradable_symbol_of_the_recording_has_a_sector_on_its_last_day() -> None:
    missing = [a.symbol for a in TAPE.listed() if a.tradable and sector_of(a.symbol, a.last) is None]
    assert missing == []
    assert doctest.testmod(sectors).failed == 0


@pytest.mark.parametrize("symbol", ["GOOG", "FB"])
def test_two_companies_left_technology_in_2018(symbol: str) -> None:
    assert sector_of(symbol, date(2018, 9, 27)) is Sector.TECHNOLOGY
    assert sector_of(symbol, date(2018, 9, 28)) is Sector.COMMUNICATION


def test_what_the_table_does_not_know_is_none() -> None:
    assert sector_of("SPX", date(2012, 6, 1)) is None
    assert sector_of("KO", date(1999, 12, 31)) is None
    # the symbol is no longer that company's
    assert sector_of("FB", date(2022, 6, 9)) is None


@pytest.mark.parametrize(("symbol", "day"), [(symbol, day) for symbol, days in REPORTED.items() for day in days])
def test_on_or_after_results_the_price_moves_twice_as_far_as_it_mostly_does(symbol: str, day: date) -> None:
    history = TAPE.history(symbol)
    moves = [abs(b / a - 1) for a, b in zip(history.close, history.close[1:], strict=False)]
    since = history.count_before(date(2012, 1, 1))
    row = history.row_of(day)
    assert row is not None
    # moves[row] is that of the session after the results, which came after the close
    assert max(moves[row - 1], moves[row]) >= 2 * median(moves[since:])


def test_results_are_told_two_weeks_ahead_and_not_earlier() -> None:
    known = [each.day for each in known_earnings("AAPL", date(2012, 7, 9))]
    assert known == [date(2012, 1, 24), date(2012, 4, 24)]
    assert [each.day for each in known_earnings("AAPL", date(2012, 7, 10))] == [*known, date(2012, 7, 24)]
