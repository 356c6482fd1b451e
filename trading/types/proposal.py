"""The proposal: a ticket with its origin, its price, the gate's verdict and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
class LotTouched:
    """A tax lot that an order would close, whole or in part, first in first out. Shares, USD.

    `qty` is the part that is closed, always above 0; `cost` what it was bought for (or, for a short, sold for) and
    `gain` what closing it at the order's price brings, negative for a loss. `long_term` is held for more than a year.
    """

    opened: date
    qty: Decimal
    cost: Decimal
    gain: Decimal
    long_term: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What an order will do to the account. USD unless said; None is "not known", never 0.

    Weights are fractions of equity; `cost` is the most a purchase pays, negative for the least a sale brings;
    `share_of_volume` is a fraction of the 20-session average daily volume; `var_95_before` and `var_95_after` are
    one session's value at risk as a fraction of equity. `gap_loss` is what a jump of `gap_pct` against the position
    after the trade costs, `stop_distance_pct` how far the live or proposed stop is from the price, in percent of it.
    `worst_case_today` is the most that can be lost before the halt now, `worst_case_after` with the order filled.
    `lots` are those that the order closes, `wash_sale` whether a loss of it, or one taken up to 30 days before,
    cannot be deducted at once, with the reason. `releases` names the resting exits that are cancelled first.
    `not_known` says by the field's name why a figure of the card is missing, a sentence each.
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
    wash_sale_reason: str = ""
    sector: str | None = None
    sector_weight_before: float | None = None
    sector_weight_after: float | None = None
    var_95_before: float | None = None
    var_95_after: float | None = None
    beta_before: float | None = None
    beta_after: float | None = None
    gap_pct: Decimal | None = None
    gap_loss: Decimal | None = None
    stop_price: Decimal | None = None
    stop_distance_pct: float | None = None
    quote_age_s: int | None = None
    worst_case_after: Decimal | None = None
    lots: tuple[LotTouched, ...] | None = None
    releases: tuple[str, ...] = ()
    not_known: Mapping[str, str] = field(default_factory=dict)


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
