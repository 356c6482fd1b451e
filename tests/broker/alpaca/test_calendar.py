"""The venue's calendar: its word holds for the days that it has told, and what cannot be read changes nothing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.running import AlpacaVenue
from tests.orders.market import SetClock
from trading.broker.alpaca import AlpacaCalls, VenueCalendar
from trading.broker.alpaca.calendar import AHEAD, BACK, KEEP
from trading.errors import NoData, Unavailable
from trading.market.calendar import ExchangeCalendar

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
THANKSGIVING, HALF_DAY, MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 23)
"""The exchange's own notice of hours for 2026: closed on the 26th, until 13:00 on the 27th."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def exchange() -> ExchangeCalendar:
    return ExchangeCalendar()


@pytest.fixture
def calendar(calls: AlpacaCalls, clock: SetClock, exchange: ExchangeCalendar) -> VenueCalendar:
    return VenueCalendar(calls=calls, clock=clock, below=exchange)


def asked(venue: AlpacaVenue) -> int:
    return len(venue.requests("GET", "/v2/calendar"))


@pytest.mark.parametrize("looks", [False, True])
def test_a_venue_that_agrees_changes_no_answer(
    calendar: VenueCalendar, exchange: ExchangeCalendar, looks: bool
) -> None:
    if looks:
        calendar.look()
    first, last = TODAY - 2 * BACK, TODAY + 2 * AHEAD
    assert calendar.sessions(first, last) == exchange.sessions(first, last)
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        assert calendar.session(day) == exchange.session(day)
        assert calendar.next_session(day) == exchange.next_session(day)
        assert calendar.previous_session(day) == exchange.previous_session(day)
    assert calendar.note() == ""


def test_until_the_venue_was_asked_nobody_asks_it(calendar: VenueCalendar, venue: AlpacaVenue) -> None:
    calendar.session_at(NOW)
    calendar.sessions(TODAY, TODAY + AHEAD)
    calendar.next_session(TODAY)
    assert asked(venue) == 0


def test_the_venues_word_holds_for_a_day_that_it_closes(calendar: VenueCalendar, venue: AlpacaVenue) -> None:
    venue.book.calendar_changes[MONDAY] = None
    calendar.look()
    assert calendar.session(MONDAY) is None and calendar.session_at(datetime(2026, 11, 23, 15, tzinfo=UTC)) is None
    assert calendar.next_session(TODAY).day == date(2026, 11, 24)
    assert calendar.previous_session(date(2026, 11, 24)).day == date(2026, 11, 20)
    assert MONDAY not in [one.day for one in calendar.sessions(TODAY, HALF_DAY)]
    assert "Mon 23 Nov 2026 (closed, not 09:30 to 16:00)" in calendar.note()
    assert "Alpaca's word holds" in calendar.note()


def test_the_venues_word_holds_for_other_hours_and_for_a_day_that_it_opens(
    calendar: VenueCalendar, venue: AlpacaVenue
) -> None:
    venue.book.calendar_changes |= {MONDAY: (time(9, 30), time(12, 0)), THANKSGIVING: (time(9, 30), time(16, 0))}
    calendar.look()
    short, opened = calendar.session(MONDAY), calendar.session(THANKSGIVING)
    assert short is not None and short.is_half_day
    assert short.closes == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # 12:00 in New York, winter time
    assert opened is not None and not opened.is_half_day
    assert [one.day for one in calendar.sessions(MONDAY, HALF_DAY)] == [MONDAY + timedelta(days=n) for n in range(5)]
    assert "Mon 23 Nov 2026 (09:30 to 12:00, not 09:30 to 16:00), Thu 26 Nov 2026 (09:30 to 16:00, not closed)" in (
        calendar.note()
    )


def test_many_differences_are_one_short_sentence(calendar: VenueCalendar, venue: AlpacaVenue) -> None:
    for number in range(5):
        venue.book.calendar_changes[date(2026, 12, 7 + number)] = None
    calendar.look()
    assert "and 2 more;" in calendar.note() and len(calendar.note()) < 400


