"""What could open or enlarge a position is told from what only brings one nearer to nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.risk.enlarging import enlarging
from trading.types import OrderClass, OrderType, Side, Status, TimeInForce, VenueOrder

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
D = Decimal


def order(name: str, side: Side, qty: int | None, kind: OrderType = OrderType.LIMIT, **more: Any) -> VenueOrder:
    values: dict[str, Any] = {
        "client_order_id": name,
        "broker_id": name,
        "symbol": "AAPL",
        "side": side,
        "qty": None if qty is None else D(qty),
        "notional": D(500) if qty is None else None,
        "type": kind,
        "time_in_force": TimeInForce.GTC,
        "order_class": OrderClass.SIMPLE,
        "limit_price": None,
        "stop_price": None,
        "trail_price": None,
        "trail_percent": None,
        "extended_hours": False,
        "status": Status.SENT,
        "filled_qty": D(0),
        "filled_avg_price": None,
        "submitted_at": AT,
        "updated_at": AT,
    }
    return VenueOrder(**values | more)


def sell(name: str, qty: int | None, kind: OrderType = OrderType.STOP, **more: Any) -> VenueOrder:
    return order(name, Side.SELL, qty, kind, **more)


def buy(name: str, qty: int | None, kind: OrderType = OrderType.LIMIT, **more: Any) -> VenueOrder:
    return order(name, Side.BUY, qty, kind, **more)


def held(qty: int) -> dict[str, Decimal]:
    return {"AAPL": D(qty)}


def bracket(name: str, qty: int, status: Status, *, legs: Status = Status.SENT) -> VenueOrder:
    exits = (
        sell(f"{name}-target", qty, OrderType.LIMIT, status=legs),
        sell(f"{name}-stop", qty, OrderType.STOP, status=legs),
    )
    filled = D(qty) if status is Status.FILLED else D(0)
    return buy(name, qty, order_class=OrderClass.BRACKET, status=status, filled_qty=filled, legs=exits)


@pytest.mark.parametrize(
    ("orders", "qty", "found"),
    [
        ([buy("b", 1)], 0, {"b"}),
        ([sell("s", 1)], 0, {"s"}),
        ([buy("b", 1), sell("s", 1)], 10, {"b"}),
        ([sell("s", 10)], 10, set()),
        ([sell("s", 11)], 10, {"s"}),
        ([sell("s", 11, filled_qty=D(1))], 10, set()),
        ([sell("s", 6), sell("t", 5)], 10, {"t"}),
        ([sell("limit", 6, OrderType.LIMIT), sell("stop", 6, submitted_at=AT + timedelta(days=1))], 10, {"limit"}),
        ([sell("s", None)], 10, {"s"}),
        ([buy("b", 5)], -10, set()),
        ([buy("b", 11), sell("s", 1)], -10, {"b", "s"}),
        ([bracket("b", 10, Status.SENT)], 0, {"b"}),
        ([bracket("b", 10, Status.SENT)], 10, {"b"}),
        ([bracket("b", 10, Status.SENT)], -10, {"b"}),
        ([bracket("b", 10, Status.FILLED)], 10, set()),
        ([bracket("b", 10, Status.FILLED)], 9, {"b"}),
        ([bracket("b", 10, Status.FILLED)], 0, {"b"}),
        ([bracket("b", 5, Status.FILLED), bracket("c", 5, Status.SENT)], 5, {"c"}),
        ([sell("o", 10, OrderType.LIMIT, order_class=OrderClass.OCO, legs=(sell("o-stop", 10),))], 10, set()),
        ([sell("s", 10, symbol="MSFT")], 10, {"s"}),
    ],
    ids=lambda value: "",
)
def test_an_order_is_judged_by_what_is_held(orders: list[VenueOrder], qty: int, found: set[str]) -> None:
    assert enlarging(orders, held(qty) if qty else {}) == found


_SIDES = st.sampled_from([Side.BUY, Side.SELL])
_ORDERS = st.lists(st.tuples(_SIDES, st.integers(1, 20), st.sampled_from(list(OrderType))), max_size=8)


@given(_ORDERS, st.integers(-20, 20))
def test_whatever_part_of_the_orders_left_fills_no_position_grows_or_turns(
    drawn: list[tuple[Side, int, OrderType]], qty: int
) -> None:
    """All that is left fills at once: the worst case of a sum whose parts have one sign."""
    orders = [order(f"o{n}", *one) for n, one in enumerate(drawn)]
    left = [each for each in orders if each.client_order_id not in enlarging(orders, held(qty))]
    after = qty + sum(int(each.qty or 0) * (1 if each.side is Side.BUY else -1) for each in left)
    assert min(0, qty) <= after <= max(0, qty)
    assert all(each.side is (Side.SELL if qty > 0 else Side.BUY) for each in left)


def test_the_order_in_which_orders_are_listed_does_not_matter() -> None:
    orders = [
        sell("a", 6),
        sell("b", 6, submitted_at=AT - timedelta(days=1)),
        sell("c", 4),
    ]
    assert enlarging(orders, held(10)) == enlarging(orders[::-1], held(10)) == {"a"}
