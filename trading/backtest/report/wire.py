"""A report as plain JSON values: flat figures by key, and bounded lists."""

import math
from typing import TYPE_CHECKING, Any

from trading.backtest.honesty.verdict import verdict_of
from trading.backtest.report.definitions import DEFINITIONS, Unit
from trading.backtest.report.hold import hold_figures
from trading.backtest.report.thinned import thinned
from trading.backtest.report.trade_rows import by_symbol, trade_rows
from trading.types.wire import to_wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.report.report import Report
    from trading.backtest.report.tested import Tested

    Values = NDArray[np.float64]

MOST_TRADES = 2_000
"""The newest of the trade list that JSON carries; the CSV has all."""


def report_wire(report: "Report") -> dict[str, Any]:
    """Return the report as plain JSON values; what is not known is None. Losses and falls are negative."""
    tested, panel = report.tested, report.tested.past.traded
    times = times_of(panel.time[[0, -1]])
    return {
        "title": tested.title,
        "symbols": list(panel.symbols),
        "timeframe": panel.timeframe.value,
        "source": panel.source,
        "start": times[0],
        "end": times[1],
        "bars": len(panel),
        "duration_days": report.timeline.length,
        "terms": to_wire(tested.terms),
        **figures_wire(report),
        "equity_curve": curve_rows(report),
        "trade_list": trade_rows(report, MOST_TRADES),
        "monthly_returns": _named(report.ends.month_names, report.months, "month"),
        "yearly_returns": _named(report.ends.year_names, report.years, "year"),
        "by_symbol": by_symbol(report),
        "benchmark": _benchmark(report),
        "hold": hold_figures(report, held_worth(tested)),
        "exposure": _exposure(report),
        "costs": {name: round(value, 6) for name, value in tested.played.paid.items()},
        "refused": dict(tested.played.refused),
        "warnings": list(report.warnings),
        "honesty": verdict_of(report.sample).wire(),
        "sample": report.sample.wire(),
    }


def figures_wire(report: "Report") -> dict[str, float | int | None]:
    """Return every figure by its key, counts as whole numbers."""
    return {
        key: int(value) if value is not None and DEFINITIONS[key].unit is Unit.COUNT else value
        for key, value in report.figures.items()
    }


def times_of(seconds: "NDArray[np.int64]") -> list[str]:
    """Return times as RFC 3339, UTC."""
    import numpy as np

    return [f"{at}Z" for at in np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()]


def curve_rows(report: "Report") -> list[dict[str, Any]]:
    """Return equity, fall, held instead and exposure at no more than 2,000 times, with highs and lows kept."""
    import numpy as np

    tested, played = report.tested, report.tested.played
    rows = thinned(played.equity, (int(report.depth.argmin()),))
    equity = played.equity[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        exposures = 100 * played.gross[rows] / equity
    columns = (equity, 100 * report.depth[rows], held_worth(tested, rows), exposures)
    names = ("equity", "drawdown_pct", "benchmark", "exposure_pct")
    lists = [_plain(column) for column in columns]
    return [
        {"at": at} | dict(zip(names, row, strict=True))
        for at, row in zip(times_of(tested.past.traded.time[rows]), zip(*lists, strict=True), strict=True)
    ]


def held_worth(tested: "Tested", rows: "NDArray[np.int64] | None" = None) -> "Values":
    """Return what the first cash would be worth in the benchmark, bought at the end of the warm-up.

    At these bars, at every one without `rows`.
    """
    import numpy as np

    rows = np.arange(len(tested.held)) if rows is None else rows
    held, first = tested.held, min(tested.warmup, len(tested.held) - 1)
    begun = first + int(np.argmax(np.isfinite(held[first:])))
    worth = held[rows] / held[begun] * tested.played.equity[0]
    return np.asarray(np.where(rows < begun, tested.played.equity[0], worth))


def _plain(values: "Values") -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.round(6).tolist()]


def _named(names: tuple[str, ...], values: "Values", word: str) -> list[dict[str, Any]]:
    return [{word: name, "return_pct": value} for name, value in zip(names, _plain(100 * values), strict=True)]


def _benchmark(report: "Report") -> dict[str, Any]:
    tested, figures = report.tested, report.figures
    symbols = ", ".join(tested.symbols[:5]) + (" and others" if len(tested.symbols) > 5 else "")
    return {
        "name": tested.benchmark_name or f"{symbols} held",
        "return_pct": figures["buy_and_hold_return_pct"],
        "alpha_pct": figures["alpha_pct"],
        "beta": figures["beta"],
        "correlation": figures["correlation"],
    }


def _exposure(report: "Report") -> dict[str, float | None]:
    import numpy as np

    played = report.tested.played
    with np.errstate(divide="ignore", invalid="ignore"):
        gross, net = (100 * float((side / played.equity).mean()) for side in (played.gross, played.net))
        most = 100 * float((played.gross / played.equity).max())
    named = {"avg_gross_pct": gross, "max_gross_pct": most, "avg_net_pct": net}
    return {
        "time_pct": report.figures["exposure_time_pct"],
        **{name: value if math.isfinite(value) else None for name, value in named.items()},
    }
