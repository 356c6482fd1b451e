"""Run as a process of its own: buy one share after another until trading is stopped, a line an order."""

import sys
from decimal import Decimal
from pathlib import Path

from tests.orders.paper import open_paper
from tests.orders.rig import form
from trading.errors import Refused, TradingStopped
from trading.types import OWNER, Side, Ticket


def main(folder: Path) -> None:
    paper = open_paper(folder, owner="busy")
    paper.desk.start()
    for _ in range(2_000):
        proposal = paper.desk.propose(Ticket(symbol="MSFT", side=Side.BUY, qty=Decimal(1)), form())
        if not proposal.gate.allowed:
            print(f"stopped: {proposal.reason}", flush=True)
            break
        try:
            print(paper.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER).status, flush=True)
        except (TradingStopped, Refused) as fault:
            print(f"stopped: {fault}", flush=True)
            break
    paper.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
