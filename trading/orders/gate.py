"""The gate: asks market and venue for facts, reads the store inside the transaction, and judges by the rules."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Connection

from trading.errors import TradingError
from trading.orders.book import NEW_YORK, read_book
from trading.orders.parts import Parts
from trading.risk.checks import judge
from trading.risk.facts import Facts, Outside
from trading.risk.impact import impact
from trading.store.audit import head, moved_since
from trading.types import Action, GateVerdict, Impact, MarketMode, Position, Proposal, Quote, Ticket, VenueAccount

T = TypeVar("T")
log = logging.getLogger(__name__)

VOLUME_SESSIONS = 20
ASKERS = 8
VENUE_MOVES = frozenset(
    f"order.{word}"
    for word in (
        "sent",
        "partly_filled",
        "filled",
        "cancelled",
        "rejected",
        "expired",
        "replaced",
        "progress",
        "adopted",
        "fill",
    )
)
"""Log entries after which what the venue said before is old: its positions or buying power have moved."""


@dataclass(slots=True)
class _Asking:
    """Collects answers; a fault becomes a sentence under the name of what was asked for."""

    faults: dict[str, str] = field(default_factory=dict)

    def ask(self, name: str, question: Callable[[], T]) -> T | None:
        try:
            return question()
        except TradingError as fault:
            self.faults[name] = str(fault)
        except Exception as fault:  # an adapter's own mistake is no price and no position: the answer is no
            log.exception("asking for %s failed", name)
            self.faults[name] = f"{name} could not be read ({type(fault).__name__}); try again"
        return None


class Gate:
    """Runs at proposal, at approval and at sending. Threads may share it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._volumes: dict[tuple[str, str], float | None] = {}
        self._askers = ThreadPoolExecutor(max_workers=ASKERS, thread_name_prefix="gate")

    def look(self, ticket: Ticket, *, volume: bool = False) -> Outside:
        """Ask the market and the venue, before any transaction. `volume` also reads the average daily volume."""
        parts, asking = self._parts, _Asking()
        with parts.ledger.read() as connection:
            log_seq = head(connection, parts.account_id).seq
        now = parts.market_clock.now()
        day = now.astimezone(NEW_YORK).date()
        if ticket.action is Action.CANCEL:
            return _nothing_asked(log_seq, now)
        account, positions, quote = self._ask_outside(ticket, asking)
        return Outside(
            log_seq=log_seq,
            asked_at=now,
            quote=quote,
            asset=asking.ask("asset", lambda: parts.market.asset(ticket.symbol)),
            session=asking.ask("session", lambda: parts.calendar.session_at(now)),
            previous_session=asking.ask("previous_session", lambda: parts.calendar.previous_session(day)),
            next_session=asking.ask("next_session", lambda: parts.calendar.next_session(day)),
            account=account,
            positions=positions,
            peak_equity=asking.ask(
                "peak_equity", lambda: None if account is None else self._peak([account.equity, account.last_equity])
            ),
            average_volume=self._volume(ticket.symbol, now) if volume else None,
            faults=asking.faults,
        )

    def _ask_outside(
        self, ticket: Ticket, asking: _Asking
    ) -> tuple[VenueAccount | None, dict[str, Position] | None, Quote | None]:
        """Ask for what lies behind a network: at once, where it does; one after the other takes as many round trips."""
        parts = self._parts

        def positions() -> dict[str, Position]:
            return {position.symbol: position for position in parts.broker.positions()}

        def quote() -> Quote:
            return parts.market.quote(ticket.symbol)

        if parts.broker.mode is MarketMode.REPLAY:
            return (
                asking.ask("account", parts.broker.account),
                asking.ask("positions", positions),
                asking.ask("quote", quote),
            )
        held = self._askers.submit(asking.ask, "positions", positions)
        priced = self._askers.submit(asking.ask, "quote", quote)
        account = asking.ask("account", parts.broker.account)
        return account, held.result(), priced.result()

    def is_old(self, connection: Connection, outside: Outside) -> bool:
        """Say whether an order, or the clock of a replay, moved after the venue was asked: it must be asked again."""
        parts = self._parts
        if parts.broker.mode is MarketMode.REPLAY and parts.market_clock.now() != outside.asked_at:
            return True
        return moved_since(connection, parts.account_id, outside.log_seq, VENUE_MOVES)

    def facts(self, connection: Connection, outside: Outside, proposal: Proposal) -> Facts:
        """Return the facts about one proposal, in the transaction that will act on them."""
        parts = self._parts
        return Facts(
            ticket=proposal.ticket,
            origin=proposal.origin,
            mode=parts.broker.mode,
            read_only=parts.read_only,
            wall_now=parts.wall_clock.now(),
            market_now=parts.market_clock.now(),
            outside=outside,
            book=read_book(connection, parts, proposal),
            asked_again=proposal.again_of is not None,
        )

    def judge(self, facts: Facts) -> tuple[GateVerdict, Impact]:
        """Return the verdict and the impact."""
        return judge(facts), impact(facts)

    def _peak(self, worths: list[Decimal]) -> Decimal:
        return max([*worths, *(point.equity for point in self._parts.broker.equity())])

    def _volume(self, symbol: str, now: datetime) -> float | None:
        """Return the 20-session average volume before now, None where the source has none."""
        key, kept = (symbol, now.isoformat()), self._volumes
        if key in kept:
            return kept[key]
        volume = self._read_volume(symbol, now)
        # never changed in place: another thread may be walking it
        self._volumes = {known: value for known, value in kept.items() if known[1] == key[1]} | {key: volume}
        return volume

    def _read_volume(self, symbol: str, now: datetime) -> float | None:
        start = (now - timedelta(days=3 * VOLUME_SESSIONS)).date()
        try:
            bars = self._parts.market.bars(symbol, start=start, adjusted=False)
        except TradingError:
            return None
        if bars.closes_only or bars.partial_volume or len(bars.frame) < VOLUME_SESSIONS:
            return None
        return float(bars.frame["volume"].tail(VOLUME_SESSIONS).mean())


def _nothing_asked(log_seq: int, asked_at: datetime) -> Outside:
    """A cancel needs no price and no position."""
    return Outside(
        log_seq=log_seq,
        asked_at=asked_at,
        quote=None,
        asset=None,
        session=None,
        previous_session=None,
        next_session=None,
        account=None,
        positions=None,
        peak_equity=None,
        average_volume=None,
    )
