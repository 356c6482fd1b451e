"""The run that proposed a ticket is told what became of it, in the transaction that moves the ticket."""

from decimal import Decimal

from tests.orders.rig import ACCOUNT, Rig
from trading.errors import OutcomeUnknown
from trading.store.proposals import move_proposal
from trading.store.runs import RunStore
from trading.types import (
    OWNER,
    FieldFrom,
    FieldSource,
    Intent,
    OrderType,
    Origin,
    OriginKind,
    Proposal,
    Run,
    RunStatus,
    Side,
    Status,
    Ticket,
    Usage,
)

WORDS = "Buy 1 share of AAPL"
SAID = {"symbol": "AAPL", "side": "Buy", "qty": "1"}


def waiting(rig: Rig) -> tuple[RunStore, Run, Proposal]:
    """Return a run that has proposed one ticket and waits for its answer."""
    runs = RunStore(rig.database, ACCOUNT, rig.wall)
    run = runs.create(WORDS, actor=OWNER)
    runs.claim(run.id, "test", "offline planner")
    fields = {name: FieldSource(source=FieldFrom.WORDS, text=text) for name, text in SAID.items()}
    origin = Origin(
        kind=OriginKind.AGENT, actor=OWNER, run_id=run.id, words=WORDS, asked=0, asked_count=1, fields=fields
    )
    proposal = rig.desk.propose(Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)), origin)
    assert proposal.gate.reasons == []
    runs.set_intent(run.id, Intent.ORDER)
    runs.finish(run.id, RunStatus.AWAITING_APPROVAL, result="One order waits for you.", usage=Usage())
    assert runs.get(run.id).status is RunStatus.AWAITING_APPROVAL
    return runs, runs.get(run.id), proposal


def told(runs: RunStore, run: Run) -> str:
    after = runs.get(run.id)
    assert after.status is RunStatus.DONE
    return after.result or ""


def test_a_fill_ends_the_run_with_its_price(rig: Rig) -> None:
    runs, run, proposal = waiting(rig)
    rig.approve(proposal)
    assert told(runs, run).endswith("Filled (buy 1 AAPL, market), bought 1 at 100 USD.")


def test_a_cancel_ends_the_run(rig: Rig) -> None:
    runs, run, proposal = waiting(rig)
    rig.desk.cancel(proposal.id, actor=OWNER)
    assert "Cancelled (buy 1 AAPL, market): cancelled by you." in told(runs, run)


def test_an_expiry_ends_the_run(rig: Rig) -> None:
    runs, run, _ = waiting(rig)
    rig.wall.go(seconds=60)
    rig.desk.expire_due()
    assert "Expired (buy 1 AAPL, market): nobody approved it in time." in told(runs, run)


def test_a_doubt_is_told_and_then_what_became_of_it(rig: Rig) -> None:
    def lose(_id: str) -> None:
        raise OutcomeUnknown("no answer within 10 s")

    runs, run, proposal = waiting(rig)
    rig.venue.after_accepting = lose
    rig.approve(proposal)
    assert "It is not known yet whether the venue has it" in told(runs, run)
    rig.desk.ask_now(proposal.id)
    assert told(runs, run).endswith("bought 1 at 100 USD.")


def approve_without_a_claim(rig: Rig, proposal: Proposal) -> None:
    """Leave what an older release could leave behind: this one approves and claims in one transaction."""
    with rig.database.write(ACCOUNT) as connection:
        move_proposal(connection, proposal.id, Status.OPEN, Status.APPROVED, at=rig.wall.now())


def test_an_approval_that_was_never_claimed_is_told(rig: Rig) -> None:
    runs, run, proposal = waiting(rig)
    approve_without_a_claim(rig, proposal)
    assert runs.get(run.id).status is RunStatus.AWAITING_APPROVAL
    rig.wall.go(seconds=60)
    rig.again_started()
    assert "It never arrived at the venue" in told(runs, run)


def test_a_desk_that_goes_on_ends_an_unclaimed_approval_after_a_minute(rig: Rig) -> None:
    runs, run, proposal = waiting(rig)
    approve_without_a_claim(rig, proposal)
    rig.wall.go(seconds=59)
    rig.desk.reconcile()
    assert runs.get(run.id).status is RunStatus.AWAITING_APPROVAL
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert "It never arrived at the venue" in told(runs, run)


def test_a_resting_order_is_told_as_sent(rig: Rig) -> None:
    runs, run, proposal = waiting(rig)
    again = rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90))
    rig.approve(again)
    assert runs.get(run.id).status is RunStatus.AWAITING_APPROVAL, "another ticket is no answer to this run"
    rig.approve(proposal)
    assert told(runs, run)
