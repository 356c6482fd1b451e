"""What a real venue refuses is refused before it is asked; the replay's paper broker asks for none of it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.orders.rig import Rig, form
from tests.risk.test_gate_rules import failing, ticket
from trading.types import OrderClass, OrderType, Side, StopLoss, TakeProfit

LIMIT, STOP, MARKET = OrderType.LIMIT, OrderType.STOP, OrderType.MARKET
SELL = {"side": Side.SELL}
BRACKET = {
    "order_class": OrderClass.BRACKET,
    "take_profit": TakeProfit(limit_price=Decimal(120)),
    "stop_loss": StopLoss(stop_price=Decimal(80)),
}
DOWN = {"take_profit": TakeProfit(limit_price=Decimal(80)), "stop_loss": StopLoss(stop_price=Decimal(120))}


def hold(rig: Rig, qty: int = 10) -> None:
    """Own shares of AAPL, bought at 100 USD."""
    rig.approve(rig.buy(qty=Decimal(qty)))


def rest(rig: Rig, **fields: Any) -> None:
    proposal = rig.desk.propose(ticket(**fields), form())
    assert failing(proposal) == []
    rig.approve(proposal)


def refusals(rig: Rig, **fields: Any) -> list[str]:
    return failing(rig.desk.propose(ticket(**fields), form()))


@pytest.mark.parametrize(
    ("resting", "asked", "is_refused"),
    [
        ({"type": LIMIT, "limit_price": Decimal(110), **SELL}, {"type": LIMIT, "limit_price": Decimal(109)}, False),
        ({"type": LIMIT, "limit_price": Decimal(110), **SELL}, {"type": LIMIT, "limit_price": Decimal(110)}, True),
        ({"type": LIMIT, "limit_price": Decimal(110), **SELL}, {"type": MARKET}, True),
        ({"type": STOP, "stop_price": Decimal(90), **SELL}, {"type": LIMIT, "limit_price": Decimal(80)}, True),
        ({"type": STOP, "stop_price": Decimal(90), **SELL}, BRACKET, False),
        ({"type": LIMIT, "limit_price": Decimal(90)}, {"type": LIMIT, "limit_price": Decimal(110), **SELL}, False),
        ({"type": LIMIT, "limit_price": Decimal(90)}, {"type": MARKET, **SELL}, True),
    ],
)
def test_an_order_that_could_meet_ones_own_is_refused(
    venue_rig: Rig, resting: dict[str, Any], asked: dict[str, Any], is_refused: bool
) -> None:
    hold(venue_rig)
    rest(venue_rig, **resting)
    assert refusals(venue_rig, **asked) == (["wash_trade"] if is_refused else [])


def test_an_order_of_another_symbol_or_the_same_side_is_no_wash_trade(venue_rig: Rig) -> None:
    rest(venue_rig, type=LIMIT, limit_price=Decimal(90))
    assert refusals(venue_rig) == []
    assert refusals(venue_rig, symbol="MSFT", type=LIMIT, limit_price=Decimal(40)) == []


def test_in_replay_both_sides_may_rest(rig: Rig) -> None:
    hold(rig)
    rest(rig, type=STOP, stop_price=Decimal(90), **SELL)
    assert refusals(rig) == []


def test_a_bracket_opens_and_does_not_close(venue_rig: Rig) -> None:
    hold(venue_rig)
    assert refusals(venue_rig, **BRACKET) == []
    assert "exits" in refusals(venue_rig, **(BRACKET | DOWN | SELL))


def test_a_pair_of_exits_closes_and_does_not_open(venue_rig: Rig) -> None:
    pair = BRACKET | {"order_class": OrderClass.OCO, "type": LIMIT, "limit_price": Decimal(120)}
    assert "exits" in refusals(venue_rig, qty=Decimal(10), **(pair | SELL))
    hold(venue_rig)
    assert refusals(venue_rig, qty=Decimal(10), **(pair | SELL)) == []
    assert "exits" in refusals(venue_rig, qty=Decimal(11), **(pair | SELL))
