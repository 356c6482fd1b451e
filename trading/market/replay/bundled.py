"""The recording that comes with the product: daily history in Parquet files and an index of its symbols."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from trading.errors import NoData, Unavailable
from trading.market.replay.actions import recorded_actions
from trading.market.replay.history import History, read_history
from trading.market.replay.recording import Listed, ShortBars
from trading.types import Asset, CorporateAction, Timeframe

BUNDLED = Path(__file__).with_name("data")
INDEX_FILE = "index.csv"
INDEX_FIELDS = ("symbol", "name", "exchange", "tradable", "closes_only", "first", "last", "also")
SOURCE = "Replay, bundled daily bars"
CLOSES_SOURCE = "Replay, bundled adjusted closes only"
INDEX_SOURCE = "Replay, bundled index closes only"


class BundledRecording:
    """Daily history from a folder of Parquet files; see data/PROVENANCE.md."""

    def __init__(self, folder: Path = BUNDLED) -> None:
        self._folder = folder
        self._listed = {row["symbol"]: _listed(row) for row in self._index_rows()}

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return SOURCE

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        """Return days and weeks: nothing within a day was recorded."""
        return frozenset({Timeframe.DAY_1, Timeframe.WEEK_1})

    @property
    def tells_earnings(self) -> bool:
        """Say yes: the table of days of results is of these companies and years."""
        return True

    def listed(self) -> Mapping[str, Listed]:
        """Return every symbol, in the order of the index."""
        return self._listed

    def history(self, symbol: str) -> History:
        """Return the sessions of a listed symbol. Raises Unavailable."""
        path = self._folder / f"{symbol}.parquet"
        try:
            return read_history(path, symbol)
        except (OSError, KeyError, ValueError) as fault:
            raise Unavailable(f"the recorded prices in {path} cannot be read ({fault}); restore the file") from fault

    def actions(self, history: History) -> Mapping[date, tuple[CorporateAction, ...]]:
        """Return a symbol's dividends and splits by ex-date, ascending, as its adjusted closes show them."""
        return recorded_actions(history)

    def short_bars(self, symbol: str, timeframe: Timeframe) -> ShortBars | None:
        """Return None: nothing within a day was recorded."""
        return None

    def _index_rows(self) -> list[dict[str, str]]:
        path = self._folder / INDEX_FILE
        try:
            with path.open(newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
        except OSError as fault:
            raise Unavailable(f"the index of recorded prices {path} cannot be read ({fault}); restore it") from fault
        if not rows:
            raise NoData(f"the index of recorded prices {path} names no symbol; restore it")
        return rows


def _listed(row: dict[str, str]) -> Listed:
    tradable, closes_only = row["tradable"] == "1", row["closes_only"] == "1"
    asset = Asset(
        symbol=row["symbol"],
        name=row["name"],
        exchange=row["exchange"],
        tradable=tradable,
        fractionable=tradable,
        shortable=False,
        closes_only=closes_only,
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
    )
    names = [name for name in (row["name"], *row["also"].split("|")) if name]
    closes_source = CLOSES_SOURCE if tradable else INDEX_SOURCE
    return Listed(asset=asset, names=names, source=closes_source if closes_only else SOURCE)
