"""The look around: the venue's clock against the calendar, the account's settings, and neither while calls are few."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.running import AlpacaVenue
from tests.broker.alpaca.test_link import wait
from tests.orders.market import SetClock
from trading.broker.alpaca import (
    AlpacaBroker,
    AlpacaCalls,
    AlpacaLink,
    Lookout,
    TradeUpdates,
    VenueCalendar,
    VenueClock,
    VenueSettings,
)
from trading.broker.alpaca.lookout import settings_of
from trading.errors import Unavailable
from trading.market.calendar import ExchangeCalendar
from trading.types import AccountSettings

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # a Monday, 12:00 in New York
SUNDAY = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
PATHS = ("/v2/calendar", "/v2/account/configurations", "/v2/clock")


class Looking:
    """A lookout at the test venue, its parts, and a clock that is set."""

    def __init__(self, calls: AlpacaCalls) -> None:
        self.clock = SetClock(NOON)
        self.scarce = False
        self.calendar = VenueCalendar(calls=calls, clock=self.clock, below=ExchangeCalendar())
        self.venue_clock = VenueClock(calls=calls, clock=self.clock, calendar=self.calendar)
        self.settings = VenueSettings(calls=calls, clock=self.clock)
        self.lookout = Lookout(
            calendar=self.calendar, clock=self.venue_clock, settings=self.settings, is_scarce=lambda: self.scarce
        )


@pytest.fixture
def looking(calls: AlpacaCalls) -> Iterator[Looking]:
    made = Looking(calls)
    yield made
    made.lookout.close()


def counts(venue: AlpacaVenue) -> list[int]:
    return [len(venue.requests("GET", path)) for path in PATHS]


def test_where_clock_and_calendar_agree_nothing_is_said(looking: Looking, venue: AlpacaVenue) -> None:
    looking.lookout.look()
    assert looking.lookout.notes() == []
    looking.clock.set(SUNDAY)
    venue.book.is_open = False
    looking.lookout.look()
    assert looking.lookout.notes() == []


def test_a_venue_that_is_closed_in_the_session_is_one_sentence(looking: Looking, venue: AlpacaVenue) -> None:
    venue.book.is_open = False
    looking.lookout.look()
    [note] = looking.lookout.notes()
    assert "Alpaca says that the exchange is closed" in note and "orders may wait until it opens" in note
    venue.book.is_open = True
    looking.lookout.look()
    assert looking.lookout.notes() == []


def test_a_venue_that_is_open_on_a_sunday_is_one_sentence(looking: Looking) -> None:
    looking.clock.set(SUNDAY)
    looking.lookout.look()
    [note] = looking.lookout.notes()
    assert "Alpaca says that the exchange is open" in note


@pytest.mark.parametrize(
    ("at", "says_open", "notes"),
    [
        ("14:29:01", True, 0),  # opens 14:30 UTC: a minute early is nothing
        ("14:28:59", True, 1),
        ("14:30:59", False, 0),
        ("14:31:01", False, 1),
        ("21:00:59", True, 0),  # closes 21:00 UTC
        ("21:01:01", True, 1),
        ("20:59:01", False, 0),
        ("20:58:59", False, 1),
    ],
)
def test_a_minute_around_the_open_and_the_close_is_no_difference(
    looking: Looking, venue: AlpacaVenue, at: str, says_open: bool, notes: int
) -> None:
    looking.clock.set(datetime.fromisoformat(f"2026-11-23T{at}+00:00"))
    venue.book.is_open = says_open
    looking.lookout.look()
    assert len(looking.lookout.notes()) == notes


def test_the_clock_is_held_against_the_venues_own_calendar(looking: Looking, venue: AlpacaVenue) -> None:
    venue.book.calendar_changes[NOON.date()] = None
    venue.book.is_open = False
    looking.lookout.look()
    [note] = looking.lookout.notes()
    assert "calendar differs" in note


def test_what_was_told_long_ago_is_not_said_any_more(looking: Looking, venue: AlpacaVenue) -> None:
    venue.book.is_open = False
    looking.lookout.look()
    venue.faults.next("GET", "*", Fault.STATUS_500, 99)
    looking.clock.go(minutes=5)
    looking.lookout.look()
    assert len(looking.lookout.notes()) == 1 and looking.lookout.settings() is not None
    looking.clock.go(seconds=1)
    looking.lookout.look()
    assert looking.lookout.notes() == [] and looking.lookout.settings() is None


def test_one_question_that_fails_does_not_stop_the_others(
    looking: Looking, venue: AlpacaVenue, caplog: pytest.LogCaptureFixture
) -> None:
    venue.faults.next("GET", "/v2/calendar", Fault.GARBAGE_BEFORE, 99)
    looking.lookout.look()
    looking.lookout.look()
    assert looking.lookout.settings() is not None
    assert len([one for one in caplog.records if "calendar could not be read" in one.getMessage()]) == 1


def test_while_requests_are_scarce_nothing_is_asked(looking: Looking, venue: AlpacaVenue) -> None:
    looking.scarce = True
    looking.lookout.look()
    assert counts(venue) == [0, 0, 0]
    looking.scarce = False
    looking.lookout.look()
    looking.lookout.look()
    assert counts(venue) == [1, 2, 2]


def test_a_clock_that_does_not_say_is_no_word_at_all(looking: Looking, venue: AlpacaVenue) -> None:
    venue.faults.missing_fields("is_open")
    with pytest.raises(Unavailable, match="does not say whether the exchange is open"):
        looking.venue_clock.look()
    assert looking.venue_clock.note() == ""


def test_the_settings_are_read_as_alpaca_writes_them() -> None:
    told: dict[str, Any] = {
        "disable_overnight_trading": False,
        "fractional_trading": True,
        "max_margin_multiplier": "4",
        "max_options_trading_level": 2,
        "no_shorting": False,
        "ptp_no_exception_entry": True,
        "suspend_trade": False,
        "trade_confirm_email": "none",
    }
    assert settings_of(told, NOON) == AccountSettings(
        read_at=NOON, fractional=True, no_shorting=False, suspended=False, margin_multiplier=Decimal(4),
        no_overnight=False, partnerships=True, options_level=2, emails=False,
    )  # fmt: skip


@pytest.mark.parametrize("value", [None, "perhaps", 7, [], {}])
def test_a_setting_that_is_missing_or_odd_is_not_told(value: object) -> None:
    names = ("fractional_trading", "no_shorting", "suspend_trade", "trade_confirm_email", "ptp_no_exception_entry")
    odd = dict.fromkeys((*names, "disable_overnight_trading"), value)
    assert settings_of(odd, NOON) == settings_of({}, NOON) == AccountSettings(read_at=NOON)
    assert settings_of({"max_margin_multiplier": "much"}, NOON).margin_multiplier is None


def test_the_link_begins_to_look_with_it_and_ends_it(
    broker: AlpacaBroker, venue: AlpacaVenue, looking: Looking
) -> None:
    updates = TradeUpdates(url=venue.stream_url, key_id=venue.key, secret=venue.secret, clock=looking.clock)
    link = AlpacaLink(broker=broker, updates=updates, lookout=looking.lookout)
    assert link.settings() is None and list(link.notes()) == []
    venue.book.calendar_changes[date(2026, 11, 24)] = None
    link.start(follow=lambda _ids: (), look_around=lambda: None)
    wait(lambda: link.settings() is not None and len(link.notes()) == 1)
    link.close()
    assert not any(thread.name == "venue-lookout" for thread in threading.enumerate())


def test_the_account_carries_its_settings_without_another_request(calls: AlpacaCalls, venue: AlpacaVenue) -> None:
    looking = Looking(calls)
    broker = AlpacaBroker(calls=calls, clock=looking.clock, calendar=looking.calendar, settings=looking.settings.known)
    assert broker.account().settings is None
    venue.book.configure({"no_shorting": True})
    looking.lookout.look()
    asked = len(venue.log)
    account = broker.account()
    assert account.settings is not None and account.settings.no_shorting is True
    assert account.may_short is False and len(venue.log) == asked + 1
    venue.faults.missing_fields("shorting_enabled")
    assert broker.account().may_short is None
