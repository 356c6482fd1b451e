"""One symbol of which the source tells nothing: the rest of the book goes on, and it comes up to the same end later."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.broker.hand_tape import order
from tests.broker.set_market import CASH, MONDAY, TUESDAY, WEDNESDAY, Scene, SetMarket, live_book, ny
from tests.market.recording import SetClock
from trading.broker.paper.schema import BookFile
from trading.errors import Unavailable, VenueRejected
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.types import (
    Bars,
    CashActionKind,
    CorporateAction,
    OrderClass,
    OrderType,
    Quote,
    Side,
    Status,
    TimeInForce,
)

D = Decimal
GTC = TimeInForce.GTC
FLAT = "100 100 100 100"


class Deaf(SetMarket):
    """A market that answers no question about the symbols in `lost`, but for their quotes."""

    lost: frozenset[str] = frozenset()

    def bars(self, symbol: str, *asked: Any, **more: Any) -> Bars:
        self._hear(symbol)
        return super().bars(symbol, *asked, **more)

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        self._hear(symbol)
        return super().corporate_actions(symbol, start=start, end=end)

    def _hear(self, symbol: str) -> None:
        if symbol in self.lost:
            raise Unavailable(f"{symbol} cannot be read")


@pytest.fixture
def market() -> Deaf:
    return Deaf(SetClock(ny(MONDAY, "11:00")), symbols=("ACME", "BOLT", "SPY"))


@pytest.fixture
def scene(market: Deaf, tmp_path: Path) -> Iterator[Scene]:
    clock = market._clock
    assert isinstance(clock, SetClock)
    for symbol in ("ACME", "BOLT", "SPY"):
        market.quotes("100.00", "100.00", symbol=symbol)
    made = Scene(broker=live_book(tmp_path, market, clock), market=market, clock=clock)
    yield made
    made.broker.close()


def fresh(scene: Scene) -> None:
    for symbol in ("ACME", "BOLT", "SPY"):
        scene.market.quotes("100.00", "100.00", symbol=symbol)


def look(scene: Scene, day: date, time: str) -> frozenset[str]:
    """Look as the app's thread does: a fault is logged."""
    try:
        return scene.at(day, time)
    except Unavailable:
        return frozenset()


def closes(scene: Scene) -> dict[date, tuple[Decimal, Decimal]]:
    return {point.at.date(): (point.equity, point.cash) for point in scene.broker.equity()}


def resting(scene: Scene, symbol: str, name: str, **more: Any) -> None:
    scene.broker.submit(name, order(symbol, **({"limit_price": "90"} | more)))


def test_a_lost_symbol_holds_up_no_settlement_and_no_order_of_another(scene: Scene, market: Deaf) -> None:
    resting(scene, "BOLT", "bolt day")
    resting(scene, "BOLT", "bolt gtc", time_in_force=GTC)
    resting(scene, "ACME", "acme day")
    market.day(MONDAY, FLAT, symbol="BOLT")
    market.lost = frozenset({"ACME"})
    assert look(scene, MONDAY, "16:02") == {"bolt day"}
    assert scene.known("bolt day").status is Status.EXPIRED
    assert scene.known("acme day").status is Status.SENT, "what it did that day is not known"
    market.trades(TUESDAY, "09:30", "89 89 89 89", symbol="BOLT")
    assert look(scene, TUESDAY, "09:31:10") == {"bolt gtc"}
    assert scene.known("bolt gtc").status is Status.FILLED
    scene.clock.at = ny(TUESDAY, "10:00")
    fresh(scene)
    assert scene.broker.submit("new", order("BOLT")).status is Status.FILLED
    with pytest.raises(VenueRejected, match="ACME cannot be read"):
        scene.broker.submit("late", order("ACME"))
    scene.broker.cancel("acme day")
    assert scene.known("acme day").status is Status.CANCELLED, "a cancel needs no market"


