"""The paper book at prices of now over its days: opens, closes, half days, company actions, days nobody watched."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.broker.hand_tape import order
from tests.broker.set_market import CALENDAR, MONDAY, TUESDAY, WEDNESDAY, Scene, ny
from trading.errors import Unavailable, VenueRejected
from trading.types import (
    CashActionKind,
    CashKind,
    CorporateAction,
    OrderClass,
    Side,
    Status,
    TimeInForce,
)

D = Decimal
Scenes = Callable[..., Scene]
GTC = TimeInForce.GTC
FRIDAY = date(2024, 5, 31)
FLAT = "100 100 100 100"


def dividend(day: date = TUESDAY, amount: str = "0.50") -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.DIVIDEND, ex_date=day, amount=D(amount))


def two_for_one(day: date = TUESDAY) -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.SPLIT, ex_date=day, ratio=D(2))


@pytest.mark.parametrize("force", [TimeInForce.DAY, GTC])
def test_a_market_order_of_a_closed_exchange_fills_at_the_next_open(scenes: Scenes, force: TimeInForce) -> None:
    scene = scenes("18:00", day=FRIDAY)
    assert scene.broker.submit("one", order(time_in_force=force)).status is Status.SENT
    assert not scene.broker.is_waiting()
    scene.market.trades(MONDAY, "09:30", "102 103 101 102")
    assert scene.at(MONDAY, "09:30:30") == frozenset()
    assert scene.broker.is_waiting()
    assert scene.at(MONDAY, "09:31:05") == {"one"}
    assert scene.fills() == [("one", D(102), ny(MONDAY, "09:31"))]


def test_a_day_order_ends_at_its_close_and_a_gtc_order_rests_on(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("day", order(limit_price="90"))
    scene.broker.submit("gtc", order(limit_price="90", time_in_force=GTC))
    scene.market.day(MONDAY, FLAT)
    assert scene.at(MONDAY, "16:01:00") == {"day"}
    ended = scene.known("day")
    assert (ended.status, ended.updated_at) == (Status.EXPIRED, ny(MONDAY, "16:00"))
    assert scene.known("gtc").status is Status.SENT


def test_a_day_order_of_the_evening_belongs_to_the_next_session(scenes: Scenes) -> None:
    scene = scenes()
    scene.clock.at = ny(MONDAY, "16:00")
    scene.broker.submit("one", order(limit_price="90"))
    scene.market.day(MONDAY, FLAT)
    scene.market.day(TUESDAY, FLAT)
    assert scene.at(MONDAY, "20:00") == frozenset()
    assert scene.at(TUESDAY, "16:01") == {"one"}


def test_the_last_minute_of_a_session_still_fills(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="90"))
    scene.market.trades(MONDAY, "15:59", "95 95 89 95")
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:01")
    assert scene.fills() == [("one", D(90), ny(MONDAY, "16:00"))]


def test_a_half_day_ends_at_one_o_clock(scenes: Scenes) -> None:
    day = date(2024, 7, 3)
    scene = scenes(day=day)
    scene.broker.submit("one", order(limit_price="90"))
    scene.market.trades(day, "13:00", "80 80 80 80")
    scene.market.day(day, FLAT)
    assert scene.at(day, "13:01") == {"one"}
    assert (scene.known().status, scene.fills()) == (Status.EXPIRED, [])
    with pytest.raises(VenueRejected, match="closed"):
        scene.broker.submit("two", order(time_in_force=TimeInForce.IOC))


def test_the_open_follows_new_york_when_its_clocks_change(scenes: Scenes) -> None:
    """Summer time began on Sunday, 10 March 2024: Friday opened at 14:30 UTC, Monday at 13:30 UTC."""
    friday, monday = date(2024, 3, 8), date(2024, 3, 11)
    scene = scenes("18:00", day=friday)
    scene.broker.submit("one", order())
    scene.market.trades(monday, "09:30", "101 101 101 101")
    scene.at(monday, "09:31:05")
    assert [at.isoformat() for _, _, at in scene.fills()] == ["2024-03-11T13:31:00+00:00"]


def test_equity_is_written_at_each_close(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    scene.market.day(MONDAY, "100 104 99 103")
    scene.market.day(TUESDAY, "103 104 99 101")
    scene.at(TUESDAY, "16:01")
    # cash 98 999.80, then 10 x 103 and 10 x 101
    assert [(point.at, point.equity) for point in scene.broker.equity()] == [
        (ny(FRIDAY, "16:00"), D(100_000)),
        (ny(MONDAY, "16:00"), D("100029.80")),
        (ny(TUESDAY, "16:00"), D("100009.80")),
    ]
    assert scene.broker.account().last_equity == D("100029.80"), "of the session before today's"
    scene.clock.at = ny(WEDNESDAY, "08:00")
    assert scene.broker.account().last_equity == D("100009.80")


def test_the_last_minute_is_the_close_of_a_day_whose_own_bar_is_late(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    scene.market.trades(MONDAY, "15:59", "103 104 103 104")
    scene.at(MONDAY, "16:01")
    # 98 999.80 + 10 x 104
    assert scene.broker.equity()[-1].equity == D("100039.80")


def test_a_dividend_is_paid_once_on_what_was_held_before_its_day(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("before", order(qty="10"))
    scene.market.day(MONDAY, FLAT)
    scene.market.acts(dividend())
    for time in ("09:30:00", "09:30:05", "12:00"):
        scene.at(TUESDAY, time)
    scene.market.quotes("100.00", "100.02")
    scene.broker.submit("on the day", order(qty="5"))
    scene.market.day(TUESDAY, FLAT)
    scene.at(WEDNESDAY, "12:00")
    [moved] = scene.broker.cash_movements()
    assert (moved.kind, moved.day, moved.amount) == (CashKind.DIVIDEND, TUESDAY, D("5.00"))  # 10 x 0.50
    assert scene.broker.account().cash == 100_000 - 15 * D("100.02") + 5


def test_a_dividend_told_during_its_day_is_paid_on_what_was_held_at_the_open(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("before", order(qty="10"))
    scene.market.day(MONDAY, FLAT)
    scene.market.day(TUESDAY, FLAT)
    scene.market.acts(dividend(), told=ny(TUESDAY, "13:00"))
    scene.at(TUESDAY, "10:00")
    scene.market.quotes("100.00", "100.02")
    scene.broker.submit("out", order(qty="10", side=Side.SELL))
    scene.at(TUESDAY, "16:01")
    assert [moved.amount for moved in scene.broker.cash_movements()] == [D("5.00")]


def test_a_split_multiplies_the_position_and_what_rests(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("one", order(qty="10", side=Side.SELL, stop_price="95", time_in_force=GTC))
    scene.market.day(MONDAY, "100 100 100 100")
    scene.market.acts(two_for_one())
    scene.market.trades(TUESDAY, "09:30", "50 50.5 49 50", "50 50 47 48")
    assert "one" in scene.at(TUESDAY, "09:30:01")
    # 95 / 2, 10 x 2; the last close of 100 is 50 in new shares
    assert (scene.known().stop_price, scene.known().qty) == (D("47.5"), D(20))
    scene.market.quotes("50")
    scene.at(TUESDAY, "09:31:05")
    assert scene.broker.positions()[0].qty == 20
    scene.at(TUESDAY, "09:32:05")
    assert scene.fills()[1:] == [("one", D("47.5"), ny(TUESDAY, "09:32"))]
    assert scene.broker.positions() == []
    # 100 000 - 1000.20 + 20 x 47.50
    assert scene.broker.account().cash == D("99949.80")


def test_an_order_meets_a_book_of_today_or_none(scenes: Scenes) -> None:
    """A sale in the first second of a split's day is of new shares; without the answer about today it is not taken."""
    scene = scenes()
    scene.broker.submit("held", order(qty="10"))
    scene.market.day(MONDAY, FLAT)
    scene.market.acts(two_for_one())
    scene.clock.at = ny(TUESDAY, "09:30")
    scene.market.down = True
    with pytest.raises(VenueRejected, match="was not taken"):
        scene.broker.submit("out", order(qty="20", side=Side.SELL))
    scene.market.down = False
    scene.market.quotes("50")
    assert scene.broker.submit("out", order(qty="20", side=Side.SELL)).status is Status.FILLED
    assert scene.broker.positions() == []


