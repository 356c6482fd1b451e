"""The protections: hand examples at the edges of their windows, and what more losses can never do.

Sessions of 2012 in New York: Memorial Day is Monday 28 May, Tuesday 3 July closes at 13:00 and 4 July is shut.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.errors import NoData
from trading.market.calendar import ExchangeCalendar
from trading.risk.closings import Closing
from trading.risk.limits import Limits
from trading.risk.past import Past, reach
from trading.risk.protections import low_profit, protections, stop_streak, symbol_cooldown
from trading.risk.recent_drawdown import fall_now, recent_drawdown
from trading.risk.sessions import sessions_around
from trading.types import Cause, EquityPoint, PostureState

CALENDAR = ExchangeCalendar()
NEW_YORK = ZoneInfo("America/New_York")
OFF = Limits(symbol_cooldown_sessions=0, stop_streak=0, recent_drawdown_pct=Decimal(0), low_profit_trades=0)


@pytest.fixture(params=["UTC", "Asia/Singapore"], autouse=True)
def zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test holds in Singapore too, where New York's evening is the next day."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def at(day: str, clock: str = "16:00") -> datetime:
    """Return a New York time of 2012, as UTC."""
    return datetime.fromisoformat(f"2012-{day}T{clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def closed(when: datetime, profit: int, *, cost: int = 1000, symbol: str = "AAPL", by_stop: bool = True) -> Closing:
    return Closing(symbol=symbol, at=when, profit=Decimal(profit), cost=Decimal(cost), by_stop=by_stop)


def past(now: datetime, limits: Limits, *trades: Closing, worth: dict[str, int] | None = None) -> Past:
    back, ahead = reach(limits)
    points = [EquityPoint(at=at(day), equity=Decimal(value), cash=None) for day, value in (worth or {}).items()]
    return Past(
        closings=tuple(sorted(trades, key=lambda one: one.at)),
        points=tuple(points),
        sessions=sessions_around(CALENDAR, now, back=back, ahead=ahead),
        reach=(back, ahead),
    )


def stop_limits(count: int, within: int, pause: int) -> Limits:
    return Limits(
        stop_streak=count,
        stop_streak_sessions=within,
        stop_streak_pause_sessions=pause,
        recent_drawdown_pct=Decimal(0),
        low_profit_trades=0,
    )


def test_with_every_protection_off_nothing_holds() -> None:
    trades = [closed(at("06-01"), -900) for _ in range(9)]
    assert protections(past(at("06-01"), OFF, *trades, worth={"05-31": 900_000}), Decimal(1), OFF) == ()


def test_a_closing_holds_its_symbol_until_the_close_of_the_last_session_of_the_pause() -> None:
    """Closed on Friday 25 May; Monday is Memorial Day, so two sessions later is Wednesday 30 May."""
    limits = Limits(symbol_cooldown_sessions=2)
    trade = closed(at("05-25", "11:00"), 50, by_stop=False)
    found = symbol_cooldown(past(at("05-30", "15:59"), limits, trade), "AAPL", limits)
    assert found is not None
    assert (found.symbol, found.since, found.until) == ("AAPL", at("05-25", "11:00"), at("05-30"))
    assert "closed 2 sessions ago, the limit is no new risk in it for 2 sessions after that" in found.reason
    assert symbol_cooldown(past(at("05-30"), limits, trade), "AAPL", limits) is None
    assert symbol_cooldown(past(at("05-29"), limits, trade), "MSFT", limits) is None


def test_a_pause_that_ends_on_a_half_day_ends_at_its_early_close() -> None:
    limits = Limits(symbol_cooldown_sessions=1)
    found = symbol_cooldown(past(at("07-02"), limits, closed(at("07-02", "10:00"), 1)), "AAPL", limits)
    assert found is not None and found.until == at("07-03", "13:00")
    assert symbol_cooldown(past(at("07-03", "13:00"), limits, closed(at("07-02"), 1)), "AAPL", limits) is None


def test_an_evening_in_new_york_counts_to_its_session_and_not_to_the_date_elsewhere() -> None:
    """20:30 on Thursday 31 May in New York is Friday in UTC and in Singapore: the pause of one ends on Friday."""
    limits = Limits(symbol_cooldown_sessions=1)
    evening = at("05-31", "20:30")
    assert evening.date() == date(2012, 6, 1)
    found = symbol_cooldown(past(evening, limits, closed(evening, 1)), "AAPL", limits)
    assert found is not None and found.until == at("06-01")


def test_four_losing_stops_within_ten_sessions_let_only_exits_pass_for_two_sessions() -> None:
    """Ten sessions that end on Friday 1 June begin on Friday 18 May: 18, 21-25 May, 29-31 May, 1 June."""
    limits = stop_limits(4, 10, 2)
    days = ["05-18", "05-22", "05-30", "06-01"]
    found = stop_streak(past(at("06-01"), limits, *(closed(at(day, "12:00"), -10) for day in days)), limits)
    assert found is not None
    assert found.state is PostureState.REDUCING and found.symbol is None
    assert (found.since, found.until) == (at("06-01", "12:00"), at("06-05"))
    assert found.reason.startswith("4 losing trades were closed by a stop within 10 sessions, the limit is 4; only")


def test_a_stop_one_session_before_the_window_does_not_count() -> None:
    limits = stop_limits(4, 10, 2)
    days = ["05-17", "05-22", "05-30", "06-01"]
    assert stop_streak(past(at("06-01"), limits, *(closed(at(day, "12:00"), -10) for day in days)), limits) is None


@pytest.mark.parametrize(("profit", "by_stop"), [(10, True), (0, True), (-10, False)])
def test_only_a_stop_that_lost_counts(profit: int, by_stop: bool) -> None:
    limits = stop_limits(2, 10, 2)
    trades = [closed(at("05-31"), -10), closed(at("06-01"), profit, by_stop=by_stop)]
    assert stop_streak(past(at("06-01"), limits, *trades), limits) is None
    assert stop_streak(past(at("06-01"), limits, *trades, closed(at("06-01"), -1)), limits) is not None


def test_the_pause_of_a_streak_outlives_its_window_and_then_nothing_holds() -> None:
    """Two stops on 1 June within one session hold three sessions, 4 to 6 June, though 5 June's window has none."""
    limits = stop_limits(2, 1, 3)
    trades = [closed(at("06-01", "10:00"), -1), closed(at("06-01", "11:00"), -1)]
    found = stop_streak(past(at("06-05"), limits, *trades), limits)
    assert found is not None and found.until == at("06-06")
    assert stop_streak(past(at("06-06"), limits, *trades), limits) is None


