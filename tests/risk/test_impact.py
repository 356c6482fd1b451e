"""What the dialog shows of an order's effect; figures worked out by hand beside each case."""

from decimal import Decimal

from tests.orders.rig import Rig, form
from trading.errors import Unavailable
from trading.types import OrderClass, OrderType, Side, StopLoss, Ticket, TimeInForce


def test_a_purchase_moves_cash_weight_and_exposure(rig: Rig) -> None:
    impact = rig.buy(qty="10").impact
    # 10 shares at 100 are 1000 of 100000: one percent; nothing is held before, and 1000 is all that 10 shares can lose
    assert (impact.cost, impact.fees) == (Decimal(1000), Decimal(0))
    assert (impact.buying_power_before, impact.buying_power_after) == (Decimal(100_000), Decimal(99_000))
    assert (impact.qty_before, impact.qty_after) == (Decimal(0), Decimal(10))
    assert (impact.weight_before, impact.weight_after) == (0.0, 0.01)
    assert (impact.gross_before, impact.gross_after) == (Decimal(0), Decimal(1000))
    assert (impact.worst_case_today, impact.worst_case_after) == (Decimal(0), Decimal(1000))


def test_a_sale_brings_cash_and_lowers_exposure(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    impact = rig.sell(qty="4").impact
    assert impact.cost == Decimal(-400)
    assert (impact.buying_power_before, impact.buying_power_after) == (Decimal(99_000), Decimal(99_400))
    assert (impact.qty_before, impact.qty_after) == (Decimal(10), Decimal(6))
    assert (impact.gross_before, impact.gross_after) == (Decimal(1000), Decimal(600))


def test_a_notional_order_is_shown_in_shares_too(rig: Rig) -> None:
    rig.market.prices["AAPL"] = Decimal("33.33")
    ticket = Ticket(symbol="AAPL", side=Side.BUY, notional=Decimal(500))
    impact = rig.desk.propose(ticket, form()).impact
    # 500 / 33.33 = 15.001500 shares, rounded down to 6 decimals
    assert (impact.qty_after, impact.cost) == (Decimal("15.0015"), Decimal("500.00"))


def test_a_limit_below_the_price_is_the_most_that_is_paid(rig: Rig) -> None:
    ticket = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(10), type=OrderType.LIMIT, limit_price=Decimal("90.50"))
    impact = rig.desk.propose(ticket, form()).impact
    # 10 x 90.50 = 905, though the price is 100
    assert (impact.cost, impact.buying_power_after) == (Decimal(905), Decimal(99_095))


def test_what_is_lost_today_lowers_the_worst_case(rig: Rig) -> None:
    rig.approve(rig.buy(qty="200"))
    impact = rig.buy(qty="50").impact
    # 5 percent of 100000 is 5000; then a jump of 10 percent of 200 x 100 is 2000, of 250 x 100 it is 2500
    assert (impact.worst_case_today, impact.worst_case_after) == (Decimal(7000), Decimal(7500))
    rig.venue.last_equity = Decimal(101_000)
    # 5 percent of 101000 is 5050, of which 1000 are lost already: 4050
    assert rig.buy("MSFT").impact.worst_case_today == Decimal(6050)


def test_a_stop_that_comes_with_the_order_lowers_what_it_can_lose(rig: Rig) -> None:
    stop = StopLoss(stop_price=Decimal(95))
    bracket = rig.buy(qty="50", order_class=OrderClass.OTO, stop_loss=stop, time_in_force=TimeInForce.GTC)
    # out at 95 less 10 percent, 85.50: 50 x (100 - 85.50)
    assert bracket.impact.worst_case_after == Decimal(725)


def test_a_protective_stop_and_a_sale_lower_the_worst_case(rig: Rig) -> None:
    rig.approve(rig.buy(qty="50"))
    # 50 x 100 can be lost; with a stop at 95 it is 50 x (100 - 85.50); with 20 sold it is 30 x 100
    stop = rig.sell(qty="50", type=OrderType.STOP, stop_price=Decimal(95), time_in_force=TimeInForce.GTC).impact
    assert (stop.worst_case_today, stop.worst_case_after) == (Decimal(5000), Decimal(725))
    assert rig.sell(qty="20").impact.worst_case_after == Decimal(3000)


def test_what_is_on_its_way_to_the_venue_is_taken_off_the_buying_power(rig: Rig) -> None:
    def lose(_id: str) -> None:
        raise ConnectionError

    rig.venue.before_accepting = lose
    rig.approve(rig.buy(qty="10"))
    assert rig.buy("MSFT").impact.buying_power_before == Decimal(99_000)


def test_what_cannot_be_known_stays_unknown(rig: Rig) -> None:
    def silent() -> None:
        raise Unavailable("the venue does not answer")

    rig.venue.account = silent  # type: ignore[method-assign,assignment]
    impact = rig.buy().impact
    assert (impact.buying_power_before, impact.buying_power_after, impact.worst_case_today) == (None, None, None)
    assert (impact.cost, impact.share_of_volume) == (Decimal(100), None)
    assert (impact.weight_after, impact.sector_weight_after, impact.var_95_after, impact.beta_after) == (None,) * 4


def test_a_resting_order_says_when_it_works(rig: Rig) -> None:
    resting = rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90))
    assert resting.impact.session == "works from the next session, 2012-06-04"
    assert rig.buy().impact.session == "the exchange is open: works at once"
