"""What is used of each limit: the gate's own figures before a new order, and not known where they cannot be read."""

from decimal import Decimal

import pytest

from tests.orders.market import START
from tests.orders.rig import Rig
from tests.orders.risk_rig import risk_desk
from trading.errors import Unavailable
from trading.risk.limit_use import LimitUse
from trading.types import OWNER, OrderType


def _uses(rig: Rig) -> dict[str, LimitUse]:
    return {use.name: use for use in risk_desk(rig).limit_uses()}


def test_a_new_account_has_used_nothing(rig: Rig) -> None:
    assert {name: use.used for name, use in _uses(rig).items()} == {
        "max_orders_per_day": Decimal(0),
        "rejection_streak": Decimal(0),
        "max_daily_loss_pct": Decimal(0),
        "max_drawdown_pct": Decimal(0),
        "max_gross_notional": Decimal(0),
        "max_symbol_notional": Decimal(0),
        "max_symbol_weight_pct": Decimal(0),
    }


def test_positions_and_open_orders_count_together_each_symbol_by_itself(rig: Rig) -> None:
    # 10 AAPL at 100 are held, 5 more rest at 90: the worst price known is the ask of 100, so 1,000 + 500; IBM 2 * 200
    rig.approve(rig.buy(qty="10"))
    rig.approve(rig.buy(qty="5", type=OrderType.LIMIT, limit_price=Decimal(90)))
    rig.approve(rig.buy("IBM", qty="2"))
    uses = _uses(rig)
    assert uses["max_gross_notional"].used == Decimal(1_900)
    assert (uses["max_symbol_notional"].used, uses["max_symbol_notional"].said) == (Decimal(1_500), "AAPL")
    equity = rig.venue.account().equity
    assert uses["max_symbol_weight_pct"].used == Decimal(1_500) / equity * 100
    assert uses["max_orders_per_day"].used == 3


def test_the_gate_measures_the_same_before_its_own_order(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    rig.approve(rig.buy("IBM", qty="2"))
    rig.market.prices["AAPL"] = Decimal(90)
    figures = {rule.name: rule.figure for rule in rig.buy("MSFT", qty="1").gate.rules}
    uses = _uses(rig)
    # MSFT adds one order and 50 USD to what was there
    assert figures["orders_per_day"] == f"{uses['max_orders_per_day'].used + 1:.0f} of 500 orders"  # type: ignore[operator]
    assert figures["gross_cap"] == f"{uses['max_gross_notional'].used + 50:.2f} of 200000 USD"  # type: ignore[operator]
    assert figures["daily_loss"] == f"{uses['max_daily_loss_pct'].used:.2f} of 5 percent"
    assert figures["drawdown"] == f"{uses['max_drawdown_pct'].used:.2f} of 25 percent"
    assert uses["max_daily_loss_pct"].used > 0  # type: ignore[operator]


def test_orders_of_yesterday_do_not_count_today(rig: Rig) -> None:
    rig.approve(rig.buy())
    rig.market_clock.go(days=1)
    assert rig.market_clock.now() > START
    assert _uses(rig)["max_orders_per_day"].used == 0


def test_how_near_a_limit_is_has_no_scale_at_a_limit_of_zero(rig: Rig) -> None:
    rig.limits.update({"max_gross_notional": "0", "max_orders_per_day": 4}, actor=OWNER)
    rig.limits.update({"max_gross_notional": "2000"}, actor=OWNER)
    rig.approve(rig.buy(qty="5"))
    uses = _uses(rig)
    assert (uses["max_gross_notional"].share, uses["max_orders_per_day"].share) == (0.25, 0.25)
    rig.limits.update({"max_gross_notional": "0"}, actor=OWNER)
    assert _uses(rig)["max_gross_notional"].share is None


def test_a_venue_that_does_not_answer_is_not_known_and_never_zero(rig: Rig) -> None:
    rig.approve(rig.buy())
    rig.venue.fault = Unavailable("the venue does not answer; wait")
    uses = _uses(rig)
    assert uses["max_orders_per_day"].used == 1
    unknown = [use for name, use in uses.items() if name not in ("max_orders_per_day", "rejection_streak")]
    assert [(use.used, use.share, use.said) for use in unknown] == [(None, None, "the venue does not answer; wait")] * 5


@pytest.mark.parametrize("last_equity", [Decimal(0), Decimal(-1)])
def test_a_last_close_that_is_worth_nothing_gives_no_loss(rig: Rig, last_equity: Decimal) -> None:
    rig.venue.last_equity = last_equity
    use = _uses(rig)["max_daily_loss_pct"]
    assert (use.used, use.said) == (None, "the account's worth before is not above 0")
