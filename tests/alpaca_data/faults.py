"""The bad days of a server: what it does instead of answering."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

Fault = Callable[[], Awaitable[Response | None]]
"""Served in place of the next answer; None lets the answer through (late, for example)."""

NGINX = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"


def refuse(status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> Fault:
    """Answer with that status and JSON body; a 429 has no headers unless they are given."""

    async def serve() -> Response:
        return JSONResponse({"message": "refused"} if body is None else body, status, dict(headers or {}))

    return serve


def html(status: int = 200, title: str = "502 Bad Gateway") -> Fault:
    """Answer with a page for people, as a proxy before the real server does."""

    async def serve() -> Response:
        return HTMLResponse(NGINX.format(title), status)

    return serve


def text(body: str, status: int = 200) -> Fault:
    """Answer with that text, said to be JSON."""

    async def serve() -> Response:
        return Response(body, status, media_type="application/json")

    return serve


def hang(seconds: float) -> Fault:
    """Say nothing for a while, then answer."""

    async def serve() -> None:
        await asyncio.sleep(seconds)

    return serve


def drop() -> Fault:
    """Close the connection in the middle of the answer."""

    async def serve() -> Response:
        return _Dropped()

    return serve


class _Dropped(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b'{"bars": {', "more_body": True})