def test_an_order_whose_symbol_falls_behind_while_it_is_priced_is_refused(scene: Scene, market: Deaf) -> None:
    resting(scene, "BOLT", "bolt", time_in_force=GTC)
    resting(scene, "ACME", "acme", time_in_force=GTC)
    market.day(MONDAY, FLAT, symbol="BOLT")
    quote = market.quote

    def falls_behind(symbol: str) -> Quote:
        market.quote, market.lost = quote, frozenset({"ACME"})  # type: ignore[method-assign]
        look(scene, MONDAY, "16:02")
        return quote(symbol)

    scene.clock.at = ny(MONDAY, "16:01:59")
    market.quote = falls_behind  # type: ignore[method-assign]
    with pytest.raises(VenueRejected, match="ACME is not played up to now"):
        scene.broker.submit("late", order("ACME", limit_price="95"))
    assert scene.broker.find("late") is None


def split() -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.SPLIT, ex_date=TUESDAY, ratio=D(2))


def dividend() -> CorporateAction:
    return CorporateAction(symbol="ACME", kind=CashActionKind.DIVIDEND, ex_date=TUESDAY, amount=D("0.50"))


def three_days(scene: Scene, market: Deaf, lost: Mapping[tuple[date, str], frozenset[str]]) -> dict[str, Any]:
    """Play Monday to Wednesday with what is lost from each time on, and return where the book ends."""
    scene.broker.submit("held", order("ACME", qty="10"))
    scene.broker.submit("bolt", order("BOLT", qty="10"))
    resting(scene, "ACME", "buy", qty="4", limit_price="90", time_in_force=GTC)
    resting(scene, "ACME", "day", qty="4", limit_price="20")
    exit_at_40 = order("ACME", qty="10", side=Side.SELL, type=OrderType.STOP, stop_price="80", time_in_force=GTC)
    scene.broker.submit("stop", exit_at_40)
    market.acts(dividend())
    market.acts(split())
    market.trades(MONDAY, "15:58", "100 100 95 96", "96 97 96 96")
    market.day(MONDAY, "100 100 95 96")
    market.trades(TUESDAY, "10:00", "48 48 44 46")
    market.day(TUESDAY, "48 48 44 46")
    market.trades(WEDNESDAY, "10:00", "46 46 39 39")
    market.day(WEDNESDAY, "46 46 39 41")
    for day, price in ((MONDAY, 100), (TUESDAY, 101), (WEDNESDAY, 102)):
        market.day(day, f"{price} {price} {price} {price}", symbol="BOLT")
    times = [(day, time) for day in (MONDAY, TUESDAY, WEDNESDAY) for time in ("12:00", "16:02", "16:30", "20:00")]
    times.insert(4, (TUESDAY, "09:30:05"))
    for day, time in times:
        market.lost = lost.get((day, time), market.lost)
        look(scene, day, time)
    return {
        "fills": scene.fills(),
        "equity": closes(scene),
        "cash": scene.broker.account().cash,
        "held": dict(scene.broker.quantities()),
        "orders": {name: scene.known(name).status for name in ("buy", "day", "stop")},
        "paid": [(one.symbol, one.amount) for one in scene.broker.cash_movements()],
    }


NONE, ACME = frozenset[str](), frozenset({"ACME"})


