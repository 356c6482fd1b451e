"""The book of limits: the version that holds, and how a person or an admin key changes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from trading.errors import Refused
from trading.ports import Clock
from trading.risk.limits import Limits, limits_from_wire, merged
from trading.store.database import Database
from trading.store.ledger import Ledger
from trading.store.limits import newest_limits, write_limits
from trading.types import Actor, ActorKind


class LimitsBook:
    """The limits of one account; every version is kept, every change is in the audit log.

    With `data_dir` a change also moves the head of the log that is kept there; without, the desk's next write does.
    """

    def __init__(self, database: Database, account_id: str, wall_clock: Clock, *, data_dir: Path | None = None) -> None:
        self._database = database
        self._account_id = account_id
        self._clock = wall_clock
        self._ledger = Ledger(database, account_id, wall_clock, data_dir)
        self._parsed: tuple[Mapping[str, Any], Limits] = ({}, Limits())
        """The stored limits as they were last read and what they came to: the gate reads them for every ticket."""

    def current(self) -> Limits:
        """Return the limits that hold; the defaults until someone changes one. Raises InvalidLimits, Unavailable."""
        with self._database.read() as connection:
            return self.read(connection)

    def read(self, connection: Connection) -> Limits:
        """Return the limits as one transaction sees them. Raises InvalidLimits."""
        newest = newest_limits(connection, self._account_id)
        if newest is None:
            return Limits()
        body, limits = self._parsed
        if newest[1] != body:
            limits = limits_from_wire(newest[1])
            self._parsed = (newest[1], limits)
        return limits

    def update(self, patch: Mapping[str, Any], *, actor: Actor) -> Limits:
        """Lay a partial object over the limits and return what holds now; a patch without a change writes nothing.

        Raises InvalidLimits, having changed nothing, for an unknown name or a bad value; Refused for an agent.
        """
        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):
            raise Refused([f"{actor.name} may not change limits; a person does that on Settings"])
        with self._ledger.write() as writing:
            newest = newest_limits(writing.connection, self._account_id)
            version, before = (0, Limits()) if newest is None else (newest[0], limits_from_wire(newest[1]))
            after = merged(before, patch)
            if after == before:
                return after
            old, new = before.wire(), after.wire()
            changed = {name: {"before": old[name], "after": new[name]} for name in new if old[name] != new[name]}
            write_limits(
                writing.connection,
                self._account_id,
                version=version + 1,
                body=new,
                actor=actor,
                at=self._clock.now(),
            )
            writing.record("limits.changed", f"limits/{version + 1}", changed, actor=actor)
        return after
