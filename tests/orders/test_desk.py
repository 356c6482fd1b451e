"""The life of a proposal up to its answer: what binds, what expires, what repeats."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.orders.rig import Rig, form
from trading.errors import (
    AlreadyAnswered,
    ApprovalChanged,
    ApprovalExpired,
    Conflict,
    NotFound,
    PriceDrifted,
    Refused,
)
from trading.store.tables import APPROVAL
from trading.types import OWNER, Actor, ActorKind, OrderType, Side, Status, Ticket

AGENT = Actor(kind=ActorKind.AGENT, id="trader", name="the trader")
KEY = Actor(kind=ActorKind.KEY, id="k1", name="my key")


def test_a_bought_share_is_proposed_approved_sent_filled_and_logged(rig: Rig) -> None:
    proposal = rig.buy(qty="3")
    assert (proposal.status, rig.venue.posts) == (Status.OPEN, [])
    filled = rig.approve(proposal)
    assert filled.status is Status.FILLED
    assert filled.order is not None
    assert (filled.order.filled_qty, filled.order.filled_avg_price) == (Decimal(3), Decimal(100))
    assert rig.venue.posts == [proposal.id]
    assert [fill.order_id for fill in rig.desk.fills().items] == [proposal.id]
    steps = [
        "proposal.proposed",
        "proposal.open",
        "proposal.approved",
        "proposal.sending",
        "order.filled",
        "order.fill",
    ]
    assert rig.kinds() == steps
    assert rig.desk.verify().fault is None


def test_the_id_of_a_proposal_is_the_client_order_id_and_fits_the_venue(rig: Rig) -> None:
    first, second = rig.buy(), rig.buy()
    assert first.id != second.id
    assert len(first.id) <= 128
    sent = rig.approve(first)
    assert sent.order is not None
    assert sent.order.client_order_id == first.id


def test_second_approval_of_a_proposal_is_refused(rig: Rig) -> None:
    proposal = rig.buy()
    rig.approve(proposal)
    with pytest.raises(AlreadyAnswered) as fault:
        rig.approve(proposal)
    assert fault.value.status == "filled"
    assert rig.venue.posts == [proposal.id]


def test_an_approval_writes_who_approved_what_hash_and_when(rig: Rig) -> None:
    proposal = rig.buy()
    rig.desk.approve(proposal.id, proposal.approval_hash, actor=KEY)
    with rig.database.read() as connection:
        row = connection.execute(select(APPROVAL)).one()
    assert (row.proposal_id, row.approval_hash, row.actor_kind, row.actor_id) == (
        proposal.id,
        proposal.approval_hash,
        "key",
        "k1",
    )
    assert row.at == rig.wall.now()


def test_an_agent_and_a_strategy_can_never_approve(rig: Rig) -> None:
    proposal = rig.buy()
    for actor in (AGENT, replace(AGENT, kind=ActorKind.STRATEGY)):
        with pytest.raises(Refused, match="may not approve"):
            rig.desk.approve(proposal.id, proposal.approval_hash, actor=actor)
    assert (rig.desk.proposal(proposal.id).status, rig.venue.posts) == (Status.OPEN, [])


def test_a_wrong_hash_is_not_an_approval(rig: Rig) -> None:
    proposal = rig.buy()
    for wrong in ("", "0" * 64, proposal.ticket.symbol, "é"):
        with pytest.raises(ApprovalChanged):
            rig.desk.approve(proposal.id, wrong, actor=OWNER)
    assert rig.venue.posts == []


def test_the_hash_binds_the_ticket_and_the_quote(rig: Rig) -> None:
    first = rig.buy()
    rig.market.prices["AAPL"] = Decimal("100.01")
    second = rig.desk.reprice(first.id, actor=OWNER)
    assert second.approval_hash != first.approval_hash
    with pytest.raises(ApprovalChanged):
        rig.approve(first)
    assert rig.approve(second).status is Status.FILLED


def test_an_approval_expires_sixty_seconds_after_the_last_pricing(rig: Rig) -> None:
    proposal = rig.buy()
    rig.wall.go(seconds=59)
    priced = rig.desk.reprice(proposal.id, actor=OWNER)
    rig.wall.go(seconds=59)
    assert rig.desk.proposal(proposal.id).status is Status.OPEN
    rig.wall.go(seconds=1)
    with pytest.raises(ApprovalExpired, match="propose it again"):
        rig.approve(priced)
    expired = rig.desk.proposal(proposal.id)
    assert (expired.status, expired.order, rig.venue.posts) == (Status.EXPIRED, None, [])
    for answer in (rig.desk.reprice, rig.desk.cancel):
        with pytest.raises(ApprovalExpired):
            answer(proposal.id, actor=OWNER)


def test_a_glance_says_the_same_as_its_parts_asked_one_by_one(rig: Rig) -> None:
    rig.buy()
    rig.buy("MSFT")
    rig.desk.stop_trading(actor=OWNER)
    seen = rig.desk.glance()
    assert (seen.state, seen.waiting) == (rig.desk.state(), rig.desk.open_count())
    assert seen.state.stopped and seen.newest_seq == rig.desk.audit(limit=1).items[0].seq


def test_due_proposals_are_expired_and_counted(rig: Rig) -> None:
    rig.buy()
    rig.buy("MSFT")
    assert rig.desk.open_count() == 2
    assert rig.desk.expire_due() == 0
    rig.wall.go(seconds=60)
    assert rig.desk.expire_due() == 2
    assert (rig.desk.open_count(), rig.desk.expire_due()) == (0, 0)


@pytest.mark.parametrize("price", ["100.51", "99.49"])
def test_a_price_that_drifted_past_the_limit_either_way_is_shown_and_asked_again(rig: Rig, price: str) -> None:
    proposal = rig.buy()
    rig.wall.go(seconds=30)
    rig.market.prices["AAPL"] = Decimal(price)
    with pytest.raises(PriceDrifted, match=r"moved 51 bps.*limit is 50 bps"):
        rig.approve(proposal)
    shown = rig.desk.proposal(proposal.id)
    assert shown.quote is not None
    assert (shown.status, shown.quote.last, rig.venue.posts) == (Status.OPEN, Decimal(price), [])
    assert shown.expires_at == rig.wall.now() + (proposal.expires_at - proposal.created_at)
    with pytest.raises(ApprovalChanged):
        rig.approve(proposal)
    assert rig.approve(shown).status is Status.FILLED


def test_a_ticket_that_was_shown_without_a_price_is_shown_again_before_it_is_sent(rig: Rig) -> None:
    proposal = rig.buy()
    del rig.market.prices["AAPL"]
    unpriced = rig.desk.reprice(proposal.id, actor=OWNER)
    assert (unpriced.quote, unpriced.gate.allowed) == (None, False)
    rig.market.prices["AAPL"] = Decimal(150)
    with pytest.raises(PriceDrifted, match="AAPL was shown without a price"):
        rig.approve(unpriced)
    shown = rig.desk.proposal(proposal.id)
    assert shown.quote is not None
    assert (shown.status, shown.quote.last, rig.venue.posts) == (Status.OPEN, Decimal(150), [])
    assert rig.approve(shown).status is Status.FILLED


def test_a_price_that_drifted_less_than_the_limit_is_sent(rig: Rig) -> None:
    proposal = rig.buy()
    rig.market.prices["AAPL"] = Decimal("100.50")
    assert rig.approve(proposal).status is Status.FILLED


def test_the_gates_no_at_approval_leaves_the_proposal_open(rig: Rig) -> None:
    proposal = rig.buy(qty="10")
    rig.limits.update({"max_order_notional": "500"}, actor=OWNER)
    with pytest.raises(Refused, match=r"order worth 1000\.00 USD exceeds the limit of 500 USD"):
        rig.approve(proposal)
    assert (rig.desk.proposal(proposal.id).status, rig.venue.posts) == (Status.OPEN, [])
    assert rig.kinds()[-1] == "proposal.approval_refused"
    rig.limits.update({"max_order_notional": "1000"}, actor=OWNER)
    assert rig.approve(proposal).status is Status.FILLED


def test_a_ticket_that_the_gate_refuses_is_written_with_its_reasons_and_never_sent(rig: Rig) -> None:
    refused = rig.buy("AAPL", "1000")
    assert refused.status is Status.REFUSED
    assert "exceeds the limit" in refused.reason
    assert not refused.gate.allowed
    with pytest.raises(AlreadyAnswered):
        rig.approve(refused)
    assert rig.venue.posts == []


def test_cancelling_a_proposal_twice_changes_nothing_more(rig: Rig) -> None:
    proposal = rig.buy()
    assert rig.desk.cancel(proposal.id, actor=OWNER).status is Status.CANCELLED
    entries = len(rig.kinds())
    assert rig.desk.cancel(proposal.id, actor=OWNER).status is Status.CANCELLED
    assert len(rig.kinds()) == entries
    with pytest.raises(AlreadyAnswered):
        rig.approve(proposal)


def test_an_intent_that_repeats_returns_the_first_ticket(rig: Rig) -> None:
    ticket = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1))
    first = rig.desk.propose(ticket, form(), intent_key="run-1/step-1")
    again = rig.desk.propose(replace(ticket, qty=Decimal(2)), form(), intent_key="run-1/step-1")
    assert again == first
    assert rig.desk.propose(ticket, form(), intent_key="run-1/step-2").id != first.id


def test_two_equal_orders_are_two_tickets(rig: Rig) -> None:
    first, second = rig.approve(rig.buy()), rig.approve(rig.buy())
    assert rig.venue.posts == [first.id, second.id]


def test_proposing_again_writes_one_new_ticket_that_names_the_old(rig: Rig) -> None:
    old = rig.buy()
    with pytest.raises(Conflict, match="is open"):
        rig.desk.propose_again(old.id, actor=OWNER)
    rig.wall.go(seconds=60)
    rig.desk.expire_due()
    new = rig.desk.propose_again(old.id, actor=OWNER)
    assert (new.again_of, new.status, new.ticket) == (old.id, Status.OPEN, old.ticket)
    assert rig.desk.propose_again(old.id, actor=OWNER).id == new.id
    assert rig.desk.proposal(old.id).status is Status.EXPIRED


def test_a_check_writes_nothing(rig: Rig) -> None:
    preview = rig.desk.check(Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(2)), form())
    assert preview.verdict.allowed
    assert preview.impact.cost == Decimal(200)
    assert (rig.kinds(), rig.desk.proposals(statuses=None).items) == ([], ())


def test_lists_are_newest_first_and_paged_without_loss(rig: Rig) -> None:
    made = []
    for _ in range(7):
        made.append(rig.buy().id)
        rig.wall.go(seconds=1)
    seen, cursor = [], None
    while True:
        page = rig.desk.proposals(limit=3, cursor=cursor)
        seen += [proposal.id for proposal in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_proposal_answers_by_its_id_for_ever_and_an_unknown_one_says_so(rig: Rig) -> None:
    proposal = rig.approve(rig.buy())
    assert rig.again().proposal(proposal.id) == proposal
    with pytest.raises(NotFound, match="there is no proposal"):
        rig.desk.proposal("nothing")


def test_a_repriced_proposal_that_the_gate_no_longer_allows_says_so_and_stays_open(rig: Rig) -> None:
    proposal = rig.buy(qty="10")
    rig.limits.update({"max_order_notional": "999"}, actor=OWNER)
    priced = rig.desk.reprice(proposal.id, actor=OWNER)
    assert (priced.status, priced.gate.allowed) == (Status.OPEN, False)


def test_orders_lists_what_rests_or_is_in_doubt_and_history_on_request(rig: Rig) -> None:
    resting = rig.approve(rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    filled = rig.approve(rig.buy("MSFT"))
    rig.buy("IBM")
    assert [order.id for order in rig.desk.orders().items] == [resting.id]
    assert {order.id for order in rig.desk.orders(statuses=None).items} == {resting.id, filled.id}
    assert rig.desk.order(filled.id).order is not None
    with pytest.raises(NotFound, match="never became an order"):
        rig.desk.order(rig.buy("IBM").id)