@pytest.mark.parametrize(
    "lost",
    [
        {},
        {(MONDAY, "16:02"): ACME, (MONDAY, "20:00"): NONE},
        {(MONDAY, "16:02"): ACME, (TUESDAY, "12:00"): NONE},
        {(MONDAY, "16:02"): ACME, (TUESDAY, "20:00"): NONE},
        {(MONDAY, "16:02"): ACME, (WEDNESDAY, "20:00"): NONE},
        {(TUESDAY, "09:30:05"): ACME, (TUESDAY, "12:00"): NONE},
        {(TUESDAY, "09:30:05"): ACME, (WEDNESDAY, "12:00"): NONE},
        {(TUESDAY, "16:02"): ACME, (WEDNESDAY, "16:30"): NONE},
        {(MONDAY, "12:00"): ACME, (MONDAY, "16:30"): NONE, (WEDNESDAY, "12:00"): ACME, (WEDNESDAY, "20:00"): NONE},
    ],
    ids=str,
)
def test_what_was_lost_for_a_while_ends_where_it_would_have(
    scene: Scene, market: Deaf, lost: Mapping[tuple[date, str], frozenset[str]]
) -> None:
    """By hand: 10 ACME and 10 BOLT bought at 100.00 leave 98 000. Tuesday pays 10 x 0.50 and makes 20 ACME of 10.

    The buy of 4 at 90 is of 8 at 45 then and fills at 45 on Tuesday (360.00); the stop at 80 is one of 20 at 40, which
    Wednesday's minute, open 46, low 39, hits at 40 (800.00). 8 ACME are left, worth 41 at the close.
    """
    found = three_days(scene, market, lost)
    assert [(name, price) for name, price, _ in found["fills"]] == [
        ("held", D(100)), ("bolt", D(100)), ("buy", D(45)), ("stop", D(40)),
    ]  # fmt: skip
    assert [at for _, _, at in found["fills"][2:]] == [ny(TUESDAY, "10:01"), ny(WEDNESDAY, "10:01")]
    assert found["equity"] == {
        date(2024, 5, 31): (CASH, CASH),
        MONDAY: (D(98_000) + 10 * 96 + 10 * 100, D(98_000)),
        TUESDAY: (D(97_645) + 28 * 46 + 10 * 101, D(97_645)),  # 98 000 + 5 - 360
        WEDNESDAY: (D(98_445) + 8 * 41 + 10 * 102, D(98_445)),  # 97 645 + 800
    }
    assert found["cash"] == D(98_445)
    assert found["held"] == {"ACME": D(8), "BOLT": D(10)}
    assert found["orders"] == {"buy": Status.FILLED, "day": Status.EXPIRED, "stop": Status.FILLED}
    assert found["paid"] == [("ACME", D("5.00"))]


def test_a_silent_symbol_ends_its_session_later_than_the_others(scene: Scene, market: Deaf) -> None:
    resting(scene, "BOLT", "bolt")
    resting(scene, "ACME", "acme")
    market.day(MONDAY, FLAT, symbol="BOLT")
    assert look(scene, MONDAY, "16:02") == {"bolt"}
    assert look(scene, MONDAY, "16:07:59") == frozenset()
    assert look(scene, MONDAY, "16:08") == {"acme"}, "the second answer, after six minutes"


def test_an_order_of_the_evening_does_not_wait_for_the_end_of_a_silent_session(scene: Scene, market: Deaf) -> None:
    """It belongs to the next session, so that nothing of the old one can fill, end or change it."""
    resting(scene, "ACME", "old", limit_price="95")
    market.trades(MONDAY, "15:59", "94 94 94 94")
    told, market.bars = market.bars, _no_bars  # type: ignore[method-assign]
    scene.clock.at = ny(MONDAY, "16:02")
    assert scene.broker.submit("new", order("ACME", limit_price="95")).status is Status.SENT
    assert look(scene, MONDAY, "16:02:30") == frozenset()
    market.bars = told  # type: ignore[method-assign]
    market.day(MONDAY, "100 100 94 94")
    assert look(scene, MONDAY, "16:09") == {"old"}
    assert scene.known("old").status is Status.FILLED
    assert scene.known("new").status is Status.SENT
    market.day(TUESDAY, FLAT)
    market.trades(TUESDAY, "10:00", "100 100 100 100")
    look(scene, TUESDAY, "16:02")
    assert scene.known("new").status is Status.EXPIRED


def _no_bars(symbol: str, *_asked: object, **_more: object) -> Bars:
    raise Unavailable(f"{symbol} cannot be read")


