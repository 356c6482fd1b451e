"""Around every request: it is measured, and whatever breaks becomes a sentence, never a traceback."""

import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import INTERNAL, Problem

log = logging.getLogger(__name__)
UNKNOWN_ROUTE = "unknown"


class NoEmptyQuery:
    """Takes an empty query value as one that is not there: the contract writes `?kind=&from=&to=`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["query_string"]:
            said = [pair for pair in scope["query_string"].split(b"&") if not pair.endswith(b"=")]
            scope["query_string"] = b"&".join(said)
        await self._app(scope, receive, send)


class Fence:
    """Measures requests and answers 500 with a problem detail where a route broke; the log has the cause."""

    def __init__(self, app: ASGIApp, metrics: Callable[[], Metrics]) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            ident = secrets.token_hex(6)
            log.exception("request %s %s broke (%s)", scope["method"], scope["path"], ident)
            if status:
                raise
            status = INTERNAL.status
            await _broke(ident)(scope, receive, send)
        finally:
            seconds = time.perf_counter() - began
            self._metrics().answered(scope["method"], _route(scope), status, seconds)


def _broke(ident: str) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    said = (
        f"this call broke here, not at your side; read the state before you repeat it, and look for {ident} in the log"
    )
    return Problem(INTERNAL, said, extra={"incident": ident}).answer()


def _route(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(getattr(route, "path", UNKNOWN_ROUTE))
