"""Trades, dividends and splits stand on the bar that they happened in."""

from datetime import UTC, date, datetime
from decimal import Decimal

from components.charts.events import company_marks, trade_marks
from trading.types import CashActionKind, CorporateAction, Fill, Side

CLOSES = [
    datetime(2013, 2, 27, 21, tzinfo=UTC),
    datetime(2013, 2, 28, 21, tzinfo=UTC),
    datetime(2013, 3, 1, 21, tzinfo=UTC),
]
TIMES = [int(at.timestamp()) for at in CLOSES]


def _fill(at: datetime, qty: str, price: str, side: Side = Side.BUY) -> Fill:
    return Fill(
        execution_id=f"{at}{qty}",
        order_id="o",
        symbol="AAPL",
        side=side,
        qty=Decimal(qty),
        price=Decimal(price),
        at=at,
    )


def test_a_fill_at_the_close_stands_on_that_sessions_bar() -> None:
    (mark,) = trade_marks(TIMES, [_fill(CLOSES[1], "10", "441.40")])
    assert (mark.bar, mark.kind, mark.sign) == (1, "buy", "bought 10")


def test_fills_of_one_side_on_one_bar_are_one_mark_with_their_average() -> None:
    # By hand: (10 x 440 + 30 x 444) / 40 = 443.
    (mark,) = trade_marks(TIMES, [_fill(CLOSES[1], "10", "440"), _fill(CLOSES[1], "30", "444")])
    assert mark.text == "bought 40 at 443.00, 28 Feb 2013"


def test_buying_and_selling_on_one_bar_are_two_marks() -> None:
    marks = trade_marks(TIMES, [_fill(CLOSES[1], "1", "440"), _fill(CLOSES[1], "1", "441", Side.SELL)])
    assert [mark.kind for mark in marks] == ["buy", "sell"]


def test_what_happened_outside_the_bars_is_not_drawn() -> None:
    early, late = datetime(2012, 1, 3, 21, tzinfo=UTC), datetime(2013, 3, 4, 21, tzinfo=UTC)
    assert trade_marks(TIMES, [_fill(early, "1", "1"), _fill(late, "1", "1")]) == []
    assert trade_marks([], [_fill(early, "1", "1")]) == []


def test_a_trade_inside_a_wide_bucket_stands_on_that_bucket() -> None:
    weekly = [int(datetime(2013, 2, 22, 21, tzinfo=UTC).timestamp()), TIMES[2]]
    (mark,) = trade_marks(weekly, [_fill(CLOSES[0], "1", "440")])
    assert mark.bar == 1


def test_a_dividend_that_was_worked_out_says_about() -> None:
    dividend = CorporateAction(
        symbol="AAPL",
        kind=CashActionKind.DIVIDEND,
        ex_date=date(2013, 2, 28),
        amount=Decimal("2.65"),
        derived=True,
    )
    split = CorporateAction(symbol="AAPL", kind=CashActionKind.SPLIT, ex_date=date(2013, 3, 1), ratio=Decimal(2))
    first, second = company_marks(TIMES, [dividend, split])
    assert (first.bar, first.text) == (1, "dividend about $2.65 a share, 28 Feb 2013")
    assert (second.bar, second.kind, second.text) == (2, "split", "split 2 for 1, 1 Mar 2013")
