"""The paper book at prices of now: what fills an order, at what price, and what never does."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.broker.hand_tape import order
from tests.broker.set_market import CALENDAR, MINUTE, MONDAY, TUESDAY, Scene, SetMarket, live_book, ny
from tests.market.recording import SetClock
from trading.errors import Unavailable, VenueRejected
from trading.market.barstore import StoredMarket
from trading.types import Bars, OrderClass, OrderType, Side, Status, TimeInForce

D = Decimal
Scenes = Callable[..., Scene]
GTC = TimeInForce.GTC
BRACKET = {"order_class": OrderClass.BRACKET, "target": "110", "stop": "95", "time_in_force": GTC}


def test_a_market_buy_fills_at_the_ask_and_a_sale_at_the_bid(scenes: Scenes) -> None:
    scene = scenes("11:00:07")
    bought = scene.broker.submit("in", order(qty="10"))
    sold = scene.broker.submit("out", order(qty="4", side=Side.SELL))
    assert (bought.status, sold.status) == (Status.FILLED, Status.FILLED)
    at = ny(MONDAY, "11:00:07")
    assert scene.fills() == [("in", D("100.02"), at), ("out", D("100.00"), at)]
    # 100 000 - 10 x 100.02 + 4 x 100.00
    assert scene.broker.account().cash == D("99399.80")


def test_positions_are_worth_the_last_price_of_now(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    scene.market.quotes("103.00", "103.02")
    scene.clock.at = ny(MONDAY, "11:01")
    [held] = scene.broker.positions()
    # 10 x 103.00 - 10 x 100.02
    assert (held.last_price, held.market_value, held.unrealized_pl) == (D("103.00"), D("1030.00"), D("29.80"))
    assert scene.broker.account().equity == D("100029.80")


@pytest.mark.parametrize(
    ("age_s", "delay_s", "taken"), [(60, 0, True), (61, 0, False), (960, 900, True), (961, 900, False)]
)
def test_a_stale_quote_fills_nothing(scenes: Scenes, age_s: int, delay_s: int, taken: bool) -> None:
    scene = scenes("11:00:00", delay_s=delay_s)
    scene.clock.at = ny(MONDAY, f"11:{age_s // 60:02}:{age_s % 60:02}")
    if taken:
        assert scene.broker.submit("one", order()).status is Status.FILLED
        return
    with pytest.raises(VenueRejected, match=f"newest price is {age_s} s old, the limit is {delay_s + 60} s; wait"):
        scene.broker.submit("one", order())
    assert scene.broker.find("one") is None and scene.broker.account().cash == D(100_000)


def test_a_limit_over_a_stale_quote_rests_until_something_trades(scenes: Scenes) -> None:
    scene = scenes("11:00")
    scene.clock.at = ny(MONDAY, "11:05")
    assert scene.broker.submit("one", order(limit_price="101")).status is Status.SENT
    scene.market.trades(MONDAY, "11:05", "100.5 101 100 100.7")
    scene.at(MONDAY, "11:06:05")
    assert scene.fills() == [("one", D("100.5"), ny(MONDAY, "11:06"))]


def test_a_limit_that_could_trade_now_fills_at_the_better_quote(scenes: Scenes) -> None:
    scene = scenes()
    assert scene.broker.submit("one", order(limit_price="101")).filled_avg_price == D("100.02")
    assert scene.broker.submit("two", order(limit_price="100.01")).status is Status.SENT


def test_a_price_from_the_future_a_crossed_one_and_none_fill_nothing(scenes: Scenes) -> None:
    scene = scenes()
    scene.market.quotes("100", at=ny(MONDAY, "11:00:06"))
    with pytest.raises(VenueRejected, match="later than now; check this machine's clock"):
        scene.broker.submit("one", order())
    for bid, ask in (("100.02", "100.00"), ("0", "100"), ("100", "0")):
        scene.market.quotes(bid, ask)
        with pytest.raises(VenueRejected, match="no bid and ask to trade at now; wait for a price"):
            scene.broker.submit("one", order(limit_price="100"))
    scene.market.down = True
    with pytest.raises(VenueRejected, match=r"not taken, there is no price .* does not answer"):
        scene.broker.submit("one", order())
    assert scene.broker.orders() == []


def test_a_minute_that_began_before_the_order_never_fills_it(scenes: Scenes) -> None:
    scene = scenes("11:00:30")
    scene.broker.submit("one", order(limit_price="99"))
    scene.market.trades(MONDAY, "10:59", "98 98 98 98", "98 98 98 98", "99.5 99.5 99.2 99.5", "99.4 99.4 98.9 99.3")
    scene.at(MONDAY, "11:02:05")
    assert scene.fills() == []
    assert scene.at(MONDAY, "11:03:05") == {"one"}
    assert scene.fills() == [("one", D(99), ny(MONDAY, "11:03"))]


def test_a_minute_that_is_not_finished_fills_nothing(scenes: Scenes) -> None:
    scene = scenes("11:00")
    scene.broker.submit("one", order(limit_price="99"))
    scene.market.trades(MONDAY, "11:00", "98 98 98 98")
    assert scene.at(MONDAY, "11:01:04") == frozenset()
    assert scene.at(MONDAY, "11:01:05") == {"one"}


def test_a_delayed_source_tells_the_same_minutes_later(scenes: Scenes) -> None:
    scene = scenes("11:00", delay_s=900)
    scene.broker.submit("one", order(limit_price="99"))
    scene.market.trades(MONDAY, "10:58", "98 98 98 98", "98 98 98 98", "100 100 98.5 99")
    assert scene.at(MONDAY, "11:16:04") == frozenset()
    assert scene.at(MONDAY, "11:16:05") == {"one"}
    assert scene.fills() == [("one", D(99), ny(MONDAY, "11:01"))]


@pytest.mark.parametrize(
    ("ticket", "minutes", "price"),
    [
        (order(limit_price="99"), ["97 98 96 97"], "97"),  # a gap through the limit: the open
        (order(limit_price="99"), ["100 100 99 100"], "99"),
        (order(side=Side.SELL, limit_price="101"), ["100 101.5 100 100"], "101"),
        (order(side=Side.SELL, stop_price="95"), ["96 96 94 96"], "95"),
        (order(side=Side.SELL, stop_price="95"), ["93 96 92 96"], "93"),  # a gap through the stop: the open
        (order(side=Side.SELL, stop_price="95", limit_price="94.5"), ["96 96 94.8 95", "94 94.2 93 94.1"], "95"),
        # the high of 104 lifts the stop to 102, which the next minute passes
        (order(side=Side.SELL, trail_price="2"), ["100 104 100 103.5", "103 103 101 102"], "102"),
    ],
)  # fmt: skip
def test_resting_orders_fill_by_the_minutes(scenes: Scenes, ticket: object, minutes: list[str], price: str) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("one", ticket)  # type: ignore[arg-type]
    scene.market.trades(MONDAY, "11:00", *minutes)
    scene.at(MONDAY, "11:10")
    assert [fill[:2] for fill in scene.fills()[1:]] == [("one", D(price))]


def test_a_minute_is_played_on_an_order_once(scenes: Scenes) -> None:
    """Played again, the minute's open of 100 would be below the stop of 102 that its own high of 104 had made."""
    scene = scenes()
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("one", order(side=Side.SELL, trail_price="2"))
    scene.market.trades(MONDAY, "11:00", "100 104 100 103.5", "103.5 103.6 103 103.5")
    scene.at(MONDAY, "11:01:05")
    assert scene.at(MONDAY, "11:02:05") == frozenset()
    assert scene.known().status is Status.SENT


