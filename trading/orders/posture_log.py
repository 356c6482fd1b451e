"""The posture in the log: an entry when something begins to hold new risk, and one when it holds no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from trading.orders.posture import UNSETTLED
from trading.store import audit
from trading.store.ledger import Ledger
from trading.types import SYSTEM, Cause, Posture
from trading.types.wire import to_wire

HELD, LIFTED = "risk.held", "risk.lifted"
KINDS = (HELD, LIFTED)
Holding = dict[str, dict[str, Any]]
"""What holds, by its subject: name, title, symbol and until, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """What the log says holds, up to its entry of that number."""

    seq: int
    holding: Holding


def log_posture(ledger: Ledger, posture: Posture, known: Logged | None) -> Logged:
    """Write what has changed since the newest such entry, each change once, and return what the log says now.

    The entries themselves are the memory: each carries all that holds after its transaction, so that a restart, or
    another process, goes on from them. `known` is what this returned before and spares reading it again.
    """
    with ledger.read() as connection:
        known = _newest(connection, ledger.account_id, known)
    if _after(known.holding, posture) == known.holding:
        return known
    with ledger.write() as writing:
        before = _newest(writing.connection, ledger.account_id, known).holding
        after = _after(before, posture)
        for kind, subject, body in _changes(before, after, posture):
            writing.record(kind, subject, body | {"holding": after}, actor=SYSTEM)
        seq = audit.head(writing.connection, ledger.account_id).seq
    return Logged(seq=seq, holding=after)


def _newest(connection: Connection, account_id: str, known: Logged | None) -> Logged:
    if known is not None and not audit.moved_since(connection, account_id, known.seq, KINDS):
        return known
    seq = audit.head(connection, account_id).seq
    found = audit.entries(connection, account_id, kinds=KINDS, limit=1).items
    return Logged(seq=seq, holding=dict(found[0].body["holding"]) if found else {})


def _after(before: Holding, posture: Posture) -> Holding:
    """Return what holds by the posture; where figures could not be had, nothing is taken for lifted."""
    now = {_subject(cause): _kept(cause) for cause in posture.causes}
    is_unsettled = any(cause.name in UNSETTLED for cause in posture.causes)
    return before | now if is_unsettled else now


def _changes(before: Holding, after: Holding, posture: Posture) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give kind, subject and body of each entry: what is new or ends at another time, then what is over."""
    for cause in posture.causes:
        subject = _subject(cause)
        if before.get(subject) != after[subject]:
            more = {"state": cause.state, "reason": cause.reason, "since": cause.since}
            yield HELD, subject, to_wire({**_kept(cause), **more})
    for subject, gone in before.items():
        if subject not in after:
            where = "the account" if gone["symbol"] is None else gone["symbol"]
            yield LIFTED, subject, {**gone, "reason": f"this no longer holds new risk of {where}"}


def _subject(cause: Cause) -> str:
    return f"risk/{cause.name}" if cause.symbol is None else f"risk/{cause.name}/{cause.symbol}"


def _kept(cause: Cause) -> dict[str, Any]:
    kept: dict[str, Any] = to_wire(
        {"name": cause.name, "title": cause.title, "symbol": cause.symbol, "until": cause.until}
    )
    return kept
