"""Tax lots and the wash-sale flag of the impact card; every figure and day counted by hand beside its case."""

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.market import START
from tests.orders.paper import open_paper
from tests.orders.rig import Rig, form
from tests.risk.past import split, with_past
from trading.errors import Unavailable
from trading.risk import impact_tax
from trading.risk.impact_tax import is_long_term
from trading.types import Fill, Impact, OrderType, Side, Ticket

SALE = date(2012, 6, 1)


def go_to(rig: Rig, day: date, price: int) -> None:
    rig.market_clock.set(datetime(day.year, day.month, day.day, 20, 0, tzinfo=UTC))
    rig.market.prices["AAPL"] = Decimal(price)


def bought(rig: Rig, day: date, qty: str, price: int) -> None:
    go_to(rig, day, price)
    rig.approve(rig.buy(qty=qty))


def sold(rig: Rig, day: date, qty: str, price: int) -> None:
    go_to(rig, day, price)
    rig.approve(rig.sell(qty=qty))


def selling(rig: Rig, qty: str, price: int, day: date = SALE) -> Impact:
    go_to(rig, day, price)
    return rig.sell(qty=qty).impact


def buying(rig: Rig, qty: str, price: int, day: date = SALE) -> Impact:
    go_to(rig, day, price)
    return rig.buy(qty=qty).impact


def test_a_sale_takes_the_oldest_lots_first_and_splits_the_last(rig: Rig) -> None:
    bought(rig, date(2011, 5, 31), "10", 100)
    bought(rig, date(2011, 6, 3), "10", 120)
    lots = selling(rig, "15", 110).lots
    assert lots is not None
    # 10 bought at 100 and 5 of those at 120, all sold at 110: 10 x 10 gained, 5 x 10 lost
    assert [(lot.opened, lot.qty, lot.cost, lot.gain) for lot in lots] == [
        (date(2011, 5, 31), Decimal(10), Decimal(1000), Decimal(100)),
        (date(2011, 6, 3), Decimal(5), Decimal(600), Decimal(-50)),
    ]
    # counted from 1 June 2011 the first is held for a year on 1 June 2012, the second is two days short
    assert [lot.long_term for lot in lots] == [True, False]


