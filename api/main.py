"""The FastAPI app: `create_api` for the process that serves the pages, `uvicorn api.main:app` when it runs alone."""

import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.backtest_body import BacktestBody
from api.body import reason_of
from api.deps import Desk
from api.metrics import Metrics
from api.middleware import Fence, NoEmptyQuery
from api.problems import INVALID, NOT_ALLOWED, NOT_FOUND, Problem, problem_of, unknown_path
from api.routes import (
    account,
    agent,
    backtests,
    control,
    docs,
    history,
    market,
    orders,
    proposals,
    sentiment,
    service,
    trade,
)
from api.schemas import ProblemShape
from api.sent import SENT
from trading.errors import TradingError

if TYPE_CHECKING:
    from bootstrap import Wiring

TITLE = "Trading desk"
VERSION = "1.0.0"


def create_api(wiring: "Wiring | Callable[[], Wiring]") -> FastAPI:
    """Return the API over a wiring, or over a function that gives one and is asked at each request.

    The wiring's own life is its maker's: this app neither starts nor closes it.
    """
    source = wiring if callable(wiring) else lambda: wiring
    app = FastAPI(
        title=TITLE, version=VERSION, docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False
    )
    app.state.desk = Desk(source)
    app.state.metrics = Metrics(source)
    parts = (agent, trade, proposals, orders, account, market, history, sentiment, backtests, control, service, docs)
    for routes in parts:
        app.include_router(routes.router)
    app.add_middleware(NoEmptyQuery)
    app.add_middleware(Fence, metrics=lambda: app.state.metrics)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _on_problem(_request: Request, error: Problem) -> Response:
    return error.answer()


def _on_trading_error(_request: Request, error: TradingError) -> Response:
    return problem_of(error).answer()


def _on_invalid(_request: Request, error: RequestValidationError) -> Response:
    reasons = [reason_of({**fault, "loc": fault["loc"][1:]}) for fault in error.errors()]  # the first says: a query
    return Problem(INVALID, "; ".join(reasons), reasons=reasons).answer()


def _on_http(request: Request, error: HTTPException) -> Response:
    path = request.url.path
    if error.status_code == NOT_ALLOWED.status:
        allow = ", ".join(_methods(request.app, path))
        said = f"{request.method} is not a method of {path:.200}; use {allow}"
        return Problem(NOT_ALLOWED, said, headers={"Allow": allow}).answer()
    if error.status_code == NOT_FOUND.status:
        return unknown_path(path).answer()
    return Problem(INVALID, str(error.detail)).answer()


_HANDLERS: dict[type[Exception], Callable[[Request, Any], Response]] = {
    Problem: _on_problem,
    TradingError: _on_trading_error,
    RequestValidationError: _on_invalid,
    HTTPException: _on_http,
}


def _methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods of all routes with this path: one path has several routes, and each knows only its own."""
    found: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(template)), path):
            found |= {method.upper() for method in operations}
    return sorted(found) or ["GET"]


def _document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the bodies that are read by hand; made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            routes=app.routes,
            description="Agents and keys propose; a person, or a key with the scope `approve`, approves.",
        )
        models = [(model, "validation") for model in (*SENT, BacktestBody, ProblemShape)]
        _, defined = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(defined["$defs"])
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        app.openapi_schema = made
    return app.openapi_schema


@asynccontextmanager
async def _alone(_app: FastAPI) -> AsyncIterator[None]:
    """Wire the product at the start and close it at the end, when the API runs without the pages."""
    import bootstrap

    try:
        wired = await run_in_threadpool(bootstrap.wiring)
    except TradingError as fault:
        sys.stderr.write(f"The desk cannot start: {fault}\n")
        sys.stderr.flush()
        os._exit(1)  # an exception here would be printed with its traceback by the server
    wired.warm_up()
    yield
    await run_in_threadpool(bootstrap.shut_down)


def __getattr__(name: str) -> Any:
    """Make `app` when somebody asks for it: `uvicorn api.main:app` does, the process with the pages does not."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import bootstrap

    made = create_api(bootstrap.wiring)
    made.router.lifespan_context = _alone
    globals()["app"] = made
    return made
