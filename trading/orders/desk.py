"""The order desk: the one thing that holds a broker, and everything that may be asked of it."""

import logging
import time
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from trading.errors import Busy, FixInput, NotFound, Unavailable
from trading.orders import tickets
from trading.orders.approval import Approval
from trading.orders.background import BackgroundReader
from trading.orders.book import stop_sentence
from trading.orders.gate import Gate
from trading.orders.parts import Parts
from trading.orders.pricing import Preview, Pricing, unanswerable
from trading.orders.reconcile import RECONCILER_TTL, Reconciler
from trading.orders.send import Sender
from trading.orders.stop import Stopper
from trading.orders.wording import was_held_back
from trading.portfolio.closes import Closes
from trading.portfolio.portfolio import BENCHMARK
from trading.ports import Broker, Calendar, Clock, MarketData
from trading.risk.limits_book import LimitsBook
from trading.store import audit
from trading.store.accounts import AccountState, account_state
from trading.store.database import Database
from trading.store.ledger import Ledger
from trading.store.orders import page_of_fills
from trading.store.proposals import (
    by_intent,
    count_proposals,
    due_ids,
    get_proposal,
    page_of_orders,
    page_of_proposals,
)
from trading.types import (
    IN_DOUBT,
    RESTING,
    SYSTEM,
    Action,
    Actor,
    AuditEntry,
    DeskGlance,
    DeskState,
    Fill,
    Origin,
    Page,
    Proposal,
    ReconcileReport,
    Status,
    StopReport,
    Ticket,
    VerifyReport,
)

log = logging.getLogger(__name__)

OPEN_ORDERS = RESTING | IN_DOUBT
START_POLL_S = 0.25


