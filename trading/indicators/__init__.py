"""Indicators by name over checked bars; pure functions that see no bar later than the one they speak of."""

from trading.indicators.catalogue import CATALOGUE, Indicator, Named, Parameter, named
from trading.indicators.reading import Reading, read, series

__all__ = ["CATALOGUE", "Indicator", "Named", "Parameter", "Reading", "named", "read", "series"]