@pytest.mark.parametrize(
    ("minute", "price", "target", "stop"),
    [
        ("100 109 96 100", None, Status.SENT, Status.SENT),
        ("100 110 96 100", "110", Status.FILLED, Status.CANCELLED),
        ("100 112 94 100", "95", Status.CANCELLED, Status.FILLED),  # touches both: the stop
        ("112 113 94 100", "112", Status.FILLED, Status.CANCELLED),  # opens beyond the target, which comes first
    ],
)
def test_a_bracket_ends_by_one_of_its_exits(
    scenes: Scenes, minute: str, price: str | None, target: Status, stop: Status
) -> None:
    scene = scenes()
    assert scene.broker.submit("one", order(**BRACKET)).status is Status.FILLED  # type: ignore[arg-type]
    scene.market.trades(MONDAY, "11:00", minute)
    changed = scene.at(MONDAY, "11:01:05")
    legs = {leg.client_order_id: leg.status for leg in scene.known().legs}
    assert legs == {"one-tp": target, "one-sl": stop}
    assert changed == (frozenset() if price is None else {"one"}), "the desk hears of the order that it sent"
    assert [fill[1] for fill in scene.fills()[1:]] == ([] if price is None else [D(price)])


def test_exits_work_from_the_minute_after_their_entry(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="98", **BRACKET))  # type: ignore[arg-type]
    scene.market.trades(MONDAY, "11:00", "99 99 94 99", "99 99 96 99", "96 96 95 96")
    scene.at(MONDAY, "11:01:05")
    assert scene.fills() == [("one", D(98), ny(MONDAY, "11:01"))], "its own minute went below the stop, perhaps before"
    scene.at(MONDAY, "11:03:05")
    assert scene.fills()[1:] == [("one", D(95), ny(MONDAY, "11:03"))]


