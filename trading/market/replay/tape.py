"""The whole recorded market without a clock, one symbol loaded at a time."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Lock

from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.replay.actions import recorded_actions
from trading.market.replay.history import History, price, read_history
from trading.market.search import words
from trading.types import Asset, CorporateAction, SessionBar

BUNDLED = Path(__file__).with_name("data")
INDEX_FILE = "index.csv"
INDEX_FIELDS = ("symbol", "name", "exchange", "tradable", "closes_only", "first", "last", "also")


class ReplayTape:
    """Recorded daily history from a folder of Parquet files; see data/PROVENANCE.md for the bundled one.

    A symbol's file is read at its first use and kept (some hundred kilobytes); safe to use from several threads.
    Raises Unavailable with a sentence when the folder or a file cannot be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or BUNDLED
        self._histories: dict[str, History] = {}
        self._actions: dict[str, dict[date, tuple[CorporateAction, ...]]] = {}
        self._lock = Lock()
        self._assets: dict[str, Asset] = {}
        self._names: dict[str, list[tuple[str, ...]]] = {}
        for row in self._index_rows():
            symbol = row["symbol"]
            self._assets[symbol] = _asset(row)
            self._names[symbol] = [words(name) for name in (row["name"], *row["also"].split("|")) if name]

    @property
    def first(self) -> date:
        """Return the earliest session that any symbol has."""
        return min(asset.first for asset in self._assets.values())

    @property
    def last(self) -> date:
        """Return the latest session that any symbol has."""
        return max(asset.last for asset in self._assets.values())

    def listed(self) -> Sequence[Asset]:
        """Return every symbol of the recording, by symbol, with its whole span."""
        return list(self._assets.values())

    def find(self, symbol: str) -> Asset | None:
        """Return one symbol of the recording with its whole span, None when it is not recorded."""
        return self._assets.get(symbol)

    def names(self, symbol: str) -> list[tuple[str, ...]]:
        """Return the symbol's name and what else people call it, each taken apart into words."""
        return self._names[symbol]

    def history(self, symbol: str) -> History:
        """Return one symbol's whole history. Raises UnknownSymbol."""
        found = self._histories.get(symbol)
        return found if found is not None else self._load(symbol)

    def session_bar(self, symbol: str, day: date) -> SessionBar | None:
        """Return the raw prices of one session, None when the symbol has none that day."""
        history = self.history(symbol)
        row = history.row_of(day)
        return None if row is None else history.bar(row)

    def last_close(self, symbol: str, day: date) -> Decimal | None:
        """Return the raw close of that session or of the nearest one before it, None when there is none."""
        history = self.history(symbol)
        count = history.count_until(day)
        return price(history.close[count - 1]) if count else None

    def actions(self, symbol: str, day: date) -> Sequence[CorporateAction]:
        """Return the dividends and splits whose ex-date is that session."""
        return self.actions_by_day(symbol).get(day, ())

    def actions_by_day(self, symbol: str) -> dict[date, tuple[CorporateAction, ...]]:
        """Return every dividend and split of a symbol by its ex-date, ascending."""
        found = self._actions.get(symbol)
        if found is None:
            found = self._actions[symbol] = recorded_actions(self.history(symbol))
        return found

    def _load(self, symbol: str) -> History:
        if symbol not in self._assets:
            raise UnknownSymbol(f"{symbol!r:.40} is not in the recording; it has {', '.join(self._assets)}")
        with self._lock:
            if symbol not in self._histories:
                path = self._folder / f"{symbol}.parquet"
                try:
                    self._histories[symbol] = read_history(path, symbol)
                except (OSError, KeyError, ValueError) as fault:
                    raise Unavailable(
                        f"the recorded prices in {path} cannot be read ({fault}); restore the file"
                    ) from fault
            return self._histories[symbol]

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


def _asset(row: dict[str, str]) -> Asset:
    tradable = row["tradable"] == "1"
    return Asset(
        symbol=row["symbol"],
        name=row["name"],
        exchange=row["exchange"],
        tradable=tradable,
        fractionable=tradable,
        shortable=False,
        closes_only=row["closes_only"] == "1",
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
    )
