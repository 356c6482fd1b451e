"""The one process: `streamlit run app.py` serves the pages, the REST API, /health, /ready and /metrics."""

import asyncio
import functools
import importlib
import inspect
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.own_name import OwnName

FOLDER = Path(__file__).parent
API_PATHS = ("/api", "/agent", "/docs", "/openapi.json", "/health", "/ready", "/metrics")
HOSTED = Path("/mount/src")
"""Where Streamlit Community Cloud puts a project; a public demo there, whose console nobody sees."""
FIRST_PAGE = (
    "streamlit.emojis",
    "streamlit.material_icon_names",
    "components.layout",
    "components.chat.empty",
    "components.chat.run_view",
    "components.chat.sidebar",
)
log = logging.getLogger("app")


def is_for_api(scope: Scope) -> bool:
    """Say whether a request is an HTTP call of the API: one of its paths or one below it."""
    path = scope.get("path", "")
    return scope["type"] == "http" and any(path == p or path.startswith(p + "/") for p in API_PATHS)


class ApiFirst:
    """Hands the API its requests with their whole path, before Streamlit judges or routes them.

    A mount would strip the prefix and the API lose it. The API is made at the first request, off the event loop, so
    that the first page does not pay for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._api: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not is_for_api(scope):
            await self._app(scope, receive, send)
            return
        async with self._making:
            if self._api is None:
                self._api = await asyncio.to_thread(_make_api)
        await self._api(scope, receive, send)


def _make_api() -> ASGIApp:
    import bootstrap
    from api.main import create_api

    secrets = _secrets()
    api: ASGIApp = create_api(lambda: bootstrap.wiring(secrets))
    return api


@functools.cache
def is_private() -> bool:
    """Say whether the pages are one person's at this machine: on loopback, with nobody asked for a password.

    On a demo host its proxy calls a loopback address under the demo's public name; such a desk is nobody's own.
    """
    if FOLDER.is_relative_to(HOSTED):
        return False
    from trading.errors import BadSettings
    from trading.settings import Settings

    try:
        settings = Settings.load(secrets=_secrets())
    except BadSettings:
        return False  # there is no desk to protect: the process ends, or shows that fault and nothing else
    return settings.is_loopback and settings.desk_password is None


def _secrets() -> dict[str, Any]:
    try:
        return dict(st.secrets.to_dict())
    except FileNotFoundError:
        return {}


async def _icon(_request: object) -> FileResponse:
    return FileResponse(FOLDER / "components" / "assets" / "icon.svg", media_type="image/svg+xml")


async def _chart_code(request: Request) -> Response:
    """Serve a module of the price pane; its address names the version, so the browser keeps it for ever."""
    from components.chart_code import modules, version

    path = modules().get(request.path_params["name"])
    if path is None or request.path_params["version"] != version():
        return Response("There is no such part of the chart; reload the page.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="text/javascript", headers=headers)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Build the parts before the first page is served and close them at the end.

    A fault ends the process with its sentence on standard error and code 1.
    """
    import bootstrap
    from components import kept_clicks
    from trading.errors import TradingError
    from trading.redaction import clean
    from trading.redaction.logs import guard_logs

    guard_logs()
    kept_clicks.install()
    _pages_come_from_the_menu()
    await asyncio.to_thread(_load_the_first_page)
    _tell_settings_the_address()
    try:
        await asyncio.to_thread(bootstrap.wiring, _secrets())
    except Exception as fault:
        log.debug("the start broke", exc_info=True)
        said = str(fault)
        if not isinstance(fault, TradingError):
            said = f"it broke ({type(fault).__name__}: {clean(str(fault))}); `python -m trading doctor` may tell why"
        print(f"The desk cannot start: {said}", file=sys.stderr, flush=True)  # noqa: T201  the console is the reader
        if not FOLDER.is_relative_to(HOSTED):
            os._exit(1)  # an exception here would be printed with its traceback by the server
    try:
        yield
    finally:
        await asyncio.to_thread(bootstrap.shut_down)


def _pages_come_from_the_menu() -> None:
    """Keep a deep link that is the very first visit from running its page without the menu of ui.py.

    Streamlit takes a folder named pages for its older kind of menu until `st.navigation` has run once.
    """
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False


def _load_the_first_page() -> None:
    """Import what drawing the first page would import, above all the lists of icons, before anyone waits for it."""
    for name in FIRST_PAGE:
        importlib.import_module(name)
    inspect.stack()  # Streamlit asks it once, at the first element; what it finds of each module's file is kept


def _tell_settings_the_address() -> None:
    """Let the safety rules of Settings judge the address that is really listened on, the more open one of both."""
    listens_on = st.get_option("server.address") or "0.0.0.0"  # noqa: S104  Streamlit's own default
    if listens_on not in {"127.0.0.1", "localhost", "::1"}:
        os.environ["HOST"] = str(listens_on)


def show_fault(fault: Exception) -> bool:
    """Show a sentence instead of a traceback; the log has the rest."""
    from components.faults import show

    return show(fault)


app = st.App(
    FOLDER / "ui.py",
    routes=[Route("/favicon.png", _icon), Route("/chart-code/{version}/{name}", _chart_code)],
    middleware=[Middleware(ApiFirst), Middleware(OwnName, is_private=is_private)],
    lifespan=lifespan,
    on_script_error=show_fault,
)
