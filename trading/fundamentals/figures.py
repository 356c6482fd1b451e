"""Figures of a company from its reports, its price and its dividends; what cannot be had is None with the reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trading.fundamentals.trailing import Trailing, last_year, newest, trailing
from trading.types import CompanyFacts, Figure, Line, Measure, PeriodKind, Unit

NOT_REPORTED = "not reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What figures are reckoned from. `dividends` are those of the last 12 months a share, None where not told."""

    facts: CompanyFacts
    price: float
    day: date
    dividends: float | None


def figures(ground: Ground) -> Mapping[Measure, Figure]:
    """Return every measure, in the order of Measure."""
    return {measure: make(ground) for measure, make in _MAKERS.items()}


def _missing(measure: Measure, unit: Unit, reason: str, *, basis: str = "", known: date | None = None) -> Figure:
    return Figure(measure=measure, unit=unit, value=None, reason=reason, basis=basis, known=known)


def _pe(ground: Ground) -> Figure:
    """Return price / diluted earnings a share of the last twelve months."""
    found = trailing(ground.facts.reports, Line.EPS_DILUTED)
    if found is None:
        return _missing(Measure.PE, Unit.TIMES, NOT_REPORTED)
    if other := _other_currency(ground):
        return _missing(Measure.PE, Unit.TIMES, other, basis=found.basis, known=found.known)
    if found.value <= 0:
        reason = f"not meaningful: earnings a share are {found.value:.2f}"
        return _missing(Measure.PE, Unit.TIMES, reason, basis=found.basis, known=found.known)
    value = ground.price / found.value
    return Figure(measure=Measure.PE, unit=Unit.TIMES, value=value, basis=found.basis, known=found.known)


def _eps(ground: Ground) -> Figure:
    return _summed(ground, Measure.EPS, Unit.PER_SHARE, Line.EPS_DILUTED)


def _summed(ground: Ground, measure: Measure, unit: Unit, line: Line) -> Figure:
    found = trailing(ground.facts.reports, line)
    if found is None:
        return _missing(measure, unit, NOT_REPORTED)
    if old := _too_old(ground, found):
        return _missing(measure, unit, old)
    return Figure(measure=measure, unit=unit, value=found.value, basis=found.basis, known=found.known)


def _too_old(ground: Ground, found: Trailing) -> str:
    """Return why a sum is not told: newer years are on file without the line, and an old year is not the last one."""
    years = newest(ground.facts.reports, PeriodKind.YEAR)
    return f"{NOT_REPORTED} for {years[0].label}" if years and found.ends < years[0].ends else ""


def _dividends(ground: Ground) -> Figure:
    if ground.dividends is None:
        return _missing(Measure.DIVIDENDS, Unit.PER_SHARE, "dividends not told")
    return Figure(
        measure=Measure.DIVIDENDS, unit=Unit.PER_SHARE, value=ground.dividends, basis=_paid(ground), known=ground.day
    )


def _dividend_yield(ground: Ground) -> Figure:
    """Return the cash dividends of the last twelve months / price."""
    if ground.dividends is None:
        return _missing(Measure.DIVIDEND_YIELD, Unit.FRACTION, "dividends not told")
    return Figure(
        measure=Measure.DIVIDEND_YIELD,
        unit=Unit.FRACTION,
        value=ground.dividends / ground.price,
        basis=_paid(ground),
        known=ground.day,
    )


def _paid(ground: Ground) -> str:
    return f"{'none in ' if ground.dividends == 0 else ''}12 months to {ground.day}"


def _shares(ground: Ground) -> tuple[float, str, date | None] | None:
    """Return the shares, where they are from, and since when that is known."""
    if ground.facts.shares is not None:
        return ground.facts.shares, "shares outstanding", None
    for report in newest(ground.facts.reports, PeriodKind.YEAR):
        if Line.SHARES_DILUTED in report.lines:
            basis = f"diluted shares of {report.label}"
            return report.lines[Line.SHARES_DILUTED], basis, report.filed
    return None


def _market_cap(ground: Ground) -> Figure:
    """Return price x shares."""
    shares = _shares(ground)
    if shares is None:
        return _missing(Measure.MARKET_CAP, Unit.AMOUNT, "shares not reported")
    count, basis, known = shares
    value = ground.price * count
    return Figure(measure=Measure.MARKET_CAP, unit=Unit.AMOUNT, value=value, basis=basis, known=known)


def _price_to_sales(ground: Ground) -> Figure:
    return _cap_against(ground, Measure.PRICE_TO_SALES, trailing(ground.facts.reports, Line.REVENUE), "revenue is")


def _price_to_book(ground: Ground) -> Figure:
    return _cap_against(ground, Measure.PRICE_TO_BOOK, _at_end(ground, Line.EQUITY), "equity is")


def _cap_against(ground: Ground, measure: Measure, below: Trailing | None, what: str) -> Figure:
    cap = _market_cap(ground)
    if below is None or cap.value is None:
        return _missing(measure, Unit.TIMES, cap.reason or NOT_REPORTED)
    if other := _other_currency(ground):
        return _missing(measure, Unit.TIMES, other, basis=below.basis, known=below.known)
    if below.value <= 0:
        reason = f"not meaningful: {what} {below.value:,.0f}"
        return _missing(measure, Unit.TIMES, reason, basis=below.basis, known=below.known)
    value = cap.value / below.value
    return Figure(measure=measure, unit=Unit.TIMES, value=value, basis=below.basis, known=below.known)


