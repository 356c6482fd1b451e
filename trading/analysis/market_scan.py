"""Many symbols looked at together: one session for all, read once for one moment of the market, however many ask."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isnan

from trading.analysis.scanned import Scanned, scanned, session_of
from trading.analysis.screen_fields import OWN_FIELDS, Field, FigureSource, name_and_output
from trading.errors import NoData, TradingError, Unavailable, UnknownSymbol
from trading.indicators import named, series
from trading.market.sectors import sector_of
from trading.ports import Clock, MarketData
from trading.types import Bars, CashActionKind, Snapshot

MOST_SYMBOLS = 200
MOMENT_S = 30
"""How long is one moment: what was read of many symbols is not read again in it. A replay moves by sessions."""
READERS = 6
"""How many symbols of a market elsewhere are read at once."""
BIG_MOVE_PCT = 20.0
"""A change from which a split of today is looked for: the smallest usual one, five for four, moves a price by 20 %."""
Value = float | str
"""A figure, or the sentence that says why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The symbols that have a price in the newest session, in the order asked for; the others by why they are out."""

    rows: Sequence[Scanned]
    unread: Mapping[str, str]
    session: date | None
    at: datetime | None
    source: str

    def only(self, symbols: Sequence[str]) -> "Scan":
        """Return the same look at some of its symbols."""
        wanted = set(symbols)
        return Scan(
            rows=[row for row in self.rows if row.symbol in wanted],
            unread={symbol: why for symbol, why in self.unread.items() if symbol in wanted},
            session=self.session,
            at=self.at,
            source=self.source,
        )


@dataclass(slots=True)
class _Moment:
    """What has been read for one moment."""

    key: datetime
    scans: dict[tuple[str, ...], Scan] = field(default_factory=dict)
    rows: dict[str, Scanned | str] = field(default_factory=dict)
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    others: dict[str, Mapping[str, float | None] | str] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


class MarketScan:
    """Reads many symbols from the market port. Threads may share it; it keeps the newest moment and no other."""

    def __init__(self, market: MarketData, clock: Clock, others: Sequence[FigureSource] = ()) -> None:
        self._market, self._clock, self._others = market, clock, tuple(others)
        self._moment: _Moment | None = None
        self._lock = threading.Lock()

    def other_fields(self) -> Sequence[Field]:
        """Return the figures that come from elsewhere than prices, such as fundamentals."""
        return [each for source in self._others for each in source.fields()]

    def scan(self, symbols: Sequence[str]) -> Scan:
        """Return the newest session of these symbols, at most 200. Raises Unavailable, NoData for too many."""
        wanted = tuple(dict.fromkeys(symbols))
        if len(wanted) > MOST_SYMBOLS:
            raise NoData(f"{len(wanted)} symbols are more than the {MOST_SYMBOLS} of one look; choose a shorter list")
        moment = self._now()
        with moment.lock:
            if wanted not in moment.scans:
                moment.scans[wanted] = self._scan(moment, wanted)
            return moment.scans[wanted]

    def values(self, rows: Sequence[Scanned], fields: Sequence[Field]) -> Mapping[str, Mapping[str, Value]]:
        """Return each field of each row, by symbol and key: the figure, or why there is none."""
        moment = self._now()
        indicators = [each for each in fields if each.key not in OWN_FIELDS and each not in self.other_fields()]
        with moment.lock:
            lacking = [
                row.symbol for row in rows if any((row.symbol, each.key) not in moment.values for each in indicators)
            ]
            self._each(lacking, lambda symbol: self._read_indicators(moment, symbol, indicators))
            return {row.symbol: {each.key: self._value(moment, row, each) for each in fields} for row in rows}

    def _now(self) -> _Moment:
        now = self._clock.now()
        key = now.replace(second=now.second // MOMENT_S * MOMENT_S, microsecond=0)
        with self._lock:
            if self._moment is None or self._moment.key != key:
                self._moment = _Moment(key)
            return self._moment

    def _scan(self, moment: _Moment, symbols: tuple[str, ...]) -> Scan:
        snapshots = self._market.snapshots(symbols)
        session = max((session_of(each) for each in snapshots.values()), default=None)
        current = {symbol: each for symbol, each in snapshots.items() if session_of(each) == session}
        lacking = [symbol for symbol in symbols if symbol in current and symbol not in moment.rows]
        self._each(lacking, lambda symbol: self._read_row(moment, current[symbol]))
        found: list[Scanned] = []
        unread: dict[str, str] = {}
        for symbol in symbols:
            row = moment.rows[symbol] if symbol in current else self._why_out(symbol, snapshots.get(symbol), session)
            if isinstance(row, str):
                unread[symbol] = row
            else:
                found.append(row)
        newest = max((row.at for row in found), default=None)
        return Scan(rows=found, unread=unread, session=session, at=newest, source=self._market.source)

    def _why_out(self, symbol: str, snapshot: Snapshot | None, session: date | None) -> str:
        if snapshot is not None:
            return f"the newest price of {symbol} is of {session_of(snapshot)}, not of {session}"
        try:
            asset = self._market.asset(symbol)
        except TradingError as fault:
            return str(fault)
        if session is not None and asset.last < session:
            return f"{symbol} has no price since {asset.last}"
        return f"{symbol} has no price now"

    def _read_row(self, moment: _Moment, snapshot: Snapshot) -> None:
        symbol = snapshot.symbol
        try:
            asset, bars = self._market.asset(symbol), self._market.bars(symbol)
            sector = sector_of(symbol, session_of(snapshot))
            row = scanned(asset, snapshot, bars, sector=sector)
            if abs(row.change or 0.0) >= BIG_MOVE_PCT and bars.as_of.date() < session_of(snapshot):
                ratio = self._split_of(symbol, session_of(snapshot))
                row = scanned(asset, snapshot, bars, sector=sector, split_today=ratio)
            moment.rows[symbol] = row
        except (UnknownSymbol, NoData, Unavailable) as fault:
            moment.rows[symbol] = str(fault)

    def _split_of(self, symbol: str, day: date) -> float:
        found = 1.0
        for action in self._market.corporate_actions(symbol, start=day, end=day):
            if action.kind is CashActionKind.SPLIT and action.ratio:
                found *= float(action.ratio)
        return found

    def _read_indicators(self, moment: _Moment, symbol: str, fields: Sequence[Field]) -> None:
        try:
            bars = self._market.bars(symbol)
        except TradingError as fault:
            moment.values |= {(symbol, each.key): str(fault) for each in fields}
            return
        for each in fields:
            moment.values[symbol, each.key] = _indicator(bars, each.key)

    def _value(self, moment: _Moment, row: Scanned, wanted: Field) -> Value:
        if wanted.key in OWN_FIELDS:
            value = row.figures[wanted.key]
            return row.missing[wanted.key] if value is None else value
        if (row.symbol, wanted.key) in moment.values:
            return moment.values[row.symbol, wanted.key]
        told = self._told(moment, row.symbol)
        if isinstance(told, str):
            return told
        value = told.get(wanted.key)
        return f"{wanted.label} of {row.symbol} is not reported" if value is None else value

    def _told(self, moment: _Moment, symbol: str) -> Mapping[str, float | None] | str:
        """Return what the other sources know of a symbol, asked once for a moment."""
        if symbol not in moment.others:
            found: dict[str, float | None] = {}
            faults: list[str] = []
            for source in self._others:
                try:
                    found |= source.figures(symbol)
                except TradingError as fault:
                    faults.append(str(fault))
            moment.others[symbol] = found or "; ".join(faults) or f"nothing is reported of {symbol}"
        return moment.others[symbol]

    def _each(self, symbols: Sequence[str], read: Callable[[str], None]) -> None:
        """Read several symbols, at a market elsewhere a few at once."""
        if not self._market.capabilities.live or len(symbols) < 2:
            for symbol in symbols:
                read(symbol)
            return
        with ThreadPoolExecutor(READERS, thread_name_prefix="scan") as readers:
            list(readers.map(read, symbols))


def _indicator(bars: Bars, key: str) -> Value:
    """Return an indicator at the last bar, or why it has no value there."""
    base, part = name_and_output(key)
    wanted = named(base)
    try:
        found = series(bars, base)
    except NoData as fault:
        return str(fault)
    value = float(found[part or wanted.name].iloc[-1])
    if not isnan(value):
        return value
    if len(bars.frame) < wanted.bars_needed:
        return f"{wanted.label} of {bars.symbol} needs {wanted.bars_needed} bars and there are {len(bars.frame)}"
    return f"{wanted.label} of {bars.symbol} has no value at {bars.as_of:%Y-%m-%d}"