@pytest.mark.parametrize("fault", [Fault.GARBAGE_BEFORE, Fault.STATUS_500, Fault.STATUS_429])
def test_an_answer_that_cannot_be_had_leaves_what_was_there(
    calendar: VenueCalendar, venue: AlpacaVenue, exchange: ExchangeCalendar, clock: SetClock, fault: Fault
) -> None:
    venue.faults.next("GET", "/v2/calendar", fault, 3)
    with pytest.raises(Unavailable):
        calendar.look()
    assert calendar.session(MONDAY) == exchange.session(MONDAY)
    venue.faults.clear()
    venue.book.calendar_changes[MONDAY] = None
    calendar.look()
    clock.go(seconds=KEEP.total_seconds())
    venue.faults.next("GET", "/v2/calendar", fault, 3)
    with pytest.raises(Unavailable):
        calendar.look()
    assert calendar.session(MONDAY) is None


@pytest.mark.parametrize("missing", ["date", "open", "close"])
def test_a_day_that_lacks_something_makes_the_answer_unreadable(
    calendar: VenueCalendar, venue: AlpacaVenue, missing: str
) -> None:
    venue.faults.missing_fields(missing, path="/v2/calendar")
    with pytest.raises(Unavailable, match=f"lacks {missing}"):
        calendar.look()


@pytest.mark.parametrize(("field", "value"), [("open", "soon"), ("close", "09:00"), ("date", "2026-13-01")])
def test_a_day_that_makes_no_sense_makes_the_answer_unreadable(
    calendar: VenueCalendar, venue: AlpacaVenue, exchange: ExchangeCalendar, field: str, value: str
) -> None:
    venue.faults.new_enum(field, value, path="/v2/calendar")
    with pytest.raises(Unavailable):
        calendar.look()
    assert calendar.session(MONDAY) == exchange.session(MONDAY)


def test_a_calendar_without_days_around_today_does_not_close_the_exchange(
    calendar: VenueCalendar, venue: AlpacaVenue, exchange: ExchangeCalendar
) -> None:
    day = TODAY - BACK
    while day <= TODAY + AHEAD:
        venue.book.calendar_changes[day] = None
        day += timedelta(days=1)
    with pytest.raises(Unavailable, match="tells no days around 2026-11-22"):
        calendar.look()
    assert calendar.session(MONDAY) == exchange.session(MONDAY)


def test_past_the_last_day_that_was_told_the_exchanges_calendar_holds(
    calendar: VenueCalendar, venue: AlpacaVenue, exchange: ExchangeCalendar
) -> None:
    last = date(2026, 12, 1)
    for number in range(1, 60):
        venue.book.calendar_changes[last + timedelta(days=number)] = None
    calendar.look()
    assert calendar.session(date(2026, 12, 2)) == exchange.session(date(2026, 12, 2)) and calendar.note() == ""


def test_it_is_asked_again_after_six_hours_and_not_before(
    calendar: VenueCalendar, venue: AlpacaVenue, clock: SetClock
) -> None:
    calendar.look()
    clock.go(hours=5, minutes=59)
    calendar.look()
    assert asked(venue) == 1
    clock.go(minutes=1)
    calendar.look()
    assert asked(venue) == 2


def test_a_difference_is_logged_once(
    calendar: VenueCalendar, venue: AlpacaVenue, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    venue.book.calendar_changes[MONDAY] = None
    for _ in range(3):
        calendar.look()
        clock.go(hours=6)
    assert [record.getMessage() for record in caplog.records if "differs" in record.getMessage()] == [calendar.note()]


def test_the_ends_of_the_calendar_below_are_its_own(calendar: VenueCalendar) -> None:
    calendar.look()
    with pytest.raises(NoData):
        calendar.session(date(1900, 1, 2))
    with pytest.raises(ValueError, match="no time zone"):
        calendar.session_at(NOW.replace(tzinfo=None))
