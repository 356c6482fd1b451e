"""Mend what is wrong with a stop: propose the ticket of a finding and open the dialog on it."""

from typing import TYPE_CHECKING

from components import confirm, faults, session
from trading.errors import TradingError
from trading.orders.mending import propose_mend
from trading.types import OWNER, Status
from trading.types.risk import Finding

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk


def mend(desk: "OrderDesk", finding: Finding) -> None:
    """Propose the mend and open the dialog, also on one that the gate refuses; a callback."""
    try:
        proposal = propose_mend(desk, finding, actor=OWNER)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return
    (confirm.review if proposal.status is Status.OPEN else confirm.look)(desk, proposal.id)
