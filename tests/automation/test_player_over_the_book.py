import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest

from trading.automation.replay_player import ReplayPlayer
from trading.broker.paper import PaperBroker
from trading.errors import Conflict, FixInput, Unavailable
from trading.market.calendar import ExchangeCalendar
from trading.market.replay import ReplayTape
from trading.types import Side, Ticket

CALENDAR, TAPE = ExchangeCalendar(), ReplayTape()
FRIDAY, MONDAY = date(2012, 6, 1), date(2012, 6, 4)
LAST = date(2012, 6, 29)


class Desk:
    """What the player tells after each session, and what a test lets go wrong there."""

    def __init__(self) -> None:
        self.told = 0
        self.fault: Exception | None = None
        self.wait: Event | None = None

    def after_session(self) -> None:
        self.told += 1
        if self.wait is not None:
            self.wait.wait(10)
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[PaperBroker]:
    broker = PaperBroker(
        book=tmp_path / "b.db",
        tape=TAPE,
        calendar=CALENDAR,
        start=FRIDAY,
        cash=Decimal(100_000),
    )
    yield broker
    broker.close()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def player(venue: PaperBroker, desk: Desk) -> Iterator[ReplayPlayer]:
    made = ReplayPlayer(
        venue=venue, calendar=CALENDAR, after_session=desk.after_session, first=date(2000, 3, 1), last=LAST
    )
    yield made
    made.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass within 10 s"
        time.sleep(0.005)


def buy(venue: PaperBroker, order_id: str = "a") -> None:
    venue.submit(order_id, Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))


def test_now_is_the_close_of_the_session(player: ReplayPlayer) -> None:
    state = player.state()
    assert (state.session_day, state.now) == (FRIDAY, datetime(2012, 6, 1, 20, tzinfo=UTC))
    assert not state.playing


def test_a_step_over_the_weekend_is_one_session(player: ReplayPlayer, desk: Desk) -> None:
    assert player.step().session_day == MONDAY
    assert desk.told == 1


def test_a_jump_forward_tells_the_desk_of_every_session(player: ReplayPlayer, desk: Desk) -> None:
    assert player.go_to(date(2012, 6, 8)).session_day == date(2012, 6, 8)
    assert desk.told == 5


def test_a_day_off_means_the_session_before_it(player: ReplayPlayer) -> None:
    assert player.go_to(date(2012, 6, 10)).session_day == date(2012, 6, 8)


def test_going_nowhere_plays_nothing(player: ReplayPlayer, desk: Desk) -> None:
    assert player.go_to(date(2012, 6, 3)).session_day == FRIDAY
    assert desk.told == 0


def test_back_works_until_the_newest_fill_and_not_past_it(player: ReplayPlayer, venue: PaperBroker) -> None:
    player.step(3)
    buy(venue)
    player.step(4)
    assert player.go_to(date(2012, 6, 6)).session_day == date(2012, 6, 6)
    with pytest.raises(Conflict, match="newest fill"):
        player.go_to(date(2012, 6, 5))
    assert player.state().session_day == date(2012, 6, 6)


def test_a_new_book_may_begin_before_the_fill(player: ReplayPlayer, venue: PaperBroker) -> None:
    player.step(3)
    buy(venue)
    assert player.reset(FRIDAY).session_day == FRIDAY
    assert venue.positions() == [] and venue.account().cash == Decimal(100_000)


def test_a_new_book_without_a_day_begins_where_the_replay_stands(player: ReplayPlayer, venue: PaperBroker) -> None:
    player.step(3)
    buy(venue)
    assert player.reset().session_day == date(2012, 6, 6)
    assert venue.positions() == []


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2012, 7, 2)])
def test_a_day_outside_the_recording_is_refused(player: ReplayPlayer, day: date) -> None:
    with pytest.raises(Conflict, match="outside the recording"):
        player.go_to(day)
    with pytest.raises(Conflict, match="outside the recording"):
        player.reset(day)


def test_steps_end_with_the_recording(player: ReplayPlayer) -> None:
    assert player.step(500).session_day == LAST
    with pytest.raises(Conflict, match="ends on 2012-06-29"):
        player.step()
    with pytest.raises(Conflict, match="ends on 2012-06-29"):
        player.play()


@pytest.mark.parametrize("n", [0, -1])
def test_a_step_is_at_least_one(player: ReplayPlayer, n: int) -> None:
    with pytest.raises(FixInput, match="at least 1"):
        player.step(n)


@pytest.mark.parametrize("speed", [0, -1, 51, float("nan"), float("inf")])
def test_a_speed_out_of_bounds_is_refused(player: ReplayPlayer, speed: float) -> None:
    with pytest.raises(FixInput, match="sessions a second"):
        player.play(speed)


