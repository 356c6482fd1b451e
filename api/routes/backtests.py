"""Strategies and backtests over REST: what can be tested, start a test as a job, follow it, stop it."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.answers import Answer, zipped
from api.backtest_body import BacktestBody, request_of
from api.backtest_shapes import BacktestPage, BacktestShape, StrategyPage, backtest_line, backtest_shape, strategy_shape
from api.body import body_of
from api.deps import Cursor, Limit, Proposer, Reader
from api.documented import problems, sends
from api.lists import list_shape
from api.repeats import IdempotencyKey, once
from api.schemas import TaskShape
from trading.backtest.request_wire import request_from_wire
from trading.errors import FixInput
from trading.store.idempotency import Claim


class Table(StrEnum):
    """The tables of a report."""

    TRADES = "trades"
    EQUITY = "equity"


CSV: dict[str, Any] = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTC, USD."}
router = APIRouter(prefix="/api", tags=["backtests"])


@router.get("/strategies", response_model=StrategyPage, responses=problems())
def strategies(caller: Reader, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Return the strategies that can be tested, with the bounds of their parameters. Scope: `read`.

    Saved ones come first, by their last change, then your own files, which are read and not run.
    """
    page = caller.services.backtests.strategies(limit=limit, cursor=cursor or None)
    return Answer(list_shape(page, strategy_shape))


@router.post(
    "/backtests", status_code=202, response_model=TaskShape, responses=problems(409), openapi_extra=sends(BacktestBody)
)
def start_backtest(
    caller: Proposer, body: Annotated[BacktestBody, Depends(body_of(BacktestBody))], key: IdempotencyKey = None
) -> Response:
    """Start a backtest as a job; it goes on though the app is started anew. Scope: `propose`.

    What is wrong with it is told at once, 422 with every reason: the strategy, its numbers, symbols, dates, terms,
    and too few bars. Two jobs run at a time, the others wait.

    With `kind` `optimise` or `walk_forward` and a `search`, parameters are sought: the report is that of the best on
    bars that the search did not see, and its `search` or `walk_forward` says how it was found.
    """

    def work(_claim: Claim | None, intent_key: str | None) -> Answer:
        job = caller.services.backtests.start(body.kind, request_of(body), actor=caller.actor, idempotency=intent_key)
        return Answer({"task_id": job.id}, 202)

    return once(caller, "POST /api/backtests", key, body.model_dump(), work)


@router.get("/backtests", response_model=BacktestPage, responses=problems())
def backtests(caller: Reader, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Return the backtests that are kept, newest first, without their reports. Scope: `read`."""
    return Answer(list_shape(caller.services.backtests.jobs(limit=limit, cursor=cursor or None), backtest_line))


@router.get("/backtests/{task_id}", response_model=BacktestShape, responses=problems(404))
def backtest(request: Request, caller: Reader, task_id: str) -> Response:
    """Return a backtest with its report once it is done; the newest 200 are kept. Scope: `read`."""
    return zipped(Answer(backtest_shape(caller.services.backtests.job(task_id))), request)


@router.get("/backtests/{task_id}/{name}.csv", response_class=Response, responses={**problems(404), 200: CSV})
def table(caller: Reader, task_id: str, name: Table) -> Response:
    """Return all trades, or the equity at every bar, as CSV; the report's lists hold 2,000 at most. Scope: `read`.

    The backtest is played again for it; 422 while it has no report, or where its prices have changed since.
    """
    desk = caller.services.backtests
    job = desk.job(task_id)
    if job.report is None:
        raise FixInput(f"backtest {task_id:.60} is {job.status} and has no report; ask for one that is done")
    text = desk.table(name.value, job.kind, request_from_wire(job.request), job.report)
    return Response(text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})


@router.post("/backtests/{task_id}/stop", response_model=BacktestShape, responses=problems(404))
def stop_backtest(caller: Proposer, task_id: str) -> Response:
    """Stop a backtest; one that is over stays as it is. Scope: `propose`."""
    return Answer(backtest_shape(caller.services.backtests.stop(task_id)))
