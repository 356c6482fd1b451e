"""The newest session of many symbols, read for a hundred of them at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from trading.errors import NoData
from trading.market.alpaca.actions import splits_on
from trading.market.alpaca.feeds import Feed
from trading.market.alpaca.http import AlpacaReader, Host
from trading.market.alpaca.listing import SYMBOL
from trading.market.alpaca.quotes import PATH, last_of
from trading.market.answers import Record, instant, number, price, record
from trading.market.calendar import NEW_YORK
from trading.market.kept import Kept
from trading.ports import Clock
from trading.types import Snapshot

MOST_SYMBOLS = 100
"""In one question, so that its address stays below a thousand characters."""
KEEP_S = 3
KEEP_SPLITS_S = 3600
MANY = 50


class SnapshotReader:
    """Reads snapshots of one feed; equal lists that are asked within KEEP_S share one answer."""

    def __init__(self, reader: AlpacaReader, clock: Clock, feed: Feed, source: str) -> None:
        self._reader, self._clock, self._feed, self._source = reader, clock, feed, source
        self._kept: Kept[Mapping[str, Snapshot]] = Kept(clock, keep_s=KEEP_S, at_most=MANY)
        self._splits: Kept[frozenset[str]] = Kept(clock, keep_s=KEEP_SPLITS_S, at_most=MANY)

    def read(self, symbols: Sequence[str]) -> dict[str, Snapshot]:
        """Return a snapshot of each symbol that has a price, in the order asked. Raises Unavailable."""
        wanted = sorted({symbol for symbol in symbols if SYMBOL.fullmatch(symbol)})
        found: dict[str, Snapshot] = {}
        for begin in range(0, len(wanted), MOST_SYMBOLS):
            batch = tuple(wanted[begin : begin + MOST_SYMBOLS])
            found |= self._kept.get(batch, lambda batch=batch: self._read(batch))  # type: ignore[misc]
        return {symbol: found[symbol] for symbol in symbols if symbol in found}

    def _read(self, batch: tuple[str, ...]) -> Mapping[str, Snapshot]:
        today = self._clock.now().astimezone(NEW_YORK).date()
        answer = self._ask(batch)
        told = tuple(symbol for symbol in batch if record(answer.get(symbol)))
        if not told:
            return {}
        split = self._splits.get((told, today), lambda: splits_on(self._reader, told, today))
        made = [self._snapshot(symbol, record(answer[symbol]), symbol in split) for symbol in told]
        return {one.symbol: one for one in made if one is not None}

    def _ask(self, batch: tuple[str, ...]) -> Record:
        """Return the answer; Alpaca refuses a whole list for one symbol in it, so a refused one is asked in halves."""
        try:
            return record(self._reader.get(Host.DATA, PATH, {"symbols": ",".join(batch), "feed": str(self._feed)}))
        except NoData:
            half = len(batch) // 2
            return {**self._ask(batch[:half]), **self._ask(batch[half:])} if half else {}

    def _snapshot(self, symbol: str, told: Record, is_split_today: bool) -> Snapshot | None:
        last, at = last_of(told)
        if last is None or at is None:
            return None
        bar, before = record(told.get("dailyBar")), record(told.get("prevDailyBar"))
        day = _day(instant(bar.get("t")))
        if day is not None and day < at.astimezone(NEW_YORK).date():
            bar, before = {}, bar  # a price before today's first bar: the bar that is told is yesterday's
        return Snapshot(
            symbol=symbol,
            last=last,
            # Whether Alpaca has divided yesterday's close by a split of today is written nowhere: then it is not known.
            previous_close=None if is_split_today else price(before.get("c")),
            open=price(bar.get("o")),
            high=price(bar.get("h")),
            low=price(bar.get("l")),
            volume=number(bar.get("v")) if self._feed.is_whole_tape else None,
            at=at,
            source=self._source,
        )


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(NEW_YORK).date()
