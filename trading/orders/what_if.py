"""What other limits would have refused, and what they would have let through, of the orders of the past days."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection

from trading.risk.limits import LIMIT_NAMES, Limits
from trading.risk.rejudging import NOT_IN_THE_LOG, Rejudged, rejudged
from trading.store.judged import Judged, judged_since
from trading.types import Status

MOST = 5_000
"""How many orders are looked at, newest first: one or two seconds of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The limits that hold, those that are asked about, and the wall time from which orders are looked at."""

    before: Limits
    after: Limits
    since: datetime

    @property
    def names(self) -> frozenset[str]:
        """Return the limits that differ."""
        return frozenset(name for name in LIMIT_NAMES if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One order that the change would have decided otherwise. `at` is wall time; `said` the sentence with figures."""

    proposal_id: str
    at: datetime
    symbol: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What a change of limits would have meant, newest order first.

    `checked` orders were looked at, `whole` says whether these are all since `since`. `refused` are those that the
    gate let through then, `allowed` those that it refused then for nothing but what the change lifts. `not_known`
    names the changed limits of which the log does not tell, or not for each order.
    """

    since: datetime
    checked: int
    refused: tuple[Affected, ...]
    allowed: tuple[Affected, ...]
    not_known: tuple[str, ...]
    whole: bool


def what_if(connection: Connection, account_id: str, change: Change, *, most: int = MOST) -> WhatIf:
    """Judge each order of the account since then by the limits before and after the change, each order alone."""
    found = list(islice(judged_since(connection, account_id, change.since), most + 1))
    whole, orders = len(found) <= most, [order for order in found[:most] if _by_its_rules(order)]
    refused, allowed, unknown = [], [], set(NOT_IN_THE_LOG)
    for order in orders:
        before = rejudged(order.verdict, change.before, symbol=order.symbol)
        after = rejudged(order.verdict, change.after, symbol=order.symbol)
        unknown |= after.not_known
        if before.allowed and not after.allowed and order.verdict.allowed:
            refused.append(_affected(order, after))
        if not before.allowed and after.allowed and not order.verdict.allowed:
            allowed.append(_affected(order, before))
    return WhatIf(
        since=change.since,
        checked=len(orders),
        refused=tuple(refused),
        allowed=tuple(allowed),
        not_known=tuple(name for name in LIMIT_NAMES if name in change.names and name in unknown),
        whole=whole,
    )


def _by_its_rules(order: Judged) -> bool:
    """Say whether its own rules decided: one refused while they passed fell to a stop, which no limit changes."""
    return bool(order.verdict.rules) and not (order.status is Status.REFUSED and order.verdict.allowed)


def _affected(order: Judged, judgement: Rejudged) -> Affected:
    return Affected(proposal_id=order.id, at=order.at, symbol=order.symbol, said="; ".join(judgement.reasons))
