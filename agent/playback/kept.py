"""What the store keeps of a run besides its record: the verdicts on its tickets and the limits that hold now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from agent.wording import ticket_text
from trading.errors import FixInput, NotFound
from trading.market.clock import WallClock
from trading.risk.limits import Limits, limits_from_wire, merged
from trading.risk.rejudging import REFUSES_NOTHING, rejudged
from trading.settings import Settings
from trading.store.database import Database
from trading.store.limits import newest_limits
from trading.store.model_calls import ModelCallStore
from trading.store.proposals import get_proposal
from trading.store.recordings import RecordingStore
from trading.store.tables import PROPOSAL, RUN
from trading.types import Action, Proposal, Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record, the tickets of its run as they stand, and the desk's limits; nothing of it can be changed here.

    `calls` is the account's book of models, for those that are asked anew; None where there is no store.
    """

    recording: Recording
    proposals: Sequence[Proposal] = ()
    limits: Limits | None = None
    calls: ModelCallStore | None = None


def kept_run(database: Database, settings: Settings, run_id: str) -> Kept:
    """Return what the store keeps of a run. Raises NotFound, ChainBroken."""
    with database.read() as connection:
        account = connection.execute(select(RUN.c.account_id).where(RUN.c.id == run_id)).scalar()
        if account is None:
            raise NotFound(f"run {run_id!r:.60} is not known in this DATA_DIR; /api/history?kind=run lists the runs")
        found = select(PROPOSAL.c.id).where(PROPOSAL.c.run_id == run_id).order_by(PROPOSAL.c.created_at, PROPOSAL.c.id)
        tickets = [get_proposal(connection, account, one) for one in connection.execute(found).scalars()]
        newest = newest_limits(connection, account)
    store = RecordingStore(
        database,
        account,
        WallClock(),
        most_runs=settings.record_runs,
        most_mb=settings.record_max_mb,
    )
    limits = Limits() if newest is None else limits_from_wire(newest[1])
    calls = ModelCallStore(database, account, WallClock())
    return Kept(recording=store.read(run_id), proposals=tickets, limits=limits, calls=calls)


def judged_again(kept: Kept, changes: Mapping[str, str]) -> list[str]:
    """Return what other limits would have said of each ticket of a run, a line each, from the log's own figures.

    Raises FixInput for limits that no verdict tells of, InvalidLimits for unknown ones.
    """
    if kept.limits is None:
        raise FixInput("a record in a file holds no verdicts; play the run by its id where its DATA_DIR is")
    if idle := sorted(set(changes) & REFUSES_NOTHING):
        raise FixInput(f"{', '.join(idle)} refuses no order, so nothing would have changed")
    limits = merged(kept.limits, changes)
    lines = []
    for proposal in kept.proposals:
        if proposal.ticket.action is Action.CANCEL:
            continue
        what, before = ticket_text(proposal.ticket), proposal.gate.allowed
        then = rejudged(proposal.gate, limits, symbol=proposal.ticket.symbol)
        if not then.allowed and before:
            lines.append(f"would have been refused: {what}: {'; '.join(then.reasons)}")
        elif then.allowed and not before:
            lines.append(f"would not have been refused: {what}")
        else:
            lines.append(f"as before, {'allowed' if before else 'refused'}: {what}")
        if then.not_known:
            lines.append(f"  not told by the log: {', '.join(sorted(then.not_known))}")
    return lines or ["the run wrote no ticket that limits could refuse"]
