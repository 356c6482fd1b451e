"""One account and many deaths: a process trades, is killed at a point, and the next begins where it ended."""

import itertools
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO

from tests.alpaca_venue.running import AlpacaVenue
from tests.exactly_once.clocks import FastClock
from tests.exactly_once.clockwork import Clockwork
from tests.exactly_once.desk import CASH, build, make_venue, place_of
from tests.exactly_once.dying import POINTS
from tests.exactly_once.judge import Verdict, judge

ROOT = Path(__file__).parents[2]
SYMBOLS = 400
SETTLE_S = 120
STEPS = {"during reconcile": 9, "during follow": 9}
"""How many steps a reconciliation has; the killing step is drawn from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """What a campaign came to."""

    kills: Counter[str]
    starts: int
    posts: int
    verdict: Verdict
    took_s: float


class Mortal:
    """The process that forks one desk a line; what the forks say on stderr is kept."""

    def __init__(self, folder: Path, venue: AlpacaVenue, clock: FastClock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        place = json.dumps(asdict(place_of(venue, symbols=SYMBOLS, timeout_s=max(0.5, 10 / clock.scale))))
        command = [sys.executable, "-m", "tests.exactly_once.mortal", str(folder), place]
        self.errors = (folder.parent / f"{folder.name}.stderr").open("w+")
        self._process = subprocess.Popen(
            [*command, repr(clock.epoch), repr(clock.scale)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        assert self._answer() == "ready", self.said()

    def live(self, **plan: object) -> int:
        """Let one desk live and return its exit code, -9 when it was killed."""
        stdin: IO[str] | None = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps(plan) + "\n")
        stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def said(self) -> str:
        self.errors.seek(0)
        return self.errors.read()[-4000:]

    def end(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()
        self.errors.close()


@contextmanager
def _mortal(folder: Path, venue: AlpacaVenue, clock: FastClock) -> Iterator[Mortal]:
    made = Mortal(folder, venue, clock)
    try:
        yield made
    finally:
        made.end()


def run_kills(
    folder: Path, *, kills: int, seed: int, scale: float, orders_a_life: int = 2, most_orders: int = 10**9
) -> Deaths:
    """Kill a desk that often, or until it has sent so many, at each point in turn; let it live 120 s more; judge."""
    began, dice = time.monotonic(), random.Random(seed)
    clock = FastClock(time.time(), scale)
    venue = make_venue(SYMBOLS, clock)
    killed: Counter[str] = Counter()
    numbers, starts = itertools.count(seed), 0
    try:
        with _mortal(folder, venue, clock) as mortal:
            while killed.total() < kills and len(venue.requests("POST", "/v2/orders")) < most_orders:
                point = POINTS[starts % len(POINTS)]
                starts += 1
                orders = list(itertools.islice(numbers, orders_a_life))
                code = mortal.live(
                    point=point,
                    nth=dice.randint(1, STEPS.get(point, 1)),
                    at_start=dice.random() < 0.5,
                    orders=orders,
                )
                assert code in (0, -signal.SIGKILL), mortal.said()
                killed[point] += code == -signal.SIGKILL
                _trade_meanwhile(venue, dice)
                assert starts < 3 * kills + 20, f"the points are not reached: {killed}; {mortal.said()}"
        verdict = _settled(folder, venue, clock)
        posts = len(venue.requests("POST", "/v2/orders"))
    finally:
        venue.stop()
    return Deaths(kills=killed, starts=starts, posts=posts, verdict=verdict, took_s=time.monotonic() - began)


def _trade_meanwhile(venue: AlpacaVenue, dice: random.Random) -> None:
    """Fill what rests, whole or in part, while no desk is there to hear of it."""
    with venue.book.lock:
        for order in venue.book.open_orders():
            if dice.random() < 0.2:
                venue.book.fill(order.id, min(order.remaining, Decimal(dice.choice([1, 2, 100]))))


def _settled(folder: Path, venue: AlpacaVenue, clock: FastClock) -> Verdict:
    """Let the last desk live until 120 s after the last post, and judge."""
    place = place_of(venue, symbols=SYMBOLS, timeout_s=max(0.5, 10 / clock.scale))
    built = build(folder, place, clock, owner="survivor", sleep=clock.sleep)
    built.desk.start()
    clockwork = Clockwork(built.desk, clock)
    clockwork.start()
    clockwork.settle(SETTLE_S)
    clockwork.end()
    verdict = judge(built.desk, venue, cash=CASH)
    assert built.desk.verify().fault is None
    built.close()
    return verdict
