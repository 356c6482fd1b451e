"""The newest quote and trade of each symbol as the stream told them; an older one never replaces a newer one."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trading.market.answers import Record, instant, price
from trading.ports import Clock

QUOTE, TRADE = "latestQuote", "latestTrade"
MOST_AHEAD = timedelta(seconds=5)
"""A time further ahead of our clock than this is not believed: it would keep every true one out."""
NOT_OF_NOW = frozenset("CNRPHVWZU47")
"""Trades whose price is not that of now, by the sale conditions of the tapes (CTS and UTP specifications): cash, next
day and seller settlement, prior reference, price variation, contingent, average price, sold out of sequence (in and
out of hours), derivatively priced, qualified contingent."""
AVERAGE_ON_TAPES_A_B = "B"
"""An average price on the tapes of NYSE and the regional exchanges, bunched trades of now on Nasdaq's."""


@dataclass(slots=True)
class _Held:
    members: dict[str, Record] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)


class Newest:
    """Holds one quote and one trade a symbol, in the words of a snapshot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}

    def take(self, symbol: str, member: str, told: Record) -> bool:
        """Hold a quote or a trade unless a newer one is held; return whether it is held now."""
        at = instant(told.get("t"))
        if at is None or at - self._clock.now() > MOST_AHEAD or (member == TRADE and not _is_price_of_now(told)):
            return False
        with self._lock:
            held = self._held.setdefault(symbol, _Held())
            before = held.times.get(member)
            if before is not None and at < before:
                return False
            held.members[member], held.times[member] = told, at
            return True

    def recall(self, symbol: str, trade_id: object) -> None:
        """Forget a trade that has been cancelled or corrected."""
        with self._lock:
            held = self._held.get(symbol)
            if held is not None and held.members.get(TRADE, {}).get("i") == trade_id:
                held.members.pop(TRADE), held.times.pop(TRADE)

    def of(self, symbol: str) -> Record:
        """Return what is held, as members of a snapshot."""
        with self._lock:
            held = self._held.get(symbol)
            return {} if held is None else dict(held.members)

    def at(self, symbol: str, member: str) -> datetime | None:
        """Return the time of what is held."""
        with self._lock:
            held = self._held.get(symbol)
            return None if held is None else held.times.get(member)

    def keep_only(self, symbols: Collection[str]) -> None:
        """Forget every other symbol."""
        with self._lock:
            self._held = {symbol: held for symbol, held in self._held.items() if symbol in symbols}


def _is_price_of_now(trade: Record) -> bool:
    conditions = {str(one) for one in trade.get("c") or ()} if isinstance(trade.get("c"), list) else set()
    if AVERAGE_ON_TAPES_A_B in conditions and trade.get("z") in ("A", "B"):
        return False
    return price(trade.get("p")) is not None and not conditions & NOT_OF_NOW
