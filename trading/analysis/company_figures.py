"""What companies report, as figures that a screen may ask for."""

from collections.abc import Mapping, Sequence

from trading.analysis.screen_fields import Field, Unit
from trading.fundamentals.desk import Fundamentals
from trading.types import Figure, Measure

_PERCENT = {
    Measure.DIVIDEND_YIELD: "Dividend yield",
    Measure.GROSS_MARGIN: "Gross margin",
    Measure.OPERATING_MARGIN: "Operating margin",
    Measure.NET_MARGIN: "Net margin",
    Measure.REVENUE_GROWTH: "Revenue growth",
    Measure.EPS_GROWTH: "EPS growth",
    Measure.RETURN_ON_EQUITY: "Return on equity",
}
_OTHERS = {
    Measure.PE: ("P/E", Unit.TIMES),
    Measure.PRICE_TO_SALES: ("P/S", Unit.TIMES),
    Measure.PRICE_TO_BOOK: ("P/B", Unit.TIMES),
    Measure.DEBT_TO_EQUITY: ("Debt to equity", Unit.TIMES),
    Measure.EPS: ("EPS", Unit.PRICE),
    Measure.MARKET_CAP: ("Market cap", Unit.NUMBER),
}
_FIELDS = {
    **{measure: Field(key=measure, label=label, unit=Unit.PERCENT) for measure, label in _PERCENT.items()},
    **{measure: Field(key=measure, label=label, unit=unit) for measure, (label, unit) in _OTHERS.items()},
}


class CompanyFigures:
    """The figures of `trading.fundamentals` by the name of their measure; fractions are given in percent."""

    def __init__(self, fundamentals: Fundamentals) -> None:
        self._fundamentals = fundamentals

    def fields(self) -> Sequence[Field]:
        """Return the figures of companies that a screen may ask for."""
        return list(_FIELDS.values())

    def figures(self, symbol: str) -> Mapping[str, float | None]:
        """Return what is known of a company at now. Raises UnknownSymbol, NoData, Unavailable."""
        known = self._fundamentals.company(symbol).figures
        return {measure: _as_asked(known.get(measure)) for measure in _FIELDS}


def _as_asked(figure: Figure | None) -> float | None:
    if figure is None or figure.value is None:
        return None
    return figure.value * 100 if figure.measure in _PERCENT else figure.value
