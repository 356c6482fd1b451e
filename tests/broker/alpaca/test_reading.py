"""Reading the account: every page, every leg under its parent, every day under its own date."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.broker.alpaca.history import equity_points
from trading.broker.alpaca.ids import MOST_KEPT, OrderIds
from trading.errors import Unavailable
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.types import OrderClass, Side, Status, StopLoss, TakeProfit, Ticket, TimeInForce


def rest(venue: AlpacaVenue, count: int) -> None:
    for number in range(count):
        venue.book.submit({
            "symbol": "AAPL", "qty": "1", "side": "buy", "type": "limit", "limit_price": "1", "time_in_force": "gtc",
            "client_order_id": f"rests-{number}",
        })  # fmt: skip


def test_more_orders_than_a_page_holds_are_read_page_by_page(broker: AlpacaBroker, venue: AlpacaVenue) -> None:
    rest(venue, 1_201)
    orders = broker.orders(open_only=True)
    assert [order.client_order_id for order in orders] == [f"rests-{number}" for number in range(1_201)]
    assert len(venue.requests("GET", "/v2/orders")) == 3


def test_more_executions_than_a_page_holds_are_read_page_by_page(broker: AlpacaBroker, venue: AlpacaVenue) -> None:
    for number in range(230):
        broker.submit(f"buy-{number}", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))
    fills = broker.fills()
    assert len({fill.execution_id for fill in fills}) == 230
    assert {fill.order_id for fill in fills} == {f"buy-{number}" for number in range(230)}
    assert len(venue.requests("GET", "/v2/account/activities/FILL")) == 3


def test_a_desk_that_starts_anew_finds_the_parent_of_a_leg_that_filled(
    broker: AlpacaBroker, calls: AlpacaCalls, venue: AlpacaVenue
) -> None:
    price = venue.book.price("AAPL")
    bracket = Ticket(
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(2),
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=price + 10),
        stop_loss=StopLoss(stop_price=price - 10),
    )
    broker.submit("parent", bracket)
    venue.book.set_price("AAPL", price + 11)
    anew = AlpacaBroker(calls=calls, clock=WallClock(), calendar=ExchangeCalendar())
    assert [(fill.order_id, fill.side) for fill in anew.fills()] == [("parent", Side.BUY), ("parent", Side.SELL)]
    found = anew.find("parent")
    assert found is not None and {leg.status for leg in found.legs} == {Status.FILLED, Status.CANCELLED}


def test_an_execution_of_an_order_made_elsewhere_is_under_its_own_id(broker: AlpacaBroker, venue: AlpacaVenue) -> None:
    venue.book.submit({"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"})
    [order] = venue.book.sequence
    assert [fill.order_id for fill in broker.fills()] == [order.client_order_id]


def test_a_daily_stamp_of_midnight_in_london_is_the_day_before_in_new_york() -> None:
    stamps = [int(datetime(2025, 6, day, 0, 0, tzinfo=UTC).timestamp()) for day in (17, 18, 19, 21)]
    raw = {"timestamp": stamps, "equity": [0, 100_000, None, 100_250.5]}
    points = equity_points(raw, ExchangeCalendar(), now=datetime(2025, 6, 25, tzinfo=UTC))
    # June 16th was not funded yet, of the 18th nothing is told, the 20th is a Friday
    assert [(point.at.date(), point.equity, point.cash) for point in points] == [
        (date(2025, 6, 17), Decimal(100_000), None),
        (date(2025, 6, 20), Decimal("100250.5"), None),
    ]


def test_today_has_no_close_yet() -> None:
    at_noon = datetime(2025, 6, 20, 16, 0, tzinfo=UTC)
    raw = {"timestamp": [int(datetime(2025, 6, 21, tzinfo=UTC).timestamp())], "equity": [100_000]}
    assert equity_points(raw, ExchangeCalendar(), now=at_noon) == []


def test_ids_are_bounded_and_the_oldest_are_forgotten_first() -> None:
    ids = OrderIds()
    ids.learn({"id": "first", "client_order_id": "ours", "legs": [{"id": "leg", "client_order_id": "its-own"}]})
    assert (ids.ours("first"), ids.theirs("ours"), ids.owner("leg"), ids.ours("leg")) == (
        "ours", "first", "ours", "its-own",
    )  # fmt: skip
    for number in range(MOST_KEPT):
        ids.learn({"id": f"v{number}", "client_order_id": f"c{number}"})
    assert ids.owner("first") is None and ids.ours(f"v{MOST_KEPT - 1}") == f"c{MOST_KEPT - 1}"


def test_the_account_is_short_where_the_side_says_so(broker: AlpacaBroker, venue: AlpacaVenue) -> None:
    broker.submit("short", Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(3)))
    [held] = broker.positions()
    assert held.qty == -3 and held.market_value == -3 * venue.book.price("AAPL") and held.realized_pl is None


def test_an_order_that_does_not_say_what_has_filled_is_not_read_as_unfilled(
    broker: AlpacaBroker, venue: AlpacaVenue
) -> None:
    broker.submit("one", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))
    venue.faults.missing_fields("filled_qty")
    with pytest.raises(Unavailable, match="lacks filled_qty"):
        broker.find("one")
