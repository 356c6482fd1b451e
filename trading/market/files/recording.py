"""A folder of the user's own files as a recording that the replay can play."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from trading.errors import FixInput, Unavailable
from trading.market.calendar import NEW_YORK
from trading.market.files.actions import read_actions
from trading.market.files.daily import read_daily
from trading.market.files.names import bar_files, company_names
from trading.market.files.short import read_short
from trading.market.replay.history import History
from trading.market.replay.recording import Listed, ShortBars
from trading.ports import Calendar
from trading.types import Asset, CorporateAction, Timeframe

MOST_TOLD = 3


class FileRecording:
    """CSV and Parquet files of one folder, read once: what is put there later is seen after a restart.

    Daily files are read and checked at once, shorter bars at their first use. Raises FixInput with a sentence for
    each file that is wrong, the first three.
    """

    def __init__(self, folder: Path, calendar: Calendar, *, zone: ZoneInfo = NEW_YORK) -> None:
        self._calendar = calendar
        self._zone = zone
        self.source = f"Files in {folder}"
        self.tells_earnings = False
        self._files = bar_files(folder)
        self._actions = read_actions(folder, calendar)
        self._names = company_names(folder)
        self._histories = self._read_all()
        self._listed = {symbol: self._as_listed(history) for symbol, history in self._histories.items()}

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        """Return the lengths of bars that some symbol has, days and weeks included."""
        return frozenset({Timeframe.WEEK_1, *(timeframe for _, timeframe in self._files)})

    def listed(self) -> Mapping[str, Listed]:
        """Return every symbol, by symbol."""
        return self._listed

    def history(self, symbol: str) -> History:
        """Return the sessions of a listed symbol."""
        return self._histories[symbol]

    def actions(self, history: History) -> Mapping[date, tuple[CorporateAction, ...]]:
        """Return what actions.csv says of a symbol; adjusted closes alone do not tell a split from a dividend."""
        return self._actions.get(history.symbol, {})

    def short_bars(self, symbol: str, timeframe: Timeframe) -> ShortBars | None:
        """Return the bars of a length below a day, None where the symbol has no such file. Raises Unavailable."""
        file = self._files.get((symbol, timeframe))
        if file is None:
            return None
        try:
            return read_short(file, self._calendar, self._zone)
        except FixInput as fault:
            raise Unavailable(str(fault)) from fault

    def _read_all(self) -> dict[str, History]:
        found: dict[str, History] = {}
        faults: list[str] = []
        for (symbol, timeframe), file in sorted(self._files.items()):
            if timeframe is not Timeframe.DAY_1:
                continue
            try:
                found[symbol] = read_daily(file, self._calendar, self._actions.get(symbol, {}))
            except FixInput as fault:
                faults.append(str(fault))
        if faults:
            more = f"; and {len(faults) - MOST_TOLD} more files" if len(faults) > MOST_TOLD else ""
            raise FixInput("; ".join(faults[:MOST_TOLD]) + more)
        return found

    def _as_listed(self, history: History) -> Listed:
        name = self._names.get(history.symbol, history.symbol)
        asset = Asset(
            symbol=history.symbol,
            name=name,
            exchange="",
            tradable=True,
            fractionable=True,
            shortable=False,
            closes_only=history.closes_only,
            first=date.fromordinal(history.days[0]),
            last=date.fromordinal(history.days[-1]),
        )
        return Listed(asset=asset, names=(name,), source=self.source)
