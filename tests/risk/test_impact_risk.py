"""Sector, value at risk, beta, gap and stop on the impact card; figures worked out by hand beside each case."""

import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.market import START
from tests.orders.paper import open_paper
from tests.orders.rig import Rig, form
from tests.portfolio.paper_account import worst_case_at
from tests.risk.past import with_past
from trading.portfolio.portfolio import Portfolio
from trading.risk.limits import Limits
from trading.types import (
    EarningsDate,
    EarningsTime,
    OrderClass,
    OrderType,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
)

LOSSES = [-0.06, -0.05, -0.04, -0.03, -0.025, -0.02]
PAST = LOSSES + 95 * [0.01]
"""101 returns: the 5 % quantile lies at place 0.05 x 100 = 5, counted from 0, of the ordered ones, which is -2 %."""
HALF = [change / 2 for change in PAST]


def buy(symbol: str = "AAPL", qty: str = "10") -> Ticket:
    return Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(qty))


def test_value_at_risk_and_beta_follow_the_weight(rig: Rig) -> None:
    desk, _ = with_past(rig, AAPL=PAST, SPX=HALF)
    impact = desk.propose(buy(qty="100"), form()).impact
    # 100 shares at 100 are 10 % of 100000: 10 % of the quantile, -2 %, is 0.2 %; AAPL moves twice as far as SPX
    assert (impact.var_95_before, impact.beta_before) == (0.0, 0.0)
    assert impact.var_95_after == pytest.approx(0.002)
    assert impact.beta_after == pytest.approx(0.2)
    rig.approve(rig.buy(qty="100"))
    impact = desk.propose(buy(qty="100"), form()).impact
    assert (impact.var_95_before, impact.var_95_after) == pytest.approx((0.002, 0.004))
    assert (impact.beta_before, impact.beta_after) == pytest.approx((0.2, 0.4))
    assert "var_95_after" not in impact.not_known


def test_closing_everything_leaves_no_risk(rig: Rig) -> None:
    desk, _ = with_past(rig, AAPL=PAST, SPX=HALF)
    rig.approve(rig.buy(qty="100"))
    impact = desk.propose(Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(100)), form()).impact
    assert (impact.var_95_after, impact.beta_after, impact.gap_loss) == (0.0, 0.0, Decimal("0.00"))
    assert (impact.stop_price, impact.stop_distance_pct) == (None, None)


def test_a_history_that_is_too_short_is_not_known_and_says_why(rig: Rig) -> None:
    # 60 closes are 59 returns, one less than the tail needs
    desk, market = with_past(rig, AAPL=59 * [0.01], SPX=HALF)
    impact = desk.propose(buy(), form()).impact
    assert (impact.var_95_before, impact.var_95_after, impact.beta_after) == (0.0, None, None)
    assert impact.not_known["var_95_after"] == (
        "AAPL has prices of 60 sessions, and 61 in common with the others are needed"
    )
    del market.returns["SPX"]
    market.returns["AAPL"] = PAST
    other, _ = with_past(rig, AAPL=PAST)
    impact = other.propose(buy(qty="100"), form()).impact
    assert (impact.var_95_after, impact.beta_after) == (pytest.approx(0.002), None)
    assert impact.not_known["beta_after"] == "SPX has no history"


def test_a_held_symbol_without_a_past_makes_the_whole_figure_unknown(rig: Rig) -> None:
    desk, _ = with_past(rig, AAPL=PAST, SPX=HALF)
    rig.approve(rig.buy("MSFT", "10"))
    impact = desk.propose(buy(), form()).impact
    assert (impact.var_95_before, impact.var_95_after) == (None, None)
    assert impact.not_known["var_95_after"] == "MSFT has no history"


