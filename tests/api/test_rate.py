"""The rate limit lets a burst through, then one call at a time, for each key alone."""

from datetime import UTC, datetime, timedelta

from api.rate import RateLimit


class HandClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def test_the_burst_is_a_minutes_worth_and_then_the_wait_is_told() -> None:
    clock = HandClock()
    limit = RateLimit(60, clock)
    assert [limit.wait_s("a") for _ in range(60)] == [0.0] * 60
    assert limit.wait_s("a") == 1.0  # 60 a minute is one a second
    clock.at += timedelta(seconds=0.25)
    assert limit.wait_s("a") == 0.75
    clock.at += timedelta(seconds=0.75)
    assert limit.wait_s("a") == 0.0
    assert limit.wait_s("a") == 1.0


def test_one_key_does_not_use_up_anothers() -> None:
    limit = RateLimit(1, HandClock())
    assert limit.wait_s("a") == 0.0
    assert limit.wait_s("a") == 60.0
    assert limit.wait_s("b") == 0.0


def test_a_long_pause_saves_up_one_burst_and_no_more() -> None:
    clock = HandClock()
    limit = RateLimit(10, clock)
    clock.at += timedelta(days=1)
    assert [limit.wait_s("a") for _ in range(10)] == [0.0] * 10
    assert limit.wait_s("a") > 0


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    clock = HandClock()
    limit = RateLimit(2, clock)
    assert limit.wait_s("a") == 0.0
    clock.at -= timedelta(hours=1)
    assert limit.wait_s("a") == 0.0
    assert limit.wait_s("a") > 0
