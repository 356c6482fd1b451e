"""The API as routes for the app that serves the pages: built at its first request, so that pages need not pay."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from bootstrap import Wiring

PATHS = ("/api", "/agent", "/docs")
"""Each of these and all below it are the API's, unstripped."""
FILES = ("/openapi.json", "/health", "/ready", "/metrics")
"""These too, alone."""


class LazyApi:
    """An ASGI app that makes the FastAPI app at its first request and hands every request to it unchanged."""

    def __init__(self, wiring: "Callable[[], Wiring]") -> None:
        self._wiring = wiring
        self._app: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._app is None:
            async with self._making:
                if self._app is None:
                    self._app = await run_in_threadpool(self._make)
        await self._app(scope, receive, send)

    def _make(self) -> ASGIApp:
        from api.main import create_api

        return create_api(self._wiring)


def api_routes(wiring: "Callable[[], Wiring]") -> list[Route]:
    """Return the routes by which a Starlette app serves the API beside its own; `wiring` is asked for when needed."""
    app = LazyApi(wiring)
    below = [path + rest for path in PATHS for rest in ("", "/{rest:path}")]
    return [Route(path, app) for path in (*below, *FILES)]
