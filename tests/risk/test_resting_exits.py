"""Exits that outlive their entry count in the gate's exposure, and those of a position that is held do not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.orders.rig import Rig
from trading.types import OWNER, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, Ticket

EXITS = {"take_profit": TakeProfit(limit_price=Decimal(120)), "stop_loss": StopLoss(stop_price=Decimal(80))}


def bracket(rig: Rig, qty: str = "10") -> str:
    """Buy with exits at 100 USD; the entry fills and the exits rest."""
    return rig.approve(rig.buy(qty=qty, order_class=OrderClass.BRACKET, **EXITS)).id


def sold_elsewhere(rig: Rig, qty: str) -> None:
    """Let the shares be sold outside the app, which leaves the exits without a position."""
    rig.venue.add_foreign("elsewhere", Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(qty)))
    rig.venue.fill("elsewhere")
    rig.desk.reconcile()


def gross_of(rig: Rig, symbol: str) -> tuple[Decimal | None, Decimal | None]:
    found = rig.buy(symbol).impact
    return found.gross_before, found.gross_after


def test_the_exits_of_a_position_are_no_exposure_of_their_own(rig: Rig) -> None:
    bracket(rig)
    assert rig.venue.known and rig.desk.orders().items[0].status is Status.FILLED
    assert gross_of(rig, "AAPL") == (Decimal(1000), Decimal(1100))  # 10 x 100, and one share of 100 more
    assert gross_of(rig, "MSFT") == (Decimal(1000), Decimal(1050))


def test_exits_left_after_the_position_is_gone_count_as_the_short_that_they_would_open(rig: Rig) -> None:
    bracket(rig)
    sold_elsewhere(rig, "10")
    # a stop at 80 would sell 10 short; at 100, the dearest price of the order, that is 1000; and a share of 50
    assert gross_of(rig, "MSFT") == (Decimal(1000), Decimal(1050))
    assert gross_of(rig, "AAPL") == (Decimal(1000), Decimal(1000))  # long 1 or short 10, whichever is more


def test_a_part_that_was_sold_elsewhere_leaves_the_rest_of_the_exits_uncovered(rig: Rig) -> None:
    bracket(rig)
    sold_elsewhere(rig, "4")
    # 6 held are 600 long; the exits sell 10, 4 more than are held: 400 short; the larger counts
    assert gross_of(rig, "MSFT") == (Decimal(600), Decimal(650))


def test_an_orphaned_stop_takes_up_the_symbols_cap(rig: Rig) -> None:
    bracket(rig)
    sold_elsewhere(rig, "10")
    rig.market.assets_by_symbol["AAPL"] = replace(rig.market.asset("AAPL"), shortable=True)
    rig.limits.update({"max_symbol_notional": "1500"}, actor=OWNER)
    refused = rig.sell(qty="6")
    assert "exposure in AAPL of 1600.00 USD exceeds the limit of 1500 USD" in refused.reason
    assert rig.sell(qty="5").status is Status.OPEN


def test_a_pair_of_exits_counts_once_and_at_its_dearer_price(rig: Rig) -> None:
    entry = bracket(rig)
    order = rig.venue.known[entry]
    profit = replace(order.legs[0], client_order_id=f"{entry}-profit", limit_price=Decimal(120), stop_price=None)
    rig.venue.known[entry] = replace(order, legs=(order.legs[0], profit))
    rig.desk.reconcile()
    sold_elsewhere(rig, "10")
    assert gross_of(rig, "MSFT") == (Decimal(1200), Decimal(1250))  # 10 x 120, not 20 and not at 80


def test_exits_that_have_ended_no_longer_count(rig: Rig) -> None:
    entry = bracket(rig)
    sold_elsewhere(rig, "10")
    rig.approve(rig.desk.propose(rig.desk.cancel_ticket(entry), rig.desk.proposal(entry).origin))
    assert gross_of(rig, "MSFT") == (Decimal(0), Decimal(50))


@pytest.mark.parametrize("stop", ["150", "300"])
def test_a_resting_order_above_the_market_counts_at_its_own_price(rig: Rig, stop: str) -> None:
    rig.approve(rig.buy(qty="10", type=OrderType.STOP, stop_price=Decimal(stop)))
    assert gross_of(rig, "AAPL") == (10 * Decimal(stop), 10 * Decimal(stop) + 100)
