"""The rules of a bar in floats against the paper broker's own in Decimal, for buys and sales alike."""

import math
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from trading.backtest import matching
from trading.broker.paper.matching import Working, match, to_tick, trailing_stop
from trading.types import OrderType, SessionBar, Side, TimeInForce

D = Decimal
DAY = date(2012, 6, 1)


def a_bar(dice: Random) -> SessionBar:
    opened, close = (D(20) + D(dice.randint(-6, 6)) / 4 for _ in range(2))
    return SessionBar(
        day=DAY,
        open=opened,
        close=close,
        high=max(opened, close) + D(dice.randint(0, 3)) / 4,
        low=min(opened, close) - D(dice.randint(0, 3)) / 4,
    )


def filled(order: Working, bar: SessionBar) -> float:
    """Return the price by the rules in floats, NaN for none."""
    buys, known = order.side is Side.BUY, order.triggered
    limit, stop = (math.nan if price is None else float(price) for price in (order.limit_price, order.stop_price))
    opened, high, low, close = (float(price) for price in (bar.open, bar.high, bar.low, bar.close))
    if matching.at_open(buys, limit, stop, known, opened):
        return opened
    known = known or (not math.isnan(stop) and matching.hit(buys, stop, opened))
    return matching.inside(buys, limit, stop, known, high, low, close)


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT])
@pytest.mark.parametrize("side", list(Side))
def test_limits_and_stops_fill_at_the_same_price(kind: OrderType, side: Side) -> None:
    dice, fills = Random(7), 0
    for _ in range(500):
        order = Working(
            side=side,
            type=kind,
            time_in_force=TimeInForce.GTC,
            limit_price=None if kind is OrderType.STOP else D(20) + D(dice.randint(-6, 6)) / 4,
            stop_price=None if kind is OrderType.LIMIT else D(20) + D(dice.randint(-6, 6)) / 4,
            triggered=kind is OrderType.STOP_LIMIT and dice.random() < 0.3,
        )
        bar = a_bar(dice)
        told, played = match(order, bar).price, filled(order, bar)
        assert (None if math.isnan(played) else D(str(played))) == told, (order, bar)
        fills += told is not None
    assert 100 < fills < 500


def test_prices_are_rounded_to_the_same_ticks() -> None:
    dice = Random(8)
    for _ in range(5_000):
        price = D(dice.randint(1, 4_000_000)) / 20_000
        assert D(str(matching.to_tick(float(price), True))) == to_tick(price), price


@pytest.mark.parametrize("side", list(Side))
def test_a_trail_stands_at_the_same_price(side: Side) -> None:
    dice = Random(9)
    for _ in range(1_000):
        mark, percent = D(dice.randint(500, 9_000)) / 100, D(dice.randint(1, 120)) / 4
        order = Working(side=side, type=OrderType.TRAILING_STOP, time_in_force=TimeInForce.GTC, trail_percent=percent)
        played = matching.trailed(side is Side.BUY, float(mark), float(percent / 100), math.nan, True)
        assert D(str(played)) == trailing_stop(order, mark), (mark, percent)