def test_a_split_told_late_takes_what_rests_back_and_multiplies_what_was_not_traded(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("one", order(qty="10", side=Side.SELL, limit_price="150", time_in_force=GTC))
    scene.market.day(MONDAY, FLAT)
    scene.market.day(TUESDAY, "50 50 50 50")
    scene.market.acts(two_for_one(), told=ny(TUESDAY, "12:00"))
    scene.at(TUESDAY, "10:00")
    assert scene.at(TUESDAY, "16:01") == {"one"}
    assert (scene.known().status, scene.known().reason) == (
        Status.CANCELLED, "a split was told after the session had begun; propose it again in new shares",
    )  # fmt: skip
    assert scene.broker.positions()[0].qty == 20
    # 98 999.80 + 20 x 50
    assert scene.broker.equity()[-1].equity == D("99999.80")


def test_days_without_the_app_are_played_in_their_order(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(limit_price="98", time_in_force=GTC))
    scene.broker.submit("day", order(limit_price="97"))
    scene.market.trades(MONDAY, "11:00", "99 99 98.5 99")
    scene.market.trades(TUESDAY, "10:00", "99 99 96 97")
    for day, prices in ((MONDAY, "100 100 98.5 99"), (TUESDAY, "99 99 96 97")):
        scene.market.day(day, prices)
    assert scene.at(WEDNESDAY, "10:00") == {"one", "day"}
    assert scene.fills() == [("one", D(98), ny(TUESDAY, "10:01"))]
    assert scene.known("day").status is Status.EXPIRED
    assert [point.at.day for point in scene.broker.equity()] == [31, 3, 4]
    # 100 000 - 980 + 10 x 97
    assert scene.broker.equity()[-1].equity == D(99_990)
    since = ny(WEDNESDAY, "09:00")
    assert [fill.order_id for fill in scene.broker.fills(since=since)] == ["one"], "news to whoever asks for news"


def test_days_whose_minutes_are_gone_are_played_by_their_daily_bars(scenes: Scenes) -> None:
    later = date(2024, 6, 20)
    scene = scenes(intraday_days=7)
    scene.broker.submit("one", order(limit_price="98", time_in_force=GTC))
    scene.market.trades(TUESDAY, "10:00", "99 99 96 97")
    for session in CALENDAR.sessions(MONDAY, later):
        scene.market.day(session.day, FLAT)
    scene.market.day(MONDAY, "100 100 90 100")  # begun before the order, so that it does not count
    scene.market.day(WEDNESDAY, "97 99 96 97")  # opens below the limit
    scene.at(later, "08:00")
    assert scene.fills() == [("one", D(97), ny(WEDNESDAY, "16:00"))]


def test_a_bracket_is_played_through_days_without_the_app(scenes: Scenes) -> None:
    scene = scenes()
    bracket = order(order_class=OrderClass.BRACKET, target="110", stop="95", time_in_force=GTC, limit_price="99")
    scene.broker.submit("one", bracket)
    scene.market.trades(MONDAY, "11:00", "99 99 99 99")
    scene.market.trades(TUESDAY, "10:00", "109 111 109 111")
    scene.market.trades(WEDNESDAY, "10:00", "95 95 94 94")
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        scene.market.day(day, FLAT)
    assert scene.at(WEDNESDAY, "20:00") == {"one"}
    assert [fill[1:] for fill in scene.fills()] == [
        (D(99), ny(MONDAY, "11:01")), (D(110), ny(TUESDAY, "10:01")),
    ]  # fmt: skip
    assert {leg.client_order_id: leg.status for leg in scene.known().legs} == {
        "one-tp": Status.FILLED, "one-sl": Status.CANCELLED,
    }  # fmt: skip


def test_a_symbol_that_no_longer_trades_keeps_its_last_price(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    scene.broker.submit("two", order(qty="10", side=Side.SELL, limit_price="150", time_in_force=GTC))
    for time in ("16:01", "16:06"):
        with pytest.raises(Unavailable, match="what ACME did on 2024-06-03 is not told yet"):
            scene.at(TUESDAY, time)
    scene.at(TUESDAY, "16:07")  # the second answer after six minutes, for both days
    # no bar of any session: 98 999.80 + 10 x 100.00, the last price seen
    assert scene.broker.equity()[-1].equity == D("99999.80")
    assert scene.known("two").status is Status.SENT


def test_a_session_whose_end_the_source_does_not_tell_waits(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("one", order(qty="10"))
    scene.market.day(MONDAY, "100 104 99 103")
    scene.at(MONDAY, "15:00")
    scene.market.down = True
    with pytest.raises(Exception, match="does not answer"):
        scene.at(MONDAY, "16:01")
    assert len(scene.broker.equity()) == 1
    assert scene.broker.is_waiting()
    scene.market.down = False
    scene.at(TUESDAY, "03:00")
    assert scene.broker.equity()[-1].equity == D("100029.80")
    assert not scene.broker.is_waiting()
