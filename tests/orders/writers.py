"""Run as a process of its own: sixteen forks, each a desk, propose and approve at once on one store.

`python -m tests.orders.writers FOLDER PLACE ORDERS` prints one line a fork: how many orders it sent.
"""

import json
import logging
import os
import sys
import time
import traceback
from decimal import Decimal
from pathlib import Path

from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import Place, build, prepared, symbol
from tests.orders.rig import form
from trading.errors import Busy
from trading.types import OWNER, Side, Status, Ticket

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
    built.desk.start()
    time.sleep(max(0.0, begins - time.time()))
    sent = 0
    for n in range(orders):
        ticket = Ticket(symbol=symbol(number), side=Side.BUY, qty=Decimal(1 + n))
        proposal = built.desk.propose(ticket, form())
        assert proposal.status is Status.OPEN, proposal.reason
        for _ in range(20):
            try:
                sent += built.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER).status is not Status.OPEN
                break
            except Busy:  # the others' orders keep moving: it is still open, and a person would click again
                continue
    print(sent, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Place(**json.loads(sys.argv[2])), int(sys.argv[3])))
