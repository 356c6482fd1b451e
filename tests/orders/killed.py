"""Run as a process of its own: approve one order and be killed (SIGKILL) at a given point around the send.

`python -m tests.orders.killed FOLDER POINT` prints the proposal's id first. The points are reached through
wrappers of the ports alone: the venue's and the clock's.
"""

import os
import signal
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from tests.orders.market import WALL, SetClock
from tests.orders.rig import make_rig
from trading.types import OWNER, VenueOrder

POINTS = ("approved", "claimed", "accepted", "answered")


def die(_id: str = "") -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingClock(SetClock):
    """A clock that ends the process when the store stands at a state, or when the venue has answered."""

    def __init__(self, now: datetime, database: Path) -> None:
        super().__init__(now)
        self.database = database
        self.state: str | None = None
        self.dies = False

    def now(self) -> datetime:
        if self.dies or (self.state is not None and self._committed() == self.state):
            die()
        return super().now()

    def _committed(self) -> str:
        with sqlite3.connect(self.database) as connection:
            row = connection.execute("SELECT status FROM proposal").fetchone()
        connection.close()
        return str(row[0])


def main(folder: Path, point: str) -> None:
    rig = make_rig(folder, venue_file=folder / "venue.db")
    clock = DyingClock(WALL, folder / "desk.db")
    desk = rig.again(wall_clock=clock, owner="killed")
    desk.start()
    rig.desk = desk
    proposal = rig.buy(qty="2")
    print(proposal.id, flush=True)
    if point == "approved":
        clock.state = "approved"
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