def test_play_moves_until_paused(player: ReplayPlayer, desk: Desk) -> None:
    assert player.play(50).playing
    until(lambda: desk.told >= 3)
    state = player.pause()
    assert not state.playing
    told = desk.told
    time.sleep(0.1)
    assert desk.told == told and player.state().session_day == state.session_day


def test_nothing_else_moves_a_playing_replay(player: ReplayPlayer) -> None:
    player.play(0.5)
    for move in (player.step, player.reset, lambda: player.go_to(MONDAY)):
        with pytest.raises(Conflict, match="pause it first"):
            move()
    player.pause()
    assert player.step().session_day == MONDAY


def test_play_ends_with_the_recording(player: ReplayPlayer) -> None:
    player.go_to(date(2012, 6, 27))
    player.play(50)
    until(lambda: not player.state().playing)
    assert player.state().session_day == LAST and player.state().fault == ""


def test_a_desk_that_cannot_follow_now_does_not_stop_the_replay(player: ReplayPlayer, desk: Desk) -> None:
    desk.fault = Unavailable("the database did not do its work; free some disk space")
    assert player.step(2).session_day == date(2012, 6, 5)
    assert desk.told == 2


def test_play_ends_with_a_sentence_when_the_venue_cannot_go_on(
    player: ReplayPlayer, venue: PaperBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(day: date) -> None:
        raise Unavailable(f"the paper book did not play {day}; free some disk space")

    monkeypatch.setattr(venue, "advance", full)
    player.play(50)
    until(lambda: not player.state().playing)
    assert "2012-06-04; free some disk space" in player.state().fault
    assert player.state().session_day == FRIDAY


def test_two_moves_at_once_are_one_and_a_conflict(
    player: ReplayPlayer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trading.automation.replay_player.PATIENCE_S", 0.05)
    desk.wait = Event()
    first = Thread(target=player.step)
    first.start()
    until(lambda: desk.told == 1)
    with pytest.raises(Conflict, match="wait until it stands"):
        player.step()
    desk.wait.set()
    first.join()
    assert player.state().session_day == MONDAY


def test_playing_waits_for_a_jump_and_does_not_go_past_where_it_ended(
    player: ReplayPlayer, desk: Desk, venue: PaperBroker
) -> None:
    desk.wait = Event()
    jump = Thread(target=player.go_to, args=(LAST,))
    jump.start()
    until(lambda: desk.told == 1)
    assert player.play(50).playing, "it begins as soon as the jump has ended"
    desk.wait.set()
    jump.join()
    until(lambda: not player.state().playing)
    assert (venue.session_day(), player.state().fault) == (LAST, "")


def test_pausing_while_a_jump_runs_leaves_the_replay_where_the_jump_ends(
    player: ReplayPlayer, desk: Desk, venue: PaperBroker
) -> None:
    desk.wait = Event()
    jump = Thread(target=player.go_to, args=(date(2012, 6, 8),))
    jump.start()
    until(lambda: desk.told == 1)
    player.play(50)
    time.sleep(0.1)  # playing waits for the jump by now
    pausing = Thread(target=player.pause)
    pausing.start()
    desk.wait.set()
    jump.join()
    pausing.join()
    assert venue.session_day() == date(2012, 6, 8)


def test_moves_from_many_hands_take_turns(player: ReplayPlayer, desk: Desk) -> None:
    hands = [Thread(target=player.step) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    # Eight sessions after Friday 2012-06-01.
    assert (player.state().session_day, desk.told) == (date(2012, 6, 13), 8)


def test_every_session_is_told_in_its_order_and_after_it_was_played(venue: PaperBroker) -> None:
    told: list[date] = []
    player = ReplayPlayer(
        venue=venue,
        calendar=CALENDAR,
        after_session=lambda: told.append(venue.session_day()),
        first=FRIDAY,
        last=LAST,
    )
    player.go_to(date(2012, 6, 8))
    player.step(2)
    player.go_to(MONDAY)
    player.close()
    assert told == [date(2012, 6, day) for day in (4, 5, 6, 7, 8, 11, 12, 4)]


def test_a_closed_player_moves_no_more_and_ends_a_jump_after_its_session(
    player: ReplayPlayer, desk: Desk, venue: PaperBroker
) -> None:
    desk.wait, said = Event(), []

    def jump() -> None:
        try:
            player.go_to(LAST)
        except Conflict as fault:
            said.append(str(fault))

    jumping = Thread(target=jump)
    jumping.start()
    until(lambda: desk.told == 1)
    player.close()
    desk.wait.set()
    jumping.join()
    assert (venue.session_day(), said) == (MONDAY, ["the app is closing; the replay stands at 2012-06-04"])
    with pytest.raises(Conflict, match="app is closing"):
        player.step()
