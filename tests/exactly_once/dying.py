"""Eight points around an order at which a process kills itself; the product knows nothing of them."""

import os
import select
import signal
from typing import Any

import urllib3.connection
from sqlalchemy import Engine, event

from trading.types import Ticket, VenueOrder

POINTS = (
    "before the claim",
    "after the claim",
    "before the post",
    "during the post",
    "before the commit",
    "after the commit",
    "during reconcile",
    "during follow",
)
_AFTER = {
    "before the claim": frozenset({"sending"}),
    "after the claim": frozenset({"sending"}),
    "after the commit": frozenset({"sent", "partly_filled", "filled", "rejected", "unknown"}),
}
"""The state whose commit the process does not reach, or after whose commit it dies at its next transaction."""
_COUNTED = frozenset({"during reconcile", "during follow"})


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """Kills this process at a point once it is armed; `nth` is the step of a reconciliation at which it does."""

    def __init__(self, point: str | None, *, nth: int = 1) -> None:
        self.point = point
        self.armed = False
        self._left = nth
        self._wrote = self._stands = False

    def at(self, point: str) -> None:
        if self.armed and self.point == point:
            die()

    def step(self) -> None:
        """Count one step of a reconciliation: a transaction that begins or is about to be committed, or a read."""
        if self.armed and self.point in _COUNTED:
            self._left -= 1
            if self._left <= 0:
                die()

    def watch(self, engine: Engine) -> None:
        """Follow the transactions of a store."""
        wanted = _AFTER.get(self.point or "", frozenset())

        @event.listens_for(engine, "before_cursor_execute")
        def _execute(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
            if statement.startswith("UPDATE proposal"):
                self._wrote = self._wrote or bool(wanted & {str(value) for value in given})

        @event.listens_for(engine, "commit")
        def _commit(_c: Any) -> None:
            self.step()
            if self.armed and self._wrote and self.point == "before the claim":
                die()
            self._stands = self._stands or self._wrote

        @event.listens_for(engine, "begin")
        def _begin(_c: Any) -> None:
            self.step()
            if self.armed and self._stands:
                die()
            self._wrote = self._stands = False

    def watch_answers(self) -> None:
        """Die when the venue's answer to a post has come and nobody has read it."""
        read = urllib3.connection.HTTPConnection.getresponse
        ask = urllib3.connection.HTTPConnection.request

        def request(it: Any, method: str, *args: Any, **more: Any) -> None:
            it.asked_method = method
            ask(it, method, *args, **more)

        def getresponse(it: Any) -> Any:
            if self.armed and self.point == "during the post" and it.asked_method == "POST":
                select.select([it.sock], [], [], 5)
                die()
            return read(it)

        urllib3.connection.HTTPConnection.request = request  # type: ignore[assignment]
        urllib3.connection.HTTPConnection.getresponse = getresponse  # type: ignore[method-assign]


class DyingBroker:
    """The broker, with the points before and after a post; everything else passes."""

    def __init__(self, broker: Any, dying: Dying) -> None:
        self._broker, self._dying = broker, dying

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        self._dying.at("before the post")
        order: VenueOrder = self._broker.submit(client_order_id, ticket)
        self._dying.at("before the commit")
        return order

    def __getattr__(self, name: str) -> Any:
        if name in ("orders", "fills", "find"):
            self._dying.step()
        return getattr(self._broker, name)
