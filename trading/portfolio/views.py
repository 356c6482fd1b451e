"""What the portfolio says, as values: account, positions, exposure and risk. None is "not known", never zero."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trading.types import MarketMode


class PositionSide(StrEnum):
    """Which way a holding earns: long when the price rises, short when it falls."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBrief:
    """The account in one line, for the head of every page. USD; `day_change_pct` is in percent.

    `worst_case_today` is the most that can be lost from now before the halt, by what is held and rests.
    """

    equity: Decimal
    day_change: Decimal
    day_change_pct: float | None
    worst_case_today: Decimal | None
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """The account's money, USD. `day_change` is against the previous session's close, `day_change_pct` in percent."""

    equity: Decimal
    cash: Decimal
    buying_power: Decimal
    day_change: Decimal
    day_change_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionView:
    """One holding, its prices in USD a share.

    `unrealized_pl_pct` is in percent of cost, `weight` a fraction of equity. `day_change` is what the holding earned
    today in USD, from the previous close or, for shares bought today, from their own price; dividends are not in it.
    `as_of` is the time of `last_price`; `stale` says that it is older than the account's now, because the symbol
    has no price any more.
    """

    symbol: str
    name: str
    qty: Decimal
    side: PositionSide
    available: Decimal
    avg_entry_price: Decimal
    last_price: Decimal
    market_value: Decimal
    unrealized_pl: Decimal
    unrealized_pl_pct: float | None
    realized_pl: Decimal | None
    day_change: Decimal | None
    weight: float | None
    as_of: datetime
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What the positions are worth, USD: `gross` is long plus short, `net` long minus short.

    `cash_pct` is cash in percent of equity, `largest_weight` the largest position's share of equity, a fraction.
    """

    gross: Decimal
    net: Decimal
    long: Decimal
    short: Decimal
    cash_pct: float | None
    largest_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFigures:
    """Risk of the present holdings; all but `worst_case_today` (USD) and `beta` are fractions, losses positive.

    trading.portfolio.risk_figures defines each and names its source. `max_drawdown` is of the account's own curve.
    """

    var_95: float | None
    cvar_95: float | None
    volatility: float | None
    beta: float | None
    max_drawdown: float | None
    worst_case_today: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioSnapshot:
    """The whole account at one time of the market; positions by weight, largest first."""

    as_of: datetime
    source: str
    mode: MarketMode
    account: AccountView
    positions: tuple[PositionView, ...]
    exposure: Exposure
    risk: RiskFigures
