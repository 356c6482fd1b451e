"""What is asked of Alpaca beside orders: its calendar, its clock and the account's settings, every 30 s in a thread."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.broker.alpaca.answers import Unreadable, flag_of, number_or_none, object_of
from trading.broker.alpaca.calendar import VenueCalendar
from trading.broker.alpaca.calls import AlpacaCalls
from trading.errors import TradingError
from trading.ports import Calendar, Clock
from trading.types import AccountSettings

log = logging.getLogger(__name__)
LOOK_S = 30.0
FORGET = timedelta(minutes=5)
"""How long an answer counts that could not be asked for again."""
TOLERANCE = timedelta(seconds=60)
"""How far from an open or a close the venue's clock and the calendar may differ."""


class VenueClock:
    """Whether Alpaca says that the exchange is open, held against the calendar that the gate uses."""

    def __init__(self, *, calls: AlpacaCalls, clock: Clock, calendar: Calendar) -> None:
        self._calls, self._clock, self._calendar = calls, clock, calendar
        self._told: tuple[datetime, str] | None = None

    def look(self) -> None:
        """Ask Alpaca's clock. Raises Unavailable."""
        is_open = flag_of(object_of(self._calls.read("/clock")), "is_open")
        if is_open is None:
            raise Unreadable("Alpaca's clock does not say whether the exchange is open; the calendar's word is used")
        now = self._clock.now()
        note = self._compared(now, is_open=is_open)
        if note and note != self.note():
            log.warning("%s", note)
        self._told = (now, note)

    def note(self) -> str:
        """Return the sentence about a difference that was told lately, empty when there is none."""
        told = self._told
        return "" if told is None or self._clock.now() - told[0] > FORGET else told[1]

    def _compared(self, now: datetime, *, is_open: bool) -> str:
        if is_open in (self._opens_at(now - TOLERANCE), self._opens_at(now + TOLERANCE)):
            return ""
        if is_open:
            return (
                "Alpaca says that the exchange is open, and by the calendar it is closed; "
                "an order may fill at once, so look at its price before you send it"
            )
        return (
            "Alpaca says that the exchange is closed, and by the calendar it is open; "
            "orders may wait until it opens, so look at the exchange's notices"
        )

    def _opens_at(self, at: datetime) -> bool:
        session = self._calendar.session_at(at)
        return session is not None and session.opens <= at < session.closes


class VenueSettings:
    """How the account is set at Alpaca, as it was told lately."""

    def __init__(self, *, calls: AlpacaCalls, clock: Clock) -> None:
        self._calls, self._clock = calls, clock
        self._told: AccountSettings | None = None

    def look(self) -> None:
        """Ask for the settings. Raises Unavailable."""
        raw = object_of(self._calls.read("/account/configurations"))
        self._told = settings_of(raw, self._clock.now())

    def known(self) -> AccountSettings | None:
        """Return the settings, None when they were not told in the last five minutes."""
        told = self._told
        return None if told is None or self._clock.now() - told.read_at > FORGET else told


def settings_of(raw: Mapping[str, Any], read_at: datetime) -> AccountSettings:
    """Return the settings; one that is missing, or that is said in a new form, is None: not told."""
    level, emails = raw.get("max_options_trading_level"), raw.get("trade_confirm_email")
    return AccountSettings(
        read_at=read_at,
        fractional=flag_of(raw, "fractional_trading"),
        no_shorting=flag_of(raw, "no_shorting"),
        suspended=flag_of(raw, "suspend_trade"),
        margin_multiplier=_multiplier(raw),
        no_overnight=flag_of(raw, "disable_overnight_trading"),
        partnerships=flag_of(raw, "ptp_no_exception_entry"),
        options_level=level if isinstance(level, int) and not isinstance(level, bool) else None,
        emails={"all": True, "none": False}.get(str(emails)),
    )


def _multiplier(raw: Mapping[str, Any]) -> Decimal | None:
    try:
        return number_or_none(raw, "max_margin_multiplier")
    except Unreadable:
        return None


class Lookout:
    """Looks around in a thread of its own, so that neither an order nor a report waits for it."""

    def __init__(
        self, *, calendar: VenueCalendar, clock: VenueClock, settings: VenueSettings, is_scarce: Callable[[], bool]
    ) -> None:
        self._calendar, self._clock, self._settings, self._is_scarce = calendar, clock, settings, is_scarce
        self._closing = threading.Event()
        self._faults: dict[str, str] = {}
        self._thread = threading.Thread(target=self._work, name="venue-lookout", daemon=True)

    def start(self) -> None:
        """Begin to look, now and every 30 s. Call it once."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def look(self) -> None:
        """Ask once for everything that is due; nothing while the rate limit is kept for orders."""
        for name, ask in (
            ("calendar", self._calendar.look),
            ("settings", self._settings.look),
            ("clock", self._clock.look),
        ):
            if self._closing.is_set() or self._is_scarce():
                return
            self._ask(name, ask)

    def notes(self) -> Sequence[str]:
        """Return what Alpaca says otherwise than our calendar, a sentence each."""
        return [note for note in (self._calendar.note(), self._clock.note()) if note]

    def settings(self) -> AccountSettings | None:
        """Return how the account is set at Alpaca, None when it was not told lately."""
        return self._settings.known()

    def _ask(self, name: str, ask: Callable[[], None]) -> None:
        try:
            ask()
            self._faults.pop(name, None)
        except TradingError as fault:
            if self._faults.get(name) != str(fault):
                log.warning("Alpaca's %s could not be read, what was known stays: %s", name, fault)
            self._faults[name] = str(fault)

    def _work(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                log.exception("looking around at the venue met a fault and goes on")
            if self._closing.wait(LOOK_S):
                return
