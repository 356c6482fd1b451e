"""Properties of the money path: refused orders change nothing, repeating a call changes nothing, one post a ticket."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from tests.orders.rig import Rig, form, make_rig
from trading.errors import InvalidTicket, OutcomeUnknown, TradingError, VenueRejected
from trading.types import IN_FLIGHT, OWNER, RESTING, OrderType, Proposal, Side, Status, Ticket, can_move

ANSWERS = ("yes", "no", "lost before", "lost after")
prices = st.decimals("0.01", "500", places=2)
sizes = st.one_of(st.integers(1, 400).map(Decimal), st.decimals("0.01", "50", places=2))


def draw_ticket(symbol: str, side: Side, qty: Decimal, limit: Decimal | None) -> Ticket | None:
    kind = {} if limit is None else {"type": OrderType.LIMIT, "limit_price": limit}
    with suppress(InvalidTicket):
        return Ticket(symbol=symbol, side=side, qty=qty, **kind)  # type: ignore[arg-type]
    return None


class DeskMachine(RuleBasedStateMachine):
    """Any sequence of proposals, answers, faults, fills, waits and restarts keeps the promise."""

    tickets = Bundle("tickets")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.rig: Rig = make_rig(Path(self.folder.name))
        self.seen: dict[str, Status] = {}
        self.answer("yes")

    def teardown(self) -> None:
        if hasattr(self, "rig"):
            assert self.rig.desk.verify().fault is None
            self.rig.close()
            self.folder.cleanup()

    @rule(how=st.sampled_from(ANSWERS))
    def answer(self, how: str) -> None:
        faults: dict[str, Exception | None] = {
            "yes": None,
            "no": VenueRejected("no"),
            "lost before": OutcomeUnknown("lost"),
            "lost after": OutcomeUnknown("lost"),
        }

        def raising(_id: str) -> None:
            fault = faults[how]
            if fault is not None:
                raise fault

        quiet: Callable[[str], None] = lambda _id: None  # noqa: E731
        self.rig.venue.before_accepting = quiet if how == "lost after" else raising
        self.rig.venue.after_accepting = raising if how == "lost after" else quiet

    @rule(
        target=tickets,
        symbol=st.sampled_from(["AAPL", "MSFT"]),
        side=st.sampled_from(list(Side)),
        qty=sizes,
        limit=st.one_of(st.none(), prices),
    )
    def propose(self, symbol: str, side: Side, qty: Decimal, limit: Decimal | None) -> Proposal | None:
        ticket = draw_ticket(symbol, side, qty, limit)
        before = self.money()
        proposal = None if ticket is None else self.rig.desk.propose(ticket, form())
        assert self.money() == before, "a proposal moves no money"
        return proposal

    @rule(proposal=tickets)
    def approve(self, proposal: Proposal | None) -> None:
        if proposal is None:
            return
        before, posts = self.money(), len(self.rig.venue.posts)
        try:
            self.rig.approve(proposal)
        except TradingError:
            assert (self.money(), len(self.rig.venue.posts)) == (before, posts), "a refusal changes nothing"

    @rule(proposal=consumes(tickets))
    def cancel(self, proposal: Proposal | None) -> None:
        if proposal is not None:
            with suppress(TradingError):
                self.rig.desk.cancel(proposal.id, actor=OWNER)

    @rule(seconds=st.sampled_from([1, 5, 20, 61]))
    def wait(self, seconds: int) -> None:
        self.rig.wall.go(seconds=seconds)
        self.rig.desk.expire_due()

    @rule()
    def reconcile_twice(self) -> None:
        self.rig.desk.reconcile()
        before = self.everything()
        self.rig.desk.reconcile()
        assert self.everything() == before, "asking again with nothing new changes nothing"

    @rule()
    def fill_what_rests(self) -> None:
        for order in list(self.rig.venue.known.values()):
            if order.status in RESTING:
                self.rig.venue.fill(order.client_order_id)

    @rule(price=st.sampled_from(["99.6", "100", "100.4", "103"]))
    def price(self, price: str) -> None:
        self.rig.market.prices["AAPL"] = Decimal(price)

    @rule()
    def restart(self) -> None:
        desk = self.rig.again()
        desk.start()
        self.rig.desk = desk

    @rule(on=st.booleans())
    def switch(self, on: bool) -> None:
        # a stop waits for doubts to end, which stand as long as the clock does: only without any here
        if on and not any(p.status is Status.UNKNOWN for p in self.all()):
            self.rig.desk.stop_trading(actor=OWNER)
            assert not [order for order in self.rig.venue.known.values() if order.status in RESTING]
        elif not on:
            self.rig.desk.resume_trading(actor=OWNER)

    @invariant()
    def no_ticket_is_posted_twice(self) -> None:
        if hasattr(self, "rig"):
            posts = self.rig.venue.posts
            assert len(posts) == len(set(posts))

    @invariant()
    def moves_follow_the_table(self) -> None:
        if not hasattr(self, "rig"):
            return
        for proposal in self.all():
            before = self.seen.get(proposal.id)
            assert before is None or before == proposal.status or self.reachable(before, proposal.status)
            self.seen[proposal.id] = proposal.status

    @invariant()
    def what_the_venue_has_the_desk_knows(self) -> None:
        """No order is lost: the venue's every order belongs to a proposal that may still be it, or is it."""
        if not hasattr(self, "rig"):
            return
        standing = {proposal.id: proposal for proposal in self.all()}
        for order in self.rig.venue.known.values():
            proposal = standing[order.client_order_id]
            assert proposal.order is not None or proposal.status in IN_FLIGHT | {Status.NEVER_ARRIVED}

    def reachable(self, before: Status, after: Status) -> bool:
        return any(
            can_move(before, after) or any(can_move(before, step) and self.reachable(step, after) for step in Status)
            for _ in "1"
        )

    def all(self) -> list[Proposal]:
        found = self.rig.desk.proposals(statuses=None, limit=500)
        return list(found.items)

    def money(self) -> Any:
        venue = self.rig.venue
        return (venue.account().cash, [(p.symbol, p.qty) for p in venue.positions()])

    def everything(self) -> Any:
        desk = self.rig.desk
        still = [(p.id, p.status, p.order) for p in self.all()]
        return (still, desk.fills(limit=500).items, desk.audit(limit=1).items, self.rig.venue.posts[:])


DeskMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDeskMachine = DeskMachine.TestCase


@given(before=st.sampled_from(list(Status)), after=st.sampled_from(list(Status)))
def test_the_store_refuses_every_move_that_the_table_does_not_allow(before: Status, after: Status) -> None:
    import pytest
    from sqlalchemy import update

    from tests.orders.rig import ACCOUNT
    from trading.store.proposals import get_row, move_proposal
    from trading.store.tables import PROPOSAL

    with tempfile.TemporaryDirectory() as folder:
        rig = make_rig(Path(folder), start=False)
        proposal = rig.buy()
        with rig.database.write(ACCOUNT) as connection:
            connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == proposal.id).values(status=before.value))
            if can_move(before, after):
                move_proposal(connection, proposal.id, before, after, at=rig.wall.now())
            else:
                with pytest.raises(ValueError, match="cannot move"):
                    move_proposal(connection, proposal.id, before, after, at=rig.wall.now())
            assert get_row(connection, ACCOUNT, proposal.id).status == (after if can_move(before, after) else before)
        rig.close()