def test_a_broken_market_takes_figures_from_the_card_and_never_the_order(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    desk, market = with_past(rig, AAPL=PAST, SPX=HALF)
    market.broken = RuntimeError("boom")
    with caplog.at_level(logging.CRITICAL):  # the fault is logged with its traceback, and this one is meant
        proposal = desk.propose(buy(), form())
    assert proposal.status is Status.OPEN
    assert proposal.impact.var_95_after is None
    assert "RuntimeError" in proposal.impact.not_known["var_95_after"]


def test_a_market_elsewhere_that_is_slow_is_not_waited_for_and_is_there_at_the_next_look(venue_rig: Rig) -> None:
    venue_rig.market_clock.set(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    desk, market = with_past(venue_rig, AAPL=PAST, SPX=HALF)
    market.open.clear()
    slow = desk.propose(buy(), form()).impact
    assert (slow.var_95_after, slow.share_of_volume) == (None, None)
    assert slow.not_known["var_95_after"] == "the market has not answered for AAPL within 1 s; look again"
    assert slow.not_known["share_of_volume"].startswith("the market has not answered for volume of AAPL")
    market.open.set()
    found = desk.propose(buy(qty="100"), form()).impact
    # 100 shares at 100 are a tenth of the account, and a ten-thousandth of the million that is traded a day
    assert (found.var_95_after, found.share_of_volume) == (pytest.approx(0.002), pytest.approx(0.0001))


def test_the_cards_risk_is_that_of_the_portfolio_page(tmp_path: Path) -> None:
    paper = open_paper(tmp_path, owner="one")
    paper.desk.start()
    parts = paper.desk._parts
    portfolio = Portfolio(
        broker=paper.broker,
        market=parts.market,
        calendar=paper.calendar,
        market_clock=parts.market_clock,
        worst_case=lambda account: worst_case_at(paper.broker, account, Limits()),
    )
    paper.send(symbol="IBM", qty=Decimal(20))
    before = portfolio.snapshot().risk
    proposal = paper.send(symbol="AAPL", qty=Decimal(20))
    after = portfolio.snapshot().risk
    impact = proposal.impact
    paper.close()
    assert before.var_95 and after.var_95 and before.beta and after.beta
    assert (impact.var_95_before, impact.beta_before) == pytest.approx((before.var_95, before.beta))
    assert (impact.var_95_after, impact.beta_after) == pytest.approx((after.var_95, after.beta))


def test_the_sector_counts_its_other_holdings(rig: Rig) -> None:
    rig.approve(rig.buy("MSFT", "40"))
    impact = rig.buy("AAPL", "10").impact
    # MSFT 40 x 50 = 2000 and AAPL 10 x 100 = 1000 of 100000, both information technology
    assert (impact.sector, impact.sector_weight_before) == ("Information Technology", pytest.approx(0.02))
    assert impact.sector_weight_after == pytest.approx(0.03)


def test_a_holding_of_an_unknown_sector_could_be_in_this_one(rig: Rig) -> None:
    rig.market.prices["XYZ"] = Decimal(10)
    impact = rig.buy("XYZ").impact
    assert (impact.sector, impact.sector_weight_before, impact.sector_weight_after) == (None, None, None)
    assert impact.not_known["sector"] == "the sector of XYZ on 2012-06-01 is not known"
    rig.approve(rig.buy("XYZ"))
    impact = rig.buy("AAPL").impact
    assert (impact.sector, impact.sector_weight_after) == ("Information Technology", None)
    assert impact.not_known["sector_weight_after"].startswith("XYZ may be in Information Technology too")


def test_a_gap_costs_its_percent_of_the_position_after_the_trade_long_and_short(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    impact = rig.buy(qty="5").impact
    # 15 shares at 100 lose 10 % of 1500
    assert (impact.gap_pct, impact.gap_loss) == (Decimal(10), Decimal("150.00"))
    # 25 sold of 10 leaves 15 short, which lose as much by a jump up
    assert rig.sell(qty="25").impact.gap_loss == Decimal("150.00")


def test_a_brackets_own_stop_is_shown_with_its_distance(rig: Rig) -> None:
    impact = rig.buy(
        qty="10",
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal(120)),
        stop_loss=StopLoss(stop_price=Decimal(80)),
    ).impact
    # 20 below 100
    assert (impact.stop_price, impact.stop_distance_pct) == (Decimal(80), 20.0)


def test_a_protective_stop_shows_itself_and_sells_at_its_price(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    impact = rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90)).impact
    assert (impact.stop_price, impact.stop_distance_pct, impact.cost) == (Decimal(90), 10.0, Decimal(-900))
    trailing = rig.sell(qty="10", type=OrderType.TRAILING_STOP, trail_percent=Decimal(4)).impact
    # 4 % under the bid of 100
    assert (trailing.stop_price, trailing.stop_distance_pct, trailing.cost) == (Decimal(96), 4.0, Decimal(-960))


def test_a_live_stop_is_shown_while_it_holds_all_of_the_position(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    rig.approve(rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(95), reduce_only=True))
    smaller = rig.sell(qty="4").impact
    assert (smaller.stop_price, smaller.stop_distance_pct) == (Decimal(95), 5.0)
    larger = rig.buy(qty="1").impact
    assert (larger.stop_price, larger.stop_distance_pct) == (None, None)


def test_the_stop_of_a_bracket_counts_once_its_entry_has_filled(rig: Rig) -> None:
    rig.approve(
        rig.buy(
            qty="10",
            type=OrderType.LIMIT,
            limit_price=Decimal(99),
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
        )
    )
    assert rig.buy(qty="1").impact.stop_price is None
    rig.venue.fill(next(iter(rig.venue.known)))
    rig.desk.reconcile()
    assert rig.sell(qty="1").impact.stop_price == Decimal(80)


def test_the_age_of_the_price_is_counted_as_the_gate_counts_it(rig: Rig) -> None:
    rig.market.quoted_at = START - timedelta(seconds=12)
    assert rig.buy().impact.quote_age_s == 12
    # on Saturday it still counts to Friday's close
    rig.market_clock.go(hours=20)
    assert rig.buy().impact.quote_age_s == 12


def test_the_next_results_that_the_market_knows_are_told_and_none_of_a_market_without_them(rig: Rig) -> None:
    assert rig.buy().impact.earnings_date is None
    days = [date(2012, 4, 24), date(2012, 7, 24), date(2012, 10, 23)]
    rig.market.results = known = [
        EarningsDate(symbol="AAPL", day=day, time=EarningsTime.AFTER_CLOSE, estimated=False, source="set")
        for day in days
    ]
    assert rig.buy().impact.earnings_date == "2012-07-24"
    rig.market.results = known[:1]
    assert rig.buy().impact.earnings_date is None
