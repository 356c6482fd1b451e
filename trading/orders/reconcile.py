"""Agreeing with the venue: it reads and records, it never trades; orders in doubt are asked for by id."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from trading.errors import Busy, KeysRefused
from trading.orders.parts import Parts
from trading.orders.reading import Found, Reading
from trading.orders.record import move, record_fills, record_order, vanish
from trading.orders.send import KEYS_SENTENCE, Sender, finish_cancel, hold, lookup_delay, order_is_cancel
from trading.store import leases
from trading.store.accounts import set_number
from trading.store.ledger import Writing
from trading.store.orders import get_order
from trading.store.proposals import find_proposals, find_rows, get_proposal, get_row, rows_of, set_fields
from trading.types import (
    IN_DOUBT,
    IN_FLIGHT,
    RESTING,
    MarketMode,
    Proposal,
    ReconcileReport,
    Status,
)

log = logging.getLogger(__name__)

RECONCILER_TTL = timedelta(seconds=10)
NEVER_ARRIVED_AFTER = timedelta(seconds=60)
UNCLAIMED_AFTER = timedelta(seconds=60)


class Reconciler:
    """Reads the venue under one lease an account; threads of one process take turns."""

    def __init__(self, parts: Parts, sender: Sender) -> None:
        self._parts = parts
        self._reading = Reading(parts, sender)
        self._lease = f"reconciler/{parts.account_id}"

    def run(self, *, starting: bool = False) -> ReconcileReport:
        """Ask the venue and record what it says.

        Raises Unavailable when it does not answer (look-ups are scheduled all the same), Busy while another
        process reconciles.
        """
        with self._turn():
            full = starting or not self._parts.memory.reconciled
            before = self._flying()
            self._resolve_left_behind(starting=starting)
            found = self._reading.everything(full=full)
            known = self._known(found)
            fills = self._apply(found, may_release=found.is_whole)
            if found.fault is not None:
                raise found.fault
            self._parts.memory.reconciled = True
            return self._report(before, known, found, fills)

    def ask_now(self, proposal_id: str) -> Proposal:
        """Look one order in doubt up at once; one that is not in doubt is returned as it stands. Raises NotFound."""
        with self._turn():
            with self._parts.ledger.read() as connection:
                standing = get_proposal(connection, self._parts.account_id, proposal_id)
            if standing.status in (Status.UNKNOWN, Status.NEVER_ARRIVED):
                found = Found()
                self._reading.look_up(standing, found)
                self._apply(found)
            with self._parts.ledger.read() as connection:
                return get_proposal(connection, self._parts.account_id, proposal_id)

    def follow(self, order_ids: Collection[str]) -> frozenset[str]:
        """Read the orders that the venue has reported, and their fills; return those that are still being sent.

        Their sender waits for the venue's answer and writes it; ask again when it has. Before the whole account has
        been read since the start nothing is recorded: that reading finds them. Raises Unavailable, Busy.
        """
        if not self._parts.memory.reconciled:
            return frozenset()
        with self._turn():
            found = self._reading.reported(order_ids)
            self._apply(found)
            if found.fault is not None:
                raise found.fault
            with self._parts.ledger.read() as connection:
                sending = find_rows(connection, self._parts.account_id, (Status.SENDING,))
            return frozenset(row.id for row in sending) & frozenset(order_ids)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        parts = self._parts
        with parts.memory.reconciling:
            with parts.ledger.write() as writing:
                now = parts.wall_clock.now()
                mine = leases.take(writing.connection, self._lease, owner=parts.owner, now=now, ttl=RECONCILER_TTL)
            if not mine:
                raise Busy("another process is asking the venue just now; try again in a few seconds")
            try:
                yield
            finally:
                with parts.ledger.write() as writing:
                    leases.give_back(writing.connection, self._lease, owner=parts.owner)

    def _flying(self) -> dict[str, str]:
        with self._parts.ledger.read() as connection:
            statuses = {*IN_FLIGHT, Status.NEVER_ARRIVED}
            return {row.id: row.status for row in find_rows(connection, self._parts.account_id, statuses)}

    def _known(self, found: Found) -> frozenset[str]:
        """Return the ids of what was found that stand in the store already, ended orders too."""
        with self._parts.ledger.read() as connection:
            return frozenset(row.id for row in rows_of(connection, self._parts.account_id, found.orders))

    def _report(self, before: dict[str, str], known: frozenset[str], found: Found, fills: int) -> ReconcileReport:
        with self._parts.ledger.read() as connection:
            after = rows_of(connection, self._parts.account_id, {*before, *found.orders})
        changed = [row.id for row in after if row.id in before and row.status != before[row.id]]
        adopted = [row.id for row in after if row.adopted and row.id in found.orders and row.id not in known]
        return ReconcileReport(
            at=self._parts.wall_clock.now(),
            changed=tuple(changed),
            adopted=tuple(adopted),
            in_doubt=tuple(row.id for row in after if row.status in IN_DOUBT),
            fills=fills,
            is_asked=found.is_asked,
        )

    def _resolve_left_behind(self, *, starting: bool) -> None:
        """A claim whose lease is over is in doubt; an approval that nobody claimed was never sent."""
        now = self._parts.wall_clock.now()
        waiting = (Status.SENDING, Status.APPROVED)
        with self._parts.ledger.read() as connection:
            rows = find_rows(connection, self._parts.account_id, waiting)
        if not any(_is_left_behind(row, now, starting=starting) for row in rows):
            return
        with self._parts.ledger.write() as writing:
            for row in find_rows(writing.connection, self._parts.account_id, waiting):
                if not _is_left_behind(row, now, starting=starting):
                    continue
                proposal = get_proposal(writing.connection, self._parts.account_id, row.id)
                if proposal.status is Status.APPROVED:
                    move(writing, proposal, Status.NEVER_ARRIVED, reason="approved, but never claimed for sending")
                else:
                    reason = "the process that was sending it ended before the venue's answer was written down"
                    move(writing, proposal, Status.UNKNOWN, reason=reason, next_lookup_at=now)

    def _apply(self, found: Found, *, may_release: bool = False) -> int:
        """Write everything that was found in one transaction; what moved meanwhile is judged as it stands now.

        `may_release` lets held orders go: only after the whole account has been read.
        """
        with self._parts.ledger.write() as writing:
            if isinstance(found.fault, KeysRefused):
                hold(writing, KEYS_SENTENCE)
            elif found.foreign is not None:
                hold(writing, found.foreign)
            elif found.fault is None and may_release:
                hold(writing, None)
            if found.number is not None and found.foreign is None:
                set_number(writing.connection, writing.account_id, found.number)
            sending = {row.id for row in find_rows(writing.connection, self._parts.account_id, (Status.SENDING,))}
            for order in found.orders.values():
                if order.client_order_id not in sending:  # its owner still waits for the answer to its post
                    record_order(writing, order)
            fills = record_fills(writing, found.fills)
            for proposal in find_proposals(writing.connection, self._parts.account_id, (Status.UNKNOWN, *RESTING)):
                self._settle(writing, proposal, found)
            self._drop(writing, found.unknown - found.asked)
            return fills

    def _drop(self, writing: Writing, gone: set[str]) -> None:
        """What the venue had acknowledged and no longer knows: a new paper book has ended it, a venue should not."""
        for row in rows_of(writing.connection, self._parts.account_id, gone):
            proposal = get_proposal(writing.connection, self._parts.account_id, row.id)
            if self._parts.broker.mode is MarketMode.REPLAY:
                vanish(writing, proposal, "the paper book was started anew without it")
            else:
                log.error("the venue no longer knows order %s, which it had acknowledged", proposal.id)

    def _settle(self, writing: Writing, proposal: Proposal, found: Found) -> None:
        """Decide what the answers mean for one proposal that is in doubt, or that the venue no longer lists."""
        if order_is_cancel(proposal):
            target = get_order(writing.connection, proposal.ticket.target_id or "")
            if target is not None and finish_cancel(writing, proposal.id, target):
                return
            if proposal.id in found.taken_back and proposal.status is Status.UNKNOWN:
                move(writing, proposal, Status.SENT, reason="the venue was asked to cancel")
                return
        if proposal.status is Status.UNKNOWN and proposal.id in found.asked:
            self._still_unknown(writing, proposal, is_denied=proposal.id in found.unknown)

    def _still_unknown(self, writing: Writing, proposal: Proposal, *, is_denied: bool) -> None:
        """Ask again later, unless the venue has said for a minute after the post that it does not know the id."""
        now = self._parts.wall_clock.now()
        row = get_row(writing.connection, self._parts.account_id, proposal.id)
        if is_denied and row.posted_at is not None and now - row.posted_at >= NEVER_ARRIVED_AFTER:
            reason = (
                f"the venue still does not know it {int((now - row.posted_at).total_seconds())} s after it was sent"
            )
            move(writing, proposal, Status.NEVER_ARRIVED, reason=reason, next_lookup_at=None)
            return
        lookups = row.lookups + 1
        set_fields(
            writing.connection, proposal.id, lookups=lookups, next_lookup_at=now + lookup_delay(lookups), updated_at=now
        )


def _is_left_behind(row: Row[Any], now: datetime, *, starting: bool) -> bool:
    if row.status == Status.APPROVED.value:
        return starting or now - row.updated_at >= UNCLAIMED_AFTER
    return row.lease_until is None or row.lease_until <= now
