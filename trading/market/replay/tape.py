"""The whole recorded market without a clock, one symbol loaded at a time."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Lock

from trading.errors import UnknownSymbol
from trading.market.replay.bundled import BUNDLED, BundledRecording
from trading.market.replay.history import History, price
from trading.market.replay.recording import Recording, ShortBars
from trading.market.search import words
from trading.types import Asset, CorporateAction, SessionBar, Timeframe


class ReplayTape:
    """A recording read symbol by symbol: the bundled one, another folder of its kind, or any other.

    A symbol's history is read at its first use and kept (some hundred kilobytes); safe to use from several threads.
    Raises Unavailable with a sentence when the recording cannot be read.
    """

    def __init__(self, recorded: Path | Recording = BUNDLED) -> None:
        recording: Recording = BundledRecording(recorded) if isinstance(recorded, Path) else recorded
        self._recording = recording
        self._listed = recording.listed()
        self._histories: dict[str, History] = {}
        self._short: dict[tuple[str, Timeframe], ShortBars | None] = {}
        self._actions: dict[str, Mapping[date, tuple[CorporateAction, ...]]] = {}
        self._lock = Lock()
        self._names = {symbol: [words(name) for name in one.names] for symbol, one in self._listed.items()}

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return self._recording.source

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        """Return the lengths of bars that some symbol has."""
        return self._recording.timeframes

    @property
    def tells_earnings(self) -> bool:
        """Say whether the bundled table of days of results belongs to these prices."""
        return self._recording.tells_earnings

    @property
    def first(self) -> date:
        """Return the earliest session that any symbol has."""
        return min(one.asset.first for one in self._listed.values())

    @property
    def last(self) -> date:
        """Return the latest session that any symbol has."""
        return max(one.asset.last for one in self._listed.values())

    def listed(self) -> Sequence[Asset]:
        """Return every symbol of the recording, by symbol, with its whole span."""
        return [one.asset for one in self._listed.values()]

    def find(self, symbol: str) -> Asset | None:
        """Return one symbol of the recording with its whole span, None when it is not recorded."""
        found = self._listed.get(symbol)
        return None if found is None else found.asset

    def names(self, symbol: str) -> list[tuple[str, ...]]:
        """Return the symbol's name and what else people call it, each taken apart into words."""
        return self._names[symbol]

    def source_of(self, symbol: str) -> str:
        """Return where the prices of a recorded symbol are from, as people read it."""
        return self._listed[symbol].source

    def history(self, symbol: str) -> History:
        """Return one symbol's whole history. Raises UnknownSymbol."""
        found = self._histories.get(symbol)
        return found if found is not None else self._load(symbol)

    def short_bars(self, symbol: str, timeframe: Timeframe) -> ShortBars | None:
        """Return every bar of a recorded symbol of a length below a day, None where it has none."""
        key = symbol, timeframe
        with self._lock:
            if key not in self._short:
                self._short[key] = self._recording.short_bars(symbol, timeframe)
            return self._short[key]

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

    def actions_by_day(self, symbol: str) -> Mapping[date, tuple[CorporateAction, ...]]:
        """Return every dividend and split of a symbol by its ex-date, ascending."""
        found = self._actions.get(symbol)
        if found is None:
            found = self._actions[symbol] = self._recording.actions(self.history(symbol))
        return found

    def _load(self, symbol: str) -> History:
        if symbol not in self._listed:
            raise UnknownSymbol(f"{symbol!r:.40} is not in the recording; it has {', '.join(self._listed)}")
        with self._lock:
            if symbol not in self._histories:
                self._histories[symbol] = self._recording.history(symbol)
            return self._histories[symbol]
