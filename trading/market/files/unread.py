"""The user's own folder, not read: what a stop needs of it is only that there is one."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from trading.errors import Unavailable
from trading.market.replay.history import History
from trading.market.replay.recording import Listed, ShortBars
from trading.types import CorporateAction, Timeframe


class UnreadFiles:
    """A recording without a symbol: no price can be asked of it, and a wrong file in the folder does no harm."""

    def __init__(self, folder: Path) -> None:
        self.source = f"Files in {folder}, not read"
        self.tells_earnings = False

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        """Return no length of bars."""
        return frozenset()

    def listed(self) -> Mapping[str, Listed]:
        """Return no symbol."""
        return {}

    def history(self, symbol: str) -> History:
        """Raise Unavailable."""
        raise Unavailable(f"{self.source}: {symbol} has no prices here; ask the app")

    def actions(self, history: History) -> Mapping[date, tuple[CorporateAction, ...]]:
        """Return nothing."""
        return {}

    def short_bars(self, symbol: str, timeframe: Timeframe) -> ShortBars | None:
        """Return None."""
        return None
