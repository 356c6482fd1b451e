"""Orders: one an id for ever, found by it, ended only by the venue, with their exits inside."""

import uuid
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from tests.contracts.broker.conftest import Venue, unstamped
from trading.errors import NotFound, OutcomeUnknown, VenueRejected
from trading.types import (
    Action,
    OrderClass,
    OrderType,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)

GTC = TimeInForce.GTC


def test_an_accepted_order_is_found_under_its_id(venue: Venue) -> None:
    order_id = uuid.uuid4().hex
    answer = venue.broker.submit(order_id, venue.ticket(limit_price=venue.below))
    found = venue.broker.find(order_id)
    assert unstamped(found) == unstamped(answer)
    assert (answer.client_order_id, answer.symbol, answer.side) == (order_id, venue.symbol, Side.BUY)
    assert (answer.status, answer.qty, answer.filled_qty) == (Status.SENT, Decimal(10), Decimal(0))
    assert answer.broker_id and answer.submitted_at.tzinfo is not None
    assert answer.submitted_at.utcoffset() == answer.updated_at.utcoffset() == timedelta(0)


def test_an_id_is_taken_once(venue: Venue) -> None:
    order_id = uuid.uuid4().hex
    first = venue.broker.submit(order_id, venue.ticket(limit_price=venue.below))
    with pytest.raises(OutcomeUnknown, match="client_order_id must be unique"):
        venue.broker.submit(order_id, venue.ticket(qty="3"))
    assert [unstamped(order) for order in venue.broker.orders()] == [unstamped(first)]
    assert venue.broker.positions() == []


def test_an_id_of_a_cancelled_order_stays_taken(venue: Venue) -> None:
    order = venue.submit(venue.ticket(limit_price=venue.below))
    venue.broker.cancel(order.client_order_id)
    with pytest.raises(OutcomeUnknown):
        venue.broker.submit(order.client_order_id, venue.ticket())


@pytest.mark.parametrize("length", [1, 128])
def test_ids_may_have_up_to_128_characters(venue: Venue, length: int) -> None:
    assert venue.broker.submit("a" * length, venue.ticket(limit_price=venue.below)).client_order_id == "a" * length


def test_a_longer_id_is_rejected(venue: Venue) -> None:
    with pytest.raises(VenueRejected, match="128"):
        venue.broker.submit("a" * 129, venue.ticket())


def test_an_unknown_id_is_none_and_cannot_be_cancelled(venue: Venue) -> None:
    assert venue.broker.find("nobody") is None
    with pytest.raises(NotFound):
        venue.broker.cancel("nobody")


def test_an_unknown_symbol_is_rejected_and_leaves_nothing(venue: Venue) -> None:
    before = venue.money()
    with pytest.raises(VenueRejected):
        venue.broker.submit("x", Ticket(symbol="NOSUCH", side=Side.BUY, qty=Decimal(1)))
    assert venue.broker.find("x") is None and venue.money() == before


def test_a_cancel_may_be_repeated(venue: Venue) -> None:
    order = venue.submit(venue.ticket(limit_price=venue.below))
    venue.broker.cancel(order.client_order_id)
    venue.broker.cancel(order.client_order_id)
    found = venue.broker.find(order.client_order_id)
    assert found is not None and found.status is Status.CANCELLED and found.filled_qty == 0


def test_what_has_filled_cannot_be_cancelled(venue: Venue) -> None:
    order = venue.submit(venue.ticket())
    with pytest.raises(VenueRejected, match="filled"):
        venue.broker.cancel(order.client_order_id)


def test_open_orders_are_those_that_can_still_fill(venue: Venue) -> None:
    resting = venue.submit(venue.ticket(limit_price=venue.below))
    done = venue.submit(venue.ticket())
    gone = venue.submit(venue.ticket(limit_price=venue.below))
    venue.broker.cancel(gone.client_order_id)
    assert [order.client_order_id for order in venue.broker.orders(open_only=True)] == [resting.client_order_id]
    assert {order.client_order_id for order in venue.broker.orders()} == {
        order.client_order_id for order in (resting, done, gone)
    }


