"""What the desk is made of, and the little it remembers in memory."""

import threading
from dataclasses import dataclass, field

from trading.ports import Broker, Calendar, Clock, MarketData
from trading.risk.limits_book import LimitsBook
from trading.store.ledger import Ledger


@dataclass(slots=True)
class Memory:
    """What one process knows beyond the store.

    `reconciled` is whether it has agreed with the venue since it started; `kill` holds the stop's sentence while
    the flag could not be written to the store, `kill_keeps_exits` whether that stop leaves protective exits.
    """

    reconciled: bool = False
    kill: str | None = None
    kill_keeps_exits: bool = False
    reconciling: threading.RLock = field(default_factory=threading.RLock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The desk's parts; the broker is handed to nobody else."""

    ledger: Ledger
    account_id: str
    broker: Broker
    market: MarketData
    calendar: Calendar
    wall_clock: Clock
    market_clock: Clock
    limits: LimitsBook
    owner: str
    read_only: bool
    live_allowed: bool = False
    memory: Memory = field(default_factory=Memory)
