"""What the venue's answer means, and that no ticket is ever posted twice."""

import pytest

from tests.orders.rig import Rig
from trading.errors import AlreadyAnswered, KeysRefused, OutcomeUnknown, Unavailable, VenueRejected
from trading.types import Status


def answering(rig: Rig, fault: Exception, *, accepted: bool) -> None:
    def answer(_id: str) -> None:
        raise fault

    if accepted:
        rig.venue.after_accepting = answer
    else:
        rig.venue.before_accepting = answer


def test_a_clear_no_of_the_venue_is_rejected_with_its_words(rig: Rig) -> None:
    answering(rig, VenueRejected("insufficient buying power"), accepted=False)
    rejected = rig.approve(rig.buy())
    assert (rejected.status, rejected.reason) == (Status.REJECTED, "insufficient buying power")


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize(
    "fault", [OutcomeUnknown("time-out"), Unavailable("dropped"), ConnectionError("reset"), KeyError("parse")]
)
def test_anything_but_a_clear_answer_is_unknown_and_is_never_posted_again(
    rig: Rig, fault: Exception, accepted: bool
) -> None:
    proposal = rig.buy()
    answering(rig, fault, accepted=accepted)
    assert rig.approve(proposal).status is Status.UNKNOWN
    with pytest.raises(AlreadyAnswered):
        rig.approve(proposal)
    for _ in range(12):
        rig.wall.go(seconds=10)
        rig.desk.reconcile()
    assert rig.venue.posts == ([proposal.id] if accepted else [])
    assert rig.desk.proposal(proposal.id).status is (Status.FILLED if accepted else Status.NEVER_ARRIVED)


def test_the_venues_must_be_unique_is_unknown_and_looked_up(rig: Rig) -> None:
    proposal = rig.buy()
    rig.venue.add_foreign(proposal.id, proposal.ticket)
    assert rig.approve(proposal).status is Status.UNKNOWN
    assert rig.desk.ask_now(proposal.id).status is Status.SENT


def test_a_symbol_in_doubt_takes_no_new_orders_and_others_do(rig: Rig) -> None:
    answering(rig, OutcomeUnknown("time-out"), accepted=True)
    rig.approve(rig.buy())
    refused = rig.buy()
    assert refused.status is Status.REFUSED
    assert "it is not known yet whether the venue has order" in refused.reason
    assert rig.buy("MSFT").status is Status.OPEN
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert rig.buy().status is Status.OPEN


def test_refused_keys_hold_all_orders_until_they_work(rig: Rig) -> None:
    answering(rig, KeysRefused("401"), accepted=False)
    doubted = rig.approve(rig.buy())
    assert doubted.status is Status.UNKNOWN
    assert "refuses the keys" in rig.desk.state().reason
    held = rig.buy("MSFT")
    assert held.status is Status.REFUSED
    assert "refuses the keys" in held.reason
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert rig.desk.state().reason == ""
    assert rig.buy("MSFT").status is Status.OPEN


def test_a_process_that_slept_past_its_lease_does_not_post(rig: Rig) -> None:
    proposal = rig.buy()
    approval = rig.desk._approval
    claim = approval._claim

    def claim_then_sleep(*args: object) -> object:
        answer = claim(*args)  # type: ignore[arg-type]
        rig.wall.go(seconds=15)
        return answer

    approval._claim = claim_then_sleep  # type: ignore[method-assign,assignment]
    assert rig.approve(proposal).status is Status.SENDING
    assert rig.venue.posts == []
    rig.desk.reconcile()
    assert rig.desk.proposal(proposal.id).status is Status.UNKNOWN


def test_a_fill_is_written_once_however_often_it_is_read(rig: Rig) -> None:
    proposal = rig.approve(rig.buy())
    for _ in range(3):
        rig.desk.reconcile()
    assert [fill.order_id for fill in rig.desk.fills().items] == [proposal.id]
