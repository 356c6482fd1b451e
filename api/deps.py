"""What every route is given: the wiring, the caller behind the key, the page of a list."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import APIKeyHeader

from api.problems import FORBIDDEN, RATE_LIMITED, UNAUTHORIZED, Problem
from api.rate import RateLimit
from trading.ports import Clock
from trading.services import Services
from trading.store.api_keys import ApiKey, Scope
from trading.types import Actor

if TYPE_CHECKING:
    from bootstrap import Wiring

MAX_LIMIT = 200
_HEADER = APIKeyHeader(
    name="X-API-Key",
    auto_error=False,
    description="Made by `python -m trading keys create`; each call names the one scope that it needs.",
)
_PAGE_HEADER = APIKeyHeader(
    name="X-Page-Token",
    scheme_name="PageToken",
    auto_error=False,
    description="Given by a page of the desk to its own chart; reads bars for some minutes and opens nothing else.",
)
PAGES = "pages"
"""The name under which the pages of this process share one rate; no key has it for an id."""


class Desk:
    """The parts behind one FastAPI app: the wiring, asked for at the first call, and the rate limit of this process."""

    def __init__(self, wiring: "Callable[[], Wiring]") -> None:
        self._wiring = wiring
        self._rate: RateLimit | None = None

    def wiring(self) -> "Wiring":
        """Return the wiring. Raises BadSettings or Unavailable with a sentence while there is none."""
        return self._wiring()

    def rate(self, per_minute: int, wall_clock: Clock) -> RateLimit:
        """Return the rate limit, made at the first call."""
        if self._rate is None:
            self._rate = RateLimit(per_minute, wall_clock)
        return self._rate


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, with which key, and the product to call."""

    key: ApiKey
    wiring: "Wiring"

    @property
    def services(self) -> Services:
        """Return the services."""
        return self.wiring.services

    @property
    def actor(self) -> Actor:
        """Return the key's owner as the log knows it."""
        return self.key.actor


def desk_of(request: Request) -> Desk:
    """Return the parts behind the app that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


def needs(scope: Scope) -> Callable[..., Caller]:
    """Return a dependency that lets in a living key with exactly this scope, within its rate.

    Raises Problem 401, 429 or 403.
    """

    def caller(request: Request, text: Annotated[str | None, Security(_HEADER)] = None) -> Caller:
        desk = desk_of(request)
        wiring = desk.wiring()
        key = wiring.keys.find(text) if text else None
        if key is None:
            said = "the key is not known or was revoked" if text else "the header X-API-Key is missing"
            raise Problem(
                UNAUTHORIZED,
                f"{said}; make one with `python -m trading keys create --name N --scopes {scope}`",
                headers={"WWW-Authenticate": 'ApiKey realm="desk", header="X-API-Key"'},
            )
        _hold_rate(desk, wiring, key.id, f"the key {key.name} has")
        if scope not in key.scopes:
            held = ", ".join(s for s in Scope if s in key.scopes)
            raise Problem(
                FORBIDDEN, f"this call needs the scope {scope}, the key {key.name} has {held}; use another key"
            )
        return Caller(key, wiring)

    return caller


def reads_bars(
    request: Request,
    text: Annotated[str | None, Security(_HEADER)] = None,
    page: Annotated[str | None, Security(_PAGE_HEADER)] = None,
) -> Services:
    """Let in a key with the scope `read`, or a page of this process by its token, and return the services.

    Raises Problem 401, 429 or 403.
    """
    if page is None or text is not None:
        return needs(Scope.READ)(request, text).services
    desk = desk_of(request)
    wiring = desk.wiring()
    if not wiring.page_tokens.is_good(page):
        raise Problem(
            UNAUTHORIZED,
            "the token of the page has ended or is none of this process; reload the page",
            headers={"WWW-Authenticate": 'PageToken realm="desk", header="X-Page-Token"'},
        )
    _hold_rate(desk, wiring, PAGES, "all open pages together have")
    return wiring.services


def _hold_rate(desk: Desk, wiring: "Wiring", who: str, subject: str) -> None:
    rate = desk.rate(wiring.settings.requests_per_minute, wiring.services.wall_clock)
    wait_s = rate.wait_s(who)
    if wait_s > 0:
        raise Problem(
            RATE_LIMITED,
            f"{subject} made more than {rate.per_minute} calls a minute; wait {wait_s:.1f} s",
            headers={"Retry-After": str(math.ceil(wait_s))},
        )


Reader = Annotated[Caller, Depends(needs(Scope.READ))]
BarsReader = Annotated[Services, Depends(reads_bars)]
Proposer = Annotated[Caller, Depends(needs(Scope.PROPOSE))]
Approver = Annotated[Caller, Depends(needs(Scope.APPROVE))]
Admin = Annotated[Caller, Depends(needs(Scope.ADMIN))]

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most items of one page.")]
Cursor = Annotated[
    str | None, Query(max_length=2_000, description="The `next_cursor` of the page before; empty for the first page.")
]
