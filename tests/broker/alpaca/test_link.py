"""The link: it connects again, finds out a socket that stays silent, and turns reports into questions."""

import threading
from collections.abc import Callable, Collection, Iterator
from time import monotonic, sleep

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca import AlpacaBroker, AlpacaLink, TradeUpdates
from trading.errors import Unavailable
from trading.market.clock import WallClock


class Desk:
    """Keeps what it is asked for."""

    def __init__(self) -> None:
        self.followed: list[str] = []
        self.looks = 0
        self.unsettled: Callable[[Collection[str]], Collection[str]] = lambda _ids: ()

    def follow(self, ids: Collection[str]) -> Collection[str]:
        self.followed += ids
        return self.unsettled(ids)

    def look_around(self) -> None:
        self.looks += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def link(broker: AlpacaBroker, venue: AlpacaVenue, desk: Desk) -> Iterator[AlpacaLink]:
    updates = TradeUpdates(url=venue.stream_url, key_id=venue.key, secret=venue.secret, clock=WallClock())
    made = AlpacaLink(broker=broker, updates=updates)
    made.start(follow=desk.follow, look_around=desk.look_around)
    wait(lambda: made.state().connected and desk.looks > 0)
    yield made
    made.close()


def wait(is_so: Callable[[], bool], within_s: float = 30) -> None:
    ends = monotonic() + within_s
    while not is_so():
        assert monotonic() < ends
        sleep(0.01)


def trade(venue: AlpacaVenue, client_order_id: str) -> None:
    venue.book.submit({
        "symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day",
        "client_order_id": client_order_id,
    })  # fmt: skip


def test_reports_that_come_together_are_one_question(link: AlpacaLink, venue: AlpacaVenue, desk: Desk) -> None:
    for number in range(20):
        trade(venue, f"order-{number}")
    wait(lambda: set(desk.followed) == {f"order-{number}" for number in range(20)})
    assert len(desk.followed) < link.state().received


def test_an_order_that_is_still_being_sent_is_asked_for_again(link: AlpacaLink, venue: AlpacaVenue, desk: Desk) -> None:
    answers = iter([["one"], ["one"], []])
    desk.unsettled = lambda ids: next(answers, []) if "one" in ids else ()
    trade(venue, "one")
    wait(lambda: desk.followed.count("one") >= 3)


def test_a_desk_that_cannot_ask_now_asks_again(link: AlpacaLink, venue: AlpacaVenue, desk: Desk) -> None:
    failed = threading.Event()

    def fail_once(ids: Collection[str]) -> Collection[str]:
        if not failed.is_set():
            failed.set()
            raise Unavailable("not now")
        return ()

    desk.unsettled = fail_once
    trade(venue, "one")
    wait(lambda: desk.followed.count("one") >= 2)


def test_a_dropped_connection_comes_back_and_the_account_is_read(
    link: AlpacaLink, venue: AlpacaVenue, desk: Desk
) -> None:
    looked = desk.looks
    venue.stream.disconnect_all()
    wait(lambda: desk.looks > looked and link.state().connected)


def test_a_silent_connection_is_found_out_by_what_reading_the_account_finds(
    link: AlpacaLink, venue: AlpacaVenue, desk: Desk
) -> None:
    link.polled(news=False)
    venue.stream.mute = True
    trade(venue, "unheard")
    looked = desk.looks
    link.polled(news=True)
    venue.stream.mute = False
    wait(lambda: desk.looks > looked and link.state().connected)
    trade(venue, "heard")
    wait(lambda: "heard" in desk.followed)


def test_news_that_reports_have_told_is_no_reason_to_connect_anew(link: AlpacaLink, venue: AlpacaVenue) -> None:
    link.polled(news=False)
    trade(venue, "heard")
    wait(lambda: link.state().received > 0)
    since = link.state().since
    link.polled(news=True)
    sleep(0.8)
    assert link.state().since == since and link.state().connected


def test_refused_keys_are_a_sentence(broker: AlpacaBroker, venue: AlpacaVenue, desk: Desk) -> None:
    updates = TradeUpdates(url=venue.stream_url, key_id=venue.key, secret="wrong-secret", clock=WallClock())
    link = AlpacaLink(broker=broker, updates=updates)
    link.start(follow=desk.follow, look_around=desk.look_around)
    wait(lambda: "refuse the keys" in link.state().fault)
    assert not link.state().connected and "wrong-secret" not in link.state().fault
    link.close()


@pytest.mark.parametrize(
    "frame", ["[]", "nonsense", '{"stream": 5}', '{"stream": "trade_updates", "data": {"order": 7}}']
)
def test_a_frame_that_says_nothing_is_passed_over(link: AlpacaLink, venue: AlpacaVenue, desk: Desk, frame: str) -> None:
    venue.stream.send_raw(frame)
    trade(venue, "after")
    wait(lambda: "after" in desk.followed)
    assert link.state().connected
