"""The order form offers a stop and a target that follow the price, and takes what is typed or chosen instead."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import Open, send, texts
from trading.types import OWNER, FieldFrom, OrderClass, OrderType, Side, StopLoss, TakeProfit, TimeInForce


def _begun(visit: Open, symbol: str = "AAPL", size: str = "10") -> AppTest:
    at = visit("orders")
    at.selectbox(key=session.ORDER_SYMBOL).select(symbol).run()
    at.text_input(key=session.ORDER_SIZE).set_value(size).run()
    assert not at.exception
    return at


def _exits(at: AppTest) -> tuple[str, str]:
    """Return the exits that would be sent: what is typed, else the default that is shown greyed; empty without."""
    shown = {one.key: one.value or one.placeholder or "" for one in at.text_input}
    return shown.get(session.ORDER_STOP_LOSS, ""), shown.get(session.ORDER_TAKE_PROFIT, "")


def test_an_entry_begins_with_a_stop_and_a_target_from_the_price_and_outlives_the_day(visit: Open) -> None:
    """AAPL closed at 560.99: 0.95 x 560.99 = 532.9405 and 1.10 x 560.99 = 617.089."""
    at = _begun(visit)
    assert _exits(at) == ("532.94", "617.09")
    assert "By default: a stop and a target, until cancelled." in texts(at)


def test_what_is_reviewed_untouched_says_that_its_exits_are_defaults(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _begun(visit)
    at.button(key="order_review").click().run()
    assert not at.exception
    (proposal,) = wired.services.desk.proposals().items
    assert (proposal.gate.reasons, proposal.ticket.time_in_force) == ([], TimeInForce.GTC)
    assert (proposal.ticket.stop_loss, proposal.ticket.take_profit) == (
        StopLoss(stop_price=Decimal("532.94")),
        TakeProfit(limit_price=Decimal("617.09")),
    )
    assert proposal.origin.fields["stop_loss"].source is FieldFrom.DEFAULT
    assert proposal.origin.fields["take_profit"].source is FieldFrom.DEFAULT
    said = texts(at).replace("\\", "")
    assert "Stop loss: default, 5% below the price of $560.99 at which it would fill" in said
    assert "Take profit: default, 10% above" in said


def test_exits_follow_the_symbol_and_the_limit(visit: Open) -> None:
    """IBM closed at 189.08: 0.95 x 189.08 = 179.626, 1.10 x 189.08 = 207.988; of a limit of 150: 142.50 and 165."""
    at = _begun(visit)
    at.selectbox(key=session.ORDER_SYMBOL).select("IBM").run()
    assert _exits(at) == ("179.63", "207.99")
    at.selectbox(key=session.ORDER_TYPE).select(OrderType.LIMIT).run()
    at.text_input(key=session.ORDER_LIMIT).set_value("150").run()
    assert _exits(at) == ("142.5", "165")
    assert "By default: a stop and a target, day." in texts(at)


def test_a_price_that_is_typed_over_stays_and_counts_as_typed(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _begun(visit)
    at.text_input(key=session.ORDER_STOP_LOSS).set_value("500").run()
    at.text_input(key=session.ORDER_SIZE).set_value("11").run()
    assert _exits(at) == ("500", "617.09")
    at.button(key="order_review").click().run()
    (proposal,) = wired.services.desk.proposals().items
    assert proposal.gate.reasons == []
    assert proposal.origin.fields["stop_loss"].source is FieldFrom.FORM
    assert proposal.origin.fields["take_profit"].source is FieldFrom.DEFAULT


def test_a_price_that_is_cleared_is_the_default_again(visit: Open) -> None:
    at = _begun(visit)
    at.text_input(key=session.ORDER_STOP_LOSS).set_value("500").run()
    at.text_input(key=session.ORDER_STOP_LOSS).set_value("").run()
    assert _exits(at) == ("532.94", "617.09")


def test_exits_can_be_declined_and_stay_declined_while_the_order_is_typed(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _begun(visit)
    at.selectbox(key=session.ORDER_EXITS).select(OrderClass.SIMPLE).run()
    at.text_input(key=session.ORDER_SIZE).set_value("12").run()
    assert _exits(at) == ("", "")
    at.button(key="order_review").click().run()
    (proposal,) = wired.services.desk.proposals().items
    assert (proposal.ticket.order_class, proposal.ticket.stop_loss) == (OrderClass.SIMPLE, None)
    assert proposal.ticket.time_in_force is TimeInForce.DAY


def test_the_next_order_begins_with_its_exits_again(visit: Open) -> None:
    at = _begun(visit)
    at.selectbox(key=session.ORDER_EXITS).select(OrderClass.SIMPLE).run()
    at.button(key="order_review").click().run()
    assert _exits(at) == ("532.94", "617.09")


def test_one_exit_of_ones_own_choice_begins_empty_and_both_come_back_filled(visit: Open) -> None:
    at = _begun(visit)
    at.selectbox(key=session.ORDER_EXITS).select(OrderClass.OTO).run()
    assert _exits(at) == ("", "")
    assert "Type one exit" in texts(at)
    at.selectbox(key=session.ORDER_EXITS).select(OrderClass.BRACKET).run()
    assert _exits(at) == ("532.94", "617.09")


@pytest.mark.parametrize("size", ["1.5", "0.25"])
def test_a_part_of_a_share_carries_no_exits(visit: Open, size: str) -> None:
    assert _exits(_begun(visit, size=size)) == ("", "")


def test_an_amount_of_money_carries_no_exits(visit: Open) -> None:
    at = _begun(visit)
    at.segmented_control(key=session.ORDER_SIZE_IN).set_value("Dollars").run()
    assert _exits(at) == ("", "")


def test_a_sale_of_what_is_held_carries_no_exits(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=10)
    at = _begun(visit, size="5")
    at.segmented_control(key=session.ORDER_SIDE).set_value(Side.SELL).run()
    assert _exits(at) == ("", "")
    assert "By default: no exits, day." in texts(at)


def test_a_life_for_an_auction_carries_no_exits(visit: Open) -> None:
    at = _begun(visit)
    at.selectbox(key=session.ORDER_TIME_IN_FORCE).select(TimeInForce.OPG).run()
    assert _exits(at) == ("", "")
    assert not at.button(key="order_review").disabled


def test_a_percentage_of_0_proposes_no_exit(wired: bootstrap.Wiring, visit: Open) -> None:
    wired.services.limits.update({"default_target_pct": "0"}, actor=OWNER)
    assert _exits(_begun(visit)) == ("532.94", "")
    wired.services.limits.update({"default_stop_pct": "0"}, actor=OWNER)
    assert _exits(_begun(visit)) == ("", "")