def test_orders_of_several_symbols_fill_in_the_order_of_time(scenes: Scenes) -> None:
    scene = scenes(cash=D(1_000), symbols=("ACME", "BETA"))
    scene.market.quotes("50", symbol="BETA")
    scene.broker.submit("first sent", order("ACME", qty="5", limit_price="99"))
    scene.broker.submit("first filled", order("BETA", qty="10", limit_price="49"))
    scene.market.trades(MONDAY, "11:00", "50 50 48 50", symbol="BETA")
    scene.market.trades(MONDAY, "11:01", "100 100 98 100", symbol="ACME")
    scene.at(MONDAY, "11:05")
    assert [fill[0] for fill in scene.fills()] == ["first filled", "first sent"]


def test_an_entry_that_the_cash_no_longer_reaches_is_cancelled(scenes: Scenes) -> None:
    scene = scenes("08:00", cash=D(1_000))
    scene.broker.submit("one", order(qty="9"))
    scene.market.trades(MONDAY, "09:30", "120 120 120 120")
    scene.at(MONDAY, "09:31:05")
    assert (scene.known().status, scene.known().reason) == (
        Status.CANCELLED, "insufficient cash at the fill: 1080.00 USD needed",
    )  # fmt: skip


def test_a_source_that_fails_is_asked_again_without_harm(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="99"))
    scene.market.trades(MONDAY, "11:00", "99 99 98 99")
    scene.market.down = True
    with pytest.raises(Unavailable, match="does not answer"):
        scene.at(MONDAY, "11:01:05")
    assert scene.known().status is Status.SENT
    scene.market.down = False
    assert scene.at(MONDAY, "11:30") == {"one"}
    assert scene.fills() == [("one", D(99), ny(MONDAY, "11:01"))]


def test_a_minute_is_asked_for_once(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="90"))
    scene.market.trades(MONDAY, "11:00", "99 99 98 99")
    for second in range(5, 60, 5):
        scene.at(MONDAY, f"11:01:{second:02}")
    assert len(scene.market.asked) == 1


def test_while_the_source_is_silent_a_position_is_worth_a_young_price_or_none(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    assert scene.broker.account().equity == D("99999.80")
    scene.market.down = True
    scene.clock.at = ny(MONDAY, "11:05")
    assert scene.broker.positions()[0].last_price == D(100)
    scene.clock.at = ny(MONDAY, "11:05:01")
    with pytest.raises(Unavailable, match=r"ACME has no price of the last 5 minutes .*try again in a minute"):
        scene.broker.account()
    scene.clock.at = ny(MONDAY, "20:00")
    assert scene.broker.positions()[0].last_price == D(100), "closed: the last price stands"


def test_a_cancel_needs_no_market(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="90"))
    scene.market.down = True
    scene.broker.cancel("one")
    scene.broker.suspend(on=True)
    assert scene.known().status is Status.CANCELLED
    assert [scene.broker.orders(open_only=True), scene.broker.is_waiting()] == [[], False]


