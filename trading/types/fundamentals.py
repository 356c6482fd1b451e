"""What companies report and what is reckoned from it: statements by period, figures with their source and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class PeriodKind(StrEnum):
    """The length of the time that a report speaks of."""

    YEAR = "year"
    QUARTER = "quarter"


class Line(StrEnum):
    """One line of a statement; amounts in the report's currency, counts in shares, per-share lines in currency."""

    REVENUE = "revenue"
    COST_OF_REVENUE = "cost_of_revenue"
    GROSS_PROFIT = "gross_profit"
    OPERATING_INCOME = "operating_income"
    NET_INCOME = "net_income"
    NET_INCOME_COMMON = "net_income_common"
    EPS_DILUTED = "eps_diluted"
    SHARES_DILUTED = "shares_diluted"
    DIVIDENDS_PER_SHARE = "dividends_per_share"
    CASH = "cash"
    TOTAL_ASSETS = "total_assets"
    LONG_TERM_DEBT = "long_term_debt"
    TOTAL_LIABILITIES = "total_liabilities"
    EQUITY = "equity"
    OPERATING_CASH_FLOW = "operating_cash_flow"
    CAPITAL_SPENDING = "capital_spending"
    FREE_CASH_FLOW = "free_cash_flow"


class Statement(StrEnum):
    """The three statements."""

    INCOME = "income"
    BALANCE = "balance"
    CASH_FLOW = "cash_flow"


STATEMENT_LINES: Mapping[Statement, tuple[Line, ...]] = {
    Statement.INCOME: (
        Line.REVENUE, Line.COST_OF_REVENUE, Line.GROSS_PROFIT, Line.OPERATING_INCOME, Line.NET_INCOME,
        Line.NET_INCOME_COMMON, Line.EPS_DILUTED, Line.SHARES_DILUTED, Line.DIVIDENDS_PER_SHARE,
    ),
    Statement.BALANCE: (Line.CASH, Line.TOTAL_ASSETS, Line.LONG_TERM_DEBT, Line.TOTAL_LIABILITIES, Line.EQUITY),
    Statement.CASH_FLOW: (Line.OPERATING_CASH_FLOW, Line.CAPITAL_SPENDING, Line.FREE_CASH_FLOW),
}  # fmt: skip
"""Which line belongs to which statement, from the top down."""
PER_SHARE = frozenset({Line.EPS_DILUTED, Line.DIVIDENDS_PER_SHARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a company said of one fiscal period; a line that is not in `lines` was not reported.

    `filed` is the day on which it was filed, None where the source does not tell; with `filed_at_latest` it is the last
    day that the law allowed, because the day itself is not known. `quarter` is 1 to 4, None for a year.
    """

    symbol: str
    kind: PeriodKind
    year: int
    quarter: int | None
    ends: date
    filed: date | None
    form: str
    currency: str
    source: str
    lines: Mapping[Line, float]
    filed_at_latest: bool = False

    @property
    def label(self) -> str:
        """Return the period's name, for example FY2011 or Q2 FY2012."""
        return f"FY{self.year}" if self.quarter is None else f"Q{self.quarter} FY{self.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where analysts see the price, in the price's currency; None is not told. `count` is how many analysts."""

    low: float | None
    mean: float | None
    median: float | None
    high: float | None
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """All that a source tells of a company at one time: its reports, newest period first, and what is not in them.

    `currency` is that of the reports, `price_currency` that of the price. `shares` is the newest count outstanding.
    `superseded` are reports that a later one on the same period has amended: only a history needs them. `restated` says
    that figures a share are those of today's shares, whatever splits came since. `notes` are sentences about what the
    source lacks or treats otherwise.
    """

    symbol: str
    source: str
    as_of: datetime
    currency: str
    price_currency: str
    reports: Sequence[Report]
    superseded: Sequence[Report] = ()
    restated: bool = False
    shares: float | None = None
    sector: str | None = None
    targets: Targets | None = None
    targets_reason: str = ""
    notes: Sequence[str] = ()


class Measure(StrEnum):
    """A figure of a company; the names are those of the API."""

    PE = "pe"
    EPS = "eps"
    DIVIDEND_YIELD = "dividend_yield"
    DIVIDENDS = "dividends_per_share"
    MARKET_CAP = "market_cap"
    PRICE_TO_SALES = "ps"
    PRICE_TO_BOOK = "pb"
    GROSS_MARGIN = "gross_margin"
    OPERATING_MARGIN = "operating_margin"
    NET_MARGIN = "net_margin"
    REVENUE = "revenue"
    REVENUE_GROWTH = "revenue_growth"
    EPS_GROWTH = "eps_growth"
    FREE_CASH_FLOW = "free_cash_flow"
    RETURN_ON_EQUITY = "return_on_equity"
    DEBT_TO_EQUITY = "debt_to_equity"


class Unit(StrEnum):
    """How a figure is read: a multiple, a fraction of one, an amount, or an amount a share."""

    TIMES = "times"
    FRACTION = "fraction"
    AMOUNT = "amount"
    PER_SHARE = "per_share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its value, or None with the reason. `basis` says over which period, `known` since which day."""

    measure: Measure
    unit: Unit
    value: float | None
    basis: str = ""
    known: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company at the market's now: price, figures by measure, and the reports that they come from."""

    symbol: str
    name: str
    price: float
    price_at: datetime
    price_source: str
    facts: CompanyFacts
    figures: Mapping[Measure, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioPoint:
    """One session of a ratio's history; None where it has no meaning or was not known yet."""

    day: date
    price: float
    pe: float | None
    eps: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioHistory:
    """Price and P/E by session, ascending, each with the earnings that were known on its day."""

    symbol: str
    source: str
    points: Sequence[RatioPoint]
    notes: Sequence[str] = field(default_factory=tuple)
