"""Orders at a venue of which a share of the replies is dropped, late, garbled or refused."""

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.running import AlpacaVenue
from tests.exactly_once.clocks import FastClock
from tests.exactly_once.clockwork import Clockwork
from tests.exactly_once.desk import CASH, Built, build, make_venue, place_of, symbol
from tests.exactly_once.judge import Verdict, judge
from tests.orders.rig import form
from trading.errors import TradingError
from trading.types import OWNER, OrderType, Side, Status, Ticket

SYMBOLS = 200
SETTLE_S = 120
READ_TIMEOUT_S = 10.0
LATE_S = (20.0, 80.0)
"""How long after its connection was dropped an order turns up: while it is looked for, and after it was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """What a run came to."""

    posts: int
    faulted: int
    replies: int
    verdict: Verdict
    took_s: float


def run_faulty(folder: Path, *, orders: int, share: float, seed: int, scale: float, threads: int = 2) -> Faulty:
    """Send orders until that many posts left, wait 120 s of the clock, and judge."""
    began = time.monotonic()
    clock = FastClock(time.time(), scale)
    venue = make_venue(SYMBOLS, clock)
    try:
        place = place_of(venue, symbols=SYMBOLS, timeout_s=READ_TIMEOUT_S / scale)
        built = build(folder, place, clock, owner="faulty", sleep=clock.sleep)
        built.desk.start()
        _plan(venue, share, seed, scale)
        clockwork = Clockwork(built.desk, clock)
        clockwork.start()
        _send_all(built, venue, orders, threads)
        clockwork.settle(SETTLE_S)
        clockwork.end()
        verdict = judge(built.desk, venue, cash=CASH)
        faulted, replies = len(venue.faults.done), len(venue.log)
        assert built.desk.verify().fault is None
        built.close()
    finally:
        venue.stop()
    return Faulty(
        posts=_posts(venue), faulted=faulted, replies=replies, verdict=verdict, took_s=time.monotonic() - began
    )


def _plan(venue: AlpacaVenue, share: float, seed: int, scale: float) -> None:
    plain = [kind for kind in Fault if kind is not Fault.LATE]
    hang = 1.5 * READ_TIMEOUT_S / scale
    late = share / 10
    for number, after_s in enumerate(LATE_S):
        venue.faults.rate(
            late / 2, seed=seed + number, kinds=[Fault.LATE], paths=["/v2/orders"], methods=["POST"],
            delay=after_s / scale,
        )  # fmt: skip
    venue.faults.rate(share - late, seed=seed + 9, kinds=plain, paths=["/v2/orders"], methods=["POST"], delay=hang)
    venue.faults.rate(share, seed=seed + 10, kinds=plain, methods=["GET", "PATCH", "DELETE"], delay=hang)


def _posts(venue: AlpacaVenue) -> int:
    return len(venue.requests("POST", "/v2/orders"))


def _send_all(built: Built, venue: AlpacaVenue, orders: int, threads: int) -> None:
    numbers = itertools.count()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while _posts(venue) < orders and not failed:
                _send_one(built, next(numbers))
        except BaseException as fault:
            failed.append(fault)

    workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise failed[0]


def _send_one(built: Built, number: int) -> None:
    """Send a market order, or one that rests and is later filled by nobody; what is refused is no order."""
    rests: Sequence[tuple[str, object]] = (("type", OrderType.LIMIT), ("limit_price", Decimal(90)))
    more = dict(rests) if number % 4 == 3 else {}
    ticket = Ticket(symbol=symbol(number % SYMBOLS), side=Side.BUY, qty=Decimal(1 + number % 7), **more)  # type: ignore[arg-type]
    try:
        proposal = built.desk.propose(ticket, form(), intent_key=f"faulty-{number}")
        if proposal.status is Status.OPEN:
            built.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    except TradingError:
        return
