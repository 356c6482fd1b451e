"""How long a start takes at a venue with many open orders, and how they are read."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.alpaca_venue.running import AlpacaVenue
from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import CASH, build, make_venue, place_of, symbol
from tests.exactly_once.judge import Verdict, judge

SYMBOLS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """One start: its seconds, the sizes of the pages that it asked for, and the verdict after it."""

    took_s: float
    pages: list[str]
    verdict: Verdict


def run_recovery(folder: Path, *, orders: int) -> dict[str, Recovery]:
    """Start three times: on an empty store, on one that knows every order, and after all have filled meanwhile."""
    clock = FastClock(time.time(), 1)
    venue = make_venue(SYMBOLS, clock)
    try:
        for number in range(orders):
            venue.book.submit(
                {
                    "client_order_id": f"open-{number}",
                    "symbol": symbol(number % SYMBOLS),
                    "qty": "1",
                    "side": "buy",
                    "type": "limit",
                    "limit_price": "90",
                    "time_in_force": "day",
                }
            )
        found = {"adopted": _start(folder, venue, clock), "known": _start(folder, venue, clock)}
        for number in range(SYMBOLS):
            venue.book.set_price(symbol(number), 89)
        found["filled meanwhile"] = _start(folder, venue, clock)
    finally:
        venue.stop()
    return found


def _start(folder: Path, venue: AlpacaVenue, clock: FastClock) -> Recovery:
    before = len(venue.log)
    built = build(folder, place_of(venue, symbols=SYMBOLS), clock, owner=f"start-{before}", sleep=clock.sleep)
    built.calls.read("/clock")  # the first connection is not the recovery
    began = time.perf_counter()
    built.desk.start()
    took_s = time.perf_counter() - began
    made = frozenset(order.client_order_id for order in venue.book.sequence)
    verdict = judge(built.desk, venue, cash=CASH, elsewhere=made)
    built.close()
    pages = [entry.query.get("limit", "") for entry in venue.log[before:] if entry.path == "/v2/orders"]
    return Recovery(took_s=took_s, pages=pages, verdict=verdict)
