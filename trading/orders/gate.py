"""The gate: asks market and venue for facts, reads the store inside the transaction, and judges by the rules."""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from trading.errors import Unavailable
from trading.orders.asking import AccountReading, AccountReadings, Asking
from trading.orders.background import BackgroundReader
from trading.orders.book import NEW_YORK, read_book
from trading.orders.parts import Parts
from trading.orders.past import PastReader
from trading.risk.checks import judge
from trading.risk.facts import Facts, Outside
from trading.risk.impact import impact
from trading.risk.past import Past
from trading.store.audit import moved_since
from trading.types import Action, GateVerdict, Impact, MarketMode, Proposal, Status, Ticket

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


class Gate:
    """Runs at proposal, and in the transaction that approves and claims. Threads may share it."""

    def __init__(self, parts: Parts, background: BackgroundReader) -> None:
        self._parts, self._background = parts, background
        self._readings = AccountReadings(parts)
        self._past_of: tuple[AccountReading, Past] | None = None
        self._past = PastReader(
            ledger=parts.ledger,
            account_id=parts.account_id,
            reader=parts.broker,
            market=parts.market,
            calendar=parts.calendar,
            market_clock=parts.market_clock,
            limits=parts.limits,
        )

    def look(self, ticket: Ticket, *, volume: bool = False, recent: bool = False) -> Outside:
        """Ask the market and the venue, before any transaction.

        `volume` also reads the average daily volume and what else only the impact card needs. `recent` takes an
        account that was read a moment ago, where there is one; `is_old` then tells whether it still holds.
        """
        parts, asking = self._parts, Asking()
        now = parts.market_clock.now()
        day = now.astimezone(NEW_YORK).date()
        if ticket.action is Action.CANCEL:
            return _nothing_asked(now)
        kept = self._readings.recent() if recent else None
        price = partial(asking.ask, "quote", lambda: parts.market.quote(ticket.symbol))
        quote = price if kept is not None else self._readings.beside(price)
        reading = kept or self._readings.now()
        card = self._background.read(ticket, reading.positions) if volume else None
        return Outside(
            log_seq=reading.log_seq,
            asked_at=now,
            read_at=None if kept is None else kept.at,
            asset=asking.ask("asset", lambda: parts.market.asset(ticket.symbol)),
            session=asking.ask("session", lambda: parts.calendar.session_at(now)),
            previous_session=asking.ask("previous_session", lambda: parts.calendar.previous_session(day)),
            next_session=asking.ask("next_session", lambda: parts.calendar.next_session(day)),
            account=reading.account,
            positions=reading.positions,
            peak_equity=reading.peak_equity,
            past=asking.ask("past", lambda: self._read_past(reading)),
            average_volume=None if card is None else card.average_volume,
            background=None if card is None else card.background,
            quote=quote(),
            faults={**reading.faults, **asking.faults},
        )

    def look_ahead(self, symbol: str) -> None:
        """Ask in the background for what an approval of that symbol will need; at once where nothing is far away."""
        self._readings.look_ahead(lambda: self._parts.market.quote(symbol))

    def is_old(self, connection: Connection, outside: Outside) -> bool:
        """Say whether an order, or the clock of a replay, moved after the venue was asked: it must be asked again."""
        parts = self._parts
        if parts.broker.mode is MarketMode.REPLAY and parts.market_clock.now() != outside.asked_at:
            return True
        if outside.read_at is not None and not self._readings.is_young(outside.read_at):
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
            is_new=proposal.status is Status.PROPOSED,
            live_allowed=parts.live_allowed,
        )

    def verdict(self, facts: Facts) -> GateVerdict:
        """Return the verdict."""
        return judge(facts)

    def judge(self, facts: Facts) -> tuple[GateVerdict, Impact]:
        """Return the verdict and the impact."""
        return judge(facts), impact(facts)

    def _read_past(self, reading: AccountReading) -> Past:
        """Return what the protections look back on, once a reading: executions after it make all that was asked old."""
        kept = self._past_of
        if kept is not None and kept[0] is reading:
            return kept[1]
        if reading.account is None or reading.points is None:
            raise Unavailable("; ".join(reading.faults.values()))
        past = self._past.read(reading.account, reading.points)
        self._past_of = reading, past
        return past


def _nothing_asked(asked_at: datetime) -> Outside:
    """A cancel needs no price and no position."""
    return Outside(
        log_seq=0,
        asked_at=asked_at,
        quote=None,
        asset=None,
        session=None,
        previous_session=None,
        next_session=None,
        account=None,
        positions=None,
        peak_equity=None,
        past=None,
        average_volume=None,
    )
