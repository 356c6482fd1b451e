"""The tree of errors, by what the caller should do next; every message is a sentence with the next step."""

from collections.abc import Sequence

from trading.redaction import clean


class TradingError(Exception):
    """The root of every error that this product raises on purpose; its text may be shown to a person.

    What it quotes, of a venue's answer or of what was typed, loses every secret here.
    """

    def __init__(self, *said: object) -> None:
        super().__init__(*(clean(one) for one in said))


class FixInput(TradingError):
    """The request cannot be done as given: change it and ask again."""


class InvalidTicket(FixInput):
    """A ticket breaks one or more rules of form; `reasons` lists all of them."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = [clean(reason) for reason in reasons]
        super().__init__("; ".join(self.reasons))


class InvalidLimits(FixInput):
    """A limits document has an unknown name or a bad value; nothing was changed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = [clean(reason) for reason in reasons]
        super().__init__("; ".join(self.reasons))


class InvalidBacktest(FixInput):
    """A request for a backtest has one or more faults; `reasons` lists all of them."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = [clean(reason) for reason in reasons]
        super().__init__("; ".join(self.reasons))


class UnknownSymbol(FixInput):
    """The symbol is not one that the market data source knows."""


class NotFound(FixInput):
    """No object has that id."""


class NoData(FixInput):
    """The source has no value for that symbol and time."""


class BadSettings(FixInput):
    """A setting is wrong or its service is broken; the process must not start."""


class AskUser(TradingError):
    """A person must decide before this can go on."""


class Refused(AskUser):
    """The gate said no; `reasons` holds one sentence a failing rule."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = [clean(reason) for reason in reasons]
        super().__init__("; ".join(self.reasons))


class AlreadyAnswered(AskUser):
    """The proposal has been approved, cancelled or refused before; `status` is where it stands."""

    def __init__(self, message: str, *, status: str) -> None:
        self.status = status
        super().__init__(message)


class ApprovalExpired(AskUser):
    """The time to approve is over; propose again."""


class ApprovalChanged(AskUser):
    """The approval hash is not the one of what is shown now; look again and approve that."""


class PriceDrifted(AskUser):
    """The price moved past the limit since it was shown; the proposal has been priced anew."""


class Wait(TradingError):
    """It cannot be done now; the same request may work later."""


class Unavailable(Wait):
    """A source, venue or store does not answer now; `retry_in_s` is after how many seconds to ask again, if known.

    `for_all` says that it is the connection or a limit of calls, so that no other question would fare better.
    """

    def __init__(self, message: str = "", *, retry_in_s: float | None = None, for_all: bool = False) -> None:
        self.retry_in_s = retry_in_s
        self.for_all = for_all
        super().__init__(message)


class TradingStopped(Wait):
    """The kill switch is on; lift it on Settings or any page first."""


class Busy(Wait):
    """Another process or request is doing this already."""


class Conflict(AskUser):
    """The request contradicts the present state, for example a clock set back past a fill."""


class Reconcile(TradingError):
    """The outcome at the venue is not known: ask the venue by id, never send again."""


class OutcomeUnknown(Reconcile):
    """A send got no clear answer (time-out, dropped connection, 5xx, unreadable body)."""


class KeysRefused(OutcomeUnknown, Unavailable):
    """The venue refused the keys without saying what became of the request: orders are held until they work."""


class VenueRejected(TradingError):
    """The venue said no to the order in words of its own; no order exists."""


class ChainBroken(TradingError):
    """The audit log does not verify; the message names the first entry that is wrong."""