def test_the_card_is_read_back_as_it_was_written(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    proposal = rig.sell(qty="4")
    assert proposal.impact.lots and proposal.impact.not_known
    assert rig.desk.proposal(proposal.id).impact == proposal.impact


def test_an_order_that_opens_touches_no_lot(rig: Rig) -> None:
    bought(rig, date(2012, 3, 1), "10", 100)
    assert buying(rig, "5", 110).lots == ()


def test_a_short_that_is_covered_gains_by_a_lower_price(rig: Rig) -> None:
    short = Fill(
        execution_id="x",
        order_id="s",
        symbol="AAPL",
        side=Side.SELL,
        qty=Decimal(10),
        price=Decimal(120),
        at=datetime(2011, 1, 3, 20, 0, tzinfo=UTC),
    )
    rig.venue._book.fills.append(short)
    rig.desk.reconcile()
    impact = buying(rig, "4", 100)
    assert impact.lots is not None
    # sold at 120, bought back at 100; a short is never long-term
    assert [(lot.cost, lot.gain, lot.long_term) for lot in impact.lots] == [(Decimal(480), Decimal(80), False)]


@pytest.mark.parametrize(
    ("opened", "day", "expected"),
    [
        (date(2011, 6, 1), date(2012, 6, 1), False),
        (date(2011, 6, 1), date(2012, 6, 2), True),
        # the year of what was bought on 28 February 2011 begins on 1 March and is full on 1 March 2012
        (date(2011, 2, 28), date(2012, 2, 29), False),
        (date(2011, 2, 28), date(2012, 3, 1), True),
        # begun on 29 February 2012 it is full when 28 February 2013 is over
        (date(2012, 2, 28), date(2013, 2, 28), False),
        (date(2012, 2, 28), date(2013, 3, 1), True),
    ],
)
def test_more_than_a_year_is_counted_from_the_day_after(opened: date, day: date, *, expected: bool) -> None:
    assert is_long_term(opened, day) is expected
    assert doctest.testmod(impact_tax).failed == 0


@pytest.mark.parametrize(("again", "flagged"), [(date(2012, 5, 2), True), (date(2012, 5, 1), False)])
def test_a_loss_is_a_wash_sale_for_a_purchase_up_to_30_days_before(rig: Rig, again: date, *, flagged: bool) -> None:
    # from 2 May to 1 June are 30 days, from 1 May 31
    bought(rig, date(2012, 4, 2), "10", 100)
    bought(rig, again, "5", 95)
    impact = selling(rig, "10", 90)
    assert impact.wash_sale is flagged
    assert "a loss of 100.00 USD" in impact.wash_sale_reason
    assert ("bought on 2012-05-02" in impact.wash_sale_reason) is flagged
    # 30 days after 1 June is 1 July
    assert ("until 2012-07-01" in impact.wash_sale_reason) is not flagged


@pytest.mark.parametrize(("before", "flagged"), [(date(2012, 5, 2), True), (date(2012, 5, 1), False)])
def test_a_purchase_up_to_30_days_after_a_loss_is_flagged(rig: Rig, before: date, *, flagged: bool) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    sold(rig, before, "10", 60)
    impact = buying(rig, "1", 61)
    assert impact.wash_sale is flagged
    # 10 x 40
    said = "AAPL was sold at a loss of 400.00 USD on 2012-05-02, and this is within 30 days of it"
    assert impact.wash_sale_reason.startswith(said) is flagged


def test_a_purchase_after_a_gain_is_none(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    sold(rig, date(2012, 5, 31), "10", 101)
    impact = buying(rig, "1", 101)
    assert (impact.wash_sale, impact.wash_sale_reason) == (False, "")


def test_a_sale_at_a_gain_is_none_whatever_was_bought(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    bought(rig, date(2012, 5, 31), "10", 100)
    assert selling(rig, "10", 101).wash_sale is False


def test_selling_a_part_of_one_purchase_is_none(rig: Rig) -> None:
    # Rev. Rul. 56-602: the rest of the same lot is no replacement
    bought(rig, date(2012, 5, 30), "10", 100)
    assert selling(rig, "4", 90).wash_sale is False


def test_selling_everything_is_none_though_it_was_bought_twice_within_30_days(rig: Rig) -> None:
    bought(rig, date(2012, 5, 15), "10", 100)
    bought(rig, date(2012, 5, 30), "10", 100)
    assert selling(rig, "20", 90).wash_sale is False


def test_an_order_to_buy_that_rests_makes_a_loss_a_wash_sale(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    rig.approve(rig.buy(qty="5", type=OrderType.LIMIT, limit_price=Decimal(80)))
    impact = selling(rig, "10", 90)
    assert impact.wash_sale is True
    assert "an order to buy AAPL rests" in impact.wash_sale_reason


def test_shares_from_elsewhere_make_lots_and_flag_unknown(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    foreign = Fill(
        execution_id="f",
        order_id="f",
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(3),
        price=Decimal(100),
        at=START,
    )
    rig.venue._book.fills.append(foreign)
    impact = selling(rig, "10", 90)
    assert (impact.lots, impact.wash_sale) == (None, None)
    assert "add up to 10 shares of AAPL and the account holds 13" in impact.not_known["lots"]
    assert (buying(rig, "1", 90).lots, buying(rig, "1", 90).wash_sale) == ((), None)


def test_a_split_that_is_not_known_leaves_the_lots_unknown(rig: Rig) -> None:
    bought(rig, date(2012, 4, 2), "10", 100)
    go_to(rig, SALE, 60)
    desk, market = with_past(rig)
    sale = Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(5))
    market.splits = [split("AAPL", date(2012, 5, 1), "2")]
    # the desk's ten would be twenty, the venue still holds ten
    assert desk.propose(sale, form()).impact.lots is None
    silent, unread = with_past(rig)
    unread.broken = Unavailable("the market does not answer")
    impact = silent.propose(sale, form()).impact
    assert (impact.lots, impact.wash_sale) == (None, None)
    assert impact.not_known["lots"] == "the market does not answer"
    without, _ = with_past(rig)
    assert without.propose(sale, form()).impact.lots is not None


def test_the_recorded_split_of_2005_is_in_the_lots(tmp_path: Path) -> None:
    paper = open_paper(tmp_path, owner="one")
    paper.broker.set_back(date(2005, 2, 25))
    paper.desk.start()
    # AAPL closed at 88.99 on Friday 25 February 2005, and every share was two on Monday
    paper.send(symbol="AAPL", qty=Decimal(10))
    paper.play()
    impact = paper.desk.propose(Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(20)), form()).impact
    price = paper.desk.propose(Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(1)), form()).quote
    paper.close()
    assert impact.lots is not None and price is not None
    assert [(lot.opened, lot.qty, lot.cost) for lot in impact.lots] == [
        (date(2005, 2, 25), Decimal(20), Decimal("889.90"))
    ]
    assert impact.lots[0].gain == 20 * price.bid - Decimal("889.90")