class OrderDesk:
    """Proposes, approves, sends, looks up, stops. Threads may share it; several processes may each have one."""

    def __init__(  # noqa: PLR0913  the desk is where everything meets
        self,
        *,
        database: Database,
        account_id: str,
        broker: Broker,
        market: MarketData,
        calendar: Calendar,
        wall_clock: Clock,
        market_clock: Clock,
        limits: LimitsBook,
        data_dir: Path,
        owner: str,
        read_only: bool = False,
        benchmark: str = BENCHMARK,
        closes: Closes | None = None,
        live_allowed: bool = False,
    ) -> None:
        self._database = database
        self._data_dir = data_dir
        self._parts = Parts(
            ledger=Ledger(database, account_id, wall_clock, data_dir),
            account_id=account_id,
            broker=broker,
            market=market,
            calendar=calendar,
            wall_clock=wall_clock,
            market_clock=market_clock,
            limits=limits,
            owner=owner,
            read_only=read_only,
            live_allowed=live_allowed,
        )
        closes = closes or Closes(market=market, calendar=calendar, market_clock=market_clock)
        self._gate = Gate(self._parts, BackgroundReader(self._parts, closes, benchmark))
        self._sender = Sender(self._parts)
        self._pricing = Pricing(self._parts, self._gate)
        self._approval = Approval(self._parts, self._gate, self._pricing, self._sender)
        self._reconciler = Reconciler(self._parts, self._sender)
        self._stopper = Stopper(self._parts)

    # Tickets and their answers

    def propose(
        self, ticket: Ticket, origin: Origin, *, intent_key: str | None = None, again_of: str | None = None
    ) -> Proposal:
        """Write a ticket down, open or refused with reasons; a repeat of `intent_key` returns the first ticket."""
        return self._pricing.propose(ticket, origin, intent_key=intent_key, again_of=again_of)

    def check(self, ticket: Ticket, origin: Origin) -> Preview:
        """Return what the gate says of a ticket now, and its impact; nothing is written."""
        return self._pricing.check(ticket, origin)

    def reprice(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Renew quote, verdict, approval hash and expiry, as opening the dialog does.

        Raises NotFound, AlreadyAnswered, ApprovalExpired.
        """
        return self._pricing.reprice(proposal_id, actor=actor)

    def approve(self, proposal_id: str, approval_hash: str, *, actor: Actor) -> Proposal:
        """Approve what was shown and send it, once; the answer stands at what the venue said, `unknown` included.

        Raises NotFound, AlreadyAnswered, ApprovalExpired, ApprovalChanged, PriceDrifted (priced anew, still open),
        Refused (still open), TradingStopped, Busy.
        """
        return self._approval.approve(proposal_id, approval_hash, actor=actor)

    def look_ahead(self, symbol: str) -> None:
        """Read in the background what approving an order of that symbol will need, while a person looks at it."""
        self._gate.look_ahead(symbol)

    def cancel(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Cancel a proposal that nobody has approved. Raises NotFound, AlreadyAnswered, ApprovalExpired."""
        return self._approval.cancel(proposal_id, actor=actor)

    def propose_again(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Write a new ticket equal to one that ended without a fill. Raises NotFound, Conflict."""
        return self._pricing.propose_again(proposal_id, actor=actor)

    def close_ticket(self, symbol: str, *, qty: Decimal | None = None, percentage: Decimal | None = None) -> Ticket:
        """Return the reduce-only ticket that closes a position, or a part of it. Raises FixInput, Unavailable."""
        return tickets.close_ticket(self._parts, symbol, qty=qty, percentage=percentage)

    def close_tickets(self) -> list[Ticket]:
        """Return the reduce-only ticket of every position, by symbol. Raises Unavailable."""
        return tickets.close_tickets(self._parts)

    def cancel_ticket(self, order_id: str) -> Ticket:
        """Return the ticket that takes an order back. Raises NotFound."""
        return tickets.cancel_ticket(self._parts, order_id)

    def replace_ticket(self, order_id: str, changes: Mapping[str, Any]) -> Ticket:
        """Return the ticket of an order with fields changed (JSON values). Raises NotFound, InvalidTicket."""
        return tickets.replace_ticket(self._parts, order_id, changes)

    # What there is

    def proposal(self, proposal_id: str) -> Proposal:
        """Return one proposal; it answers by its id for ever. Raises NotFound."""
        with self._parts.ledger.read() as connection:
            return get_proposal(connection, self._parts.account_id, proposal_id)

    def proposal_for(self, intent_key: str) -> Proposal | None:
        """Return the ticket that was written for an intent, None when none was."""
        with self._parts.ledger.read() as connection:
            return by_intent(connection, self._parts.account_id, intent_key)

    def proposals(
        self,
        *,
        statuses: Collection[Status] | None = (Status.OPEN,),
        run_id: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Proposal]:
        """Return proposals newest first; None for every status."""
        with self._parts.ledger.read() as connection:
            return page_of_proposals(
                connection, self._parts.account_id, statuses=statuses, run_id=run_id, limit=limit, cursor=cursor
            )

    def orders(
        self, *, statuses: Collection[Status] | None = OPEN_ORDERS, limit: int = 50, cursor: str | None = None
    ) -> Page[Proposal]:
        """Return what has, or may have, an order at the venue, newest first; None for every status."""
        with self._parts.ledger.read() as connection:
            return page_of_orders(connection, self._parts.account_id, statuses=statuses, limit=limit, cursor=cursor)

    def order(self, order_id: str) -> Proposal:
        """Return one order as the proposal that made it, adopted ones too. Raises NotFound for one never sent."""
        found = self.proposal(order_id)
        never_sent = {Status.PROPOSED, Status.REFUSED, Status.OPEN, Status.APPROVED, Status.CANCELLED, Status.EXPIRED}
        unsent = was_held_back(found) or (found.order is None and found.status in never_sent)
        if found.ticket.action is Action.CANCEL or unsent:
            raise NotFound(f"proposal {order_id} never became an order; look at it among the proposals")
        return found

    def fills(
        self,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Fill]:
        """Return executions newest first, each once, from `start` until before `end`."""
        with self._parts.ledger.read() as connection:
            return page_of_fills(connection, self._parts.account_id, start=start, end=end, limit=limit, cursor=cursor)

    def audit(
        self,
        *,
        kinds: Collection[str] | None = None,
        subject: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[AuditEntry]:
        """Return entries of the log newest first. Raises FixInput for a cursor that no list gave."""
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            raise FixInput(f"cursor {cursor!r:.40} is not one that a list gave; start without a cursor")
        with self._parts.ledger.read() as connection:
            return audit.entries(
                connection,
                self._parts.account_id,
                kinds=kinds,
                subject=subject,
                start=start,
                end=end,
                before=None if cursor is None else int(cursor),
                limit=limit,
            )

    def verify(self) -> VerifyReport:
        """Walk the log and hold it against the head kept outside the database."""
        return audit.verify(self._database, self._parts.account_id, self._data_dir)

    def open_count(self) -> int:
        """Return how many proposals wait for an answer."""
        with self._parts.ledger.read() as connection:
            return count_proposals(connection, self._parts.account_id, Status.OPEN)

    def state(self) -> DeskState:
        """Return whether orders can be sent now, and why not."""
        with self._parts.ledger.read() as connection:
            account = account_state(connection, self._parts.account_id)
        return self._state(account)

    def glance(self) -> DeskGlance:
        """Return the state, how many proposals wait and the log's newest number, read in one transaction."""
        account_id = self._parts.account_id
        with self._parts.ledger.read() as connection:
            account = account_state(connection, account_id)
            waiting = count_proposals(connection, account_id, Status.OPEN)
            newest_seq = audit.head(connection, account_id).seq
        return DeskGlance(state=self._state(account), waiting=waiting, newest_seq=newest_seq)

    def _state(self, account: AccountState) -> DeskState:
        parts = self._parts
        stopped = stop_sentence(account, parts.memory.kill)
        waiting = "" if parts.memory.reconciled else "orders are held until the venue has answered since the start"
        read_only = "this desk is read-only; unset READ_ONLY and start again to trade" if parts.read_only else ""
        return DeskState(
            mode=parts.broker.mode,
            venue=parts.broker.name,
            account_id=parts.account_id,
            stopped=bool(stopped),
            stopped_at=account.kill_at,
            stopped_by=account.kill_by,
            reconciled=parts.memory.reconciled,
            read_only=parts.read_only,
            reason=stopped or read_only or account.held or waiting,
            stop_keeps_exits=account.kill_keeps_exits,
        )

    # The venue

    def start(self) -> ReconcileReport:
        """Agree with the venue at start; until that has succeeded orders are held, and `reconcile` tries again.

        Raises InvalidLimits when the stored limits do not hold: then the desk must not start.
        """
        self._parts.limits.current()
        deadline = time.monotonic() + RECONCILER_TTL.total_seconds() + 2
        while True:
            try:
                report = self._reconciler.run(starting=True)
                break
            except Busy:  # a process that was killed in the middle still holds the lease for some seconds
                if time.monotonic() >= deadline:
                    return self._nothing_known()
                time.sleep(START_POLL_S)
            except Unavailable as fault:
                log.warning("the venue did not answer at start, orders are held: %s", fault)
                report = self._nothing_known()
                break
        if self._stopper.is_on():
            self._stopper.run_effects(actor=SYSTEM)
        return report

    def reconcile(self) -> ReconcileReport:
        """Ask the venue for what changed and for orders in doubt whose look-up is due. Raises Unavailable, Busy."""
        report = self._reconciler.run()
        self._keep_stopped()
        return report

    def follow(self, order_ids: Collection[str]) -> frozenset[str]:
        """Read the orders that the venue has reported; return those whose sender still waits for its answer.

        Raises Unavailable, Busy.
        """
        unsettled = self._reconciler.follow(order_ids)
        self._keep_stopped()
        return unsettled

    def follow_session(self) -> None:
        """Reconcile after a session of the replay, when an order of ours can have changed in it. Raises as reconcile.

        Without one that works or is in doubt, a session changes prices and cash at the venue and nothing here.
        """
        if not self._parts.memory.reconciled or self.orders(limit=1).items:
            self.reconcile()

    def ask_now(self, proposal_id: str) -> Proposal:
        """Ask the venue for an order in doubt at once. Raises NotFound, Busy."""
        return self._reconciler.ask_now(proposal_id)

    def expire_due(self) -> int:
        """Expire open proposals whose time is over; return how many."""
        now = self._parts.wall_clock.now()
        with self._parts.ledger.read() as connection:
            due = due_ids(connection, self._parts.account_id, now)
        if not due:
            return 0
        with self._parts.ledger.write() as writing:
            standing = [get_proposal(writing.connection, self._parts.account_id, proposal_id) for proposal_id in due]
            open_ones = [proposal for proposal in standing if proposal.status is Status.OPEN]
            return sum(1 for proposal in open_ones if unanswerable(writing, proposal) is not None)

    def stop_trading(self, *, actor: Actor, keeps_exits: bool = False) -> StopReport:
        """Stop everything: the flag first, then the venue, then every resting order. Anyone may; safe to repeat.

        `keeps_exits` leaves what can only bring a position nearer to nothing, as the watchdog does.
        """
        return self._stopper.stop(actor=actor, keeps_exits=keeps_exits)

    def keep_stopped(self, *, actor: Actor) -> StopReport | None:
        """Run the effects of the stop that is on again, as far as it reaches; None when somebody has lifted it.

        While the store does not answer, what it said last holds.
        """
        return self._stopper.keep(actor=actor)

    def resume_trading(self, *, actor: Actor) -> DeskState:
        """Lift the stop, at the venue first. Raises Refused for an agent, Unavailable with the stop still on."""
        self._stopper.resume(actor=actor)
        return self.state()

    def _keep_stopped(self) -> None:
        """While stopped, an order that turned up later is cancelled too, and an unwritten flag is written."""
        if not self._stopper.is_on():
            return
        if self._parts.memory.kill is not None:
            self._stopper.keep(actor=SYSTEM)
        elif self.orders(limit=1).items:
            self._stopper.run_effects(actor=SYSTEM)

    def _nothing_known(self) -> ReconcileReport:
        return ReconcileReport(at=self._parts.wall_clock.now(), changed=(), adopted=(), in_doubt=(), fills=0)
