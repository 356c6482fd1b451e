"""Run as a process of its own: close what exits protect and be killed (SIGKILL) after their cancel, before the post.

`python -m tests.orders.killed_releasing FOLDER` prints the ids of the entry and of the close first.
"""

import sys
from decimal import Decimal
from pathlib import Path

from tests.orders.killed import die
from tests.orders.rig import form, make_rig
from trading.types import OWNER, OrderClass, StopLoss, TakeProfit


def main(folder: Path) -> None:
    rig = make_rig(folder, venue_file=folder / "venue.db")
    exits = {"stop_loss": StopLoss(stop_price=Decimal(90)), "take_profit": TakeProfit(limit_price=Decimal(120))}
    entry = rig.approve(rig.buy(qty="10", order_class=OrderClass.BRACKET, **exits))
    close = rig.desk.propose(rig.desk.close_ticket("AAPL"), form())
    print(entry.id, close.id, flush=True)
    rig.venue.before_accepting = die
    rig.desk.approve(close.id, close.approval_hash, actor=OWNER)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
