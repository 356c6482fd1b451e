"""What the reader of words finds: an intent, and for orders every field with the words that said it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from trading.analysis.chart_request import ChartRequest
from trading.risk.sizing_request import SizingMethod
from trading.types import Intent, OrderType, Side, Timeframe, TimeInForce


class SizeKind(StrEnum):
    """How the words give the size of an order."""

    QTY = "qty"
    NOTIONAL = "notional"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Shares, USD, or a fraction of the position (1 is all of it)."""

    kind: SizeKind
    value: Decimal

    @property
    def is_all(self) -> bool:
        """Say whether the words ask for the whole position."""
        return self.kind is SizeKind.FRACTION and self.value == 1

    @property
    def is_amount(self) -> bool:
        """Say whether it is a number of shares or USD, which only means something of one symbol."""
        return self.kind is not SizeKind.FRACTION


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSize:
    """A size that the words leave to the desk: by which method, and at which percent of equity; None is not said."""

    method: SizingMethod | None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSpec:
    """A price in USD, or a signed percentage of the side of the quote that would fill (+10 is 10 % above)."""

    price: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOrder:
    """One order that the words ask for; `said` holds, per ticket field, the very words that gave it.

    `symbol` is None where a close means the only position. What the words do not say is None or False here; the
    stated defaults are filled in when the ticket is made. `no_exits` declines the default stop and target. With
    `sizing` the size is the desk's to reckon, and `size` is None until it has.
    """

    side: Side | None
    symbol: str | None
    size: Size | None
    type: OrderType | None = None
    limit: PriceSpec | None = None
    stop: PriceSpec | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    time_in_force: TimeInForce | None = None
    extended_hours: bool = False
    take_profit: PriceSpec | None = None
    stop_loss: PriceSpec | None = None
    no_exits: bool = False
    closes: bool = False
    sizing: AskedSize | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def from_position(self) -> bool:
        """Say whether the size comes from what is held: a close, all, or a fraction."""
        return self.closes or (self.size is not None and self.size.kind is SizeKind.FRACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCancel:
    """Which resting orders the words want taken back; None does not narrow.

    `bracket` narrows to orders that carry their exits, `both` says that there are two.
    """

    symbol: str | None
    side: Side | None
    every: bool
    types: frozenset[OrderType] | None = None
    bracket: bool = False
    both: bool = False
    said: Mapping[str, str] = field(default_factory=dict)


class Relation(StrEnum):
    """How a condition compares its figure with its level."""

    AT_OR_BELOW = "at or below"
    AT_OR_ABOVE = "at or above"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that code can look up now: the price (indicator None) or an indicator against a level."""

    symbol: str
    indicator: str | None
    relation: Relation
    level: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBacktest:
    """A test on the past that the words ask for; what they do not say is None or empty.

    `strategy` is a key of the catalogue, or "rules" with `rules` as their JSON text and `said` as the words of them.
    Days are ISO dates; `last_months` counts back from now.
    """

    strategy: str
    symbols: tuple[str, ...]
    params: Mapping[str, float] = field(default_factory=dict)
    rules: str = ""
    said: str = ""
    timeframe: Timeframe | None = None
    start: str | None = None
    end: str | None = None
    last_months: int | None = None
    cash: Decimal | None = None


class WebKind(StrEnum):
    """What the words ask of the web."""

    PAGE = "page"
    SEARCH = "search"
    FILINGS = "filings"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWeb:
    """A look at the web that the words ask for: `text` is the address of a page, words to search for, or a form.

    `about` is what a filing is to be read for; None where they ask for the list of filings alone.
    """

    kind: WebKind
    text: str
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words of a run ask for, decided by code alone.

    `words` is the text that the orders were read from. `reply` is the finished answer where the words need no look
    at anything: a question back, a refusal, what this release lacks. With `settled` no model may change that
    answer. `condition_text` is set when the words make the order depend on something. `movers` is which list of the
    market overview they ask for, `screen` the rules that they state. `asks_about` is an order whose effect they ask
    for; it is no order of theirs, and nothing may be proposed from it. `days` is how far back they ask for news,
    `charts` what they want drawn.
    """

    intent: Intent
    words: str
    orders: tuple[AskedOrder, ...] = ()
    cancel: AskedCancel | None = None
    symbols: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    topic: str = ""
    condition: Condition | None = None
    condition_text: str = ""
    reply: str = ""
    note: str = ""
    movers: str = ""
    screen: str = ""
    backtest: AskedBacktest | None = None
    web: AskedWeb | None = None
    asks_about: AskedOrder | None = None
    days: int | None = None
    charts: tuple[ChartRequest, ...] = ()
    settled: bool = False

    @property
    def asks_for_order(self) -> bool:
        """Say whether a ticket may be proposed from these words as they stand."""
        return self.intent in (Intent.ORDER, Intent.CLOSE, Intent.CANCEL) and not self.settled
