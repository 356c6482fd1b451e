"""Run as a process of its own: for each line it is told, one fork that trades and is killed (SIGKILL) at a point.

`python -m tests.exactly_once.mortal FOLDER PLACE EPOCH SCALE`; the fork saves the seconds that imports take.
"""

import json
import logging
import os
import sys
import traceback
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import Built, Place, build, prepared, symbol
from tests.exactly_once.dying import Dying, DyingBroker
from tests.orders.rig import form
from trading.broker.alpaca import AlpacaLink, TradeUpdates
from trading.errors import TradingError
from trading.types import OWNER, OrderType, Side, Status, Ticket


def main(folder: Path, place: Place, clock: FastClock) -> None:
    logging.disable(logging.CRITICAL)
    prepared(folder).close()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(folder, place, clock, json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(folder: Path, place: Place, clock: FastClock, plan: dict[str, Any]) -> None:
    code = 1
    try:
        _trade(folder, place, clock, plan)
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _trade(folder: Path, place: Place, clock: FastClock, plan: dict[str, Any]) -> None:
    dying = Dying(plan["point"], nth=plan["nth"])
    dying.watch_answers()
    built = build(
        folder,
        place,
        clock,
        owner=f"mortal-{os.getpid()}",
        sleep=clock.sleep,
        wrap=lambda broker: DyingBroker(broker, dying),
    )
    dying.watch(built.database.engine)
    dying.armed = plan["point"] == "during reconcile" and plan["at_start"]
    built.desk.start()
    *before, last = plan["orders"]
    for number in before:
        send(built, number, place.symbols)
    dying.armed = plan["point"] not in ("during reconcile", "during follow")
    send(built, last, place.symbols)
    dying.armed = True
    if plan["point"] == "during follow":
        _follow(built, place, clock)
    built.desk.reconcile()


def send(built: Built, number: int, symbols: int) -> None:
    """Send the order of a number, unless the desk refuses it; the same number is always the same ticket."""
    more = {"type": OrderType.LIMIT, "limit_price": Decimal(90)} if number % 4 == 3 else {}
    ticket = Ticket(symbol=symbol(number % symbols), side=Side.BUY, qty=Decimal(1 + number % 7), **more)  # type: ignore[arg-type]
    try:
        proposal = built.desk.propose(ticket, form(), intent_key=f"mortal-{number}")
        if proposal.status is Status.OPEN:
            built.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    except TradingError as fault:
        print(f"{number}: {fault}", file=sys.stderr)


def _follow(built: Built, place: Place, clock: FastClock) -> None:
    """Follow the venue's reports, of which the first says that the connection stands."""
    updates = TradeUpdates(url=place.stream_url, key_id=place.key, secret=place.secret, clock=clock)
    link = AlpacaLink(broker=built.broker, updates=updates)
    link.start(follow=built.desk.follow, look_around=built.desk.reconcile)
    resting = [order.id for order in built.desk.orders(limit=5).items]
    for _ in range(20):
        built.desk.follow(resting)
        clock.sleep(1)


if __name__ == "__main__":
    told = json.loads(sys.argv[2])
    main(Path(sys.argv[1]), Place(**told), FastClock(float(sys.argv[3]), float(sys.argv[4])))
