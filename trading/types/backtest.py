"""What a backtest is asked, and where it stands: plain values that pages, routes, jobs and the store share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trading.types.actor import ActorKind
from trading.types.market import Timeframe
from trading.types.search import Search


class Prices(StrEnum):
    """Which prices a backtest trades at.

    ADJUSTED: re-based for splits and dividends, the return of a holder who reinvests. RAW: as traded, taken at face
    value, so that a split is a fall. AS_TRADED: as traded, with splits and dividends carried out as events, while the
    strategy reads adjusted prices.
    """

    ADJUSTED = "adjusted"
    RAW = "raw"
    AS_TRADED = "as_traded"


class Sizing(StrEnum):
    """How many shares an entry is; the last five reckon as the risk desk does.

    All in with several symbols is an equal part of equity for each, or the cash that is left; see docs/strategies.md.
    """

    ALL_IN_WHOLE_SHARES = "all_in_whole_shares"
    ALL_IN = "all_in"
    FIXED = "fixed"
    EQUITY = "equity"
    VOLATILITY = "volatility"
    KELLY = "kelly"
    RISK = "risk"


class BacktestKind(StrEnum):
    """What is asked: one run, many parameters, or windows that move through time."""

    BACKTEST = "backtest"
    OPTIMISE = "optimise"
    WALK_FORWARD = "walk_forward"


class BacktestStatus(StrEnum):
    """The state of a job; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


FINAL_BACKTEST_STATES = frozenset({BacktestStatus.DONE, BacktestStatus.FAILED, BacktestStatus.STOPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What trading costs. Basis points (bps) of the price or of the traded value, USD, percent a year.

    `spread_bps` is the whole spread, of which each side pays half; `slippage_bps` is paid on each side on top, except
    by limit orders. `commission_bps` of the traded value and `commission_per_share` are charged beside the price, at
    least `commission_least` an order. `borrow_pct` is the yearly fee on the value of shorts, `margin_pct` the yearly
    interest on cash that is owed: both for each calendar day a 365th, by what stood at the close before. Alpaca charges
    its interest on the overnight debit too (alpaca.markets/support/determine-margin-account, read 2026-11); rates
    change, the default is a middling one.
    """

    commission_bps: float = 0.0
    commission_per_share: float = 0.0
    commission_least: float = 0.0
    spread_bps: float = 2.0
    slippage_bps: float = 5.0
    borrow_pct: float = 1.0
    margin_pct: float = 6.0

    @classmethod
    def none(cls) -> "Costs":
        """Return costs of zero."""
        return cls(spread_bps=0.0, slippage_bps=0.0, borrow_pct=0.0, margin_pct=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rules of one simulated account.

    `size` is the number of the sizing method: USD for FIXED, percent of equity for the others, the most percent for
    KELLY, which takes the limits' percent of equity until 20 trades are closed; None takes the limits' own. `leverage`
    is the most gross exposure as a multiple of equity. `limits` are those of the gate that are applied, by their names
    there; None applies none.
    """

    cash: Decimal = Decimal(100_000)
    prices: Prices = Prices.ADJUSTED
    sizing: Sizing = Sizing.ALL_IN
    size: float | None = None
    whole_shares: bool = False
    shorts: bool = False
    leverage: float = 1.0
    costs: Costs = field(default_factory=Costs)
    limits: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRef:
    """Which strategy, with its numbers: a key of the catalogue, or the id of a saved one.

    `rules` is the JSON document of a rule strategy that is not saved.
    """

    key: str
    params: Mapping[str, float] = field(default_factory=dict)
    rules: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRequest:
    """One simulated past: a strategy on symbols between two inclusive dates, New York.

    `search` is what an optimisation or a walk-forward asks; a plain run has none.
    """

    strategy: StrategyRef
    symbols: tuple[str, ...]
    timeframe: Timeframe = Timeframe.DAY_1
    start: date | None = None
    end: date | None = None
    terms: Terms = field(default_factory=Terms)
    benchmark: str | None = None
    search: Search | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestJob:
    """A job over the past, stored: what was asked, how far it is, what came of it.

    `progress` is 0 .. 1, `left_s` the time left where it can be told. `request` and `report` are plain JSON values.
    `owner` is the process that has taken it.
    """

    id: str
    account_id: str
    kind: BacktestKind
    request: Mapping[str, Any]
    status: BacktestStatus
    progress: float
    left_s: float | None
    report: Mapping[str, Any] | None
    error: str | None
    actor_kind: ActorKind
    actor_name: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStrategy:
    """A strategy that a person has named and kept: a rule set as its JSON text."""

    id: str
    name: str
    rules: str
    created_at: datetime
    updated_at: datetime
