"""A venue that is down for ten minutes: reading goes on, orders are held, and afterwards nothing is lost."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.exactly_once.desk import build, symbol
from tests.exactly_once.wire import DirectVenue, DirectWire
from tests.orders.market import WALL, SetClock
from tests.orders.rig import form
from trading.errors import Refused, Unavailable
from trading.types import OWNER, OrderType, Side, Status, Ticket

SYMBOLS, MINUTES = 3, 10
RESTING = Ticket(symbol=symbol(0), side=Side.BUY, qty=Decimal(2), type=OrderType.LIMIT, limit_price=Decimal(90))


def test_a_venue_that_is_down_for_ten_minutes_loses_nothing(tmp_path: Path) -> None:
    clock = SetClock(WALL)
    venue = DirectVenue(clock, SYMBOLS)
    wire = DirectWire(venue.server)
    built = build(tmp_path, venue.place(SYMBOLS), clock, owner="desk", sleep=lambda _s: None, adapter=wire)
    desk = built.desk
    desk.start()
    resting = desk.propose(RESTING, form())
    assert desk.approve(resting.id, resting.approval_hash, actor=OWNER).status is Status.SENT
    other = Ticket(symbol=symbol(1), side=Side.BUY, qty=Decimal(1))
    waiting = desk.propose(other, form())

    venue.server.faults.down = True
    venue.book.set_price(symbol(0), Decimal(89))  # the order fills while nobody can be asked
    for _ in range(MINUTES * 2):
        venue.pass_time(30)
        with pytest.raises(Unavailable, match="Alpaca did not answer"):
            desk.reconcile()
        refused = desk.propose(other, form())
        assert refused.status is Status.REFUSED
        assert "Alpaca did not answer" in refused.reason
        assert desk.order(resting.id).status is Status.SENT, "what was read before still stands"
    with pytest.raises(Refused, match="Alpaca did not answer"):
        desk.approve(waiting.id, waiting.approval_hash, actor=OWNER)

    venue.server.faults.down = False
    desk.reconcile()
    assert desk.order(resting.id).status is Status.FILLED
    assert [(fill.order_id, fill.qty) for fill in desk.fills().items] == [(resting.id, Decimal(2))]
    again = desk.propose(other, form())
    assert desk.approve(again.id, again.approval_hash, actor=OWNER).status is not Status.REFUSED
    posts = [entry.body["client_order_id"] for entry in venue.log if entry.method == "POST"]
    assert posts == [resting.id, again.id]
    assert desk.verify().fault is None
    built.close()
