"""A stream of reports that drops, doubles and shuffles, beside a desk that trusts none of it."""

import random
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from alpaca.trading.client import TradingClient

from tests.alpaca_venue.running import AlpacaVenue
from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import CASH, build, make_venue, place_of, symbol
from tests.exactly_once.judge import Verdict, judge
from trading.broker.alpaca import AlpacaLink, TradeUpdates
from trading.errors import TradingError

SYMBOLS = 100
EVENTS_AN_ORDER = 5
"""Accepted, new, two partial fills and a fill; a cancelled one has fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What a run came to: events at the venue, messages that reached the desk, and the verdict after one poll."""

    events: int
    dropped: int
    doubled: int
    received: int
    verdict: Verdict
    took_s: float


def run_reports(folder: Path, *, events: int, seed: int) -> Reports:
    """Trade at the venue until that many events were told, badly; then poll once and judge."""
    began, dice = time.monotonic(), random.Random(seed)
    clock = FastClock(time.time(), 1)
    venue = make_venue(SYMBOLS, clock)
    told: list[object] = []
    venue.book.listeners.append(told.append)
    built = build(folder, place_of(venue, symbols=SYMBOLS), clock, owner="follower", sleep=clock.sleep)
    updates = TradeUpdates(url=venue.stream_url, key_id=venue.key, secret=venue.secret, clock=clock)
    link = AlpacaLink(broker=built.broker, updates=updates)

    def look_around() -> None:
        try:
            built.desk.reconcile()
        except TradingError:
            return

    try:
        built.desk.start()
        link.start(follow=built.desk.follow, look_around=look_around)
        _wait_for_listener(venue)
        venue.stream.seed(seed)
        venue.stream.drop, venue.stream.double, venue.stream.shuffle = 0.8, 0.2, 20
        made = _trade(venue, told, events, dice)
        link.close()
        received = updates.state().received
        built.desk.reconcile()
        verdict = judge(built.desk, venue, cash=CASH, elsewhere=frozenset(made))
        built.close()
    finally:
        link.close()
        venue.stop()
    return Reports(
        events=len(told),
        dropped=venue.stream.dropped,
        doubled=venue.stream.doubled,
        received=received,
        verdict=verdict,
        took_s=time.monotonic() - began,
    )


def _wait_for_listener(venue: AlpacaVenue) -> None:
    ends = time.monotonic() + 10
    while not venue.stream.listeners:
        assert time.monotonic() < ends, "the link did not connect"
        time.sleep(0.01)


def _trade(venue: AlpacaVenue, told: list[object], events: int, dice: random.Random) -> list[str]:
    """Let orders live at the venue: made elsewhere, filled in parts and out of turn, some cancelled."""
    elsewhere = TradingClient(venue.key, venue.secret, raw_data=True, url_override=venue.url)
    made, working = [], []
    while len(told) < events:
        name = f"elsewhere-{len(made)}"
        body = {
            "client_order_id": name,
            "symbol": symbol(dice.randrange(SYMBOLS)),
            "qty": "9",
            "side": "buy",
            "type": "limit",
        }
        order = elsewhere.post("/orders", body | {"limit_price": "90.01", "time_in_force": "day"})
        made.append(name)
        working.append(order["id"])
        for _ in range(EVENTS_AN_ORDER - 2):
            _move(venue, working, dice)
    elsewhere._session.close()
    return made


def _move(venue: AlpacaVenue, working: list[str], dice: random.Random) -> None:
    if not working:
        return
    chosen = dice.choice(working)
    order = venue.book.get(chosen)
    if dice.random() < 0.1:
        venue.book.cancel(chosen)
    else:
        venue.book.fill(
            chosen, min(order.remaining, Decimal(dice.randint(1, 4))), Decimal(dice.randint(8000, 9001)) / 100
        )
    if not order.is_open:
        working.remove(chosen)
