"""What is answered of strategies and backtests."""

from typing import Any, Literal

from pydantic import Field

from api.backtest_body import body_of_job
from api.schemas import Shown
from trading.backtest.listing import StrategyLine
from trading.types import BacktestJob
from trading.types.wire import to_wire


class ParameterShape(Shown):
    """A number of a strategy with its default and inclusive bounds."""

    name: str
    default: float
    least: float
    most: float
    whole: bool


class StrategyShape(Shown):
    """A strategy that can be tested."""

    key: str
    title: str
    kind: Literal["catalogue", "saved", "file"]
    family: str
    says: str
    entry: list[str]
    exit: list[str]
    parameters: list[ParameterShape]


class StrategyPage(Shown):
    """Strategies: saved ones by their last change, files, then the catalogue."""

    items: list[StrategyShape]
    next_cursor: str | None


REPORT = (
    "What came of it, null until `done`: `final_equity` (USD), `return_pct`, `trades`, `max_drawdown_pct`, `sharpe` "
    "and the other figures as numbers, `equity_curve` a list of `at`, `equity`, and the lists that explain them."
)


class BacktestShape(Shown):
    """A backtest as a job; `progress` is 0 to 1, `left_s` the seconds left where they can be told."""

    task_id: str
    kind: Literal["backtest", "optimise", "walk_forward"]
    status: Literal["queued", "running", "done", "failed", "stopped"]
    progress: float
    left_s: float | None
    request: dict[str, Any] = Field(description="What was asked, every value said; it can be posted as it stands.")
    report: dict[str, Any] | None = Field(description=REPORT)
    error: str | None
    created_at: str
    updated_at: str
    finished_at: str | None


class BacktestLine(Shown):
    """A backtest in a list, without its report."""

    task_id: str
    kind: str
    status: str
    progress: float
    created_at: str


class BacktestPage(Shown):
    """Backtests, newest first."""

    items: list[BacktestLine]
    next_cursor: str | None


def strategy_shape(line: StrategyLine) -> dict[str, Any]:
    """Return a strategy with its parameters."""
    shape: dict[str, Any] = to_wire(line)
    numbers = shape.pop("numbers")
    return shape | {"parameters": shape["parameters"] or numbers}


def backtest_shape(job: BacktestJob) -> dict[str, Any]:
    """Return a job with its report."""
    report = None if job.report is None else dict(job.report)
    return backtest_line(job) | {"request": body_of_job(job), "report": report}


def backtest_line(job: BacktestJob) -> dict[str, Any]:
    """Return a job as lists have it."""
    return {
        "task_id": job.id,
        "kind": job.kind.value,
        "strategy": job.request.get("strategy"),
        "symbols": job.request.get("symbols"),
        "status": job.status.value,
        "progress": job.progress,
        "left_s": job.left_s,
        "error": job.error,
        "created_at": to_wire(job.created_at),
        "updated_at": to_wire(job.updated_at),
        "finished_at": to_wire(job.finished_at),
    }
