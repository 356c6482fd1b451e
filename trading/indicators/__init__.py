"""Indicators by name over checked bars; pure functions that see no bar later than the one they speak of."""

from trading.indicators.catalogue import CATALOGUE, by_category, search
from trading.indicators.kinds import Category, Indicator, Named, Needs, Pane, Parameter
from trading.indicators.names import named
from trading.indicators.reading import Reading, read, series

__all__ = [
    "CATALOGUE",
    "Category",
    "Indicator",
    "Named",
    "Needs",
    "Pane",
    "Parameter",
    "Reading",
    "by_category",
    "named",
    "read",
    "search",
    "series",
]
