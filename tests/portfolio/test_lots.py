"""Lots first in, first out: what is open, what was closed and what it earned, over splits and over zero."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trading.portfolio.lots import match_lots
from trading.types import CashActionKind, CorporateAction, Fill, Side


def fill(day: int, side: Side, qty: str, price: str, order: str = "") -> Fill:
    return Fill(
        execution_id=f"x{day}",
        order_id=order or f"o{day}",
        symbol="AAPL",
        side=side,
        qty=Decimal(qty),
        price=Decimal(price),
        at=datetime(2012, 6, day, 20, tzinfo=UTC),
    )


def split(day: int, ratio: str) -> CorporateAction:
    return CorporateAction(
        symbol="AAPL", kind=CashActionKind.SPLIT, ex_date=date(2012, 6, day), ratio=Decimal(ratio), source="a test"
    )


def test_a_sale_closes_the_oldest_lots_first() -> None:
    book = match_lots([fill(1, Side.BUY, "10", "100"), fill(4, Side.BUY, "10", "120"), fill(5, Side.SELL, "15", "110")])
    # 10 of the first lot earn 10 each, 5 of the second lose 10 each; 5 bought at 120 are left.
    assert [(t.qty, t.cost, t.profit) for t in book.closed] == [(10, 1000, 100), (5, 600, -50)]
    assert [(lot.qty, lot.price) for lot in book.lots] == [(5, 120)]
    assert all(trade.exit_order_id == "o5" and trade.is_long for trade in book.closed)


def test_a_short_earns_when_it_is_bought_back_lower_and_a_flip_opens_the_rest() -> None:
    book = match_lots([fill(1, Side.SELL, "10", "100"), fill(4, Side.BUY, "15", "90")])
    # Sold 10 at 100, bought back at 90: 100 earned; 5 more are bought and stay.
    (trade,) = book.closed
    assert (trade.is_long, trade.qty, trade.cost, trade.profit) == (False, 10, 1000, 100)
    assert [(lot.qty, lot.price) for lot in book.lots] == [(5, 90)]


def test_a_split_multiplies_what_is_open_before_the_executions_of_its_day() -> None:
    # 10 at 100 become 20 at 50; half of them sold at 60 on the ex-date earn 10 * 10.
    book = match_lots([fill(1, Side.BUY, "10", "100"), fill(5, Side.SELL, "10", "60")], [split(5, "2")])
    (trade,) = book.closed
    assert (trade.cost, trade.profit) == (500, 100)
    assert book.qty == 10


def test_a_split_after_the_last_execution_counts_too() -> None:
    book = match_lots([fill(1, Side.BUY, "3", "90")], [split(8, "3")])
    assert [(lot.qty, lot.price) for lot in book.lots] == [(9, 30)]


def test_a_split_before_the_first_execution_changes_nothing() -> None:
    assert match_lots([fill(5, Side.BUY, "3", "90")], [split(4, "3")]).qty == 3


TRADES = st.lists(
    st.tuples(st.sampled_from(list(Side)), st.integers(1, 50), st.integers(1, 500)), min_size=1, max_size=25
)


@given(TRADES)
def test_shares_and_money_are_conserved(trades: list[tuple[Side, int, int]]) -> None:
    fills = [fill(1 + n, side, str(qty), str(price)) for n, (side, qty, price) in enumerate(trades)]
    book = match_lots(fills)
    signed = [(f.qty if f.side is Side.BUY else -f.qty, f.price) for f in fills]
    assert book.qty == sum(qty for qty, _ in signed)
    # Cash in and out equals what was earned less what the open lots took.
    cash = -sum(qty * price for qty, price in signed)
    assert cash == sum(t.profit for t in book.closed) - sum(lot.qty * lot.price for lot in book.lots)