def _margin(measure: Measure, line: Line) -> Callable[[Ground], Figure]:
    def make(ground: Ground) -> Figure:
        """Return the line / revenue over one and the same period."""
        reports = ground.facts.reports
        above, below = trailing(reports, line), trailing(reports, Line.REVENUE)
        if above is None or below is None or above.ends != below.ends:
            both = [one for one in reports if line in one.lines and Line.REVENUE in one.lines]
            above, below = last_year(both, line), last_year(both, Line.REVENUE)
        if above is None or below is None or above.ends != below.ends or below.value <= 0:
            return _missing(measure, Unit.FRACTION, NOT_REPORTED)
        value = above.value / below.value
        return Figure(measure=measure, unit=Unit.FRACTION, value=value, basis=above.basis, known=above.known)

    return make


def _growth(measure: Measure, line: Line) -> Callable[[Ground], Figure]:
    def make(ground: Ground) -> Figure:
        """Return the newest fiscal year's line against the one before: new / old - 1."""
        years = newest(ground.facts.reports, PeriodKind.YEAR)
        had = [one for one in years if line in one.lines][:2]
        if len(had) < 2 or not 350 <= (had[0].ends - had[1].ends).days <= 380:
            return _missing(measure, Unit.FRACTION, "year before not reported")
        new, old = had[0].lines[line], had[1].lines[line]
        basis, known = f"{had[0].label} against {had[1].label}", had[0].filed
        if old <= 0:
            reason = f"not meaningful: the year before it was {old:,.2f}"
            return _missing(measure, Unit.FRACTION, reason, basis=basis, known=known)
        return Figure(measure=measure, unit=Unit.FRACTION, value=new / old - 1, basis=basis, known=known)

    return make


def _free_cash_flow(ground: Ground) -> Figure:
    return _summed(ground, Measure.FREE_CASH_FLOW, Unit.AMOUNT, Line.FREE_CASH_FLOW)


def _revenue(ground: Ground) -> Figure:
    return _summed(ground, Measure.REVENUE, Unit.AMOUNT, Line.REVENUE)


def _return_on_equity(ground: Ground) -> Figure:
    """Return net income of the last twelve months / equity at the end of the newest period that states it."""
    income, equity = trailing(ground.facts.reports, Line.NET_INCOME), _at_end(ground, Line.EQUITY)
    return _per_equity(Measure.RETURN_ON_EQUITY, Unit.FRACTION, income, equity)


def _debt_to_equity(ground: Ground) -> Figure:
    """Return long-term debt / equity, both at the end of the same period."""
    equity, debt = _at_end(ground, Line.EQUITY), _at_end(ground, Line.LONG_TERM_DEBT)
    if equity is not None and debt is not None and equity.ends != debt.ends:
        debt = None
    return _per_equity(Measure.DEBT_TO_EQUITY, Unit.TIMES, debt, equity)


def _per_equity(measure: Measure, unit: Unit, above: Trailing | None, equity: Trailing | None) -> Figure:
    if above is None or equity is None:
        return _missing(measure, unit, NOT_REPORTED)
    if equity.value <= 0:
        reason = f"not meaningful: equity is {equity.value:,.0f}"
        return _missing(measure, unit, reason, basis=equity.basis, known=equity.known)
    basis = above.basis if above.ends == equity.ends else f"on {equity.basis}"
    return Figure(measure=measure, unit=unit, value=above.value / equity.value, basis=basis, known=above.known)


def _at_end(ground: Ground, line: Line) -> Trailing | None:
    """Return a line of the balance sheet at the end of the newest period that states it, None where a year lacks it."""
    for report in sorted(ground.facts.reports, key=lambda one: one.ends, reverse=True):
        if line in report.lines:
            basis = f"equity at {report.ends}" if line is Line.EQUITY else f"at {report.ends}"
            found = Trailing(value=report.lines[line], basis=basis, ends=report.ends, known=report.filed)
            return None if _too_old(ground, found) else found
    return None


def _other_currency(ground: Ground) -> str:
    facts = ground.facts
    if facts.currency == facts.price_currency:
        return ""
    return f"not comparable: reports are in {facts.currency}, the price is in {facts.price_currency}"


_MAKERS: Mapping[Measure, Callable[[Ground], Figure]] = {
    Measure.PE: _pe,
    Measure.EPS: _eps,
    Measure.DIVIDEND_YIELD: _dividend_yield,
    Measure.DIVIDENDS: _dividends,
    Measure.MARKET_CAP: _market_cap,
    Measure.PRICE_TO_SALES: _price_to_sales,
    Measure.PRICE_TO_BOOK: _price_to_book,
    Measure.GROSS_MARGIN: _margin(Measure.GROSS_MARGIN, Line.GROSS_PROFIT),
    Measure.OPERATING_MARGIN: _margin(Measure.OPERATING_MARGIN, Line.OPERATING_INCOME),
    Measure.NET_MARGIN: _margin(Measure.NET_MARGIN, Line.NET_INCOME),
    Measure.REVENUE: _revenue,
    Measure.REVENUE_GROWTH: _growth(Measure.REVENUE_GROWTH, Line.REVENUE),
    Measure.EPS_GROWTH: _growth(Measure.EPS_GROWTH, Line.EPS_DILUTED),
    Measure.FREE_CASH_FLOW: _free_cash_flow,
    Measure.RETURN_ON_EQUITY: _return_on_equity,
    Measure.DEBT_TO_EQUITY: _debt_to_equity,
}


def missing_of(found: Mapping[Measure, Figure]) -> Sequence[Figure]:
    """Return the figures that could not be had."""
    return [figure for figure in found.values() if figure.value is None]
