"""What the risk desk says: its posture, the worst case of today, and what is wrong with the stops."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trading.types.ticket import Ticket


class PostureState(StrEnum):
    """What the desk lets through: everything within the limits, exits only, or nothing."""

    ACTIVE = "active"
    REDUCING = "reducing"
    HALTED = "halted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why new risk is held, for the whole account or, with `symbol`, for one symbol.

    `since` and `until` are market times; `until` is None for what somebody, or a better figure, must lift.
    `reason` is a sentence with the figure, the limit and the next step; `name` the protection's or the rule's name.
    """

    name: str
    title: str
    state: PostureState
    reason: str
    symbol: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """The desk's posture now: `state` is that of the whole account, causes of one symbol stand beside it."""

    state: PostureState
    causes: tuple[Cause, ...]
    as_of: datetime

    def holding(self, symbol: str) -> tuple[Cause, ...]:
        """Return the causes that hold new risk in that symbol."""
        return tuple(cause for cause in self.causes if cause.symbol in (None, symbol))


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """What one symbol can lose, USD, `loss` at least 0; None for a short without a stop, which nothing bounds.

    `qty` is signed: what is held and what resting orders would add, at the side that can lose more; `protected` of it
    (unsigned) has a live stop at `stop_price` (the worst of several), the rest has none.
    """

    symbol: str
    qty: Decimal
    price: Decimal
    protected: Decimal
    stop_price: Decimal | None
    loss: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstCase:
    """The most that can be lost from now before the halt, USD, under the gap that is stated.

    `at_most` counts what is held and what rests at the venue; `ceiling` also whatever the limits still let through.
    `until_halt` is what the day's loss limit still allows; `lines` add up to `by_holdings`, which is None where a line
    has no loss of its own. trading.risk.worst_case states the model and why the figures hold.
    """

    at_most: Decimal
    ceiling: Decimal
    until_halt: Decimal
    by_holdings: Decimal | None
    gap_pct: Decimal
    lines: tuple[LossLine, ...]
    as_of: datetime


class Mend(StrEnum):
    """What is wrong with the stops of a symbol."""

    NAKED = "naked"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    DOUBLED = "doubled"
    ORPHANED = "orphaned"
    WRONG_SIDE = "wrong_side"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with the protection of a symbol, and the ticket that mends it.

    `order_ids` are the stops concerned; `ticket` is None where only the venue or a person can mend it, which `said`
    then tells. `key` names this fault of this position, so that a repeated offer is the same proposal. `base` is the
    price that the exits of the ticket were reckoned from, USD a share.
    """

    kind: Mend
    symbol: str
    said: str
    key: str
    order_ids: tuple[str, ...] = ()
    ticket: Ticket | None = None
    base: Decimal | None = None