def drawdown_limits(percent: str, within: int, pause: int) -> Limits:
    return Limits(
        recent_drawdown_pct=Decimal(percent),
        recent_drawdown_sessions=within,
        recent_drawdown_pause_sessions=pause,
        stop_streak=0,
        low_profit_trades=0,
    )


def test_a_fall_from_the_highest_close_of_the_window_lets_only_exits_pass() -> None:
    """From 100,000 to 84,900 is 15.1 percent; five sessions after Friday 1 June is Friday 8 June."""
    limits = drawdown_limits("15", 20, 5)
    found = recent_drawdown(past(at("06-01", "12:00"), limits, worth={"05-31": 100_000}), Decimal(84_900), limits)
    assert found is not None
    assert (found.since, found.until) == (at("06-01", "12:00"), at("06-08"))
    assert "fell 15.10 percent from its highest close of 20 sessions, the limit is 15 percent" in found.reason
    level = past(at("06-01", "12:00"), limits, worth={"05-31": 100_000})
    assert recent_drawdown(level, Decimal(85_000), limits) is None
    assert fall_now(level, Decimal(85_000), limits) == Decimal(15)


def test_a_high_before_the_window_is_forgotten() -> None:
    """Three sessions that end on 1 June begin on 30 May: the close of 29 May is outside."""
    limits = drawdown_limits("15", 3, 5)
    old = past(at("06-01"), limits, worth={"05-29": 100_000, "05-30": 84_000, "05-31": 84_000})
    assert fall_now(old, Decimal(84_000), limits) == 0


