"""The pages of a desk without a password answer under this machine's own names only."""

from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from trading.settings import LOOPBACK

POLICY_VIOLATION = 1008
"""The close code of a WebSocket that is refused (RFC 6455, 7.4.1)."""


class OwnName:
    """Refuses requests under a foreign name, as long as `is_private` says that nobody has to sign in.

    A page elsewhere can let its own name point to 127.0.0.1 (DNS rebinding); for the browser it would then be one with
    the desk and could press its buttons.
    """

    def __init__(self, app: ASGIApp, is_private: Callable[[], bool]) -> None:
        self._app = app
        self._is_private = is_private

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with a sentence."""
        name = _name(scope)
        if name is None or name in LOOPBACK or not self._is_private():
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refusal(name)(scope, receive, send)


def _name(scope: Scope) -> str | None:
    """Return the host that the caller typed, without its port; None where there is none."""
    for header, value in scope.get("headers", ()):
        if header == b"host":
            host = value.decode("latin-1").strip().lower()
            return str(host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0])
    return None


def _refusal(name: str) -> PlainTextResponse:
    said = (
        f"This desk answers to localhost and 127.0.0.1 only, not to {ascii(name)[:80]}; open it under one of them, "
        "or set DESK_PASSWORD to serve it under another name.\n"
    )
    return PlainTextResponse(said, 421, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
