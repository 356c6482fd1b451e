"""The round trips as rows, and what each symbol brought."""

from typing import TYPE_CHECKING, Any

from trading.backtest.played import Why

if TYPE_CHECKING:
    from trading.backtest.report.report import Report

SAID = {Why.TAKE: "target", Why.TRAIL: "trailing stop"}
"""What people call them where the name in the code is another one."""


def trade_rows(report: "Report", most: int | None = None) -> list[dict[str, Any]]:
    """Return the newest round trips by their entry, all without `most`; an open one has no `exit_at`.

    Times are those of the bars, which are their closes: what filled at the open of a day has that day's close.
    """
    import numpy as np

    from trading.backtest.report.wire import times_of

    tested, trades = report.tested, report.tested.played.trades
    panel = tested.past.traded
    rows = slice(None) if most is None else slice(max(0, len(trades.pnl) - most), None)
    last = len(panel) - 1
    is_open = trades.exit_bar[rows] < 0
    entry, exits = trades.entry_bar[rows], np.where(is_open, last, trades.exit_bar[rows])
    columns = {
        "symbol": [panel.symbols[place] for place in trades.symbol[rows].tolist()],
        "side": ["long" if qty > 0 else "short" for qty in trades.qty[rows].tolist()],
        "qty": np.abs(trades.qty[rows]).tolist(),
        "entry_at": times_of(panel.time[entry]),
        "exit_at": [
            None if still else at for still, at in zip(is_open.tolist(), times_of(panel.time[exits]), strict=True)
        ],
        "entry_price": trades.entry_price[rows].round(6).tolist(),
        "exit_price": trades.exit_price[rows].round(6).tolist(),
        "fees": trades.fees[rows].round(6).tolist(),
        "pnl": trades.pnl[rows].round(6).tolist(),
        "return_pct": (100 * trades.return_[rows]).round(6).tolist(),
        "bars": (exits - entry).tolist(),
        "days": report.timeline.days(entry, exits).round(6).tolist(),
        "exit_by": [
            "still open" if still else SAID.get(Why(why), Why(why).name.lower())
            for still, why in zip(is_open.tolist(), trades.why[rows].tolist(), strict=True)
        ],
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def by_symbol(report: "Report") -> list[dict[str, Any]]:
    """Return what each symbol brought, in the order of the test."""
    import numpy as np

    tested, trades = report.tested, report.tested.played.trades
    count = len(tested.symbols)
    pnl, fees, times = (
        np.bincount(trades.symbol, weights=weights, minlength=count) for weights in (trades.pnl, trades.fees, None)
    )
    won = np.bincount(trades.symbol[trades.pnl > 0], minlength=count)
    first = float(tested.played.equity[0])
    return [
        {
            "symbol": symbol,
            "trades": int(times[place]),
            "win_rate_pct": 100 * float(won[place] / times[place]) if times[place] else None,
            "pnl": round(float(pnl[place]), 6),
            "share_pct": round(100 * float(pnl[place]) / first, 6),
            "fees": round(float(fees[place]), 6),
        }
        for place, symbol in enumerate(tested.symbols)
    ]