def test_orders_since_a_time_are_the_changed_and_the_open_ones(venue: Venue) -> None:
    resting = venue.submit(venue.ticket(limit_price=venue.below))
    gone = venue.submit(venue.ticket(limit_price=venue.below))
    venue.broker.cancel(gone.client_order_id)
    changed = {
        order.client_order_id for order in venue.broker.orders(since=resting.submitted_at - timedelta(seconds=1))
    }
    assert changed == {resting.client_order_id, gone.client_order_id}
    later = venue.broker.orders(since=gone.updated_at.astimezone(UTC) + timedelta(days=1))
    assert [order.client_order_id for order in later] == [resting.client_order_id]


def test_a_replaced_order_names_the_one_that_took_its_place(venue: Venue) -> None:
    old = venue.submit(venue.ticket(limit_price=venue.below, time_in_force=GTC))
    lower = (venue.below - 1).quantize(Decimal("0.01"))
    change = venue.ticket(
        qty="7", limit_price=lower, time_in_force=GTC, action=Action.REPLACE, target_id=old.client_order_id
    )
    new = venue.broker.replace(old.client_order_id, "new", change)
    ended = venue.broker.find(old.client_order_id)
    assert ended is not None and (ended.status, ended.replaced_by) == (Status.REPLACED, "new")
    assert (new.client_order_id, new.status, new.qty, new.limit_price) == ("new", Status.SENT, Decimal(7), lower)
    assert [order.client_order_id for order in venue.broker.orders(open_only=True)] == ["new"]


def test_a_replace_that_cannot_be_paid_leaves_the_old_order(venue: Venue) -> None:
    old = venue.submit(venue.ticket(limit_price=venue.below))
    change = venue.ticket(qty="100000", limit_price=venue.below, action=Action.REPLACE, target_id=old.client_order_id)
    with pytest.raises(VenueRejected):
        venue.broker.replace(old.client_order_id, "new", change)
    assert venue.broker.find("new") is None
    assert unstamped(venue.broker.find(old.client_order_id)) == unstamped(old)


def test_an_ended_order_cannot_be_replaced(venue: Venue) -> None:
    old = venue.submit(venue.ticket())
    change = venue.ticket(qty="7", limit_price=venue.below, action=Action.REPLACE, target_id=old.client_order_id)
    with pytest.raises(VenueRejected):
        venue.broker.replace(old.client_order_id, "new", change)
    assert venue.broker.find("new") is None


def test_exits_live_inside_their_parent_and_end_with_it(venue: Venue) -> None:
    bracket = venue.ticket(
        limit_price=venue.below,
        time_in_force=GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=venue.above),
        stop_loss=StopLoss(stop_price=(venue.below / 2).quantize(Decimal("0.01"))),
    )
    order = venue.submit(bracket)
    assert {leg.type for leg in order.legs} == {OrderType.LIMIT, OrderType.STOP}
    assert all(leg.side is Side.SELL and leg.status is Status.SENT for leg in order.legs)
    assert len(venue.broker.orders()) == 1
    venue.broker.cancel(order.client_order_id)
    found = venue.broker.find(order.client_order_id)
    assert found is not None
    assert {found.status, *(leg.status for leg in found.legs)} == {Status.CANCELLED}


def test_resting_exits_can_be_cancelled_by_their_own_ids(venue: Venue) -> None:
    bracket = venue.ticket(
        time_in_force=GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=venue.above),
        stop_loss=StopLoss(stop_price=venue.below),
    )
    order = venue.submit(bracket)
    assert order.status is Status.FILLED and venue.broker.positions()[0].available == 0
    venue.broker.cancel(order.legs[0].client_order_id)
    found = venue.broker.find(order.client_order_id)
    assert found is not None and {leg.status for leg in found.legs} == {Status.CANCELLED}
    assert venue.broker.positions()[0].available == 10
