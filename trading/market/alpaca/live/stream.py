"""Alpaca's stream of quotes and trades: one connection a process, for what somebody looks at now."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic

from trading.alpaca.line import Line, NotWelcome, Wire
from trading.market.alpaca.live.newest import QUOTE, TRADE, Newest
from trading.market.alpaca.live.protocol import (
    NOT_IN_PLAN,
    PLAN_PAUSE_S,
    WORDS,
    change,
    check,
    messages,
    sign_in,
)
from trading.market.alpaca.live.wishes import Wishes
from trading.market.answers import Record, instant, record, text
from trading.ports import Clock
from trading.types import LinkState

log = logging.getLogger(__name__)
MOST_SYMBOLS = 30
"""What a free plan follows."""
ANSWER_WITHIN_S = 10.0
LISTEN_S = 0.2
FRESH = timedelta(seconds=5)
"""A streamed quote that is older is not given by itself: the same question is asked of Alpaca, and the newer one holds.

So a connection that is dead without our knowing can never make a price older than this.
"""
LATE = timedelta(seconds=1)
"""How long a quote may be known to a question and not to the stream."""
SETTLING = timedelta(seconds=5)
"""Quotes from just after a subscription prove nothing, by two clocks that differ a little."""
DISTRUST_EVERY = timedelta(seconds=60)
MEMBERS = {"q": QUOTE, "t": TRADE}


class PriceStream:
    """Follows the symbols that are asked for again and again; before `start` it only listens to the questions.

    `newest` gives what a quote can be made of, or None when the stream does not know better than a question would.
    """

    def __init__(self, *, url: str, key_id: str, secret: str, clock: Clock) -> None:
        self._key_id, self._secret, self._clock = key_id, secret, clock
        self._line = Line(url=url, clock=clock, words=WORDS)
        self._wishes, self._newest = Wishes(clock), Newest(clock)
        self._most = MOST_SYMBOLS
        self._asked_for: frozenset[str] = frozenset()
        self._followed: Mapping[str, datetime] = {}
        self._heard: dict[str, datetime] = {}
        """The time of each symbol's last streamed quote, believed or not: the connection tells something."""
        self._told: dict[str, datetime] = {}
        """That of the last one that was believed and newer than what was known."""
        self._missed: dict[str, tuple[datetime, datetime]] = {}
        self._distrusted_at: datetime | None = None

    def start(self) -> None:
        """Begin; nothing is connected before somebody looks at a price. Call it once."""
        self._line.start(self._talk)

    def close(self) -> None:
        """End the connection and the thread."""
        self._line.close()

    def state(self) -> LinkState:
        """Return how the connection stands."""
        return self._line.state()

    def is_wanted(self) -> bool:
        """Say whether somebody looks at a price now."""
        return bool(self._wishes.wanted(1))

    def followed(self) -> frozenset[str]:
        """Return the symbols whose prices come by themselves now."""
        return frozenset(self._followed)

    def newest(self, symbol: str) -> Record | None:
        """Return the quote and the trade of a followed symbol, None unless the quote is of the last seconds.

        The question is noted: a symbol that is asked for repeatedly is followed.
        """
        if self._wishes.ask(symbol):
            self._line.want(on=True)
        at = self._told.get(symbol)
        if at is None or self._clock.now() - at > FRESH:
            return None
        told = self._newest.of(symbol)
        return told if TRADE in told else None

    def joined(self, symbol: str, snapshot: Record) -> Record:
        """Return a snapshot that was asked for with what the stream knows newer, and let the stream learn from it."""
        since = self._followed.get(symbol)
        if since is None:
            return snapshot
        self._compare(symbol, since, instant(record(snapshot.get(QUOTE)).get("t")))
        for member in MEMBERS.values():
            self._newest.take(symbol, member, record(snapshot.get(member)))
        return snapshot | self._newest.of(symbol)

    def _compare(self, symbol: str, since: datetime, asked_at: datetime | None) -> None:
        """Connect anew when a quote that a question found a while ago has still not been told by the stream."""
        now, heard_at = self._clock.now(), self._heard.get(symbol, since + SETTLING)
        missed = self._missed.get(symbol)
        if missed is None or heard_at >= missed[1]:
            self._missed.pop(symbol, None)
            if asked_at is not None and asked_at > heard_at:
                self._missed[symbol] = now, asked_at
            return
        last = self._distrusted_at
        if now - missed[0] > LATE and (last is None or abs(now - last) > DISTRUST_EVERY):
            self._distrusted_at = now
            log.warning("Alpaca's live prices did not tell a quote of %s; they are connected anew", symbol)
            self._line.distrust()

    def _talk(self, wire: Wire) -> None:
        try:
            wire.send(sign_in(self._key_id, self._secret))
            self._await_welcome(wire)
            self._line.up()
            self._listen(wire)
        finally:
            self._asked_for, self._followed = frozenset(), {}
            self._heard, self._told, self._missed = {}, {}, {}
            self._newest.keep_only(())

    def _await_welcome(self, wire: Wire) -> None:
        while True:
            for message in messages(wire.recv(timeout=ANSWER_WITHIN_S)):
                check(message)
                if message.get("T") == "success" and message.get("msg") == "authenticated":
                    return

    def _listen(self, wire: Wire) -> None:
        looked = -LISTEN_S
        while self._line.goes_on():
            if monotonic() - looked >= LISTEN_S:
                looked, wanted = monotonic(), self._wishes.wanted(self._most)
                if not wanted:
                    self._line.want(on=False)
                    return
                self._change(wire, wanted)
            try:
                frame = wire.recv(timeout=LISTEN_S)
            except TimeoutError:
                continue
            for message in messages(frame):
                self._hear(message)

    def _change(self, wire: Wire, wanted: frozenset[str]) -> None:
        gone, new = self._asked_for - wanted, wanted - self._asked_for
        if gone:
            wire.send(change("unsubscribe", gone))
        if new:
            wire.send(change("subscribe", new))
        self._asked_for = wanted

    def _hear(self, message: Record) -> None:
        check(message)
        kind, symbol = message.get("T"), text(message.get("S"))
        if kind == "subscription":
            self._confirm(message)
        elif kind == "error":
            # More than the plan allows: what it has confirmed stays, and no more than that is asked for again.
            if len(self._asked_for) <= 1:
                raise NotWelcome(NOT_IN_PLAN, pause_s=PLAN_PAUSE_S)
            self._most = len(self._followed) or max(1, len(self._asked_for) // 2)
            self._asked_for = frozenset(self._followed)
        elif symbol in self._followed and symbol is not None:
            self._take(symbol, message)

    def _take(self, symbol: str, message: Record) -> None:
        member = MEMBERS.get(str(message.get("T")))
        if member is not None:
            self._line.heard()
            is_held, at = self._newest.take(symbol, member, message), instant(message.get("t"))
            if member == QUOTE and at is not None:
                self._heard[symbol] = max(at, self._heard.get(symbol, at))
                if is_held:
                    self._told[symbol] = at
        elif message.get("T") == "x":
            self._newest.recall(symbol, message.get("i"))
        elif message.get("T") == "c":
            self._newest.recall(symbol, message.get("oi"))

    def _confirm(self, message: Record) -> None:
        """Take over the whole list of what is followed, which every answer holds."""
        both = [message.get(name) for name in ("quotes", "trades")]
        named = set.intersection(*({str(one) for one in row} if isinstance(row, list) else set() for row in both))
        now = self._clock.now()
        self._followed = {symbol: self._followed.get(symbol, now) for symbol in named}
        self._newest.keep_only(named)
