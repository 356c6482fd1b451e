"""Problem details of RFC 9457: every error of the product as one kind of answer, a sentence with the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from api.answers import ProblemAnswer
from trading.errors import (
    AlreadyAnswered,
    ApprovalChanged,
    ApprovalExpired,
    Busy,
    Conflict,
    FixInput,
    InvalidBacktest,
    InvalidLimits,
    InvalidTicket,
    NotFound,
    PriceDrifted,
    Reconcile,
    Refused,
    TradingError,
    TradingStopped,
    Unavailable,
    VenueRejected,
    Wait,
)
from trading.redaction import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem: the slug of its `type`, its HTTP status, its title and, on the docs page, what to do."""

    slug: str
    status: int
    title: str
    advice: str


UNAUTHORIZED = Kind(
    slug="unauthorized", status=401, title="A good key is needed", advice="Send a living key in X-API-Key."
)
FORBIDDEN = Kind(
    slug="forbidden",
    status=403,
    title="The key lacks the scope",
    advice="Scopes are exact: no scope holds another. Make a key with the one that the call names.",
)
NOT_FOUND = Kind(slug="not-found", status=404, title="Not found", advice="Check the path and the id.")
NOT_ALLOWED = Kind(
    slug="method-not-allowed", status=405, title="Method not allowed", advice="Use a method of the Allow header."
)
INVALID = Kind(
    slug="invalid", status=422, title="The request cannot be done as given", advice="Mend what the reasons name."
)
REFUSED = Kind(
    slug="refused", status=422, title="The ticket was refused", advice="Change the order or the limit, propose again."
)
GATE = Kind(
    slug="gate", status=409, title="The gate says no", advice="Nothing was sent; the proposal stays open to its end."
)
ANSWERED = Kind(
    slug="answered",
    status=409,
    title="The proposal has been answered",
    advice="Read the proposal; an answer is given once.",
)
EXPIRED = Kind(slug="expired", status=409, title="The approval expired", advice="Propose again.")
CHANGED = Kind(
    slug="changed", status=409, title="The hash is not that of what stands", advice="Look, approve the hash given."
)
DRIFTED = Kind(
    slug="drifted", status=409, title="The price moved", advice="Look at the new quote, then approve the new hash."
)
STOPPED = Kind(slug="stopped", status=409, title="Trading is stopped", advice="Lift the kill switch first.")
CONFLICT = Kind(slug="conflict", status=409, title="It contradicts the present state", advice="Read the state first.")
BUSY = Kind(slug="busy", status=409, title="It is being done already", advice="Wait for Retry-After, then ask again.")
KEY_REUSED = Kind(
    slug="idempotency-key-reused",
    status=422,
    title="The Idempotency-Key was used with another body",
    advice="Take a new Idempotency-Key for a new request.",
)
STILL_RUNNING = Kind(
    slug="idempotency-running",
    status=409,
    title="The first request still runs",
    advice="Repeat it after Retry-After to get its answer.",
)
RATE_LIMITED = Kind(
    slug="rate-limited", status=429, title="Too many requests", advice="Wait for Retry-After, in seconds."
)
INTERNAL = Kind(
    slug="internal", status=500, title="Something broke here", advice="Read the state before you repeat the call."
)
UNAVAILABLE = Kind(
    slug="unavailable", status=503, title="It cannot be read now", advice="Wait for Retry-After, then ask again."
)
IN_DOUBT = Kind(
    slug="in-doubt",
    status=503,
    title="The outcome is not known yet",
    advice="Do not send it again; read the proposal, the desk asks the venue.",
)

KINDS = (
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    NOT_ALLOWED,
    INVALID,
    REFUSED,
    GATE,
    ANSWERED,
    EXPIRED,
    CHANGED,
    DRIFTED,
    STOPPED,
    CONFLICT,
    BUSY,
    KEY_REUSED,
    STILL_RUNNING,
    RATE_LIMITED,
    INTERNAL,
    UNAVAILABLE,
    IN_DOUBT,
)

_BY_ERROR: tuple[tuple[type[TradingError], Kind], ...] = (
    (NotFound, NOT_FOUND),
    (FixInput, INVALID),
    (Refused, REFUSED),
    (AlreadyAnswered, ANSWERED),
    (ApprovalExpired, EXPIRED),
    (ApprovalChanged, CHANGED),
    (PriceDrifted, DRIFTED),
    (Conflict, CONFLICT),
    (TradingStopped, STOPPED),
    (Busy, BUSY),
    (Wait, UNAVAILABLE),
    (Reconcile, IN_DOUBT),
    (VenueRejected, REFUSED),
)
"""The first row that fits an error gives its kind."""

RETRY_AFTER_S = {BUSY: 1, STILL_RUNNING: 1, UNAVAILABLE: 5}


class Problem(Exception):
    """One problem on its way to the client; raised anywhere in a route."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        reasons: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.detail: str = clean(detail)
        self.reasons: list[str] = clean(list(reasons) if reasons is not None else [detail])
        self.headers = dict(headers or {})
        self.extra: dict[str, Any] = clean(dict(extra or {}))
        super().__init__(self.detail)

    def answer(self) -> ProblemAnswer:
        """Return the HTTP answer."""
        if self.kind in RETRY_AFTER_S:
            self.headers.setdefault("Retry-After", str(RETRY_AFTER_S[self.kind]))
        return ProblemAnswer(
            {
                "type": f"/docs#{self.kind.slug}",
                "title": self.kind.title,
                "status": self.kind.status,
                "detail": self.detail,
                "reasons": self.reasons,
                **self.extra,
            },
            self.kind.status,
            self.headers,
        )


def unknown_path(path: str) -> Problem:
    """Return the problem for a path that no route has."""
    return Problem(NOT_FOUND, f"{path:.200} is not a path of this API; /openapi.json lists them")


def problem_of(error: TradingError, *, kind: Kind | None = None, extra: Mapping[str, Any] | None = None) -> Problem:
    """Return the problem that tells of an error; `kind` overrides the one that the error itself has."""
    reasons = error.reasons if isinstance(error, InvalidTicket | InvalidLimits | InvalidBacktest | Refused) else None
    meant = kind or next((k for known, k in _BY_ERROR if isinstance(error, known)), INTERNAL)
    wait_s = error.retry_in_s if isinstance(error, Unavailable) and meant is UNAVAILABLE else None
    headers = None if wait_s is None else {"Retry-After": str(max(1, ceil(wait_s)))}
    return Problem(meant, str(error), reasons=reasons, headers=headers, extra=extra)
