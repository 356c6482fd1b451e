"""The report of a run by itself: ten years of days, and a million minutes."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from tests.backtest.report.runs import Made, Trip, run
from tests.bench.report import Figure, median
from trading.backtest.report import Tested, report_of
from trading.backtest.report.html_page import html_of
from trading.types import Timeframe

DAYS, MINUTES = 2_500, 1_000_000
REPEATS = 21


def figures() -> Iterator[Figure]:
    days = _made(DAYS, Timeframe.DAY_1, timedelta(days=1))
    report = report_of(days)
    wire = report.wire()
    yield Figure(name="2,500 days: every figure", value=_ms(lambda: report_of(days)), unit="ms")
    yield Figure(name="  figures and plain JSON values", value=_ms(lambda: report_of(days).wire()), unit="ms", bound=20)
    yield Figure(name="  the HTML page", value=_ms(lambda: html_of(wire)), unit="ms")
    yield Figure(name="  their JSON", value=len(json.dumps(wire)) / 1024, unit="KB")
    minutes = _made(MINUTES, Timeframe.MIN_1, timedelta(minutes=1))
    yield Figure(name="1,000,000 minutes: every figure", value=_ms(lambda: report_of(minutes)), unit="ms")


def _made(bars: int, timeframe: Timeframe, step: timedelta) -> Tested:
    rng = np.random.default_rng(1)
    equity = 100_000 * np.exp(
        np.cumsum(rng.normal(0.0002, 0.01, bars) if bars < MINUTES else rng.normal(0, 2e-4, bars))
    )
    trips = [Trip(entry=n, out=n + 6, bought=100, sold=100 + float(rng.normal())) for n in range(0, bars - 10, 12)]
    closes = np.round(100 * np.exp(np.cumsum(rng.normal(0, 1e-4, (bars, 1)), axis=0)), 2).tolist()
    start = datetime(2010, 1, 4, 21, tzinfo=UTC)
    return run(Made(equity=equity.tolist(), trips=trips, closes=closes, timeframe=timeframe, step=step, start=start))


def _ms(work: Callable[[], object]) -> float:
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return median(took)
