"""The proposal: a ticket with its origin, its price, the gate's verdict and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.types.market import Quote
from trading.types.origin import Origin
from trading.types.status import Status
from trading.types.ticket import Ticket
from trading.types.venue import VenueOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The verdict of one rule: its name, whether it passes, its figure against the limit, and a sentence.

    `figure` is text ready to show, such as "560.99 of 25000 USD"; `share` is how near the limit the figure is
    (1.0 at the limit), None where there is no scale. `title` is the rule in a person's words.
    """

    name: str
    title: str
    ok: bool
    figure: str
    reason: str
    limit: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """Every rule's verdict, in the order of the gate; allowed only when all pass and there is at least one."""

    rules: tuple[RuleResult, ...]

    @property
    def allowed(self) -> bool:
        """Say whether the ticket may go on."""
        return bool(self.rules) and all(rule.ok for rule in self.rules)

    @property
    def reasons(self) -> list[str]:
        """Return the sentence of each failing rule."""
        return [rule.reason for rule in self.rules if not rule.ok]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What an order will do to the account. USD unless said; None is "not known", never 0.

    Weights are fractions of equity; `cost` is the most a purchase pays, negative for the least a sale brings;
    `share_of_volume` is a fraction of the 20-session average daily volume.
    """

    cost: Decimal | None = None
    fees: Decimal | None = None
    buying_power_before: Decimal | None = None
    buying_power_after: Decimal | None = None
    qty_before: Decimal | None = None
    qty_after: Decimal | None = None
    weight_before: float | None = None
    weight_after: float | None = None
    gross_before: Decimal | None = None
    gross_after: Decimal | None = None
    worst_case_today: Decimal | None = None
    spread_bps: float | None = None
    share_of_volume: float | None = None
    session: str = ""
    earnings_date: str | None = None
    wash_sale: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One ticket through its life. `id` is the client_order_id at the venue; times are wall time, aware, UTC.

    `approval_hash` binds the ticket and the quote that were shown; `expires_at` runs from the last pricing.
    `order` is the venue's order once there is one; `reason` says why it is refused, rejected or in doubt.
    """

    id: str
    account_id: str
    status: Status
    ticket: Ticket
    origin: Origin
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    approval_hash: str
    quote: Quote | None
    gate: GateVerdict
    impact: Impact
    order: VenueOrder | None = None
    reason: str = ""
    intent_key: str | None = None
    again_of: str | None = None
    adopted: bool = False
    lookups: int = 0
    next_lookup_at: datetime | None = None
