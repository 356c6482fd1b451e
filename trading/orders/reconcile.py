"""Agreeing with the venue: it reads and records, it never trades; orders in doubt are asked for by id."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from trading.errors import Busy, KeysRefused, NotFound, TradingError, Unavailable, VenueRejected
from trading.orders.parts import Parts
from trading.orders.record import move, record_fills, record_order, vanish
from trading.orders.send import KEYS_SENTENCE, Sender, finish_cancel, hold, lookup_delay, order_is_cancel
from trading.store import leases
from trading.store.accounts import account_state, set_number
from trading.store.ledger import Writing
from trading.store.orders import get_order, known_executions, newest_update, page_of_fills, working_orders
from trading.store.proposals import find_proposals, find_rows, get_proposal, get_row, rows_of, set_fields
from trading.types import (
    IN_DOUBT,
    IN_FLIGHT,
    RESTING,
    Fill,
    MarketMode,
    Proposal,
    ReconcileReport,
    Status,
    VenueOrder,
)

log = logging.getLogger(__name__)

RECONCILER_TTL = timedelta(seconds=10)
NEVER_ARRIVED_AFTER = timedelta(seconds=60)
UNCLAIMED_AFTER = timedelta(seconds=60)
LOOK_BACK = timedelta(days=7)
POLL_BACK = timedelta(hours=1)
FOLLOW_BACK = timedelta(minutes=10)
"""How far before the newest known change fills are read again: at a start, every 30 s, and after a report."""
ENDED_EVERY = timedelta(seconds=25)
"""How often, while orders in doubt are asked for each second, orders that are no longer open are read as well."""


@dataclass(slots=True)
class _Found:
    """What the venue said in one round: orders by id, fills, ids it does not know, and the first fault.

    `number` is the account's own number at the venue, `foreign` the sentence when it is not this desk's account.
    """

    orders: dict[str, VenueOrder] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)
    number: str | None = None
    foreign: str | None = None
    fault: TradingError | None = None

    def add(self, orders: Iterable[VenueOrder]) -> None:
        for order in orders:
            self.orders[order.client_order_id] = order

    def blame(self, fault: TradingError) -> None:
        """Keep the first fault, as one that says to wait."""
        if self.fault is None:
            waits = isinstance(fault, Unavailable)
            self.fault = fault if waits else Unavailable(f"the venue could not be read: {fault}")


class Reconciler:
    """Reads the venue under one lease an account; threads of one process take turns."""

    def __init__(self, parts: Parts, sender: Sender) -> None:
        self._parts = parts
        self._sender = sender
        self._lease = f"reconciler/{parts.account_id}"
        self._orders_read_at: datetime | None = None
        self._fills_read_at: datetime | None = None

    def run(self, *, starting: bool = False) -> ReconcileReport:
        """Ask the venue and record what it says.

        Raises Unavailable when it does not answer (look-ups are scheduled all the same), Busy while another
        process reconciles.
        """
        with self._turn():
            full = starting or not self._parts.memory.reconciled
            before = self._flying()
            self._resolve_left_behind(starting=starting)
            found = self._ask(full=full)
            fills = self._apply(found, may_release=True)
            if found.fault is not None:
                raise found.fault
            self._parts.memory.reconciled = True
            return self._report(before, found, fills)

    def ask_now(self, proposal_id: str) -> Proposal:
        """Look one order in doubt up at once; one that is not in doubt is returned as it stands. Raises NotFound."""
        with self._turn():
            with self._parts.ledger.read() as connection:
                standing = get_proposal(connection, self._parts.account_id, proposal_id)
            if standing.status in (Status.UNKNOWN, Status.NEVER_ARRIVED):
                found = _Found()
                self._look_up(standing, found)
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
            found = _Found()
            try:
                found.fills = self._new(self._parts.broker.fills(since=self._parts.wall_clock.now() - FOLLOW_BACK))
                self._ask_for({*order_ids, *(fill.order_id for fill in found.fills)}, found)
            except TradingError as fault:
                found.blame(fault)
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

    def _report(self, before: dict[str, str], found: _Found, fills: int) -> ReconcileReport:
        with self._parts.ledger.read() as connection:
            after = rows_of(connection, self._parts.account_id, {*before, *found.orders})
        changed = [row.id for row in after if row.id in before and row.status != before[row.id]]
        adopted = [row.id for row in after if row.adopted and row.id not in before and row.id in found.orders]
        return ReconcileReport(
            at=self._parts.wall_clock.now(),
            changed=tuple(changed),
            adopted=tuple(adopted),
            in_doubt=tuple(row.id for row in after if row.status in IN_DOUBT),
            fills=fills,
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

    def _ask(self, *, full: bool) -> _Found:
        found, broker = _Found(), self._parts.broker
        with self._parts.ledger.read() as connection:
            doubted = find_proposals(connection, self._parts.account_id, (Status.UNKNOWN,))
            working = {order.client_order_id for order in working_orders(connection, self._parts.account_id)}
            newest = newest_update(connection, self._parts.account_id)
        is_replay = broker.mode is MarketMode.REPLAY
        if newest is None and not is_replay:  # a venue's account can be older than this desk, by years
            newest = self._parts.wall_clock.now()
        since = None if newest is None else newest - (LOOK_BACK if full else POLL_BACK)
        try:
            if not is_replay:
                found.number = broker.account().number
                found.foreign = self._foreign(found.number)
            if found.foreign is not None:
                raise Unavailable(found.foreign)
            found.add(self._orders(since=since, full=full, asks_again=bool(doubted)))
            # a replay's clock can be set back, so its newest fill need not carry the newest time
            found.fills = self._new(self._fills(since=None if is_replay else since))
            self._ask_for((working | {fill.order_id for fill in found.fills}) - found.orders.keys(), found)
            if full:
                self._tell_of_lost_fills()
        except TradingError as fault:
            found.blame(fault)
        now = self._parts.wall_clock.now()
        for proposal in doubted if found.foreign is None else ():
            if proposal.next_lookup_at is None or proposal.next_lookup_at <= now:
                self._look_up(proposal, found)
        return found

    def _orders(self, *, since: datetime | None, full: bool, asks_again: bool) -> Sequence[VenueOrder]:
        """Return the open orders, and those made since the reading before: one can end unseen and without a fill.

        While orders in doubt are asked for each second, the latter only now and then; a replay's are all ours.
        """
        broker, now, before = self._parts.broker, self._parts.wall_clock.now(), self._orders_read_at
        if not full:
            is_soon = before is not None and now - before < ENDED_EVERY
            if before is None or broker.mode is MarketMode.REPLAY or (asks_again and is_soon):
                return broker.orders(open_only=True)
            since = before - FOLLOW_BACK
        orders = broker.orders(since=since)
        self._orders_read_at = now
        return orders

    def _fills(self, *, since: datetime | None) -> Sequence[Fill]:
        """Return executions since that time, or since the last that could be read: orders may have gone on without."""
        now, before = self._parts.wall_clock.now(), self._fills_read_at
        if since is not None and before is not None:
            since = min(since, before - FOLLOW_BACK)
        fills = self._parts.broker.fills(since=since)
        self._fills_read_at = now
        return fills

    def _tell_of_lost_fills(self) -> None:
        """Say when the venue does not know the newest fill's order: its book is not the one that we wrote down."""
        with self._parts.ledger.read() as connection:
            newest = page_of_fills(connection, self._parts.account_id, start=None, end=None, limit=1, cursor=None)
        for fill in newest.items:
            if self._parts.broker.find(fill.order_id) is None:
                log.error(
                    "%s does not know order %s, whose fill is in the history: its book was lost or cut; "
                    "restore DATA_DIR from a backup, or trust only what Portfolio shows",
                    self._parts.broker.name,
                    fill.order_id,
                )

    def _new(self, fills: Sequence[Fill]) -> list[Fill]:
        with self._parts.ledger.read() as connection:
            known = known_executions(connection, self._parts.account_id, [fill.execution_id for fill in fills])
        return [fill for fill in fills if fill.execution_id not in known]

    def _ask_for(self, ids: Iterable[str], found: _Found) -> None:
        for order_id in sorted(ids):
            order = self._parts.broker.find(order_id)
            found.unknown.add(order_id) if order is None else found.add([order])

    def _look_up(self, proposal: Proposal, found: _Found) -> None:
        """Ask for one order in doubt; a cancel in doubt is simply asked for again, which is safe."""
        found.asked.add(proposal.id)
        wanted = proposal.id
        try:
            if order_is_cancel(proposal):
                wanted = proposal.ticket.target_id or ""
                self._cancel_again(proposal.id, wanted, found)
            if wanted not in found.orders or order_is_cancel(proposal):
                self._ask_for([wanted], found)
        except TradingError as fault:
            found.blame(fault)

    def _cancel_again(self, proposal_id: str, target_id: str, found: _Found) -> None:
        try:
            self._sender.cancel_at_venue(target_id)
            found.taken_back.add(proposal_id)
        except (NotFound, VenueRejected):
            log.info("order %s can no longer be cancelled", target_id)

    def _apply(self, found: _Found, *, may_release: bool = False) -> int:
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

    def _foreign(self, number: str) -> str | None:
        """Return why the account of these keys is not the one whose orders this desk's store holds."""
        with self._parts.ledger.read() as connection:
            known = account_state(connection, self._parts.account_id).number
        if known in (None, number):
            return None
        return (
            f"the keys are those of account {number} and this desk's book is of account {known}; "
            "use the keys of that account, or another DATA_DIR"
        )

    def _drop(self, writing: Writing, gone: set[str]) -> None:
        """What the venue had acknowledged and no longer knows: a new paper book has ended it, a venue should not."""
        for row in rows_of(writing.connection, self._parts.account_id, gone):
            proposal = get_proposal(writing.connection, self._parts.account_id, row.id)
            if self._parts.broker.mode is MarketMode.REPLAY:
                vanish(writing, proposal, "the paper book was started anew without it")
            else:
                log.error("the venue no longer knows order %s, which it had acknowledged", proposal.id)

    def _settle(self, writing: Writing, proposal: Proposal, found: _Found) -> None:
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
