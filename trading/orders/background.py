"""Reads the background of an impact card; what is slow or fails is missing from the card and stops nothing."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from trading.errors import NoData
from trading.orders.asking import Asking
from trading.orders.executions import fills_of_book
from trading.orders.parts import Parts
from trading.portfolio.closes import Closes
from trading.portfolio.lots import NEW_YORK, match_lots
from trading.risk.background import Background, LiveStop, stops_of_symbol
from trading.store.orders import working_orders
from trading.types import CashActionKind, CorporateAction, Fill, MarketMode, Position, Ticket

if TYPE_CHECKING:
    import pandas as pd

PATIENCE_S = 1.0
"""How long a card waits for a market elsewhere; the answer that comes later is there at the next look."""
ASKERS = 4
STALE = timedelta(days=7)
"""A history that ended longer ago says nothing of risk now; a shorter gap is a bar that has not arrived yet."""
BENCHMARK, LOTS, STOPS, VOLUME = "benchmark", "lots", "stops", "volume"


VOLUME_SESSIONS = 20
VOLUME_DAYS = timedelta(days=3 * VOLUME_SESSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What was read for one card: its background, and the 20-session average volume, None where there is none."""

    background: Background
    average_volume: float | None


class BackgroundReader:
    """Reads prices, lots and stops about a ticket. Threads may share it."""

    def __init__(self, parts: Parts, closes: Closes, benchmark: str) -> None:
        self._parts, self._closes, self._benchmark = parts, closes, benchmark
        self._askers = ThreadPoolExecutor(max_workers=ASKERS, thread_name_prefix="card")
        self._flying: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()
        self._volumes: dict[tuple[str, date], float | None] = {}
        self._splits: dict[tuple[str, date, date], Sequence[CorporateAction]] = {}

    def read(self, ticket: Ticket, positions: Mapping[str, Position] | None) -> Card:
        """Return what the card of one ticket needs, whatever of it could be had in time."""
        asking, symbol = Asking(), ticket.symbol
        stored = asking.ask(LOTS, lambda: self._stored(symbol))
        fills, stops = (None, None) if stored is None else stored
        symbols = {symbol, *(held for held, position in (positions or {}).items() if position.qty)}
        wanted: dict[str, Callable[[], Any]] = {name: partial(self._year, name) for name in sorted(symbols)}
        wanted[BENCHMARK] = partial(self._year, self._benchmark)
        splits, volume = f"splits of {symbol}", f"volume of {symbol}"
        wanted[volume] = partial(self._volume, symbol)
        earnings = f"results of {symbol}"
        wanted[earnings] = partial(self._next_earnings, symbol)
        if fills:
            wanted[splits] = partial(self._splits_since, symbol, fills[0].at.astimezone(NEW_YORK).date())
        found = self._answers(asking, wanted)
        closes: dict[str, pd.Series] = {name: found[name] for name in symbols if found[name] is not None}
        faults = asking.faults
        if fills is None:
            faults[STOPS] = faults[LOTS]
        elif splits in faults:
            faults[LOTS] = faults[splits]
        if volume in faults:
            faults[VOLUME] = faults[volume]
        known = fills is not None and LOTS not in faults
        lots = match_lots(fills or (), found.get(splits) or ()) if known else None
        background = Background(
            closes=closes,
            benchmark=found[BENCHMARK],
            lots=lots,
            stops=stops,
            faults=faults,
            next_earnings=found[earnings],
        )
        return Card(background=background, average_volume=found[volume])

    def _stored(self, symbol: str) -> tuple[list[Fill], tuple[LiveStop, ...]]:
        with self._parts.ledger.read() as connection:
            fills = fills_of_book(connection, self._parts.account_id, self._parts.broker, [symbol])[symbol]
            return fills, stops_of_symbol(working_orders(connection, self._parts.account_id), symbol)

    def _year(self, symbol: str) -> "pd.Series":
        closes, newest = self._closes.year(symbol), self._closes.newest_session()
        if closes.index[-1] < newest.closes - STALE:
            raise NoData(f"the prices of {symbol} end on {closes.index[-1]:%Y-%m-%d}")
        return closes

    def _volume(self, symbol: str) -> float | None:
        """Return the average of the newest sessions, None where the source has not the volume of all exchanges."""
        newest = self._closes.newest_session()
        key, kept = (symbol, newest.day), self._volumes
        if key in kept:
            return kept[key]
        bars = self._parts.market.bars(symbol, start=newest.day - VOLUME_DAYS, adjusted=False)
        is_whole = not bars.closes_only and not bars.partial_volume and len(bars.frame) >= VOLUME_SESSIONS
        volume = float(bars.frame["volume"].tail(VOLUME_SESSIONS).mean()) if is_whole else None
        if bars.as_of >= newest.closes:
            # never changed in place: another thread may be walking it
            self._volumes = {known: value for known, value in kept.items() if known[1] == key[1]} | {key: volume}
        return volume

    def _next_earnings(self, symbol: str) -> date | None:
        """Return the next day of results that is known at now, today included; a source may have none."""
        today = self._parts.market_clock.now().astimezone(NEW_YORK).date()
        return next((each.day for each in self._parts.market.earnings(symbol, start=today)), None)

    def _splits_since(self, symbol: str, start: date) -> Sequence[CorporateAction]:
        """Return the splits from that day on. The day's own are known at its open, so the key is the day of now."""
        key = symbol, start, self._parts.market_clock.now().astimezone(NEW_YORK).date()
        found = self._splits.get(key)
        if found is None:
            actions = self._parts.market.corporate_actions(symbol, start=start)
            found = [action for action in actions if action.kind is CashActionKind.SPLIT]
            # never changed in place: another thread may be walking it
            self._splits = {known: value for known, value in self._splits.items() if known[2] == key[2]} | {key: found}
        return found

    def _answers(self, asking: Asking, wanted: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Return the answers by name; a market elsewhere is asked for everything at once, and not for ever."""
        if self._parts.broker.mode is MarketMode.REPLAY:
            return {name: asking.ask(name, question) for name, question in wanted.items()}
        flying = {name: self._begin(name, question) for name, question in wanted.items()}
        wait(flying.values(), timeout=PATIENCE_S)
        found = {}
        for name, future in flying.items():
            if future.done():
                found[name] = asking.ask(name, future.result)
            else:
                found[name] = None
                asking.faults[name] = f"the market has not answered for {name} within {PATIENCE_S:g} s; look again"
        return found

    def _begin(self, name: str, question: Callable[[], Any]) -> "Future[Any]":
        """Ask, unless the same is being asked already: a market that hangs is asked for each thing once."""
        with self._lock:
            flying = self._flying.get(name)
            if flying is None or flying.done():
                flying = self._flying[name] = self._askers.submit(question)
            return flying
