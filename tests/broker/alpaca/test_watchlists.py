"""Watchlists: what was changed here shows at once, what was heard twice is one change, faults are sentences."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.running import AlpacaVenue
from tests.orders.market import SetClock
from trading.broker.alpaca import AlpacaCalls, AlpacaWatchlists
from trading.errors import FixInput, NotFound, Unavailable, VenueRejected
from trading.types import Watchlist

HEARD_AND_LOST = [Fault.DROP_AFTER, Fault.STATUS_500_AFTER, Fault.GARBAGE_AFTER]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))


@pytest.fixture
def lists(calls: AlpacaCalls, clock: SetClock) -> AlpacaWatchlists:
    return AlpacaWatchlists(calls=calls, clock=clock)


@pytest.fixture
def elsewhere(calls: AlpacaCalls, clock: SetClock) -> AlpacaWatchlists:
    """The same account's lists, read by somebody who keeps nothing of ours."""
    return AlpacaWatchlists(calls=calls, clock=clock)


def test_a_list_is_made_filled_renamed_and_deleted(lists: AlpacaWatchlists, elsewhere: AlpacaWatchlists) -> None:
    made = lists.make("  Tech ", ["AAPL"])
    assert (made.name, made.symbols) == ("Tech", ("AAPL",))
    assert lists.add(made.id, "BRK.B").symbols == ("AAPL", "BRK.B")
    assert lists.rename(made.id, "Mine").symbols == ("AAPL", "BRK.B")
    assert lists.remove(made.id, "AAPL").symbols == ("BRK.B",)
    assert elsewhere.one(made.id) == lists.one(made.id) == Watchlist(id=made.id, name="Mine", symbols=("BRK.B",))
    assert [one.name for one in elsewhere.names()] == ["Mine"]
    lists.delete(made.id)
    assert list(lists.names()) == []


def test_lists_stand_by_name_whatever_their_case(lists: AlpacaWatchlists) -> None:
    for name in ("beta", "Alpha", "gamma"):
        lists.make(name)
    assert [one.name for one in lists.names()] == ["Alpha", "beta", "gamma"]


def test_what_was_read_is_kept_for_half_a_minute_and_a_change_shows_at_once(
    lists: AlpacaWatchlists, elsewhere: AlpacaWatchlists, venue: AlpacaVenue, clock: SetClock
) -> None:
    made = elsewhere.make("Tech", ["AAPL"])
    for _ in range(3):
        lists.names(), lists.one(made.id)
    assert len(venue.requests("GET", "/v2/watchlists")) == len(venue.requests("GET", f"/v2/watchlists/{made.id}")) == 1
    assert lists.add(made.id, "IBM") == lists.one(made.id)
    elsewhere.remove(made.id, "AAPL")
    assert lists.one(made.id).symbols == ("AAPL", "IBM")
    clock.go(seconds=30)
    assert lists.one(made.id).symbols == ("IBM",)


@pytest.mark.parametrize("fault", HEARD_AND_LOST)
@pytest.mark.parametrize(
    ("method", "change", "symbols"),
    [
        ("POST", lambda lists, made: lists.add(made.id, "IBM"), ("AAPL", "IBM")),
        ("DELETE", lambda lists, made: lists.remove(made.id, "AAPL"), ()),
        ("PUT", lambda lists, made: lists.rename(made.id, "Tech"), ("AAPL",)),
    ],
)
def test_a_change_whose_answer_was_lost_is_one_change_and_no_fault(
    lists: AlpacaWatchlists,
    venue: AlpacaVenue,
    fault: Fault,
    method: str,
    change: Callable[[AlpacaWatchlists, Watchlist], Watchlist],
    symbols: tuple[str, ...],
) -> None:
    made = lists.make("Tech", ["AAPL"])
    venue.faults.next(method, f"/v2/watchlists/{made.id}*", fault)
    assert change(lists, made).symbols == symbols
    assert venue.server.routes.watchlists.find(made.id).symbols == list(symbols)


