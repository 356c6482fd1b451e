"""Looks at the market for the book: what has traded since the last look is read first, then played in one move."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from trading.broker.paper.book import Book
from trading.broker.paper.live.behind import Behind, leave_behind, rejoin, settle_behind
from trading.broker.paper.live.company import act_late
from trading.broker.paper.live.doubt import Doubt, has_gap, not_told
from trading.broker.paper.live.marks import seen
from trading.broker.paper.live.moves import BookMoves, Standing
from trading.broker.paper.live.prices import MINUTE, NEW_YORK, LivePrices, Stretch
from trading.broker.paper.live.reading import SessionReading, Told
from trading.broker.paper.live.sessions import (
    Ending,
    open_session,
    play_stretches,
    settle,
)
from trading.errors import Busy, TradingError, Unavailable
from trading.ports import Calendar, Clock
from trading.types import CashActionKind, CorporateAction, Session

CATCH_UP_S = 10.0
"""How long an order waits for a book that is being brought up to now."""
ASK_AGAIN = timedelta(seconds=15)
"""How long a minute in which nothing seems to have traded is not asked for again."""
T = TypeVar("T")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


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
        self._reading = SessionReading(prices, calendar)
        self._moves = BookMoves(book, calendar, clock)
        self._turn = threading.Lock()
        self._asked: dict[str, tuple[datetime, datetime]] = {}
        self._looks = 0
        self.unseen: TradingError | None = None
        """Why the last look did not see all that it looked for, None where it did."""

    def look(self) -> frozenset[str]:
        """Play everything that has traded since the last look; return the ids of the orders that it changed.

        Where nothing has changed it raises what the market or the file raises; else `unseen` is that. What was played
        before it stands, and a later look goes on there. A symbol that the source tells nothing of holds up none of
        the others.
        """
        with self._turn:
            self._looks += 1
            changed: set[str] = set()
            faults: list[TradingError] = []
            try:
                self._bring_up(changed, faults)
            except TradingError as fault:  # it ends the look, not what was changed before it
                faults.insert(0, fault)
            self.unseen = faults[0] if faults else None
            if faults and not changed:
                raise faults[0]
            return frozenset(changed)

    def _bring_up(self, changed: set[str], faults: list[TradingError]) -> None:
        while (step := self._next_step()) is not None:
            changed |= step(faults) or frozenset()
        standing = self._moves.standing()
        for symbol in self._in_turn(standing.behind.keys()):
            changed |= self._follow_up(symbol, faults)
        if standing.is_opened:
            changed |= self._play(self._moves.standing(), faults)

    def catch_up(self, symbol: str) -> None:
        """Bring the book up to where an order for a symbol may meet it: to the session that runs or comes next.

        What the source has not told of a session that is over holds up no order of that day's evening. From midnight
        on it does: a price may then be of the shares after a split, and the end of the session before must be in the
        book first. Raises Busy, Unavailable.
        """
        if self._takes(symbol):
            return
        if not self._turn.acquire(timeout=CATCH_UP_S):
            raise Busy("the paper book is still reading what traded while nobody looked; try again in a minute")
        try:
            while not self._is_of_now() and (step := self._next_step()) is not None:
                step([])
            faults: list[TradingError] = []
            self._follow_up(symbol, faults)
        finally:
            self._turn.release()
        if not self._takes(symbol):
            raise faults[0] if faults else Busy(f"{symbol} is still being played up to now; try again in a minute")

    def is_waiting(self) -> bool:
        """Say whether the market is to be asked soon: orders rest while it trades, or a session waits for its end."""
        standing = self._moves.standing()
        now = self._clock.now()
        return now >= standing.session.opens and bool(standing.resting or self._ends(standing.session, now))

    def behind(self) -> frozenset[str]:
        """Return the symbols that the book went on without: nothing of them is played until the source tells it."""
        return frozenset(self._moves.standing().behind)

    def _takes(self, symbol: str) -> bool:
        return self._is_of_now() and symbol not in self._moves.standing().behind

    def _is_of_now(self) -> bool:
        """Say whether the session that runs has begun on the book, or that the day of the next one has not begun."""
        standing, now = self._moves.standing(), self._clock.now()
        return now < standing.session.opens or (standing.is_opened and self._is_before_next(standing.session, now))

    def _is_before_next(self, session: Session, now: datetime) -> bool:
        """Say whether it is before the day of the session after this one: a split acts from its midnight on."""
        return now.astimezone(NEW_YORK).date() < self._calendar.next_session(session.day).day

    def _ends(self, session: Session, now: datetime) -> bool:
        return now >= self._prices.settles_at(session)

    def _next_step(self) -> Callable[[list[TradingError]], frozenset[str] | None] | None:
        """Return what is to be done next with the whole book, None when it stands at now."""
        standing, now = self._moves.standing(), self._clock.now()
        if now < standing.session.opens:
            return None
        if not standing.is_opened:
            return lambda faults: self._open(standing, faults)
        if self._ends(standing.session, now):
            return lambda faults: self._settle(standing, faults)
        return None

    def _open(self, standing: Standing, faults: list[TradingError]) -> frozenset[str] | None:
        session = standing.session
        told, failed = self._asked_of(standing.symbols, lambda symbol: self._reading.actions(symbol, session))
        self._check_source(standing, told, failed)
        faults += failed.values()

        def act() -> None:
            leave_behind(self._book, failed, session.day, is_opened=False)
            open_session(self._book, session, [one for actions in told.values() for one in actions])

        return self._moves.step(standing, act)

    def _settle(self, standing: Standing, faults: list[TradingError]) -> frozenset[str] | None:
        session, now = standing.session, self._clock.now()
        told, failed = self._asked_of(
            standing.symbols,
            lambda symbol: self._reading.told(symbol, session, is_resting=symbol in standing.resting),
        )
        self._check_source(standing, told, failed)
        is_blank = bool(told) and not any(one.day or one.minutes for one in told.values())
        if is_blank and not self._prices.has_come_to(session, self._witness):
            raise Unavailable(
                f"nothing of the session of {session.day} is told yet, not even of {self._witness}; "
                "it is asked again until something is"
            )
        is_young = self._doubt.is_young
        young = {symbol for symbol, one in told.items() if is_young(symbol, session, now, is_silent=one.is_silent)}
        if young:
            faults.append(not_told(young, session))
        if young == told.keys() != set() and self._is_before_next(session, now):
            raise faults[-1]  # it holds up nobody until then
        faults += failed.values()
        ready = {symbol: one for symbol, one in told.items() if symbol not in young}

        def act() -> None:
            leave_behind(self._book, [*failed, *young], session.day, is_opened=True)
            settle(self._book, _ending(session, ready))

        return self._moves.step(standing, act)

    def _asked_of(
        self, symbols: frozenset[str], question: Callable[[str], T]
    ) -> tuple[dict[str, T], dict[str, TradingError]]:
        """Return what the source says of each symbol, and of which it says nothing."""
        told: dict[str, T] = {}
        failed: dict[str, TradingError] = {}
        for symbol in self._in_turn(symbols):
            try:
                told[symbol] = question(symbol)
            except TradingError as fault:
                failed[symbol] = fault
        return told, failed

    def _check_source(self, standing: Standing, told: Mapping[str, object], failed: Mapping[str, TradingError]) -> None:
        """Raise the first failure where it may be the source's, not its symbol's: nothing was told of any other."""
        if told or not failed:
            return
        fault = next(iter(failed.values()))
        if not self._prices.is_traded(self._witness):
            raise fault
        try:
            self._reading.actions(self._witness, standing.session)
        except TradingError:
            raise fault from None

    def _follow_up(self, symbol: str, faults: list[TradingError]) -> frozenset[str]:
        """Play on one symbol that is behind what the book has ended meanwhile, session by session."""
        changed: frozenset[str] = frozenset()
        try:
            while (standing := self._moves.standing()) and (one := standing.behind.get(symbol)) is not None:
                step = self._rejoin if one.day > standing.ended else self._settle_behind
                changed |= step(standing, one) or frozenset()
        except TradingError as fault:
            faults.append(fault)
        return changed

    def _settle_behind(self, standing: Standing, one: Behind) -> frozenset[str] | None:
        session = self._calendar.session(one.day)
        if session is None:
            raise Unavailable(f"{one.day} is no session any more; {one.symbol} cannot be played on it")
        told = self._reading.told(one.symbol, session, is_resting=True)
        if self._doubt.is_young(one.symbol, session, self._clock.now(), is_silent=told.is_silent):
            raise not_told([one.symbol], session)
        following = self._calendar.next_session(one.day).day
        ending = _ending(session, {one.symbol: told})
        return self._moves.step(standing, lambda: settle_behind(self._book, one, ending, following=following))

    def _rejoin(self, standing: Standing, one: Behind) -> frozenset[str] | None:
        session, is_opened = standing.session, standing.is_opened
        actions = self._reading.actions(one.symbol, session) if is_opened else ()
        return self._moves.step(standing, lambda: rejoin(self._book, one.symbol, session, actions, is_opened=is_opened))

    def _play(self, standing: Standing, faults: list[TradingError]) -> frozenset[str]:
        """Play the newest minutes; a symbol whose source fails holds up none of the others."""
        now = self._clock.now()
        until = self._prices.finished_until(now).replace(second=0, microsecond=0)
        if until < standing.session.opens + MINUTE:
            return frozenset()
        found: dict[str, list[Stretch]] = {}
        late: list[CorporateAction] = []
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

        changed = self._moves.step(standing, act) if any(found.values()) else frozenset()
        if changed is not None:  # what a refused step had read is read anew: a split in it is in no book yet
            self._acted |= {symbol: standing.session.day for symbol, told in found.items() if told}
            self._asked |= {symbol: (told[-1].ends if told else NEVER, now) for symbol, told in found.items()}
        return changed or frozenset()

    def _in_turn(self, symbols: Collection[str]) -> list[str]:
        """Return the symbols, each look from another one on: whose fault makes the source pause is not always first."""
        first = self._looks % max(1, len(symbols))
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
        actions = list(self._reading.actions(symbol, session))
        is_told = any(action.kind is CashActionKind.SPLIT for action in actions)
        if is_gap and not is_told and at < session.opens and self._doubt.waits(symbol, session, self._clock.now()):
            return None
        return actions


def _ending(session: Session, told: Mapping[str, Told]) -> Ending:
    return Ending(
        session=session,
        stretches={symbol: one.stretches for symbol, one in told.items()},
        days={symbol: one.day for symbol, one in told.items()},
        actions=[action for symbol in sorted(told) for action in told[symbol].actions],
    )
