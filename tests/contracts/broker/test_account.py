"""The account: money and positions move by what was filled, exactly, and by nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.contracts.broker.conftest import Venue
from trading.errors import VenueRejected
from trading.types import CashKind, Side, Status, Ticket, TimeInForce


def test_a_fill_moves_exactly_its_cost(venue: Venue) -> None:
    before = venue.broker.account()
    order = venue.submit(venue.ticket())
    [fill] = venue.broker.fills()
    after = venue.broker.account()
    assert (order.status, order.filled_qty, order.filled_avg_price) == (Status.FILLED, Decimal(10), fill.price)
    assert (fill.order_id, fill.symbol, fill.side, fill.qty) == (
        order.client_order_id, venue.symbol, Side.BUY, Decimal(10),
    )  # fmt: skip
    assert before.cash - after.cash == 10 * fill.price
    assert all(isinstance(value, Decimal) for value in (after.cash, after.equity, fill.price, fill.qty))


def test_equity_is_cash_and_positions(venue: Venue) -> None:
    venue.submit(venue.ticket(qty="10"))
    venue.submit(venue.ticket(side=Side.SELL, qty="3"))
    account, positions = venue.broker.account(), venue.broker.positions()
    assert account.equity == account.cash + sum(held.market_value for held in positions)
    [held] = positions
    assert (held.symbol, held.qty, held.available) == (venue.symbol, Decimal(7), Decimal(7))
    assert held.unrealized_pl == held.market_value - held.qty * held.avg_entry_price


def test_each_execution_has_an_id_of_its_own(venue: Venue) -> None:
    for _ in range(3):
        venue.submit(venue.ticket(qty="1"))
    fills = venue.broker.fills()
    assert len({fill.execution_id for fill in fills}) == len(fills) == 3
    assert all(fill.at.utcoffset() == timedelta(0) for fill in fills)
    assert venue.broker.fills(since=fills[-1].at + timedelta(days=1)) == []
    assert list(venue.broker.fills(since=fills[0].at)) == list(fills)


def test_a_closed_position_is_gone(venue: Venue) -> None:
    venue.submit(venue.ticket())
    venue.submit(venue.ticket(side=Side.SELL))
    assert venue.broker.positions() == []


def test_fractions_and_amounts_of_money_can_be_bought(venue: Venue) -> None:
    part = venue.submit(venue.ticket(qty="0.123456"))
    assert part.status is Status.FILLED and part.filled_qty == Decimal("0.123456")
    amount = Ticket(symbol=venue.symbol, side=Side.BUY, notional=Decimal(500))
    spent = venue.submit(amount)
    assert spent.status is Status.FILLED and spent.notional == Decimal(500)
    assert Decimal("499.99") <= spent.filled_qty * (spent.filled_avg_price or 0) <= Decimal(500)


def test_no_more_is_sold_than_is_free(venue: Venue) -> None:
    venue.submit(venue.ticket(qty="10"))
    venue.submit(venue.ticket(side=Side.SELL, qty="6", limit_price=venue.above))
    before = venue.money()
    with pytest.raises(VenueRejected, match="insufficient qty available"):
        venue.broker.submit("more", venue.ticket(side=Side.SELL, qty="5"))
    assert venue.broker.find("more") is None and venue.money() == before
    assert venue.broker.positions()[0].available == 4


def test_a_resting_buy_reserves_its_cost_until_it_ends(venue: Venue) -> None:
    free = venue.broker.account().buying_power
    order = venue.submit(venue.ticket(limit_price=venue.below))
    assert venue.broker.account().buying_power == free - 10 * venue.below
    venue.broker.cancel(order.client_order_id)
    assert venue.broker.account().buying_power == free


def test_what_cannot_be_paid_is_rejected(venue: Venue) -> None:
    free = venue.broker.account().buying_power
    qty = str(int(free / venue.price) + 1)
    with pytest.raises(VenueRejected, match="insufficient buying power"):
        venue.broker.submit("big", venue.ticket(qty=qty))
    assert venue.broker.find("big") is None and venue.broker.account().buying_power == free


def test_a_suspended_account_takes_no_order_but_cancels(venue: Venue) -> None:
    resting = venue.submit(venue.ticket(limit_price=venue.below))
    venue.broker.suspend(on=True)
    with pytest.raises(VenueRejected, match="new orders are rejected by user request"):
        venue.broker.submit("late", venue.ticket())
    assert venue.broker.account().blocked
    venue.broker.cancel(resting.client_order_id)
    found = venue.broker.find(resting.client_order_id)
    assert found is not None and found.status is Status.CANCELLED
    venue.broker.suspend(on=False)
    assert venue.broker.account().blocked is None
    assert venue.submit(venue.ticket()).status is Status.FILLED


@pytest.mark.parametrize("force", [TimeInForce.IOC, TimeInForce.FOK])
def test_now_or_never_is_cancelled_when_nobody_sells(venue: Venue, force: TimeInForce) -> None:
    never = venue.submit(venue.ticket(limit_price=venue.below, time_in_force=force))
    now = venue.submit(venue.ticket(limit_price=venue.above, time_in_force=force))
    assert (never.status, now.status) == (Status.CANCELLED, Status.FILLED)
    assert now.filled_avg_price is not None and now.filled_avg_price <= venue.above


def test_the_account_knows_its_previous_close(venue: Venue) -> None:
    account = venue.broker.account()
    assert account.number and account.last_equity > 0 and account.as_of.utcoffset() == timedelta(0)
    assert all(point.at <= account.as_of for point in venue.broker.equity())


def test_trades_are_no_movements_of_cash(venue: Venue) -> None:
    venue.submit(venue.ticket())
    venue.submit(venue.ticket(side=Side.SELL, qty="4"))
    assert list(venue.broker.cash_movements()) == []


def test_a_dividend_is_told_once_on_its_day_with_what_it_brought(venue: Venue) -> None:
    venue.submit(venue.ticket(qty="10"))
    before = venue.broker.account().cash
    day, a_share = venue.pay()
    [moved] = venue.broker.cash_movements()
    assert (moved.kind, moved.day, moved.symbol, moved.amount) == (CashKind.DIVIDEND, day, venue.symbol, 10 * a_share)
    assert venue.broker.account().cash - before == moved.amount
    assert moved.id


def test_movements_of_cash_are_told_between_two_inclusive_dates(venue: Venue) -> None:
    venue.submit(venue.ticket(qty="10"))
    day, _ = venue.pay()
    one = timedelta(days=1)
    told = list(venue.broker.cash_movements())
    assert len(told) == 1
    assert list(venue.broker.cash_movements(start=day, end=day)) == told
    assert list(venue.broker.cash_movements(start=day + one)) == []
    assert list(venue.broker.cash_movements(end=day - one)) == []