def test_a_fall_that_only_lasts_is_let_go_after_its_pause() -> None:
    """Reached on 29 May with a pause of two sessions: 30 and 31 May. On 31 May's close it ends, still 16 % down."""
    limits = drawdown_limits("15", 20, 2)
    worth = {"05-25": 100_000, "05-29": 84_000, "05-30": 84_000, "05-31": 84_000}
    found = recent_drawdown(past(at("05-31", "15:59"), limits, worth=worth), Decimal(84_000), limits)
    assert found is not None and (found.since, found.until) == (at("05-29"), at("05-31"))
    assert recent_drawdown(past(at("05-31"), limits, worth=worth), Decimal(84_000), limits) is None


def test_a_fall_that_deepens_begins_its_pause_anew() -> None:
    limits = drawdown_limits("15", 20, 2)
    worth = {"05-25": 100_000, "05-29": 84_000, "05-30": 84_000}
    found = recent_drawdown(past(at("05-31"), limits, worth=worth), Decimal(83_000), limits)
    assert found is not None and found.until == at("06-04")


def test_a_fall_that_was_made_good_still_holds_until_its_pause_ends() -> None:
    """Reached at the close of 29 May; the account is at a new high on 30 May and the pause runs to 31 May."""
    limits = drawdown_limits("15", 20, 2)
    worth = {"05-25": 100_000, "05-29": 84_000}
    found = recent_drawdown(past(at("05-30"), limits, worth=worth), Decimal(101_000), limits)
    assert found is not None and found.until == at("05-31")


def test_an_account_without_worth_has_fallen_by_all_of_it() -> None:
    limits = drawdown_limits("15", 20, 2)
    assert recent_drawdown(past(at("06-01"), limits), Decimal(-5), limits) is not None
    assert fall_now(past(at("06-01"), limits, worth={"05-31": 100}), Decimal(0), limits) == 100


def profit_limits(trades: int, percent: str, within: int = 20, pause: int = 5) -> Limits:
    return Limits(
        low_profit_trades=trades,
        low_profit_pct=Decimal(percent),
        low_profit_sessions=within,
        low_profit_pause_sessions=pause,
        stop_streak=0,
        recent_drawdown_pct=Decimal(0),
    )


def test_trades_of_one_symbol_that_earn_too_little_together_lock_it() -> None:
    """-30, +10, -20 and +16 of 4,000 USD are -24 / 4,000 = -0.60 percent, below 0."""
    limits = profit_limits(4, "0")
    trades = [closed(at("06-01", f"1{n}:00"), p, by_stop=False) for n, p in enumerate((-30, 10, -20, 16))]
    found = low_profit(past(at("06-01"), limits, *trades), "AAPL", limits)
    assert found is not None
    assert (found.symbol, found.until) == ("AAPL", at("06-08"))
    assert "4 trades in AAPL within 20 sessions earned -0.60 percent of their cost, the limit is 0" in found.reason
    assert low_profit(past(at("06-01"), limits, *trades), "MSFT", limits) is None
    assert low_profit(past(at("06-01"), limits, *trades[1:]), "AAPL", limits) is None, "three trades are too few"


def test_earning_exactly_the_least_is_enough() -> None:
    """+10 of 2,000 USD is 0.5 percent."""
    limits = profit_limits(2, "0.5")
    enough = [closed(at("06-01"), 4), closed(at("06-01"), 6)]
    assert low_profit(past(at("06-01"), limits, *enough), "AAPL", limits) is None
    assert low_profit(past(at("06-01"), limits, closed(at("06-01"), 4), closed(at("06-01"), 5)), "AAPL", limits)


def test_trades_before_the_window_do_not_count_for_their_symbol() -> None:
    """Two sessions that end on 1 June begin on 31 May."""
    limits = profit_limits(2, "0", within=2)
    last = closed(at("06-01"), -1)
    assert low_profit(past(at("06-01"), limits, closed(at("05-30"), -1), last), "AAPL", limits) is None
    assert low_profit(past(at("06-01"), limits, closed(at("05-31"), -1), last), "AAPL", limits) is not None


