"""Stopping: the flag first, then the venue, then every resting order, checked; and lifting it again."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from trading.errors import NotFound, Refused, TradingError, Unavailable, VenueRejected
from trading.orders.parts import Parts
from trading.orders.record import record_order
from trading.store.accounts import account_state, set_kill
from trading.store.orders import working_orders
from trading.store.proposals import find_rows
from trading.types import IN_DOUBT, RESTING, Actor, ActorKind, OrderType, Status, StopReport, VenueOrder

T = TypeVar("T")
log = logging.getLogger(__name__)

ROUNDS = 5
ROUND_PAUSE_S = 0.2
_STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP})


@dataclass(slots=True)
class _Effects:
    """What the venue has done so far."""

    suspended: bool = False
    tried: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    still_open: list[VenueOrder] = field(default_factory=list)
    unprotected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    store_fault: str = ""


class Stopper:
    """The red switch."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._at_venue = threading.Lock()

    def stop(self, *, actor: Actor) -> StopReport:
        """Write the flag, then make the venue refuse, cancel every resting order, and check; safe to repeat.

        The flag holds even if the effects fail: `problems` names what did. If it cannot be written it holds in
        this process and at the venue.
        """
        effects = _Effects()
        try:
            self._write_flag(actor)
        except TradingError as fault:
            self._parts.memory.kill = f"trading is stopped by {actor.name}; the stop could not be written ({fault})"
            effects.problems.append(f"the stop holds in this process and at the venue but was not written: {fault}")
        return self._report(self._run(effects), actor)

    def run_effects(self, *, actor: Actor) -> StopReport:
        """Run the effects of a stop that is on already, as a start and each reconciliation do; one lifted has none."""
        return self._report(self._run(_Effects()), actor)

    def is_on(self) -> bool:
        """Say whether trading is stopped, by the flag or in memory."""
        if self._parts.memory.kill is not None:
            return True
        with self._parts.ledger.read() as connection:
            return account_state(connection, self._parts.account_id).kill_on

    def resume(self, *, actor: Actor) -> None:
        """Lift the stop at the venue and then here. Raises Refused for an agent, Unavailable with the stop still on."""
        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):
            raise Refused([f"{actor.name} may not resume trading; a person does, or a key with the admin scope"])
        with self._at_venue:
            self._parts.broker.suspend(on=False)
            with self._parts.ledger.write() as writing:
                was_on = account_state(writing.connection, self._parts.account_id).kill_on
                now = self._parts.wall_clock.now()
                set_kill(writing.connection, self._parts.account_id, on=False, at=now, actor=actor)
                if was_on or self._parts.memory.kill is not None:
                    writing.record("desk.resumed", "desk", {}, actor=actor)
            self._parts.memory.kill = None

    def _write_flag(self, actor: Actor) -> None:
        with self._parts.ledger.write() as writing:
            if not account_state(writing.connection, self._parts.account_id).kill_on:
                now = self._parts.wall_clock.now()
                set_kill(writing.connection, self._parts.account_id, on=True, at=now, actor=actor)
                writing.record("desk.stopped", "desk", {}, actor=actor)
        self._parts.memory.kill = None

    def _run(self, effects: _Effects) -> _Effects:
        try:
            if not self._suspend():
                effects.problems.append("trading was resumed meanwhile, so nothing was stopped at the venue")
                return effects
            effects.suspended = True
        except TradingError as fault:
            effects.problems.append(f"the venue was not suspended: {fault}; suspend it there")
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
        return effects

    def _suspend(self) -> bool:
        """Make the venue refuse orders, unless the stop has been lifted since; say whether it still holds."""
        with self._at_venue:
            if not self.is_on():
                return False
            self._parts.broker.suspend(on=True)
            return True

    def _cancel_all(self, effects: _Effects) -> bool:
        """Cancel what rests and check; say whether nothing rests and nothing is on its way.

        Every order is tried before the first fault is raised, and a store that fails keeps none of them resting.
        """
        faults: list[TradingError] = []
        for order in self._resting(effects):
            for order_id in _resting_ids(order):
                faults += self._cancel(order_id)
            effects.tried.add(order.client_order_id)
        effects.still_open = self._resting(effects)
        self._record(effects)
        if faults:
            raise faults[0]
        in_doubt = self._stored(effects, lambda reading: find_rows(reading, self._parts.account_id, IN_DOUBT))
        return not effects.still_open and in_doubt is not None and not in_doubt

    def _resting(self, effects: _Effects) -> list[VenueOrder]:
        """Return what can still fill at the venue: its own list, and ours, should a bracket's exits be left out."""
        listed = {order.client_order_id: order for order in self._parts.broker.orders(open_only=True)}
        working = self._stored(effects, lambda reading: working_orders(reading, self._parts.account_id))
        ours = {order.client_order_id for order in working or ()}
        found = [self._parts.broker.find(order_id) for order_id in sorted(ours - listed.keys())]
        return [order for order in (*listed.values(), *found) if order is not None and _resting_ids(order)]

    def _stored(self, effects: _Effects, question: Callable[[Connection], T]) -> T | None:
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

    def _record(self, effects: _Effects) -> None:
        """Write down how the cancelled orders stand now; one that filled instead is no cancelled one."""
        found = [self._parts.broker.find(order_id) for order_id in sorted(effects.tried)]
        reported = [order for order in found if order is not None]
        for order in reported:
            if order.status is Status.CANCELLED or (order.legs and not _resting_ids(order)):
                effects.cancelled.add(order.client_order_id)
        try:
            with self._parts.ledger.write() as writing:
                for order in reported:
                    record_order(writing, order)
        except Unavailable as fault:
            effects.store_fault = f"what the stop did was not written: {fault}; the next reconciliation does it"

    def _name_unprotected(self, effects: _Effects) -> None:
        try:
            protected = {o.symbol for o in effects.still_open if o.type in _STOPS or _has_stop_leg(o)}
            positions = self._parts.broker.positions()
            effects.unprotected = tuple(p.symbol for p in positions if p.qty != 0 and p.symbol not in protected)
        except TradingError as fault:
            effects.problems.append(f"positions could not be read: {fault}; look at them at the venue")

    def _report(self, effects: _Effects, actor: Actor) -> StopReport:
        still_open = {order.client_order_id for order in effects.still_open}
        report = StopReport(
            stopped=True,
            at=self._parts.wall_clock.now(),
            suspended=effects.suspended,
            cancelled=tuple(sorted(effects.cancelled)),
            still_open=tuple(sorted(still_open)),
            unprotected=effects.unprotected,
            problems=tuple(effects.problems),
        )
        try:
            with self._parts.ledger.write() as writing:
                writing.record("desk.stop_effects", "desk", {"report": report}, actor=actor)
        except TradingError:
            log.exception("the effects of the stop were not written down")
        return report


def _resting_ids(order: VenueOrder) -> list[str]:
    """Return what to cancel: the order if it rests, else its resting legs."""
    if order.status in RESTING:
        return [order.client_order_id]
    return [leg.client_order_id for leg in order.legs if leg.status in RESTING]


def _has_stop_leg(order: VenueOrder) -> bool:
    return any(leg.type in _STOPS and leg.status in RESTING for leg in order.legs)
