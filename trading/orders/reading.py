"""Asking the venue: for the whole account, for what it has reported, and for one order in doubt; nothing is written."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trading.errors import NotFound, TradingError, Unavailable, VenueRejected
from trading.orders.parts import Parts
from trading.orders.send import Sender, order_is_cancel
from trading.store.accounts import account_state
from trading.store.orders import known_executions, newest_update, page_of_fills, working_orders
from trading.store.proposals import find_proposals
from trading.types import Fill, MarketMode, Proposal, Status, VenueOrder

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=7)
POLL_BACK = timedelta(hours=1)
FOLLOW_BACK = timedelta(minutes=10)
"""How far before the newest known change fills are read again: at a start, every 30 s, and after a report."""
WHOLE_EVERY = timedelta(seconds=25)
"""How often the whole account is read while orders in doubt are asked for; in between only they are."""


@dataclass(slots=True)
class Found:
    """What the venue said in one round: orders by id, fills, ids it does not know, and the first fault.

    `number` is the account's own number at the venue, `foreign` the sentence when it is not this desk's account.
    `is_whole` says that it was asked for the whole account, `is_asked` that anything was asked.
    """

    is_whole: bool = False
    orders: dict[str, VenueOrder] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)
    number: str | None = None
    foreign: str | None = None
    fault: TradingError | None = None

    @property
    def is_asked(self) -> bool:
        """Say whether the venue was asked for anything."""
        return self.is_whole or bool(self.asked)

    def add(self, orders: Iterable[VenueOrder]) -> None:
        """Keep what the venue said of orders."""
        for order in orders:
            self.orders[order.client_order_id] = order

    def blame(self, fault: TradingError) -> None:
        """Keep the first fault, as one that says to wait."""
        if self.fault is None:
            if isinstance(fault, Unavailable):
                self.fault = fault
                return
            cause = fault.__cause__  # an answer in doubt often comes of a venue that has said how long to wait
            wait_s = cause.retry_in_s if isinstance(cause, Unavailable) else None
            self.fault = Unavailable(f"the venue could not be read: {fault}", retry_in_s=wait_s)


class Reading:
    """Asks the venue for an account; remembers until when orders and fills could be read."""

    def __init__(self, parts: Parts, sender: Sender) -> None:
        self._parts = parts
        self._sender = sender
        self._read_at: datetime | None = None
        self._orders_read_at: datetime | None = None
        self._fills_read_at: datetime | None = None

    def everything(self, *, full: bool) -> Found:
        """Return what the venue says of the whole account, a fault with it. `full` reads days back, as at a start.

        While orders are in doubt this is asked for each second, and reading the whole would use up the rate limit:
        then it is only they, when they are due, with their fills.
        """
        found, broker = Found(is_whole=True), self._parts.broker
        with self._parts.ledger.read() as connection:
            doubted = find_proposals(connection, self._parts.account_id, (Status.UNKNOWN,))
            working = {order.client_order_id for order in working_orders(connection, self._parts.account_id)}
            newest = newest_update(connection, self._parts.account_id)
        is_replay = broker.mode is MarketMode.REPLAY
        now = self._parts.wall_clock.now()
        is_soon = self._read_at is not None and abs(now - self._read_at) < WHOLE_EVERY
        if doubted and is_soon and not full and not is_replay:
            return self._due(doubted, Found())
        if newest is None and not is_replay:  # a venue's account can be older than this desk, by years
            newest = now
        since = None if newest is None else newest - (LOOK_BACK if full else POLL_BACK)
        try:
            if not is_replay:
                found.number = broker.number()
                found.foreign = self._foreign(found.number)
            if found.foreign is not None:
                raise Unavailable(found.foreign)
            found.add(self._orders(since=since, full=full))
            # a replay's clock can be set back, so its newest fill need not carry the newest time
            found.fills = self._new(self._fills(since=None if is_replay else since))
            self.orders_of((working | {fill.order_id for fill in found.fills}) - found.orders.keys(), found)
            if full:
                self._tell_of_lost_fills()
            self._read_at = now
        except TradingError as fault:
            found.blame(fault)
        return found if found.foreign is not None else self._due(doubted, found)

    def _due(self, doubted: Sequence[Proposal], found: Found) -> Found:
        """Look up the orders in doubt that are due; read the fills of those that have turned up, if nobody has."""
        now = self._parts.wall_clock.now()
        for proposal in doubted:
            if proposal.next_lookup_at is None or proposal.next_lookup_at <= now:
                self.look_up(proposal, found)
        if not found.is_whole and any(order.filled_qty for order in found.orders.values()):
            try:
                found.fills = self._new(self._parts.broker.fills(since=now - FOLLOW_BACK))
            except TradingError as fault:
                found.blame(fault)
        return found

    def reported(self, order_ids: Collection[str]) -> Found:
        """Return what the venue says of these orders, with the newest fills; a fault is in it."""
        found = Found()
        try:
            found.fills = self._new(self._parts.broker.fills(since=self._parts.wall_clock.now() - FOLLOW_BACK))
            self.orders_of({*order_ids, *(fill.order_id for fill in found.fills)}, found)
        except TradingError as fault:
            found.blame(fault)
        return found

    def _orders(self, *, since: datetime | None, full: bool) -> Sequence[VenueOrder]:
        """Return the open orders, and those made since the reading before: one can end unseen and without a fill.

        A replay's are all ours.
        """
        broker, now, before = self._parts.broker, self._parts.wall_clock.now(), self._orders_read_at
        if not full:
            if before is None or broker.mode is MarketMode.REPLAY:
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

    def orders_of(self, ids: Iterable[str], found: Found) -> None:
        """Ask for orders by their ids, one by one. Raises Unavailable."""
        for order_id in sorted(ids):
            order = self._parts.broker.find(order_id)
            found.unknown.add(order_id) if order is None else found.add([order])

    def look_up(self, proposal: Proposal, found: Found) -> None:
        """Ask for one order in doubt; a cancel in doubt is simply asked for again, which is safe."""
        found.asked.add(proposal.id)
        wanted = proposal.id
        try:
            if order_is_cancel(proposal):
                wanted = proposal.ticket.target_id or ""
                self._cancel_again(proposal.id, wanted, found)
            if wanted not in found.orders or order_is_cancel(proposal):
                self.orders_of([wanted], found)
        except TradingError as fault:
            found.blame(fault)

    def _cancel_again(self, proposal_id: str, target_id: str, found: Found) -> None:
        try:
            self._sender.cancel_at_venue(target_id)
            found.taken_back.add(proposal_id)
        except (NotFound, VenueRejected):
            log.info("order %s can no longer be cancelled", target_id)

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