def test_what_was_asked_before_a_change_is_not_kept_after_it(
    lists: AlpacaWatchlists, elsewhere: AlpacaWatchlists, calls: AlpacaCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = elsewhere.make("Tech", ["AAPL"])
    read = calls.read

    def read_slowly(path: str, params: Any = None) -> Any:
        answer = read(path, params)
        monkeypatch.setattr(calls, "read", read)
        lists.rename(made.id, "Mine") if path == "/watchlists" else lists.add(made.id, "IBM")
        return answer

    monkeypatch.setattr(calls, "read", read_slowly)
    assert lists.one(made.id).symbols == ("AAPL",), "what this asker heard"
    assert lists.one(made.id).symbols == ("AAPL", "IBM")
    monkeypatch.setattr(calls, "read", read_slowly)
    assert [one.name for one in lists.names()] == ["Tech"]
    assert [one.name for one in lists.names()] == ["Mine"]


def test_a_list_that_was_deleted_twice_is_gone(lists: AlpacaWatchlists, venue: AlpacaVenue) -> None:
    made = lists.make("Tech")
    venue.faults.next("DELETE", f"/v2/watchlists/{made.id}", Fault.DROP_AFTER)
    lists.delete(made.id)
    lists.delete(made.id)
    assert list(lists.names()) == []


@pytest.mark.parametrize("fault", HEARD_AND_LOST)
def test_a_list_is_never_made_twice_and_the_doubt_is_said(
    lists: AlpacaWatchlists, venue: AlpacaVenue, fault: Fault
) -> None:
    assert list(lists.names()) == []
    venue.faults.next("POST", "/v2/watchlists", fault)
    with pytest.raises(Unavailable, match="'Tech' may have been made; look at the lists"):
        lists.make("Tech")
    assert len(venue.requests("POST", "/v2/watchlists")) == 1
    assert [one.name for one in lists.names()] == ["Tech"]


def test_what_alpaca_does_not_take_is_its_own_words_and_a_next_step(lists: AlpacaWatchlists) -> None:
    made = lists.make("Tech", ["AAPL"])
    with pytest.raises(VenueRejected, match="must be unique; choose another name"):
        lists.make("Tech")
    with pytest.raises(VenueRejected, match='asset "NOSUCH" not found; choose another name or another symbol'):
        lists.add(made.id, "NOSUCH")
    assert lists.one(made.id).symbols == ("AAPL",)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_a_name_of_a_bad_length_is_never_sent(lists: AlpacaWatchlists, venue: AlpacaVenue, name: str) -> None:
    made = lists.make("x" * 64)
    for ask in (lambda: lists.make(name), lambda: lists.rename(made.id, name)):
        with pytest.raises(FixInput, match="1 to 64 characters and this one has"):
            ask()
    assert [entry.method for entry in venue.log] == ["POST"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda lists, gone: lists.one(gone),
        lambda lists, gone: lists.add(gone, "AAPL"),
        lambda lists, gone: lists.remove(gone, "AAPL"),
        lambda lists, gone: lists.rename(gone, "Other"),
    ],
)
def test_a_list_that_is_gone_is_a_sentence(
    lists: AlpacaWatchlists, elsewhere: AlpacaWatchlists, ask: Callable[[AlpacaWatchlists, str], Watchlist]
) -> None:
    made = elsewhere.make("Tech")
    elsewhere.delete(made.id)
    with pytest.raises(NotFound, match="does not know this watchlist any more; choose another"):
        ask(lists, made.id)


def test_a_venue_that_does_not_answer_is_not_an_account_without_lists(
    lists: AlpacaWatchlists, venue: AlpacaVenue
) -> None:
    venue.faults.next("GET", "/v2/watchlists", Fault.STATUS_503, 9)
    with pytest.raises(Unavailable, match="503 about watchlists"):
        lists.names()
