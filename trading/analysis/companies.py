"""A company's figures as one flat answer, and as sentences: the same for the API, the tools and the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from trading.types import Company, Figure, Measure, PeriodKind, Unit

LABELS: Mapping[Measure, str] = {
    Measure.PE: "P/E",
    Measure.EPS: "EPS",
    Measure.DIVIDEND_YIELD: "dividend yield",
    Measure.DIVIDENDS: "dividends a share",
    Measure.MARKET_CAP: "market cap",
    Measure.PRICE_TO_SALES: "price to sales",
    Measure.PRICE_TO_BOOK: "price to book",
    Measure.GROSS_MARGIN: "gross margin",
    Measure.OPERATING_MARGIN: "operating margin",
    Measure.NET_MARGIN: "net margin",
    Measure.REVENUE: "revenue",
    Measure.REVENUE_GROWTH: "revenue growth",
    Measure.EPS_GROWTH: "EPS growth",
    Measure.FREE_CASH_FLOW: "free cash flow",
    Measure.RETURN_ON_EQUITY: "return on equity",
    Measure.DEBT_TO_EQUITY: "debt to equity",
}
MARGINS = (Measure.GROSS_MARGIN, Measure.OPERATING_MARGIN, Measure.NET_MARGIN)
GROWTH = (Measure.REVENUE_GROWTH, Measure.EPS_GROWTH)
FIRST_TOLD = (
    Measure.PE, Measure.EPS, Measure.DIVIDEND_YIELD, Measure.MARKET_CAP, *MARGINS, *GROWTH,
)  # fmt: skip
"""What a sentence says unless other figures are asked for."""
_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
MINUS = "\u2212"


def company_answer(company: Company) -> dict[str, Any]:
    """Return the figures by the API's names, null where one is not known, each with its basis, its day or its reason.

    `as_of` is the time of the price; amounts are in `currency`, margins, growth and yields are fractions of one.
    """
    facts, found = company.facts, company.figures
    answer: dict[str, Any] = {measure.value: figure.value for measure, figure in found.items()}
    newest = facts.reports[0] if facts.reports else None
    return answer | {
        "source": facts.source,
        "as_of": company.price_at,
        "price": company.price,
        "price_source": company.price_source,
        "currency": facts.currency,
        "price_currency": facts.price_currency,
        "newest_report": None
        if newest is None
        else {"period": newest.label, "ends": newest.ends, "filed": newest.filed},
        "basis": {measure.value: figure.basis for measure, figure in found.items() if figure.basis},
        "known_since": {measure.value: figure.known for measure, figure in found.items() if figure.known},
        "reasons": {measure.value: figure.reason for measure, figure in found.items() if figure.value is None},
    }


def figure_text(figure: Figure, *, currency: str) -> str:
    """Return a figure as people read it, or its reason.

    >>> figure_text(Figure(measure=Measure.PE, unit=Unit.TIMES, value=13.678), currency="USD")
    '13.68'
    >>> figure_text(Figure(measure=Measure.MARKET_CAP, unit=Unit.AMOUNT, value=5.254e11), currency="USD")
    '$525.40B'
    >>> figure_text(Figure(measure=Measure.PE, unit=Unit.TIMES, value=None, reason="not reported"), currency="USD")
    'not reported'
    """
    if figure.value is None:
        return figure.reason
    sign, value = MINUS if figure.value < 0 else "", abs(figure.value)
    if figure.unit is Unit.FRACTION:
        return f"{sign}{value:,.2%}"
    if figure.unit is Unit.TIMES:
        return f"{sign}{value:,.2f}"
    mark = "$" if currency == "USD" else f"{currency} "
    return f"{sign}{mark}{short_amount(value) if figure.unit is Unit.AMOUNT else f'{value:,.2f}'}"


def short_amount(value: float) -> str:
    """Return an amount >= 0 in trillions, billions or millions with two decimals.

    >>> short_amount(156_508_000_000), short_amount(950)
    ('156.51B', '950.00')
    """
    for unit, letter in _SHORT:
        if value >= unit:
            return f"{value / unit:,.2f}{letter}"
    return f"{value:,.2f}"


def currency_of(company: Company, measure: Measure) -> str:
    """Return the currency of a figure: the price's for what is paid or worth now, else that of the reports."""
    paid = (Measure.MARKET_CAP, Measure.DIVIDENDS)
    return company.facts.price_currency if measure in paid else company.facts.currency


def company_sentence(company: Company, measures: Sequence[Measure] = FIRST_TOLD) -> str:
    """Return the figures of one company in words: what is known with its period, then what is not and why."""
    told: list[str] = []
    lacking: list[str] = []
    for measure in measures:
        text = f"{LABELS[measure]} {_figure_and_basis(company, measure)}"
        (lacking if company.figures[measure].value is None else told).append(text)
    parts = [
        f"{company.name} ({company.symbol}): {', '.join(told)}." if told else f"{company.name} ({company.symbol})."
    ]
    if lacking:
        parts.append(f"Without a value: {', '.join(lacking)}.")
    return " ".join([*parts, _newest(company)])


def comparison_sentence(companies: Sequence[Company], measures: Sequence[Measure] = FIRST_TOLD) -> str:
    """Return each measure with the figures of all companies beside each other."""
    rows = []
    for measure in measures:
        values = ", ".join(f"{one.symbol} {_figure_and_basis(one, measure)}" for one in companies)
        rows.append(f"{LABELS[measure][:1].upper()}{LABELS[measure][1:]}: {values}.")
    return " ".join([*rows, *(_newest(one) for one in companies)])


def _figure_and_basis(company: Company, measure: Measure) -> str:
    figure = company.figures[measure]
    text = figure_text(figure, currency=currency_of(company, measure))
    if figure.value is None:
        return f"({text})"
    return f"{text} ({figure.basis})" if figure.basis else text


def _newest(company: Company) -> str:
    reports = company.facts.reports
    if not reports:
        return f"{company.symbol} has no report."
    newest = reports[0]
    filed = "filing day not told" if newest.filed is None else f"filed {newest.filed}"
    if newest.filed_at_latest:
        filed = f"filed by {newest.filed}"
    kind = "annual" if newest.kind is PeriodKind.YEAR else "quarterly"
    return f"Newest {kind} report of {company.symbol}: period to {newest.ends}, {filed}."