def test_a_pause_past_the_calendars_end_has_no_known_end_and_holds() -> None:
    limits = Limits(symbol_cooldown_sessions=250)
    now = datetime.combine(CALENDAR.last_day, datetime.min.time(), UTC) - timedelta(days=30)
    found = symbol_cooldown(past(now, limits, closed(now, 1)), "AAPL", limits)
    assert found is not None and found.until is None


def test_a_day_before_the_calendar_is_not_counted_from() -> None:
    with pytest.raises(NoData, match="set a later day"):
        sessions_around(CALENDAR, datetime(1980, 1, 2, tzinfo=UTC), back=5, ahead=5)


TRADES = st.builds(
    closed,
    st.builds(
        lambda days, minutes: at("05-01") + timedelta(days=days, minutes=minutes), st.integers(0, 30), st.just(0)
    ),
    st.integers(-500, 500),
    cost=st.integers(1, 5000),
    symbol=st.sampled_from(["AAPL", "MSFT"]),
    by_stop=st.booleans(),
)
LIMITS = st.builds(
    Limits,
    symbol_cooldown_sessions=st.integers(0, 4),
    stop_streak=st.integers(0, 3),
    stop_streak_sessions=st.integers(1, 6),
    stop_streak_pause_sessions=st.integers(1, 6),
    low_profit_trades=st.integers(0, 3),
    low_profit_pct=st.integers(-50, 50).map(Decimal),
    low_profit_sessions=st.integers(1, 6),
    low_profit_pause_sessions=st.integers(1, 6),
    recent_drawdown_pct=st.integers(0, 30).map(Decimal),
    recent_drawdown_sessions=st.integers(1, 6),
    recent_drawdown_pause_sessions=st.integers(1, 6),
)


def _ends(causes: tuple[Cause, ...]) -> dict[tuple[str, str | None], datetime]:
    return {(c.name, c.symbol): c.until for c in causes if c.until is not None}


@given(st.lists(TRADES, max_size=8), TRADES, LIMITS)
def test_a_later_loss_never_lifts_a_cause_nor_ends_it_sooner(
    trades: list[Closing], more: Closing, limits: Limits
) -> None:
    now = at("06-04")
    loss = closed(now, -abs(int(more.profit)) - 1, cost=int(more.cost), symbol=more.symbol, by_stop=more.by_stop)
    before = _ends(protections(past(now, limits, *trades), Decimal(100), limits))
    after = _ends(protections(past(now, limits, *trades, loss), Decimal(100), limits))
    assert all(after[key] >= end for key, end in before.items())


@given(st.lists(st.integers(50, 150), min_size=1, max_size=12), st.integers(1, 150), st.integers(1, 49), LIMITS)
def test_a_lower_worth_never_lifts_the_fall(values: list[int], worth: int, lower: int, limits: Limits) -> None:
    now = at("06-01", "12:00")
    days = [s.day for s in CALENDAR.sessions(date(2012, 5, 1), date(2012, 5, 31))][-len(values) :]
    known = past(now, limits, worth={f"{d:%m-%d}": v for d, v in zip(days, values, strict=True)})
    before = recent_drawdown(known, Decimal(worth), limits)
    after = recent_drawdown(known, Decimal(max(1, worth - lower)), limits)
    assert before is None or (after is not None and after.until is not None and before.until is not None)
    assert before is None or after is None or after.until >= before.until


@given(st.lists(TRADES, max_size=8), LIMITS)
def test_every_cause_holds_now_and_ends_at_a_close_that_is_to_come(trades: list[Closing], limits: Limits) -> None:
    now = at("06-01")
    closes = {s.closes for s in CALENDAR.sessions(date(2012, 5, 1), date(2012, 12, 31))}
    for cause in protections(past(now, limits, *trades), Decimal(100), limits):
        assert cause.until in closes and cause.until > now
