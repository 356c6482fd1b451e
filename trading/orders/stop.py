"""Stopping: the flag first, then the venue, then every resting order, checked; and lifting it again."""

import logging
import threading
from dataclasses import replace

from trading.errors import Refused, TradingError, Unavailable
from trading.orders.parts import Parts
from trading.orders.stop_effects import Canceller, Effects
from trading.store.accounts import account_state, set_kill, widen_kill
from trading.types import Actor, ActorKind, StopReport

log = logging.getLogger(__name__)


class Stopper:
    """The red switch, and the watchdog's, which leaves exits that protect."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._canceller = Canceller(parts)
        self._at_venue = threading.Lock()
        self._told: StopReport | None = None
        self._last_read: bool | None = None
        """How far the stop reached when the store last said so: what holds while it does not answer."""

    def stop(self, *, actor: Actor, keeps_exits: bool = False) -> StopReport:
        """Write the flag, then make the venue refuse, cancel resting orders, and check; safe to repeat.

        `keeps_exits` leaves what can only bring a position nearer to nothing; a stop without it widens one that is
        on, never the reverse. The flag holds even if the effects fail: `problems` names what did. If it cannot be
        written it holds in this process and at the venue.
        """
        effects = Effects()
        try:
            self._write_flag(actor, keeps_exits=keeps_exits)
        except TradingError as fault:
            memory = self._parts.memory
            memory.kill_keeps_exits = keeps_exits and (memory.kill is None or memory.kill_keeps_exits)
            memory.kill = f"trading is stopped by {actor.name}; the stop could not be written ({fault})"
            effects.problems.append(f"the stop holds in this process and at the venue but was not written: {fault}")
        return self._report(self._run(effects), actor, anyway=True)

    def run_effects(self, *, actor: Actor) -> StopReport:
        """Run the effects of a stop that is on already, as far as it reaches; one lifted has none.

        A start and each reconciliation do so. It is written down only where something is new.
        """
        return self._report(self._run(Effects()), actor, anyway=False)

    def keep(self, *, actor: Actor) -> StopReport | None:
        """Write a stop that was not written yet, and run its effects again; None when somebody has lifted it."""
        if self._parts.memory.kill is not None:
            return self.stop(actor=actor, keeps_exits=self._parts.memory.kill_keeps_exits)
        return None if self._keeps_exits_or_did() is None else self.run_effects(actor=actor)

    def is_on(self) -> bool:
        """Say whether trading is stopped, by the flag or in memory."""
        return self._keeps_exits() is not None

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

    def _keeps_exits(self) -> bool | None:
        """Return whether the stop that is on leaves exits to rest, None when none is on. Raises Unavailable."""
        memory = self._parts.memory
        if memory.kill is not None:
            return memory.kill_keeps_exits
        with self._parts.ledger.read() as connection:
            account = account_state(connection, self._parts.account_id)
        self._last_read = account.kill_keeps_exits if account.kill_on else None
        return self._last_read

    def _keeps_exits_or_did(self) -> bool | None:
        try:
            return self._keeps_exits()
        except Unavailable:
            return self._last_read

    def _write_flag(self, actor: Actor, *, keeps_exits: bool) -> None:
        account_id = self._parts.account_id
        with self._parts.ledger.write() as writing:
            account = account_state(writing.connection, account_id)
            if not account.kill_on:
                now = self._parts.wall_clock.now()
                set_kill(writing.connection, account_id, on=True, at=now, actor=actor, keeps_exits=keeps_exits)
                writing.record("desk.stopped", "desk", {"keeps_exits": True} if keeps_exits else {}, actor=actor)
            elif account.kill_keeps_exits and not keeps_exits:
                widen_kill(writing.connection, account_id)
                writing.record("desk.stop_widened", "desk", {}, actor=actor)
        self._parts.memory.kill = None

    def _run(self, effects: Effects) -> Effects:
        try:
            if not self._suspend(effects):
                effects.problems.append("trading was resumed meanwhile, so nothing was stopped at the venue")
                return effects
            effects.suspended = True
        except TradingError as fault:
            effects.problems.append(f"the venue was not suspended: {fault}; suspend it there")
        except Exception as fault:  # an adapter's own mistake keeps no order resting
            log.exception("suspending the venue failed")
            effects.problems.append(f"the venue was not suspended ({type(fault).__name__}); suspend it there")
        try:
            self._canceller.run(effects)
        except Exception as fault:  # the flag holds, and whoever pressed Stop is told
            log.exception("cancelling what rests failed")
            said = f"resting orders could not be cancelled ({type(fault).__name__}); cancel them at the venue"
            effects.problems.append(said)
        return effects

    def _suspend(self, effects: Effects) -> bool:
        """Make the venue refuse orders, unless the stop has been lifted since; say whether it still holds."""
        with self._at_venue:
            keeps_exits = self._keeps_exits_or_did()
            if keeps_exits is None:
                return False
            effects.keeps_exits = keeps_exits
            self._parts.broker.suspend(on=True)
            return True

    def _report(self, effects: Effects, actor: Actor, *, anyway: bool) -> StopReport:
        resting = {order.client_order_id for order in effects.resting}
        report = StopReport(
            stopped=True,
            at=self._parts.wall_clock.now(),
            suspended=effects.suspended,
            cancelled=tuple(sorted(effects.cancelled)),
            still_open=tuple(sorted(effects.still_open)),
            unprotected=effects.unprotected,
            problems=tuple(effects.problems),
            kept=tuple(sorted(resting - effects.still_open)),
        )
        if anyway or report.cancelled or self._told is None or replace(report, at=self._told.at) != self._told:
            self._write_report(report, actor)
        return report

    def _write_report(self, report: StopReport, actor: Actor) -> None:
        try:
            with self._parts.ledger.write() as writing:
                writing.record("desk.stop_effects", "desk", {"report": report}, actor=actor)
        except TradingError as fault:
            log.error("the effects of the stop were not written down: %s", fault)
        else:
            self._told = replace(report, cancelled=())
