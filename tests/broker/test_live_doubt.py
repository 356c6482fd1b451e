"""What the source of a paper book tells late, or not at first: splits after the open, and "no data" after the close."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from tests.broker.hand_tape import order
from tests.broker.set_market import MONDAY, TUESDAY, WEDNESDAY, Scene, ny
from trading.errors import NoData, Unavailable
from trading.types import CashActionKind, CorporateAction, OrderClass, OrderType, Side, Status, TimeInForce

D = Decimal
Scenes = Callable[..., Scene]
GTC = TimeInForce.GTC
FLAT, HALF = "100 100 100 100", "50 50 50 50"
TOLD_LATE = "a split was told after the session had begun; propose it again in new shares"


def split(ratio: str = "2") -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.SPLIT, ex_date=TUESDAY, ratio=D(ratio))


@pytest.fixture
def held(scenes: Scenes) -> Scene:
    """A hundred shares bought at 100.02 on Monday, and a stop at 90 that rests, on Monday evening."""
    scene = scenes()
    scene.broker.submit("held", order(qty="100"))
    scene.broker.submit(
        "stop", order(qty="100", side=Side.SELL, type=OrderType.STOP, stop_price="90", time_in_force=GTC)
    )
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    return scene


def qty(scene: Scene) -> Decimal:
    return scene.broker.quantities().get("ACME", D(0))


@pytest.mark.parametrize("looks", [("09:33:10",), ("09:31:10", "09:31:40", "09:33:10")], ids=["late", "each minute"])
def test_a_split_told_after_the_open_sells_nothing_at_prices_of_new_shares(held: Scene, looks: Sequence[str]) -> None:
    held.market.acts(split(), told=ny(TUESDAY, "09:32"))
    held.market.trades(TUESDAY, "09:30", HALF, HALF, HALF)
    held.at(TUESDAY, "09:30:05")
    for time in looks:
        held.at(TUESDAY, time)
    assert [fill[0] for fill in held.fills()] == ["held"]
    assert (held.known("stop").status, held.known("stop").reason) == (Status.CANCELLED, TOLD_LATE)
    assert qty(held) == 200
    held.market.quotes("50.00", "50.02")
    # cash 100 000 - 100 x 100.02, and 200 x 50
    assert held.broker.account().equity == D(99_998)


def test_a_split_that_an_order_of_that_instant_kept_out_of_the_book_is_still_carried_out(scenes: Scenes) -> None:
    scene = scenes(symbols=("ACME", "BOLT"))
    scene.broker.submit("held", order(qty="100"))
    exit_at_90 = order(qty="100", side=Side.SELL, type=OrderType.STOP, stop_price="90", time_in_force=GTC)
    scene.broker.submit("stop", exit_at_90)
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split(), told=ny(TUESDAY, "09:32"))
    scene.market.trades(TUESDAY, "09:30", HALF, HALF, HALF, HALF)
    scene.at(TUESDAY, "09:30:05")
    scene.market.quotes("10", symbol="BOLT")
    other = order("BOLT", type=OrderType.LIMIT, limit_price="5")
    scene.market.meanwhile = lambda: scene.broker.submit("other", other)
    scene.at(TUESDAY, "09:33:10")
    scene.at(TUESDAY, "09:34:10")
    assert [fill[0] for fill in scene.fills()] == ["held"]
    assert scene.known("stop").status is Status.CANCELLED
    assert qty(scene) == 200


def test_a_true_gap_over_night_hits_the_stop_where_it_opened(held: Scene) -> None:
    held.market.trades(TUESDAY, "09:30", "60 60 55 55", "55 55 50 50")
    for time in ("09:31:10", "09:36:00", "09:41:05"):
        held.at(TUESDAY, time)
        assert held.known("stop").status is Status.SENT, "the source may yet tell of a split"
    assert held.at(TUESDAY, "09:41:10") == {"stop"}
    assert held.fills()[1:] == [("stop", D(60), ny(TUESDAY, "09:31"))]


def test_a_gap_that_a_split_explains_does_not_wait(held: Scene) -> None:
    held.market.acts(split())
    held.market.trades(TUESDAY, "09:30", "50 50 44 45")
    held.at(TUESDAY, "09:31:10")
    assert held.fills()[1:] == [("stop", D(45), ny(TUESDAY, "09:31"))]  # 90 / 2


@pytest.mark.parametrize(
    ("side", "traded", "after"), [(Side.BUY, "1", 201), (Side.SELL, "20", 180)], ids=["bought", "sold"]
)
def test_what_was_traded_on_the_day_of_a_late_split_was_of_new_shares(
    scenes: Scenes, side: Side, traded: str, after: int
) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="100"))
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split(), told=ny(TUESDAY, "12:00"))
    scene.at(TUESDAY, "09:30:05")
    scene.clock.at = ny(TUESDAY, "11:00")
    scene.market.quotes("50.00", "50.00")
    scene.broker.submit("one", order(qty=traded, side=side))
    scene.market.day(TUESDAY, HALF)
    scene.at(TUESDAY, "16:02")
    assert qty(scene) == after
    # 100 000 - 100 x 100.02 + 200 x 50: a trade at 50 changes nothing of it
    assert scene.broker.equity()[-1].equity == D(99_998)


COSTS = [
    # 200 shares of 50.00 at the open, basis 10 000. A sale of 20 at 50.50 takes 1000 of it: 1010 - 1000 realised
    pytest.param("2", [(Side.SELL, "20", "50.50")], (180, "9000", "10.00"), id="sold some"),
    # all of what the book held by the old count is half of what there is: 100 x 50.50 - 5000
    pytest.param("2", [(Side.SELL, "100", "50.50")], (100, "5000", "50.00"), id="sold what it knew"),
    # 200 + 50 at 60: basis 13 000, 52 each; 25 of them take 1300 and bring 1500
    pytest.param("2", [(Side.BUY, "50", "60"), (Side.SELL, "25", "60")], (225, "11700", "200.00"), id="bought, sold"),
    # 20 take 1000; then 20 at 60: 9000 + 1200
    pytest.param("2", [(Side.SELL, "20", "50"), (Side.BUY, "20", "60")], (200, "10200", "0.00"), id="sold, bought"),
    # 10 shares of 1000.00: 4 take 4000 and bring 4040
    pytest.param("0.1", [(Side.SELL, "4", "1010")], (6, "6000", "40.00"), id="reverse"),
    # 33.3333 shares of 300.00: a third of one is paid at the last price, 0.333300 x 310 = 103.32 of a basis of 99.99;
    # 3 of the 33 left take 900.001: 9900.01 x 3 / 33 = 900.00, and bring 930
    pytest.param("0.333333", [(Side.SELL, "3", "310")], (30, "9000.01", "33.33"), id="a part is paid out"),
]


@pytest.mark.parametrize(("ratio", "trades", "after"), COSTS)
def test_what_was_sold_before_a_late_split_was_told_takes_its_part_of_the_cost(
    scenes: Scenes, ratio: str, trades: Sequence[tuple[Side, str, str]], after: tuple[int, str, str]
) -> None:
    scene = scenes()
    scene.market.quotes("100.00", "100.00")
    scene.broker.submit("held", order(qty="100"))
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split(ratio), told=ny(TUESDAY, "12:00"))
    scene.at(TUESDAY, "09:30:05")
    scene.clock.at = ny(TUESDAY, "11:00")
    for number, (side, size, price) in enumerate(trades):
        scene.market.quotes(price, price)
        scene.broker.submit(f"trade {number}", order(qty=size, side=side))
    last = trades[-1][2]
    scene.market.day(TUESDAY, f"{last} {last} {last} {last}")
    scene.at(TUESDAY, "16:02")
    [held] = scene.broker.positions()
    size_after, basis, realized = after
    assert (held.qty, held.avg_entry_price) == (D(size_after), (D(basis) / size_after).quantize(D("0.0001")))
    assert held.realized_pl == D(realized)
    paid = sum((moved.amount for moved in scene.broker.cash_movements()), D(0))
    # what came in and went out: cash + basis = what there was at first + what was realised
    assert scene.broker.account().cash + D(basis) == 100_000 + D(realized), f"{paid} was paid for a part of a share"


def test_a_reverse_split_told_after_more_was_sold_than_is_left_of_it_touches_nothing(
    scenes: Scenes, caplog: pytest.LogCaptureFixture
) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="100"))
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split("0.1"), told=ny(TUESDAY, "12:00"))
    scene.at(TUESDAY, "09:30:05")
    scene.market.quotes("1000.00")
    scene.broker.submit("out", order(qty="50", side=Side.SELL))  # of ten that there are
    scene.market.day(TUESDAY, "1000 1000 1000 1000")
    scene.at(TUESDAY, "16:02")
    assert qty(scene) == 50
    assert "check the position by hand" in caplog.text


def test_a_position_of_the_ex_date_keeps_its_size_and_its_exits(scenes: Scenes) -> None:
    scene = scenes()
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split())
    scene.at(TUESDAY, "09:30:02")
    scene.clock.at = ny(TUESDAY, "11:00")
    scene.market.quotes("50.00", "50.02")
    scene.broker.submit("one", order(order_class=OrderClass.BRACKET, target="60", stop="45", time_in_force=GTC))
    scene.market.day(TUESDAY, HALF)
    scene.at(TUESDAY, "16:02")
    assert qty(scene) == 10
    assert {leg.status for leg in scene.known().legs} == {Status.SENT}
    assert {leg.qty for leg in scene.known().legs} == {D(10)}


def test_an_order_of_the_morning_of_the_ex_date_is_of_new_shares_already(scenes: Scenes) -> None:
    scene = scenes()
    scene.broker.submit("held", order(qty="1"))
    scene.broker.submit("older", order(qty="1", limit_price="80", time_in_force=GTC))
    scene.market.day(MONDAY, FLAT)
    scene.at(MONDAY, "16:02")
    scene.market.acts(split())
    scene.clock.at = ny(TUESDAY, "09:00")
    scene.market.quotes("50.00", "50.02")
    scene.broker.submit("one", order(qty="20", limit_price="50.50"))
    scene.market.trades(TUESDAY, "09:30", HALF)
    scene.at(TUESDAY, "09:31:10")
    assert (scene.known().qty, scene.known().limit_price) == (D(20), D("50.50"))
    assert (scene.known("older").qty, scene.known("older").limit_price) == (D(2), D(40))
    assert scene.fills()[1:] == [("one", D(50), ny(TUESDAY, "09:31"))]
    assert qty(scene) == 22
    scene.clock.at = ny(TUESDAY, "20:00")
    scene.market.down = True
    # 100 000 - 100.02 - 20 x 50 + 22 x 50: the price of the morning was of new shares, and is not halved again
    assert scene.broker.account().equity == D("99999.98")


MORNING_ORDERS = [
    # sent at 08:00 of the ex-date, in new shares: ten of them, and no more
    pytest.param({}, D("10.02"), id="market"),
    pytest.param({"limit_price": "9.50", "time_in_force": GTC}, D("9.50"), id="limit"),
]


@pytest.mark.parametrize("evening", [True, False], ids=["app on", "app off over night"])
@pytest.mark.parametrize(("more", "price"), MORNING_ORDERS)
def test_an_order_of_the_morning_of_a_split_is_of_new_shares_though_nobody_watched_the_evening(
    scenes: Scenes, evening: bool, more: dict[str, object], price: Decimal
) -> None:
    scene = scenes()
    scene.market.acts(split("10"))
    scene.broker.submit("held", order(qty="10"))
    scene.market.day(MONDAY, FLAT)
    if evening:
        scene.at(MONDAY, "16:02")
    scene.clock.at = ny(TUESDAY, "08:00")
    scene.market.quotes("10.00", "10.02")
    scene.broker.submit("one", order(qty="10", **more))
    scene.at(TUESDAY, "08:00:03")
    scene.at(TUESDAY, "09:30:05")
    scene.market.trades(TUESDAY, "09:30", "10.02 10.02 9.40 9.40")
    scene.at(TUESDAY, "09:31:10")
    assert scene.known().qty == 10
    assert scene.fills()[1:] == [("one", price, ny(TUESDAY, "09:31"))]
    assert qty(scene) == 110  # 10 x 10 + 10


def test_a_silent_evening_holds_up_no_order_of_another_symbol_next_morning(scenes: Scenes) -> None:
    scene = scenes(symbols=("ACME", "BOLT", "SPY"))
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("stop", order(qty="10", side=Side.SELL, type=OrderType.STOP, stop_price="9"))
    scene.market.day(MONDAY, FLAT, symbol="SPY")
    scene.clock.at = ny(TUESDAY, "08:00")
    scene.market.quotes("10.00", symbol="BOLT")
    assert scene.broker.submit("one", order("BOLT")).status is Status.SENT


def silence(scene: Scene) -> Callable[[], None]:
    """Let the source say "no data" to every question for bars until the returned call."""
    told = scene.market.bars

    def nothing(*_asked: object, **_more: object) -> object:
        raise NoData("404 for a moment")

    scene.market.bars = nothing  # type: ignore[method-assign, assignment]

    def end() -> None:
        scene.market.bars = told  # type: ignore[method-assign]

    return end


def test_no_data_at_the_close_ends_no_session(held: Scene) -> None:
    held.market.trades(TUESDAY, "15:59", "95 95 80 80")
    held.market.day(TUESDAY, "100 100 80 80")
    ends = silence(held)
    with pytest.raises(Unavailable, match="what ACME did on 2024-06-04 is not told yet"):
        held.at(TUESDAY, "16:01:01")
    ends()
    assert held.at(TUESDAY, "16:10") == {"stop"}
    assert held.fills()[1:] == [("stop", D(90), ny(TUESDAY, "16:00"))]


def test_minutes_that_are_missing_where_the_price_has_moved_are_asked_for_again(held: Scene) -> None:
    held.market.day(TUESDAY, "100 100 80 80")
    with pytest.raises(Unavailable, match="what ACME did"):
        held.at(TUESDAY, "16:01:01")
    held.market.trades(TUESDAY, "15:59", "95 95 80 80")
    held.at(TUESDAY, "16:02")
    assert held.fills()[1:] == [("stop", D(90), ny(TUESDAY, "16:00"))]


def test_a_source_that_is_silent_about_all_symbols_has_not_come_to_the_session(scenes: Scenes) -> None:
    scene = scenes(symbols=("ACME", "SPY"))
    scene.broker.submit("one", order(qty="10"))
    for time in ("16:02", "16:10", "23:00"):
        with pytest.raises(Unavailable, match="not even of SPY"):
            scene.at(MONDAY, time)
    scene.market.day(TUESDAY, FLAT, symbol="SPY")  # Monday was called off: the source goes on with Tuesday
    for time in ("16:02", "16:08"):
        try:
            scene.at(TUESDAY, time)
        except Unavailable:
            assert time == "16:02"
    assert [point.at.date() for point in scene.broker.equity()][-2:] == [MONDAY, TUESDAY]


def test_a_silence_of_one_day_is_no_second_answer_for_the_next(held: Scene) -> None:
    for day, times in ((TUESDAY, ("16:01", "16:07")), (WEDNESDAY, ("10:00", "16:01"))):
        for time in times:
            try:
                held.at(day, time)
            except Unavailable:
                assert time == "16:01"
    assert len(held.broker.equity()) == 3, "Wednesday has not ended"
