"""Looks at the market for the book: what has traded since the last look is read first, then played in one move."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trading.broker.paper.book import Book
from trading.broker.paper.live.company import act_late
from trading.broker.paper.live.doubt import Doubt, has_gap
from trading.broker.paper.live.marks import seen
from trading.broker.paper.live.prices import MINUTE, LivePrices, Stretch
from trading.broker.paper.live.sessions import (
    Ending,
    book_executions,
    open_session,
    play_stretches,
    settle,
)
from trading.broker.paper.rows import day_of
from trading.errors import Busy, TradingError, Unavailable
from trading.ports import Calendar, Clock
from trading.types import CashActionKind, CorporateAction, Session, SessionBar

CATCH_UP_S = 10.0
"""How long an order waits for a book that is being brought up to now."""
ONE_DAY = timedelta(days=1)
ASK_AGAIN = timedelta(seconds=15)
"""How long a minute in which nothing seems to have traded is not asked for again."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the book stands: the day it has ended, the session after it, and the symbols in the book."""

    ended: date
    session: Session
    is_opened: bool
    resting: frozenset[str]
    symbols: frozenset[str]


class MarketLook:
    """Brings one book up to now. Threads take turns; another process may do the same beside this one.

    Nothing is asked of the market while the book's file is locked, and each step is one transaction that finds the
    book as it stands then: a step that another has done meanwhile changes nothing.
    """

    def __init__(self, *, book: Book, prices: LivePrices, calendar: Calendar, clock: Clock, witness: str) -> None:
        """`witness` is a symbol that trades in every session, asked when the source tells nothing of the book's own."""
        self._witness, self._doubt = witness, Doubt()
        self._acted: dict[str, date] = {}
        self._book, self._prices, self._calendar, self._clock = book, prices, calendar, clock
        self._turn = threading.Lock()
        self._asked: dict[str, tuple[datetime, datetime]] = {}
        self._plays = 0

    def look(self) -> frozenset[str]:
        """Play everything that has traded since the last look; return the ids of the orders that it changed.

        Raises what the market or the file raises; what was played before that stands, and a later look goes on there.
        """
        with self._turn:
            return self._bring_up(with_minutes=True)

    def catch_up(self) -> None:
        """End the sessions that are over and begin today's, so that an order meets a book of now. Raises Busy."""
        if self._is_up_to_date():
            return
        if not self._turn.acquire(timeout=CATCH_UP_S):
            raise Busy("the paper book is still reading what traded while nobody looked; try again in a minute")
        try:
            self._bring_up(with_minutes=False)
        finally:
            self._turn.release()

    def is_waiting(self) -> bool:
        """Say whether the market is to be asked soon: orders rest while it trades, or a session waits for its end."""
        standing = self._standing()
        now = self._clock.now()
        return now >= standing.session.opens and bool(standing.resting or self._ends(standing.session, now))

    def _is_up_to_date(self) -> bool:
        standing, now = self._standing(), self._clock.now()
        return now < standing.session.opens or (standing.is_opened and not self._ends(standing.session, now))

    def _ends(self, session: Session, now: datetime) -> bool:
        return now >= self._prices.settles_at(session)

    def _bring_up(self, *, with_minutes: bool) -> frozenset[str]:
        changed: frozenset[str] = frozenset()
        while True:
            standing, now = self._standing(), self._clock.now()
            if now < standing.session.opens:
                return changed
            if not standing.is_opened:
                changed |= self._open(standing) or frozenset()
            elif self._ends(standing.session, now):
                changed |= self._settle(standing) or frozenset()
            else:
                self._doubt.settled()
                return changed | (self._play(standing) if with_minutes else frozenset())

    def _standing(self) -> Standing:
        with self._book.file.read() as file:
            ended = day_of(self._book.head()["session_day"])
            session = self._calendar.next_session(ended)
            opened = file.row("SELECT 1 FROM opened WHERE day = ?", (session.day.isoformat(),)) is not None
            rows = file.rows("SELECT DISTINCT symbol FROM orders WHERE status = 'sent'")
            resting = frozenset(row["symbol"] for row in rows)
            held = frozenset(holding.symbol for holding in self._book.holdings())
            if opened:  # what was sold today was still held at the open, and may be due a dividend
                held |= {row["symbol"] for row in file.rows("SELECT symbol FROM opening")}
        return Standing(ended=ended, session=session, is_opened=opened, resting=resting, symbols=resting | held)

    def _open(self, standing: Standing) -> frozenset[str] | None:
        actions = self._actions(standing, standing.symbols)
        return self._step(standing, lambda: open_session(self._book, standing.session, actions))

    def _play(self, standing: Standing) -> frozenset[str]:
        """Play the newest minutes; a symbol whose source fails holds up none of the others."""
        now = self._clock.now()
        until = self._prices.finished_until(now).replace(second=0, microsecond=0)
        if until < standing.session.opens + MINUTE:
            return frozenset()
        found: dict[str, list[Stretch]] = {}
        late: list[CorporateAction] = []
        faults: list[TradingError] = []
        for symbol in self._in_turn(standing.resting):
            if self._was_asked(symbol, until, now):
                continue
            try:
                told = self._prices.minutes(symbol, standing.session, until=until) or []
                acted = self._acted_since(symbol, told, standing) if told else []
            except TradingError as fault:
                faults.append(fault)
                continue
            if acted is not None:
                found[symbol] = told
                late += acted

        def act() -> None:
            act_late(self._book, late, now)
            play_stretches(self._book, found)

        changed = self._step(standing, act) if any(found.values()) else frozenset()
        if changed is not None:  # what a refused step had read is read anew: a split in it is in no book yet
            self._acted |= {symbol: standing.session.day for symbol, told in found.items() if told}
            self._asked |= {symbol: (told[-1].ends if told else NEVER, now) for symbol, told in found.items()}
        if faults:
            raise faults[0]
        return changed or frozenset()

    def _in_turn(self, symbols: frozenset[str]) -> list[str]:
        """Return the symbols, each look from another one on: whose fault makes the source pause is not always first."""
        self._plays += 1
        first = self._plays % max(1, len(symbols))
        listed = sorted(symbols)
        return listed[first:] + listed[:first]

    def _was_asked(self, symbol: str, until: datetime, now: datetime) -> bool:
        """Say whether a minute was told already, or was asked for just now and may come late or never."""
        told, asked_at = self._asked.get(symbol, (NEVER, NEVER))
        is_just_now = now - asked_at < ASK_AGAIN and self._prices.finished_until(asked_at) >= until
        return told >= until or is_just_now

    def _acted_since(self, symbol: str, told: Sequence[Stretch], standing: Standing) -> list[CorporateAction] | None:
        """Return what the company did, asked again before a first minute and at a gap; None while a gap waits."""
        session, day = standing.session, standing.session.day
        with self._book.file.read():
            price, at = seen(self._book, symbol)
        is_gap = has_gap(told, price, told_until=self._asked.get(symbol, (NEVER, NEVER))[0])
        if not is_gap and self._acted.get(symbol) == day:
            return []
        actions = self._actions(standing, [symbol])
        is_told = any(action.kind is CashActionKind.SPLIT for action in actions)
        if is_gap and not is_told and at < session.opens and self._doubt.waits(symbol, session, self._clock.now()):
            return None
        return actions

    def _settle(self, standing: Standing) -> frozenset[str] | None:
        session = standing.session
        days = {symbol: self._prices.day_bar(symbol, session) for symbol in sorted(standing.symbols)}
        untold = {symbol for symbol, day in days.items() if day is None}  # the last minute is then its close
        minutes = {
            symbol: self._prices.minutes(symbol, session, until=session.closes)
            for symbol in sorted(standing.resting | untold)
        }
        silent = {symbol for symbol, found in minutes.items() if _is_silent(found, days[symbol])}
        is_blank = bool(days) and all(day is None for day in days.values()) and not any(minutes.values())
        if is_blank and not self._prices.has_come_to(session, self._witness):
            raise Unavailable(
                f"nothing of the session of {session.day} is told yet, not even of {self._witness}; "
                "it is asked again until something is"
            )
        self._doubt.believe(silent, session, self._clock.now())
        stretches = {symbol: _whole(found, days[symbol], session) for symbol, found in minutes.items()}
        actions = self._actions(standing, standing.symbols)
        ending = Ending(session=session, stretches=stretches, days=days, actions=actions)
        return self._step(standing, lambda: settle(self._book, ending))

    def _actions(self, standing: Standing, symbols: Iterable[str]) -> list[CorporateAction]:
        start, end = standing.ended + ONE_DAY, standing.session.day
        return [one for symbol in sorted(symbols) for one in self._prices.actions(symbol, start, end)]

    def _step(self, before: Standing, act: Callable[[], None]) -> frozenset[str] | None:
        """Carry out one move and return what it changed; None when the book no longer stands where it was read for."""
        with self._book.file.write() as file:
            standing = self._standing()
            same = (standing.ended, standing.is_opened) == (before.ended, before.is_opened)
            if not same or not standing.symbols <= before.symbols:
                return None
            held_by = _orders(file.rows("SELECT * FROM orders WHERE status = 'sent'"))
            act()
            book_executions(self._book, self._clock.now())
            after = _orders(file.rows("SELECT * FROM orders WHERE status = 'sent'"))
        return frozenset(owner for key, owner in {**held_by, **after}.items() if (key in held_by) != (key in after))


def _whole(minutes: Sequence[Stretch] | None, day: SessionBar | None, session: Session) -> Sequence[Stretch]:
    """Return the minutes of a session that is over, or its daily bar where the minutes are gone."""
    if minutes or day is None:
        return minutes or []
    return [Stretch(begins=session.opens, ends=session.closes, bar=day)]


def _is_silent(minutes: Sequence[Stretch] | None, day: SessionBar | None) -> bool:
    """Say whether minutes are missing that must be there or may come: a day whose price has moved has some."""
    return not minutes and (day is None or (minutes is not None and day.high != day.low))


def _orders(rows: Iterable[sqlite3.Row]) -> dict[tuple[str, ...], str]:
    """Return what the desk is to hear of: each resting order as it is, and the id under which it asks for it."""
    return {(row["id"], row["qty"], str(row["held"])): row["parent"] or row["id"] for row in rows}
