"""Splits and dividends of the recording, held against what the companies published."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.market.recording import market_at
from trading.errors import Unavailable
from trading.market.replay import ReplayTape
from trading.market.replay.build_data import index_row, write_index, write_symbol
from trading.types import CashActionKind, CorporateAction

TAPE = ReplayTape()


def all_of(symbol: str) -> list[CorporateAction]:
    return [action for actions in TAPE.actions_by_day(symbol).values() for action in actions]


def test_the_three_splits_are_there_and_no_other() -> None:
    splits = [
        (a.symbol, a.ex_date, a.ratio)
        for s in ("AAPL", "MSFT", "IBM", "GOOG", "FB")
        for a in all_of(s)
        if a.kind is CashActionKind.SPLIT
    ]
    assert splits == [
        ("AAPL", date(2000, 6, 21), 2),
        ("AAPL", date(2005, 2, 28), 2),
        ("MSFT", date(2003, 2, 18), 2),
    ]


def test_the_real_fall_of_apple_in_september_2000_is_no_split() -> None:
    assert list(TAPE.actions("AAPL", date(2000, 9, 29))) == []


@pytest.mark.parametrize(
    ("symbol", "day", "amount"),
    [
        ("AAPL", date(2012, 8, 9), "2.65"),
        ("AAPL", date(2012, 11, 7), "2.65"),
        ("MSFT", date(2004, 11, 15), "3.08"),
        ("MSFT", date(2009, 5, 19), "0.13"),
        ("IBM", date(2012, 5, 8), "0.85"),
        ("IBM", date(2009, 2, 6), "0.50"),
    ],
)
def test_dividends_have_the_published_amounts(symbol: str, day: date, amount: str) -> None:
    (found,) = TAPE.actions(symbol, day)
    assert found.kind is CashActionKind.DIVIDEND
    assert found.amount == Decimal(amount)
    assert not found.derived


@pytest.mark.parametrize(
    ("year", "paid"),
    # Dividends a share by IBM's annual reports; 2000 lacks the 0.12 that went ex before the recording.
    [
        (2000, "0.39"),
        (2001, "0.55"),
        (2002, "0.59"),
        (2003, "0.63"),
        (2004, "0.70"),
        (2005, "0.78"),
        (2006, "1.10"),
        (2007, "1.50"),
        (2008, "1.90"),
        (2009, "2.15"),
        (2010, "2.50"),
        (2011, "2.90"),
        (2012, "3.30"),
    ],
)
def test_ibms_dividends_add_up_to_those_of_its_annual_reports(year: int, paid: str) -> None:
    amounts = [action.amount or 0 for action in all_of("IBM") if action.ex_date.year == year]
    assert sum(amounts) == Decimal(paid)


def test_each_published_amount_is_near_the_one_that_the_adjusted_closes_imply() -> None:
    for symbol in ("AAPL", "IBM", "MSFT"):
        history = TAPE.history(symbol)
        for action in all_of(symbol):
            if action.kind is CashActionKind.DIVIDEND:
                row = history.row_of(action.ex_date)
                assert row is not None and action.amount is not None
                step = history.adjusted[row] / history.close[row] / (history.adjusted[row - 1] / history.close[row - 1])
                implied = float(history.close[row - 1]) * (1 - 1 / step)
                assert float(action.amount) == pytest.approx(implied, rel=0.08), action


def test_closes_only_symbols_have_no_actions_because_their_closes_include_them() -> None:
    assert TAPE.actions_by_day("XOM") == {}
    assert TAPE.actions_by_day("SPX") == {}


def test_actions_are_seen_from_their_ex_date_on_and_inside_the_range_asked_for() -> None:
    def dates(day: date, **span: date) -> list[date]:
        return [action.ex_date for action in market_at(day).corporate_actions("AAPL", **span)]

    assert dates(date(2005, 2, 25)) == [date(2000, 6, 21)]
    assert dates(date(2005, 2, 28)) == [date(2000, 6, 21), date(2005, 2, 28)]
    assert dates(date(2012, 12, 31), start=date(2005, 2, 28), end=date(2012, 8, 9)) == [
        date(2005, 2, 28),
        date(2012, 8, 9),
    ]
    assert dates(date(2012, 6, 1), end=date(2013, 1, 1))[-1] == date(2005, 2, 28)


def recording_of_two_days(folder: Path, adjusted: list[float]) -> ReplayTape:
    days = [date(2012, 6, 1), date(2012, 6, 4)]
    flat = [100.0, 100.0]
    columns = {"day": days, "open": flat, "high": flat, "low": flat, "close": flat, "volume": [1, 1]}
    write_symbol(folder, "GE", {**columns, "adjusted_close": adjusted})
    write_index(folder, [index_row("GE", days, closes_only=False)])
    return ReplayTape(folder)


def test_an_unpublished_dividend_is_derived_from_the_adjusted_closes_and_says_so(tmp_path: Path) -> None:
    # 100 before, 1 paid: the close before counts as 99 of what the close after counts, so 99 / 100 and 1.
    tape = recording_of_two_days(tmp_path, [99.0, 100.0])
    (found,) = tape.actions("GE", date(2012, 6, 4))
    assert found.amount == Decimal("1.0000")
    assert found.derived
    assert "derived" in found.source


@pytest.mark.parametrize("adjusted", [[50.0, 100.0], [100.0, 90.0]])
def test_a_step_that_can_be_no_dividend_stops_the_symbol_with_a_sentence(tmp_path: Path, adjusted: list[float]) -> None:
    tape = recording_of_two_days(tmp_path, adjusted)
    with pytest.raises(Unavailable, match=r"GE step by .* on 2012-06-04.*add the split"):
        tape.actions("GE", date(2012, 6, 4))
