"""The paper book at prices of now with many hands on it: each fill once, whoever looks, and money conserved."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.broker.hand_tape import order
from tests.broker.set_market import MONDAY, Scene, SetMarket, live_book, ny
from tests.market.recording import SetClock
from trading.broker.paper.live import LivePaperBroker
from trading.errors import OutcomeUnknown, TradingError, VenueRejected
from trading.types import Side, Status, TimeInForce

D = Decimal
GTC = TimeInForce.GTC
Scenes = Callable[..., Scene]


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[tuple[SetMarket, SetClock, list[LivePaperBroker]]]:
    """Two brokers on one file, as two processes have them."""
    clock = SetClock(ny(MONDAY, "11:00"))
    market = SetMarket(clock)
    market.quotes("100.00", "100.02")
    brokers = [live_book(tmp_path, market, clock) for _ in range(2)]
    yield market, clock, brokers
    for broker in brokers:
        broker.close()


def _together(count: int, act: Callable[[int], object]) -> list[object]:
    """Let threads act at one moment and return what each got, errors of the trade included."""
    gate, got = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        gate.wait()
        try:
            got[n] = act(n)  # type: ignore[call-overload]
        except TradingError as fault:
            got[n] = fault  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(got)


def test_two_processes_that_look_at_one_moment_fill_each_order_once(
    hands: tuple[SetMarket, SetClock, list[LivePaperBroker]],
) -> None:
    market, clock, brokers = hands
    for number in range(5):
        brokers[0].submit(f"order-{number}", order(qty="1", limit_price="99"))
    market.trades(MONDAY, "11:00", "99.5 99.5 98 99", "99 99 98 99")
    clock.at = ny(MONDAY, "11:02:05")
    told = _together(8, lambda n: brokers[n % 2].look())
    assert not [one for one in told if isinstance(one, Exception)]
    assert sorted(fill.order_id for fill in brokers[1].fills()) == [f"order-{number}" for number in range(5)]
    assert brokers[1].account().cash == D(100_000 - 5 * 99)


def test_two_processes_end_a_session_once(hands: tuple[SetMarket, SetClock, list[LivePaperBroker]]) -> None:
    market, clock, brokers = hands
    brokers[0].submit("one", order(qty="10"))
    market.day(MONDAY, "100 101 99 101")
    clock.at = ny(MONDAY, "16:01")
    _together(8, lambda n: brokers[n % 2].look())
    assert [point.equity for point in brokers[1].equity()] == [D(100_000), D("100009.80")]


def test_one_id_from_many_hands_is_one_order(hands: tuple[SetMarket, SetClock, list[LivePaperBroker]]) -> None:
    _, _, brokers = hands
    got = _together(12, lambda n: brokers[n % 2].submit("one", order()))
    assert sum(1 for one in got if isinstance(one, OutcomeUnknown)) == 11
    assert brokers[0].positions()[0].qty == D(10)


def test_an_order_sent_while_the_market_is_read_waits_for_a_later_minute(scenes: Scenes) -> None:
    """The bars were read before the order was there, so that they are older than it."""
    scene = scenes("11:00:30")
    scene.broker.submit("first", order(qty="1", limit_price="99"))
    scene.market.trades(MONDAY, "11:00", "98 98 98 98", "98 98 98 98")
    scene.clock.at = ny(MONDAY, "11:02:05")
    told = scene.market.bars

    def bars_while_an_order_arrives(*args: object, **more: object) -> object:
        found = told(*args, **more)  # type: ignore[arg-type]
        scene.market.bars = told  # type: ignore[method-assign]
        scene.broker.submit("second", order(qty="1", limit_price="99"))
        return found

    scene.market.bars = bars_while_an_order_arrives  # type: ignore[method-assign, assignment]
    assert scene.broker.look() == {"first"}
    assert scene.known("second").status is Status.SENT


def test_the_book_goes_on_where_it_was_left(tmp_path: Path) -> None:
    clock = SetClock(ny(MONDAY, "11:00"))
    market = SetMarket(clock)
    market.quotes("100.00", "100.02")
    first = live_book(tmp_path, market, clock)
    first.submit("one", order())
    first.submit("two", order(limit_price="90", time_in_force=GTC))
    first.suspend(on=True)
    first.close()
    again = live_book(tmp_path, market, clock, cash=D(5))
    try:
        assert (again.account().cash, again.account().number) == (D("98999.80"), "PAPER-LIVE-1")
        assert [one.client_order_id for one in again.orders(open_only=True)] == ["two"]
        assert again.account().blocked
    finally:
        again.close()


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["buy", "sell", "limit buy", "limit sell", "stop"]),
        st.integers(1, 40),
        st.integers(80, 120),
        st.tuples(*[st.integers(80, 120)] * 4),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_cash_and_what_was_paid_are_conserved(
    scenes: Scenes, moves: list[tuple[str, int, int, tuple[int, ...]]]
) -> None:
    """Money is what it began with, less what each execution cost, plus what each brought; nothing is sold short."""
    scene = scenes("10:00")
    for number, (kind, qty, price, prices) in enumerate(moves):
        more: dict[str, object] = {"qty": str(qty), "side": Side.SELL if "sell" in kind or kind == "stop" else Side.BUY}
        if "limit" in kind:
            more["limit_price"] = str(price)
        if kind == "stop":
            more["stop_price"] = str(price)
        scene.market.quotes(str(price), str(price + 1))
        try:
            scene.broker.submit(f"order-{number}", order(**more))  # type: ignore[arg-type]
        except VenueRejected:
            assert scene.broker.find(f"order-{number}") is None
        minute = f"10:{number:02}"
        scene.market.trades(MONDAY, minute, f"{prices[0]} {max(prices)} {min(prices)} {prices[3]}")
        scene.at(MONDAY, f"10:{number + 1:02}:05")
    fills = scene.broker.fills()
    signed = [(1 if fill.side is Side.BUY else -1) * fill.qty for fill in fills]
    spent = sum((qty * fill.price for qty, fill in zip(signed, fills, strict=True)), D(0))
    assert scene.broker.account().cash == 100_000 - spent
    held = scene.broker.positions()
    assert (held[0].qty if held else 0) == sum(signed)
    assert all(sum(signed[: end + 1]) >= 0 for end in range(len(signed)))
    assert len({fill.execution_id for fill in fills}) == len(fills)
