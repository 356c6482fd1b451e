"""What was closed lately, read from the store's executions: kept, and brought up by what the log has heard since."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from trading.errors import UnknownSymbol
from trading.orders.executions import fills_of_book
from trading.portfolio.lots import NEW_YORK, ClosedTrade, LotBook, match_lots
from trading.ports import MarketData, VenueReader
from trading.risk.closings import Closing, closings
from trading.store import audit
from trading.store.forms import fill_from_wire
from trading.store.ledger import Ledger
from trading.store.orders import get_orders, symbols_filled
from trading.types import CorporateAction, Fill, MarketMode, VenueOrder

FILLED = "order.fill"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Symbol:
    """One symbol's matched executions: lots and closed trades, the last of them, and what they came to lately.

    `closings` are by the order that closed, of those that did in the look-back; a part of theirs may lie before it.
    """

    book: LotBook
    last: Fill
    closings: Mapping[str, tuple[Closing, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What stands up to log entry `seq` for executions from `start` on, in the venue's book of that number."""

    seq: int
    start: datetime
    number: str
    symbols: dict[str, _Symbol] = field(default_factory=dict)
    closings: tuple[Closing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What is to be read anew: the executions of a symbol, whether they follow what is kept, and orders reported."""

    seq: int
    follow: dict[str, list[Fill]] = field(default_factory=dict)
    whole: dict[str, list[Fill]] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()


class ClosedTrades:
    """Reads what was closed; a history that has not moved costs one question to the log. Threads may share it."""

    def __init__(self, *, ledger: Ledger, account_id: str, market: MarketData, reader: VenueReader) -> None:
        self._ledger = ledger
        self._account_id = account_id
        self._market = market
        self._reader = reader
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    @property
    def _is_replay(self) -> bool:
        return self._reader.mode is MarketMode.REPLAY

    def since(self, start: datetime, *, number: str) -> tuple[Closing, ...]:
        """Return what was closed from that time on, ascending, and perhaps more; `number` is the account's own.

        Raises Unavailable.
        """
        with self._lock:
            kept = self._kept
            if kept is None or start < kept.start or number != kept.number:
                kept = _Kept(seq=0, start=start, number=number)
            self._kept = self._brought_up(kept)
            return self._kept.closings

    def _brought_up(self, kept: _Kept) -> _Kept:
        with self._ledger.read() as connection:
            news = self._first(connection, kept) if kept.seq == 0 else self._later(connection, kept)
        changed = {symbol: self._matched(fills) for symbol, fills in news.whole.items() if fills}
        stale = {symbol: _exits(one.book.closed, kept.start) for symbol, one in changed.items()}
        for symbol, fills in news.follow.items():
            before = kept.symbols[symbol]
            changed[symbol] = self._matched(fills, after=before)
            stale[symbol] = _exits(changed[symbol].book.closed[len(before.book.closed) :], kept.start)
        for symbol, one in kept.symbols.items():
            if reported := news.reported & one.closings.keys():
                stale[symbol] = stale.get(symbol, frozenset()) | reported
                changed.setdefault(symbol, one)
        if not changed:
            return replace(kept, seq=news.seq)
        with self._ledger.read() as connection:
            orders = get_orders(connection, frozenset[str]().union(*stale.values()))
        symbols = kept.symbols | {s: _with_closings(one, stale[s], orders) for s, one in changed.items()}
        every = (one for symbol in symbols.values() for found in symbol.closings.values() for one in found)
        return replace(kept, seq=news.seq, symbols=symbols, closings=tuple(sorted(every, key=lambda one: one.at)))

    def _first(self, connection: Connection, kept: _Kept) -> _News:
        seq = audit.head(connection, self._account_id).seq
        symbols = symbols_filled(connection, self._account_id, since=kept.start)
        return _News(seq=seq, whole=fills_of_book(connection, self._account_id, self._reader, symbols))

    def _later(self, connection: Connection, kept: _Kept) -> _News:
        heard = audit.subjects_since(connection, self._account_id, kept.seq)
        if not heard:
            return _News(seq=kept.seq)
        seq = kept.seq + len(heard)
        reported = frozenset(subject for kind, subject in heard if kind.startswith("order.") and kind != FILLED)
        new: dict[str, list[Fill]] = defaultdict(list)
        if any(kind == FILLED for kind, _ in heard):
            for body in audit.bodies_since(connection, self._account_id, kept.seq, FILLED):
                fill = fill_from_wire(body["fill"])
                new[fill.symbol].append(fill)
        follow = {symbol: fills for symbol, fills in new.items() if self._follows(kept.symbols.get(symbol), fills)}
        whole = fills_of_book(connection, self._account_id, self._reader, new.keys() - follow.keys())
        return _News(seq=seq, follow=follow, whole=whole, reported=reported)

    def _follows(self, known: _Symbol | None, fills: Sequence[Fill]) -> bool:
        """Say whether executions come, as the log has them, after all that are matched; a late one does not."""
        if known is None:
            return False
        if self._is_replay:
            keys = [(fill.at, "") for fill in (known.last, *fills)]
        else:
            keys = [(fill.at, fill.execution_id) for fill in (known.last, *fills)]
        return keys == sorted(keys)

    def _matched(self, fills: Sequence[Fill], *, after: _Symbol | None = None) -> _Symbol:
        first = fills[0] if after is None else after.last
        splits = self._splits(first, fills[-1])
        if after is None:
            return _Symbol(book=match_lots(fills, splits), last=fills[-1])
        return replace(after, book=match_lots(fills, splits, after=after.book), last=fills[-1])

    def _splits(self, first: Fill, last: Fill) -> Sequence[CorporateAction]:
        """Return what changed the lots between two executions: asked for only where they lie days apart."""
        before, end = _day(first), _day(last)
        if before == end:
            return ()
        try:
            actions = self._market.corporate_actions(first.symbol, start=before, end=end)
        except UnknownSymbol:  # what the market does not list, it can tell no split of
            return ()
        return [action for action in actions if action.ex_date > before]


def _exits(closed: Iterable[ClosedTrade], start: datetime) -> frozenset[str]:
    """Return the orders that closed something from that time on."""
    return frozenset(trade.exit_order_id for trade in closed if trade.closed_at >= start)


def _with_closings(one: _Symbol, stale: frozenset[str], orders: Mapping[str, VenueOrder]) -> _Symbol:
    """Return the symbol with the closings of these orders gathered anew."""
    parts: dict[str, list[ClosedTrade]] = {order_id: [] for order_id in stale}
    for trade in one.book.closed:
        if trade.exit_order_id in stale:
            parts[trade.exit_order_id].append(trade)
    found = {order_id: closings(trades, orders) for order_id, trades in parts.items()}
    return replace(one, closings={**one.closings, **found})


def _day(fill: Fill) -> date:
    return fill.at.astimezone(NEW_YORK).date()
