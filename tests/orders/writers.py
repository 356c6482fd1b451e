"""Run as a process of its own: sixteen forks, each a desk, propose and approve at once on one store.

`python -m tests.orders.writers FOLDER PLACE ORDERS` prints the id of each ticket that was approved.
"""

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import Place, build, prepared, symbol
from tests.orders.rig import form
from trading.errors import AlreadyAnswered, Busy, Unavailable
from trading.types import OWNER, Proposal, Side, Status, Ticket

WRITERS = 16


def main(folder: Path, place: Place, orders: int) -> int:
    logging.disable(logging.CRITICAL)
    prepared(folder).close()
    begins = time.time() + 3
    children = []
    for number in range(WRITERS):
        child = os.fork()
        if child == 0:
            _child(folder, place, orders, number, begins)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return max(codes)


def _child(folder: Path, place: Place, orders: int, number: int, begins: float) -> None:
    code = 1
    try:
        _write(folder, place, orders, number, begins)
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _write(folder: Path, place: Place, orders: int, number: int, begins: float) -> None:
    clock = FastClock(time.time(), 1)
    built = build(folder, place, clock, owner=f"writer-{number}", sleep=time.sleep)
    while not built.desk.state().reconciled:
        built.desk.start()
    time.sleep(max(0.0, begins - time.time()))
    for n in range(orders):
        ticket = Ticket(symbol=symbol(number), side=Side.BUY, qty=Decimal(1 + n))
        proposal = _patiently(lambda ticket=ticket: built.desk.propose(ticket, form()))  # type: ignore[misc]
        assert proposal.status is Status.OPEN, proposal.reason
        with suppress(AlreadyAnswered):  # the answer to the first click was lost with the lock, and it was sent
            _patiently(lambda p=proposal: built.desk.approve(p.id, p.approval_hash, actor=OWNER))  # type: ignore[misc]
        print(proposal.id, flush=True)


def _patiently(work: Callable[[], Proposal]) -> Proposal:
    """Ask again while the desk says so: the others' orders keep moving, or one of them holds the store."""
    while True:
        try:
            return work()
        except (Busy, Unavailable):
            continue


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Place(**json.loads(sys.argv[2])), int(sys.argv[3])))