def test_a_source_that_answers_nothing_at_all_leaves_nobody_behind(scene: Scene, market: Deaf) -> None:
    resting(scene, "ACME", "acme")
    resting(scene, "BOLT", "bolt")
    for symbol in ("ACME", "BOLT"):
        market.day(MONDAY, FLAT, symbol=symbol)
    market.down = True
    for time in ("16:02", "16:20"):
        with pytest.raises(Unavailable, match="does not answer"):
            scene.at(MONDAY, time)
    assert len(scene.broker.equity()) == 1
    market.down = False
    assert scene.at(MONDAY, "16:21") == {"acme", "bolt"}


def test_the_only_symbol_of_a_book_holds_up_no_order_for_another(scene: Scene, market: Deaf) -> None:
    resting(scene, "ACME", "acme", time_in_force=GTC)
    market.lost = frozenset({"ACME"})
    market.day(MONDAY, FLAT, symbol="SPY")
    scene.clock.at = ny(TUESDAY, "10:00")
    fresh(scene)
    assert scene.broker.submit("bolt", order("BOLT")).status is Status.FILLED


def test_a_bracket_whose_symbol_was_lost_keeps_its_exits(scene: Scene, market: Deaf) -> None:
    bracket = order("ACME", order_class=OrderClass.BRACKET, target="110", stop="90", time_in_force=GTC)
    scene.broker.submit("one", bracket)
    scene.broker.submit("bolt", order("BOLT"))
    for day in (MONDAY, TUESDAY):
        market.day(day, FLAT, symbol="BOLT")
    market.day(MONDAY, FLAT)
    market.day(TUESDAY, "100 100 89 89")
    market.trades(TUESDAY, "10:00", "95 95 89 89")
    market.lost = frozenset({"ACME"})
    look(scene, MONDAY, "16:02")
    look(scene, TUESDAY, "16:02")
    assert {leg.status for leg in scene.known().legs} == {Status.SENT}
    market.lost = NONE
    look(scene, TUESDAY, "16:03")
    assert {leg.client_order_id: leg.status for leg in scene.known().legs} == {
        "one-tp": Status.CANCELLED, "one-sl": Status.FILLED,
    }  # fmt: skip


def test_a_book_of_an_earlier_release_is_opened(tmp_path: Path) -> None:
    clock = SetClock(ny(MONDAY, "11:00"))
    live_book(tmp_path, SetMarket(clock), clock).close()
    file = BookFile(tmp_path / "paper-live.db")
    for table in ("behind", "opening_cost"):
        file.do(f"DROP TABLE {table}")
    file.close()
    broker = live_book(tmp_path, SetMarket(clock), clock)
    try:
        assert broker.look() == frozenset()
    finally:
        broker.close()


def test_two_processes_catch_a_symbol_up_once(scene: Scene, market: Deaf, tmp_path: Path) -> None:
    resting(scene, "ACME", "acme", limit_price="95", time_in_force=GTC)
    scene.broker.submit("bolt", order("BOLT"))
    market.day(MONDAY, FLAT, symbol="BOLT")
    market.trades(MONDAY, "15:00", "94 94 94 94")
    market.day(MONDAY, "100 100 94 94")
    market.lost = frozenset({"ACME"})
    look(scene, MONDAY, "16:02")
    market.lost = NONE
    other = live_book(tmp_path, market, scene.clock)
    try:
        scene.clock.at = ny(MONDAY, "16:03")
        market.meanwhile = other.look
        scene.broker.look()
    finally:
        other.close()
    assert [fill[0] for fill in scene.fills()] == ["bolt", "acme"]
    # 100 000 - 10 x 100 - 10 x 94, and 10 x 94 + 10 x 100 are held
    assert closes(scene)[MONDAY] == (D(100_000), D(98_060))


