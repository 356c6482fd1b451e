"""A rule that counts the bars of a trade ends it where the paper broker's resting exits would."""

from datetime import date, timedelta
from decimal import Decimal
from math import nan

import numpy as np
import pytest

from trading.broker.paper.matching import Working, match
from trading.strategies.timed import Course, Ends, trades
from trading.types import OrderType, SessionBar, Side, TimeInForce

CASES = 300
BARS = 80


def made(seed: int) -> list[SessionBar]:
    """Return random bars around 5,000 USD, in whole cents."""
    chance = np.random.default_rng(seed)
    close = 5000 * np.exp(np.cumsum(chance.normal(0, 0.02, BARS)))
    opened = close * np.exp(chance.normal(0, 0.01, BARS))
    high = np.maximum(opened, close) * (1 + np.abs(chance.normal(0, 0.01, BARS)))
    low = np.minimum(opened, close) * (1 - np.abs(chance.normal(0, 0.01, BARS)))
    cents = [[Decimal(f"{each:.2f}") for each in column] for column in (opened, high, low, close)]
    days = (date(2024, 1, 1) + timedelta(days=t) for t in range(BARS))
    return [
        SessionBar(day=day, open=o, high=max(h, o, c), low=min(lo, o, c), close=c)
        for day, o, h, lo, c in zip(days, *cents, strict=True)
    ]


def orders(bars: list[SessionBar], start: int, side: Side, ends: Ends) -> list[Working]:
    """Return the exits of a trade that was decided on a bar, as they rest after the fill on the next one."""
    close, sign = bars[start].close, 1 if side is Side.SELL else -1
    found = []
    if ends.stop == ends.stop:
        price = close * (1 - sign * Decimal(str(ends.stop)))
        found.append(Working(side=side, type=OrderType.STOP, time_in_force=TimeInForce.GTC, stop_price=price))
    if ends.take == ends.take:
        price = close * (1 + sign * Decimal(str(ends.take)))
        found.append(Working(side=side, type=OrderType.LIMIT, time_in_force=TimeInForce.GTC, limit_price=price))
    if ends.trail == ends.trail:
        found.append(
            Working(
                side=side,
                type=OrderType.TRAILING_STOP,
                time_in_force=TimeInForce.GTC,
                trail_percent=Decimal(str(ends.trail)) * 100,
                water_mark=bars[start + 1].close,
            )
        )
    return found


def by_the_venue(into: list[bool], out: list[bool], bars: list[SessionBar], side: Side, ends: Ends) -> list[int]:
    """Return where a trade is decided (1) and ended by its condition or its time (-1), with exits by the venue."""
    turns, start, resting = [0] * len(bars), None, []
    for t, bar in enumerate(bars):
        if start is not None and t == start + 2:
            resting = orders(bars, start, side, ends)
        matches = [match(each, bar) for each in resting]
        if any(each.price is not None for each in matches):
            start, resting = None, []
        resting = [each.after for each in matches] if start is not None else []
        if start is not None and (out[t] or t - start >= ends.most):
            turns[t], start, resting = -1, None, []
        elif start is None and into[t] and not out[t]:
            turns[t], start = 1, t
    return turns


@pytest.mark.parametrize("side", [Side.SELL, Side.BUY], ids=["long", "short"])
def test_trades_end_where_the_venues_exits_end_them(side: Side) -> None:
    ended_by_an_exit = 0
    for seed in range(CASES):
        chance = np.random.default_rng(1000 + seed)
        bars = made(seed)
        into, out = chance.random(BARS) < 0.4, chance.random(BARS) < 0.05
        fractions = [round(float(each), 3) if chance.random() < 0.6 else nan for each in chance.uniform(0.01, 0.06, 3)]
        ends = Ends(*fractions, most=int(chance.integers(1, 15)))
        prices = np.array([[each.open, each.high, each.low, each.close] for each in bars], np.float64).T
        course = Course(*prices) if side is Side.SELL else Course(-prices[0], -prices[2], -prices[1], -prices[3])
        found = trades(into, out, course, ends).tolist()
        assert found == by_the_venue(into.tolist(), out.tolist(), bars, side, ends), seed
        ended_by_an_exit += found.count(1) - found.count(-1)
    assert ended_by_an_exit > CASES
