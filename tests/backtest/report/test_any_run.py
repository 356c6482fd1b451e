"""What holds of every report, over odd runs: flat, ruined, a few minutes long, with gaps, without a benchmark."""

import json
import math
from datetime import timedelta

import numpy as np
import pytest

from tests.backtest.report.runs import Made, Trip, run
from trading.backtest.report import DEFINITIONS, report_of
from trading.backtest.report.csv_text import equity_csv, trades_csv
from trading.backtest.report.html_page import html_of
from trading.types import Timeframe

LENGTHS = (
    (Timeframe.DAY_1, timedelta(days=1)),
    (Timeframe.WEEK_1, timedelta(days=7)),
    (Timeframe.HOUR_1, timedelta(hours=1)),
    (Timeframe.MIN_1, timedelta(minutes=1)),
)


def odd_run(rng: np.random.Generator) -> Made:
    """Return a run of 2 to 120 bars, sometimes of 2,000 and more."""
    bars = int(rng.integers(2, 120)) if rng.random() < 0.9 else int(rng.integers(1_900, 2_300))
    count = int(rng.integers(1, 4))
    shapes = (
        np.full(bars, 1000.0),
        1000 * np.exp(np.cumsum(0.02 * rng.standard_normal(bars))),
        1000 + np.cumsum(300 * rng.standard_normal(bars)),
        1000 * (1 + 0.01 * np.arange(bars)),
    )
    equity = shapes[int(rng.integers(len(shapes)))]
    equity[0] = 1000.0
    closes = 100 * np.exp(np.cumsum(0.02 * rng.standard_normal((bars, count)), axis=0))
    if rng.random() < 0.3:
        closes[1:][rng.random((bars - 1, count)) < 0.3] = math.nan
    trips = []
    for _ in range(int(rng.integers(0, 6))):
        entry = int(rng.integers(0, bars))
        out = int(rng.integers(entry, bars)) if rng.random() < 0.8 else -1
        qty, sold = float(rng.choice([-3, 2, 0.5])), float(rng.uniform(50, 150))
        trips.append(
            Trip(entry=entry, out=out, bought=100, sold=sold, qty=qty, symbol=int(rng.integers(count)), fees=1)
        )
    timeframe, step = LENGTHS[int(rng.integers(len(LENGTHS)))]
    benchmark = None
    if rng.random() < 0.3:
        benchmark = [math.nan] * (bars // 2) + [50 + float(n) for n in rng.random(bars - bars // 2)]
    return Made(
        equity=equity.tolist(),
        closes=closes.tolist(),
        trips=trips,
        symbols=("ABC", "DEF", "XYZ")[:count],
        timeframe=timeframe,
        step=step,
        benchmark=benchmark,
        warmup=int(rng.integers(0, bars + 5)),
    )


@pytest.mark.parametrize("seed", range(8))
def test_every_report_is_whole_and_agrees_with_itself(seed: int) -> None:
    rng = np.random.default_rng([50, seed])
    for _ in range(40):
        made = odd_run(rng)
        report = report_of(run(made))
        wire = report.wire()
        assert json.loads(json.dumps(wire, allow_nan=False)) == wire
        assert set(report.figures) == set(DEFINITIONS)
        assert wire["final_equity"] == made.equity[-1]
        assert wire["peak_equity"] == max(made.equity)
        assert wire["max_drawdown_pct"] <= 0
        assert 0 <= wire["exposure_time_pct"] <= 100
        assert wire["win_rate_pct"] is None or 0 <= wire["win_rate_pct"] <= 100
        assert wire["trades"] == len(wire["trade_list"]) == len(made.trips)
        assert sum(row["trades"] for row in wire["by_symbol"]) == wire["trades"]
        assert sum(row["pnl"] for row in wire["by_symbol"]) == pytest.approx(
            sum(trip.pnl for trip in made.trips), abs=1e-3
        )
        if min(made.equity) > 0:
            grown = np.prod([1 + row["return_pct"] / 100 for row in wire["monthly_returns"]])
            assert grown == pytest.approx(made.equity[-1] / made.equity[0], rel=1e-4)
        assert len(equity_csv(report).splitlines()) == len(made.equity) + 1
        assert len(trades_csv(report).splitlines()) == len(made.trips) + 1
        assert html_of(wire).endswith("</html>\n")