@pytest.mark.parametrize("lost", [frozenset({"ACME"}), NONE], ids=["another is lost", "none is lost"])
def test_a_silence_of_monday_does_not_end_an_order_whose_bars_of_tuesday_come_two_minutes_late(
    scene: Scene, market: Deaf, lost: frozenset[str]
) -> None:
    scene.broker.submit("held", order("ACME"))
    resting(scene, "BOLT", "bolt gtc", time_in_force=GTC)
    market.lost = lost
    for day in (MONDAY, TUESDAY):
        market.day(day, FLAT, symbol="SPY")
        market.day(day, FLAT)
    for time in ("16:02", "16:05", "16:10"):  # BOLT did not trade on Monday
        look(scene, MONDAY, time)
    assert MONDAY in closes(scene)
    look(scene, TUESDAY, "09:31")
    fresh(scene)
    resting(scene, "BOLT", "bolt day", limit_price="95")
    look(scene, TUESDAY, "16:02")
    market.trades(TUESDAY, "15:30", "94 94 94 94", symbol="BOLT")
    market.day(TUESDAY, "100 100 94 94", symbol="BOLT")
    look(scene, TUESDAY, "16:04")
    assert scene.known("bolt day").status is Status.FILLED


def test_a_silence_of_monday_is_no_answer_about_tuesday_for_a_symbol_that_is_behind(scene: Scene, market: Deaf) -> None:
    scene.broker.submit("held", order("ACME"))
    resting(scene, "BOLT", "bolt", limit_price="95", time_in_force=GTC)
    for day in (MONDAY, TUESDAY):
        market.day(day, FLAT, symbol="SPY")
        market.day(day, FLAT)
    look(scene, MONDAY, "16:02")  # nothing of BOLT: it stays behind
    assert MONDAY in closes(scene)
    look(scene, TUESDAY, "16:02")  # Monday is played without a trade; Tuesday is not told yet
    market.trades(TUESDAY, "15:30", "94 94 94 94", symbol="BOLT")
    market.day(TUESDAY, "100 100 94 94", symbol="BOLT")
    look(scene, TUESDAY, "16:04")
    assert [fill[0] for fill in scene.fills()] == ["held", "bolt"]
    assert scene.fills()[1][2] == ny(TUESDAY, "15:31")


def test_what_a_look_has_changed_is_told_though_a_later_session_cannot_be_read(scene: Scene, market: Deaf) -> None:
    resting(scene, "BOLT", "bolt day")
    resting(scene, "BOLT", "bolt gtc", time_in_force=GTC)
    market.day(MONDAY, FLAT, symbol="BOLT")
    assert scene.at(TUESDAY, "16:02") == {"bolt day"}, "Tuesday is not told yet, not even of SPY"
    assert scene.known("bolt day").status is Status.EXPIRED
    assert isinstance(scene.broker.unseen, Unavailable)
    with pytest.raises(Unavailable, match="not even of SPY"):
        scene.broker.look()


def test_a_look_that_saw_not_all_ends_no_outage(scene: Scene, market: Deaf, caplog: pytest.LogCaptureFixture) -> None:
    outage = OutageLog("the market", scene.clock)
    resting(scene, "ACME", "acme", time_in_force=GTC)
    resting(scene, "BOLT", "bolt day")
    market.lost = ACME
    for symbol in ("BOLT", "SPY"):
        market.day(MONDAY, FLAT, symbol=symbol)
    scene.clock.at = ny(MONDAY, "15:00")
    assert tasks.look(scene.broker, outage) == ()
    scene.clock.at = ny(MONDAY, "16:02")
    assert tasks.look(scene.broker, outage) == {"bolt day"}
    assert list(scene.broker.behind()) == ["ACME"]
    assert "answers again" not in caplog.text
    market.lost = NONE
    market.day(MONDAY, FLAT)
    market.trades(MONDAY, "15:59", FLAT)
    scene.clock.at = ny(MONDAY, "16:03")
    tasks.look(scene.broker, outage)
    assert "answers again" in caplog.text
    assert (list(scene.broker.behind()), scene.broker.unseen) == ([], None)
