"""Own trades and company events become marks at their times, each with its sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from components.charts.events import company_marks, earnings_marks, trade_marks
from trading.types import CashActionKind, CorporateAction, EarningsDate, EarningsTime, Fill, Side

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


def test_a_fill_is_marked_at_its_time() -> None:
    (mark,) = trade_marks([_fill(CLOSES[1], "10", "441.40")])
    assert (mark.at, mark.kind, mark.sign) == (TIMES[1], "buy", "bought 10")


def test_fills_of_one_side_on_one_day_are_one_mark_with_their_average() -> None:
    # By hand: (10 x 440 + 30 x 444) / 40 = 443.
    (mark,) = trade_marks([_fill(CLOSES[1], "10", "440"), _fill(CLOSES[1], "30", "444")])
    assert mark.text == "bought 40 at 443.00, 28 Feb 2013"


def test_buying_and_selling_on_one_day_are_two_marks() -> None:
    marks = trade_marks([_fill(CLOSES[1], "1", "440"), _fill(CLOSES[1], "1", "441", Side.SELL)])
    assert [mark.kind for mark in marks] == ["buy", "sell"]


def test_fills_of_two_days_are_two_marks() -> None:
    marks = trade_marks([_fill(CLOSES[1], "1", "440"), _fill(CLOSES[0], "1", "441")])
    assert [mark.at for mark in marks] == [TIMES[0], TIMES[1]]


def test_a_dividend_that_was_worked_out_says_about() -> None:
    dividend = CorporateAction(
        symbol="AAPL",
        kind=CashActionKind.DIVIDEND,
        ex_date=date(2013, 2, 28),
        amount=Decimal("2.65"),
        derived=True,
    )
    split = CorporateAction(symbol="AAPL", kind=CashActionKind.SPLIT, ex_date=date(2013, 3, 1), ratio=Decimal(2))
    first, second = company_marks([dividend, split])
    # date -u -d 2013-02-28 +%s
    assert (first.at, first.text) == (1362009600, "dividend about $2.65 a share, 28 Feb 2013")
    assert (second.kind, second.text) == ("split", "split 2 for 1, 1 Mar 2013")


def test_results_say_whether_they_are_only_expected() -> None:
    known = EarningsDate(
        symbol="AAPL", day=date(2013, 2, 28), time=EarningsTime.AFTER_CLOSE, estimated=False, source="a test"
    )
    first, second = earnings_marks([known, replace(known, estimated=True, time=EarningsTime.NOT_KNOWN)])
    assert first.text == "results 28 Feb 2013, after the close"
    assert second.text == "results expected 28 Feb 2013"
