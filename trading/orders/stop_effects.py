"""What a stop does to resting orders: cancel them, look again, write down how they stand."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from trading.errors import NotFound, TradingError, Unavailable, VenueRejected
from trading.orders.parts import Parts
from trading.orders.record import record_order
from trading.risk.enlarging import enlarging, is_stop
from trading.store.orders import working_orders
from trading.store.proposals import find_rows
from trading.types import IN_DOUBT, RESTING, Status, VenueOrder

T = TypeVar("T")
log = logging.getLogger(__name__)

ROUNDS = 5
ROUND_PAUSE_S = 0.2


@dataclass(slots=True)
class Effects:
    """What the venue has done so far; `keeps_exits` leaves what can only bring a position nearer to nothing."""

    keeps_exits: bool = False
    suspended: bool = False
    tried: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    resting: list[VenueOrder] = field(default_factory=list)
    still_open: set[str] = field(default_factory=set)
    unprotected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    store_fault: str = ""


class Canceller:
    """Takes resting orders back until the venue says that none is left that should not be."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def run(self, effects: Effects) -> None:
        """Cancel in rounds, and name what could not be done."""
        for turn in range(ROUNDS):
            if turn:
                time.sleep(ROUND_PAUSE_S)
            try:
                if self._cancel_all(effects):
                    break
            except TradingError as fault:
                effects.problems.append(f"resting orders could not be cancelled: {fault}; cancel them at the venue")
                break
        self._name_unprotected(effects)
        if effects.store_fault:
            effects.problems.append(effects.store_fault)

    def _cancel_all(self, effects: Effects) -> bool:
        """Cancel what rests and check; say whether nothing of it rests and nothing is on its way.

        Every order is tried before the first fault is raised, and a store that fails keeps none of them resting.
        """
        faults: list[TradingError] = []
        resting, surely, _ = self._look(effects)
        for order in (order for order in resting if order.client_order_id in surely):
            for order_id in _resting_ids(order):
                faults += self._cancel(order_id)
            effects.tried.add(order.client_order_id)
        effects.resting, _, effects.still_open = self._look(effects)
        self._record(effects)
        if faults:
            raise faults[0]
        in_doubt = self._stored(effects, lambda reading: find_rows(reading, self._parts.account_id, IN_DOUBT))
        return not effects.still_open and in_doubt is not None and not in_doubt

    def _look(self, effects: Effects) -> tuple[list[VenueOrder], set[str], set[str]]:
        """Return what rests, the ids of what is surely to be cancelled, and of what may have to be.

        With exits kept, the sizes held are read before and after the orders: where a fill came between, an exit may
        look too large by what it has just filled, and is judged by the next round.
        """
        if not effects.keeps_exits:
            resting = self._resting(effects)
            ids = {order.client_order_id for order in resting}
            return resting, ids, ids
        before = self._parts.broker.quantities()
        resting = self._resting(effects)
        after = self._parts.broker.quantities() if resting else before
        verdicts = enlarging(resting, before), enlarging(resting, after)
        return resting, set(verdicts[0] & verdicts[1]), set(verdicts[0] | verdicts[1])

    def _resting(self, effects: Effects) -> list[VenueOrder]:
        """Return what can still fill at the venue: its own list, and ours, should a bracket's exits be left out."""
        listed = {order.client_order_id: order for order in self._parts.broker.orders(open_only=True)}
        working = self._stored(effects, lambda reading: working_orders(reading, self._parts.account_id))
        ours = {order.client_order_id for order in working or ()}
        found = [self._parts.broker.find(order_id) for order_id in sorted(ours - listed.keys())]
        return [order for order in (*listed.values(), *found) if order is not None and _resting_ids(order)]

    def _stored(self, effects: Effects, question: Callable[[Connection], T]) -> T | None:
        """Return what the store says, None when it cannot be read: the effects at the venue go on without it."""
        try:
            with self._parts.ledger.read() as connection:
                return question(connection)
        except Unavailable as fault:
            effects.store_fault = f"the store did not answer during the stop: {fault}"
            return None

    def _cancel(self, order_id: str) -> list[TradingError]:
        try:
            self._parts.broker.cancel(order_id)
        except (NotFound, VenueRejected):
            log.info("order %s had ended before it could be cancelled", order_id)
        except TradingError as fault:
            return [fault]
        return []

    def _record(self, effects: Effects) -> None:
        """Write down how the cancelled orders stand now; one that filled instead is no cancelled one."""
        found = [self._parts.broker.find(order_id) for order_id in sorted(effects.tried)]
        reported = [order for order in found if order is not None]
        for order in reported:
            if order.status is Status.CANCELLED or (order.legs and not _resting_ids(order)):
                effects.cancelled.add(order.client_order_id)
        if not reported:
            return
        try:
            with self._parts.ledger.write() as writing:
                for order in reported:
                    record_order(writing, order)
        except TradingError as fault:
            effects.store_fault = f"what the stop did was not written: {fault}; the next reconciliation does it"

    def _name_unprotected(self, effects: Effects) -> None:
        try:
            protected = {order.symbol for order in effects.resting if is_stop(order)}
            held = self._parts.broker.quantities()
            effects.unprotected = tuple(s for s, qty in sorted(held.items()) if qty != 0 and s not in protected)
        except TradingError as fault:
            effects.problems.append(f"positions could not be read: {fault}; look at them at the venue")


def _resting_ids(order: VenueOrder) -> list[str]:
    """Return what to cancel: the order if it rests, else its resting legs."""
    if order.status in RESTING:
        return [order.client_order_id]
    return [leg.client_order_id for leg in order.legs if leg.status in RESTING]