def test_ioc_needs_an_open_exchange_and_opg_fills_at_the_open(scenes: Scenes) -> None:
    scene = scenes("08:00")
    with pytest.raises(VenueRejected, match="ioc needs an open exchange and it is closed; use day"):
        scene.broker.submit("now", order(time_in_force=TimeInForce.IOC))
    scene.broker.submit("open", order(time_in_force=TimeInForce.OPG))
    scene.broker.submit("limited", order(limit_price="90", time_in_force=TimeInForce.OPG))
    scene.market.trades(MONDAY, "09:30", "101 102 89 102")
    scene.at(MONDAY, "09:31:05")
    assert scene.fills() == [("open", D(101), ny(MONDAY, "09:31"))]
    assert scene.known("limited").status is Status.EXPIRED


def test_an_opg_order_of_an_open_exchange_is_for_the_next_open(scenes: Scenes) -> None:
    scene = scenes("11:00")
    scene.broker.submit("one", order(time_in_force=TimeInForce.OPG))
    scene.market.trades(MONDAY, "11:00", "101 101 101 101")
    scene.market.trades(TUESDAY, "09:30", "103 103 103 103")
    scene.market.day(MONDAY, "100 102 99 101")
    scene.at(TUESDAY, "09:31:05")
    assert scene.fills() == [("one", D(103), ny(TUESDAY, "09:31"))]


def test_a_cls_order_fills_at_the_session_s_own_close(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(type=OrderType.MARKET, time_in_force=TimeInForce.CLS))
    scene.market.trades(MONDAY, "15:59", "104 104 104 104")
    scene.market.day(MONDAY, "100 105 99 104.5")
    assert scene.at(MONDAY, "16:00:59") == frozenset()
    scene.at(MONDAY, "16:01:00")
    assert scene.fills() == [("one", D("104.5"), ny(MONDAY, "16:00"))]


class Faulty(SetMarket):
    """A market without the minutes of one symbol; `for_all` makes it a fault of the whole source."""

    lost, for_all = "", False

    def bars(self, symbol: str, *asked: Any, **more: Any) -> Bars:
        if symbol == self.lost:
            raise Unavailable(f"{symbol} cannot be read; try again in 10 s", retry_in_s=10, for_all=self.for_all)
        return super().bars(symbol, *asked, **more)


@pytest.mark.parametrize(("lost", "for_all", "looks"), [("ZZZZ", False, 1), ("AAAA", True, 2), ("ZZZZ", True, 2)])
def test_a_symbol_that_fails_starves_no_other(tmp_path: Path, lost: str, for_all: bool, looks: int) -> None:
    clock = SetClock(ny(MONDAY, "11:00"))
    market = Faulty(clock, symbols=(lost, "ACME"))
    market.lost, market.for_all = lost, for_all
    market.quotes("50", "50.02", symbol=lost)
    market.quotes("100", "100.02")
    market.trades(MONDAY, "11:01", "89 89 89 89")
    store = StoredMarket(market, tmp_path / "bars", calendar=CALENDAR, clock=clock, most_megabytes=100)
    broker = live_book(tmp_path, store, clock)
    broker.submit("first", order(lost, limit_price="40"))
    broker.submit("one", order(limit_price="90"))
    changed: set[str] = set()
    for look in range(looks + 1):
        clock.at = ny(MONDAY, "11:02:10") + look * MINUTE
        told = frozenset[str]()
        with suppress(Unavailable):
            told = broker.look()
        changed |= told
        assert "one" in changed or look + 1 < looks
    assert changed == {"one"}, "what was filled is told, though another symbol has failed"
    with pytest.raises(Unavailable, match=f"{lost} cannot be read"):
        broker.look()
    found = broker.find("one")
    assert found is not None and found.status is Status.FILLED
    broker.close()
