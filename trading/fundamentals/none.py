"""The source of a market without fundamentals: it says which setting brings them."""

from collections.abc import Sequence

from trading.errors import NoData
from trading.types import CompanyFacts


class NoFundamentals:
    """Answers every question with the same sentence; no other provider steps in silently."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return f"none, {self._provider} has no fundamentals"

    def covered(self) -> Sequence[str]:
        """Return no symbol."""
        return []

    def facts(self, symbol: str) -> CompanyFacts:
        """Raise NoData with the setting that would bring them."""
        raise NoData(
            f"{self._provider} tells no fundamentals of {symbol}; set MARKET_DATA=yahoo to read them from Yahoo"
        )
