"""Ending the exits that reserve what a ticket closes: cancelled and seen to have ended, or nothing is sent."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from trading.errors import NotFound, TradingError, VenueRejected
from trading.orders.book import stop_sentence
from trading.orders.parts import Parts
from trading.orders.record import record_order
from trading.orders.wording import HELD_BACK
from trading.store.accounts import account_state
from trading.store.orders import get_order
from trading.store.proposals import get_row, set_fields
from trading.types import ENTRY_CLASSES, RESTING, SYSTEM, Proposal, Status, VenueOrder

log = logging.getLogger(__name__)

WAIT_S = 6.0
"""How long the venue may take to end them; well inside the lease of the claim, which is renewed afterwards."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.5
LEAST_LEFT = timedelta(seconds=5)
"""What must be left of the claim's lease for the look at the store and the post that follow."""


def filled_of(orders: Iterable[VenueOrder], ids: Collection[str]) -> dict[str, Decimal]:
    """Return what the exits of these orders have traded, by the id that a cancel takes back; shares."""
    return {one.client_order_id: _filled(one) for one in orders if one.client_order_id in ids}


class Releaser:
    """Ends the exits that a claimed ticket names; `cancel` asks the venue to end one order's."""

    def __init__(self, parts: Parts, cancel: Callable[[str], None], lease: timedelta) -> None:
        self._parts = parts
        self._cancel = cancel
        self._lease = lease

    def release(self, claimed: Proposal, decided: Mapping[str, Decimal], *, lease_until: datetime) -> str:
        """Cancel the exits that the ticket releases and wait until the venue says that they have ended.

        `decided` is what they had traded when the gate let the ticket through. Return why nothing may be sent, empty
        when it may: one of them traded since, the venue does not confirm their end in time, the lease is nearly over,
        or trading was stopped. Raises Unavailable when the store is.
        """
        ids = claimed.impact.releases
        fault = self._begin(claimed, ids, decided)
        if fault:
            return f"{HELD_BACK}{fault}; its exits were not touched, look at what is held and propose again"
        try:
            self._ask(ids)
            ended, fault = self._wait(ids, lease_until - LEAST_LEFT)
        except TradingError as told:
            ended, fault = {}, f"the venue did not say whether the exits have ended: {told}"
        except Exception as told:  # nothing is posted yet, so whatever went wrong, nothing is in doubt
            log.exception("ending the exits of %s failed", claimed.ticket.symbol)
            ended, fault = {}, f"ending the exits failed ({type(told).__name__})"
        filled = [order_id for order_id, order in ended.items() if _filled(order) != decided.get(order_id)]
        if not fault and filled:
            fault = f"exit {', '.join(filled)} traded while it was being cancelled; look at what is still held"
        return self._end(claimed, ended, fault, lease_until)

    def _begin(self, claimed: Proposal, ids: tuple[str, ...], decided: Mapping[str, Decimal]) -> str:
        """Write down what is going to be cancelled; return why nothing is, empty when it is."""
        with self._parts.ledger.write() as writing:
            account = account_state(writing.connection, self._parts.account_id)
            stopped = stop_sentence(account, self._parts.memory.kill)
            if stopped:
                return stopped
            known = [order for order_id in ids if (order := get_order(writing.connection, order_id)) is not None]
            if filled_of(known, ids) != decided:
                return f"an exit of {claimed.ticket.symbol} traded just before it could be cancelled"
            writing.record("order.releasing", claimed.id, {"exits": list(ids)}, actor=SYSTEM)
        return ""

    def _ask(self, ids: tuple[str, ...]) -> None:
        for order_id in ids:
            try:
                self._cancel(order_id)
            except (NotFound, VenueRejected):
                log.info("exit %s had ended before it could be cancelled", order_id)

    def _wait(self, ids: tuple[str, ...], until: datetime) -> tuple[dict[str, VenueOrder], str]:
        """Ask for the exits until none can fill any more; return them as the venue has them, and why it is no yes."""
        deadline, pauses = time.monotonic() + WAIT_S, _pauses()
        found: dict[str, VenueOrder] = {}
        while True:
            for order_id in ids:
                if order_id not in found or _can_fill(found[order_id]):
                    order = self._parts.broker.find(order_id)
                    if order is None:
                        return found, f"the venue does not know exit {order_id}"
                    found[order_id] = order
            resting = [order_id for order_id, order in found.items() if _can_fill(order)]
            if not resting:
                return found, ""
            if time.monotonic() >= deadline or self._parts.wall_clock.now() >= until:
                return (
                    found,
                    f"the venue has not confirmed in time that exit {', '.join(resting)} has ended",
                )
            time.sleep(next(pauses))

    def _end(self, claimed: Proposal, ended: dict[str, VenueOrder], fault: str, lease_until: datetime) -> str:
        """Write down how the exits ended; where the ticket may go on, its lease and its post begin now."""
        with self._parts.ledger.write() as writing:
            for order in ended.values():
                record_order(writing, order)
            now = self._parts.wall_clock.now()
            row = get_row(writing.connection, self._parts.account_id, claimed.id)
            account = account_state(writing.connection, self._parts.account_id)
            fault = fault or stop_sentence(account, self._parts.memory.kill)
            if not fault and now >= lease_until - LEAST_LEFT:
                fault = "ending the exits took so long that the claim to send this order is nearly over"
            if not fault and (row.status != Status.SENDING or row.sending_owner != self._parts.owner):
                fault = "another process has taken this order over"
            body = {"exits": list(ended.values()), "fault": fault}
            writing.record("order.released", claimed.id, body, actor=SYSTEM)
            if fault:
                return _sentence(fault)
            set_fields(writing.connection, claimed.id, lease_until=now + self._lease, posted_at=now)
            return ""


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(LONGEST_PAUSE_S, pause * 2)


def _exits(order: VenueOrder) -> tuple[VenueOrder, ...]:
    """Return what of an order can close a position: the legs of an entry, else all of it."""
    is_entry = order.order_class in ENTRY_CLASSES
    return order.legs if is_entry else (order, *order.legs)


def _can_fill(order: VenueOrder) -> bool:
    return any(one.status in RESTING for one in _exits(order))


def _filled(order: VenueOrder) -> Decimal:
    return sum((one.filled_qty for one in _exits(order)), Decimal(0))


def _sentence(fault: str) -> str:
    return (
        f"{HELD_BACK}{fault}; the position may be without its stop now, look at Risk and at the open orders, "
        "then propose again"
    )
