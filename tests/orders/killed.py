"""Run as a process of its own: approve one order and be killed (SIGKILL) at a given point around the send.

`python -m tests.orders.killed FOLDER POINT` prints the proposal's id first. The points are reached through
wrappers of the ports, the venue's and the clock's, and at the store's own events.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.orders.market import WALL, SetClock
from tests.orders.rig import make_rig
from trading.types import OWNER, VenueOrder

POINTS = ("claiming", "claimed", "accepted", "answered")


def die(_id: str = "") -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingClock(SetClock):
    """A clock that ends the process when the venue has answered."""

    dies = False

    def now(self) -> datetime:
        if self.dies:
            die()
        return super().now()


def die_while_claiming(engine: Engine) -> None:
    """End the process in the transaction that has written the claim and has not committed it."""

    @event.listens_for(engine, "after_cursor_execute")
    def _written(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("UPDATE proposal") and "sending" in given:
            die()


def main(folder: Path, point: str) -> None:
    rig = make_rig(folder, venue_file=folder / "venue.db")
    clock = DyingClock(WALL)
    desk = rig.again(wall_clock=clock, owner="killed")
    desk.start()
    rig.desk = desk
    proposal = rig.buy(qty="2")
    print(proposal.id, flush=True)
    if point == "claiming":
        die_while_claiming(rig.database.engine)
    elif point == "claimed":
        rig.venue.before_accepting = die
    elif point == "accepted":
        rig.venue.after_accepting = die
    elif point == "answered":
        submit = rig.venue.submit

        def answer(client_order_id: str, ticket: object) -> VenueOrder:
            order = submit(client_order_id, ticket)  # type: ignore[arg-type]
            clock.dies = True
            return order

        rig.venue.submit = answer  # type: ignore[method-assign]
    desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
