"""When and where a resting order fills within one bar; every expected price is read off the bar by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.broker.hand_tape import FRIDAY, bar
from trading.broker.paper.matching import Match, Working, marketable, match, to_tick, trailing_stop
from trading.types import OrderType, SessionBar, Side, TimeInForce

BUY, SELL = Side.BUY, Side.SELL
D = Decimal


def working(side: Side, kind: OrderType, force: TimeInForce = TimeInForce.DAY, **prices: str) -> Working:
    return Working(side=side, type=kind, time_in_force=force, **{name: D(text) for name, text in prices.items()})


def played(order: Working, prices: str) -> Match:
    return match(order, bar(FRIDAY, prices))


# open high low close
@pytest.mark.parametrize(
    ("side", "limit", "prices", "filled"),
    [
        (BUY, "100", "102 103 101 102", None),  # never as low as 100
        (BUY, "100", "102 103 100 102", "100"),  # touched exactly
        (BUY, "100", "102 103 97 102", "100"),  # went through: the limit, not the low
        (BUY, "100", "99 103 97 102", "99"),  # gaps through at the open: the better price is paid
        (BUY, "100", "100 103 100 102", "100"),
        (SELL, "100", "98 99 97 98", None),
        (SELL, "100", "98 100 97 98", "100"),
        (SELL, "100", "98 105 97 98", "100"),
        (SELL, "100", "103 105 97 98", "103"),
    ],
)
def test_a_limit_fills_at_its_price_or_better(side: Side, limit: str, prices: str, filled: str | None) -> None:
    order = working(side, OrderType.LIMIT, limit_price=limit)
    assert played(order, prices).price == (None if filled is None else D(filled))


@pytest.mark.parametrize(
    ("side", "stop", "prices", "filled"),
    [
        (SELL, "95", "100 101 96 100", None),
        (SELL, "95", "100 101 95 100", "95"),
        (SELL, "95", "100 101 90 92", "95"),
        (SELL, "95", "93 101 90 100", "93"),  # gaps below the stop: the open is all that is left
        (BUY, "105", "100 104 99 100", None),
        (BUY, "105", "100 105 99 100", "105"),
        (BUY, "105", "108 110 99 100", "108"),
    ],
)
def test_a_stop_fills_at_its_price_or_at_a_worse_open(side: Side, stop: str, prices: str, filled: str | None) -> None:
    order = working(side, OrderType.STOP, stop_price=stop)
    assert played(order, prices).price == (None if filled is None else D(filled))


@pytest.mark.parametrize(
    ("side", "stop", "limit", "prices", "filled", "triggered"),
    [
        (SELL, "95", "94", "100 101 96 100", None, False),
        (SELL, "95", "94", "100 101 95 100", "95", True),  # hit inside the bar, the limit lets it
        (SELL, "95", "94", "93 93.5 90 92", None, True),  # gaps below both and never comes back to 94
        (SELL, "95", "94", "93 96 90 92", "94", True),  # gaps below, then trades at the limit
        (SELL, "95", "94", "94.5 96 90 92", "94.5", True),  # gaps below the stop, above the limit
        (SELL, "95", "96", "100 101 95 95.5", None, True),  # hit at 95, wants 96, closes below: not known to fill
        (SELL, "95", "96", "100 101 95 96", "96", True),  # closes at the limit, which is surely later
        (BUY, "105", "106", "100 107 99 100", "105", True),
        (BUY, "105", "106", "108 109 107 108", None, True),
        (BUY, "105", "106", "108 109 105.5 108", "106", True),
        (BUY, "105", "104", "100 106 99 105", None, True),
        (BUY, "105", "104", "100 106 99 103", "104", True),
    ],
)
def test_a_stop_limit_is_hit_first_and_limited_then(
    side: Side, stop: str, limit: str, prices: str, filled: str | None, triggered: bool
) -> None:
    found = played(working(side, OrderType.STOP_LIMIT, stop_price=stop, limit_price=limit), prices)
    assert (found.price, found.after.triggered) == (None if filled is None else D(filled), triggered)


def test_a_stop_limit_that_was_hit_before_is_a_limit_from_then_on() -> None:
    order = working(SELL, OrderType.STOP_LIMIT, stop_price="95", limit_price="94")
    after = played(order, "93 93.5 90 92").after
    assert after.triggered
    # The next bar never comes near the stop, and trades through the limit.
    assert played(after, "93 99 93 98").price == D("94")


@pytest.mark.parametrize(
    ("side", "trail", "mark", "prices", "filled", "mark_after"),
    [
        # Rises without falling 5 from its best: the mark follows the high.
        (SELL, "5", "100", "101 104 100 103", None, "104"),
        # Falls through 100 - 5.
        (SELL, "5", "100", "99 99.5 94 96", "95", "100"),
        # Opens below 95: the open.
        (SELL, "5", "100", "93 99 92 98", "93", "100"),
        # Opens at 103, so the stop is 98, and the low is below it.
        (SELL, "5", "100", "103 104 97 102", "98", "103"),
        # The low of 99.5 stays above 103 - 5; the high of 106 lifts the stop to 101 and the close is below that.
        (SELL, "5", "100", "103 106 99.5 100", "101", "106"),
        # The same with a close above it: whether the low came after the high is not known, so nothing fills.
        (SELL, "5", "100", "103 106 99.5 102", None, "106"),
        (BUY, "5", "100", "99 100 96 97", None, "96"),
        (BUY, "5", "100", "101 106 100 104", "105", "100"),
        (BUY, "5", "100", "107 108 106 107", "107", "100"),
        (BUY, "5", "100", "97 103 96 100", "102", "97"),
    ],
)
def test_a_trailing_stop_follows_the_best_price(
    side: Side, trail: str, mark: str, prices: str, filled: str | None, mark_after: str
) -> None:
    found = played(working(side, OrderType.TRAILING_STOP, trail_price=trail, water_mark=mark), prices)
    assert found.price == (None if filled is None else D(filled))
    assert found.after.water_mark == D(mark_after)


def test_a_trail_in_percent_is_of_the_mark_and_rounded_to_the_tick() -> None:
    order = working(SELL, OrderType.TRAILING_STOP, trail_percent="10", water_mark="123.45")
    # 123.45 - 12.345 = 111.105, half-even to 111.10.
    assert trailing_stop(order, D("123.45")) == D("111.10")
    assert played(order, "120 121 111 112").price == D("111.10")


@pytest.mark.parametrize(
    ("force", "limit", "filled"),
    [
        (TimeInForce.OPG, None, "101"),
        (TimeInForce.OPG, "101", "101"),
        (TimeInForce.OPG, "100.99", None),  # the day's low of 95 does not matter: only the opening auction
        (TimeInForce.CLS, None, "103"),
        (TimeInForce.CLS, "103", "103"),
        (TimeInForce.CLS, "102", None),
    ],
)
def test_orders_of_an_auction_see_its_price_alone(force: TimeInForce, limit: str | None, filled: str | None) -> None:
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    order = working(BUY, kind, force, **({} if limit is None else {"limit_price": limit}))
    assert played(order, "101 106 95 103").price == (None if filled is None else D(filled))


def test_a_resting_market_order_takes_the_open() -> None:
    assert played(working(BUY, OrderType.MARKET), "101 106 95 103").price == D(101)


@pytest.mark.parametrize(
    ("side", "limit", "price", "said"),
    [(BUY, "100", "100", True), (BUY, "100", "100.01", False), (SELL, "100", "100", True), (SELL, "100", "99", False)],
)
def test_an_order_is_marketable_at_its_limit_or_better(side: Side, limit: str, price: str, said: bool) -> None:
    assert marketable(working(side, OrderType.LIMIT, limit_price=limit), D(price)) is said


@pytest.mark.parametrize(
    ("price", "tick"), [("1.005", "1.00"), ("1.015", "1.02"), ("0.99995", "1.0000"), ("0.12345", "0.1234")]
)
def test_prices_are_rounded_half_even_to_what_can_be_quoted(price: str, tick: str) -> None:
    assert to_tick(D(price)) == D(tick)


prices = st.integers(min_value=100, max_value=30_000).map(lambda cents: D(cents) / 100)


@st.composite
def bars(draw: st.DrawFn) -> SessionBar:
    low, *inside, high = sorted(draw(st.lists(prices, min_size=4, max_size=4)))
    opened, close = draw(st.permutations(inside))
    return SessionBar(day=FRIDAY, open=opened, high=high, low=low, close=close)


@st.composite
def orders(draw: st.DrawFn) -> Working:
    kind = draw(st.sampled_from(list(OrderType)))
    has_limit = kind in (OrderType.LIMIT, OrderType.STOP_LIMIT)
    has_stop = kind in (OrderType.STOP, OrderType.STOP_LIMIT)
    trails = kind is OrderType.TRAILING_STOP
    return Working(
        side=draw(st.sampled_from(list(Side))),
        type=kind,
        time_in_force=TimeInForce.GTC,
        limit_price=draw(prices) if has_limit else None,
        stop_price=draw(prices) if has_stop else None,
        trail_percent=draw(st.integers(1, 50).map(D)) if trails else None,
        water_mark=draw(prices) if trails else None,
    )


@given(orders(), bars())
def test_no_order_fills_outside_of_the_bar_or_beyond_its_limit(order: Working, one: SessionBar) -> None:
    found = match(order, one)
    if found.price is None:
        return
    # A trailing stop is rounded to the tick, so it may lie half a cent outside.
    slack = D("0.005") if order.type is OrderType.TRAILING_STOP else D(0)
    assert one.low - slack <= found.price <= one.high + slack
    if order.limit_price is not None:
        assert marketable(order, found.price)


@given(orders(), bars())
def test_a_bar_changes_nothing_of_an_order_but_its_mark_and_trigger(order: Working, one: SessionBar) -> None:
    after = match(order, one).after
    assert replace(after, water_mark=order.water_mark, triggered=order.triggered) == order
    if order.water_mark is not None and after.water_mark is not None:
        assert after.water_mark >= order.water_mark if order.side is SELL else after.water_mark <= order.water_mark
