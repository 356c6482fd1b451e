"""The link to Alpaca: its reports gathered into ids to ask for, and a connection that stays silent found out."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from trading.broker.alpaca.broker import AlpacaBroker
from trading.broker.alpaca.lookout import Lookout
from trading.broker.alpaca.stream import TradeUpdates
from trading.errors import TradingError
from trading.types import AccountSettings, LinkState, RateBudget

log = logging.getLogger(__name__)
GATHER_S = 0.05
"""How long reports that come together are gathered before the venue is asked once."""
AGAIN_S = 0.3
MOST_TRIES = 20
PAUSE_S = 1.0
"""How long to wait after the venue could not be asked."""
QUEUE = 10_000
"""Reports kept while the desk is busy; past it the whole account is read instead."""


class AlpacaLink:
    """Turns reports into questions: `follow` is asked about ids, `look_around` about everything.

    `follow` returns the ids that cannot be settled yet, because their sender still waits for the venue's answer.
    `lookout` is started and closed with it; without one nothing is known of the venue's calendar, clock and settings.
    """

    def __init__(self, *, broker: AlpacaBroker, updates: TradeUpdates, lookout: Lookout | None = None) -> None:
        self._broker, self._updates, self._lookout = broker, updates, lookout
        self._more = threading.Condition()
        self._orders: list[Mapping[str, Any]] = []
        self._everything = False
        self._closing = False
        self._thread: threading.Thread | None = None
        self._received_at_poll = -1

    def start(self, *, follow: Callable[[Collection[str]], Collection[str]], look_around: Callable[[], object]) -> None:
        """Connect, and begin to follow. Call it once."""
        self._thread = threading.Thread(target=self._work, args=(follow, look_around), name="venue-link", daemon=True)
        self._thread.start()
        self._updates.start(on_order=self._reported, on_connect=self._connected)
        if self._lookout is not None:
            self._lookout.start()

    def close(self) -> None:
        """End the connection and the thread."""
        if self._lookout is not None:
            self._lookout.close()
        self._updates.close()
        with self._more:
            self._closing = True
            self._more.notify()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def state(self) -> LinkState:
        """Return whether reports arrive by themselves."""
        return self._updates.state()

    def budget(self) -> RateBudget | None:
        """Return what is left of the venue's rate limit, None before it has said so."""
        return self._broker.budget()

    def notes(self) -> Sequence[str]:
        """Return what Alpaca says of the exchange otherwise than our calendar, a sentence each."""
        return [] if self._lookout is None else self._lookout.notes()

    def settings(self) -> AccountSettings | None:
        """Return how the account is set at Alpaca, None when that was not told lately."""
        return None if self._lookout is None else self._lookout.settings()

    def polled(self, *, news: bool) -> None:
        """Connect anew when reading the account found news and not one report has come since the reading before."""
        received = self._updates.state().received
        if news and received == self._received_at_poll:
            log.warning("Alpaca's trade updates told nothing of what happened; they are connected anew")
            self._updates.distrust()
        self._received_at_poll = received

    def _reported(self, order: Mapping[str, Any]) -> None:
        with self._more:
            if len(self._orders) < QUEUE:
                self._orders.append(order)
            else:
                self._everything = True
            self._more.notify()

    def _connected(self) -> None:
        with self._more:
            self._everything = True
            self._more.notify()

    def _work(self, follow: Callable[[Collection[str]], Collection[str]], look_around: Callable[[], object]) -> None:
        waiting: dict[str, int] = {}
        is_told = False
        while True:
            with self._more:
                if not (self._closing or self._orders or self._everything):
                    self._more.wait(AGAIN_S if waiting else None)
                if self._closing:
                    return
            time.sleep(GATHER_S)
            with self._more:
                orders, self._orders = self._orders, []
                everything, self._everything = self._everything, False
            try:
                if everything:
                    look_around()
                ids = self._ids(orders) | waiting.keys()
                unsettled = set(follow(ids)) if ids else set()
            except TradingError as fault:
                if not is_told:  # the clockwork tells how long an outage lasts
                    log.warning("the venue reported news and could not be asked now: %s", fault)
                is_told = True
                self._keep_for_later(orders)
                continue
            except Exception:
                log.exception("following the venue met a fault and goes on")
                unsettled = set()
            is_told = False
            waiting = {key: tries for key in unsettled if (tries := waiting.get(key, 0) + 1) < MOST_TRIES}

    def _keep_for_later(self, orders: list[Mapping[str, Any]]) -> None:
        """Put reports back that nobody could ask about, and wait a moment, unless the link is being closed."""
        with self._more:
            self._orders = [*orders, *self._orders][:QUEUE]
            self._more.wait_for(lambda: self._closing, PAUSE_S)

    def _ids(self, orders: Collection[Mapping[str, Any]]) -> set[str]:
        return {self._broker.order_named_in(raw) for raw in {str(raw.get("id")): raw for raw in orders}.values()}
