"""The whole trade list and the whole equity as CSV, RFC 4180: times in UTC, USD and percent as plain numbers."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from trading.backtest.report.trade_rows import trade_rows
from trading.backtest.report.wire import held_worth, times_of

if TYPE_CHECKING:
    from trading.backtest.report.report import Report

TRADE_COLUMNS = (
    *("symbol", "side", "qty", "entry_at", "exit_at", "entry_price", "exit_price"),
    *("fees", "pnl", "return_pct", "bars", "days", "exit_by"),
)
EQUITY_COLUMNS = ("at", "equity", "drawdown_pct", "cash", "gross", "net", "benchmark")


def trades_csv(report: "Report") -> str:
    """Return every round trip, a line each; the exit of an open one is empty."""
    return _text(TRADE_COLUMNS, ([row[name] for name in TRADE_COLUMNS] for row in trade_rows(report)))


def equity_csv(report: "Report") -> str:
    """Return the account at every bar, a line each; `benchmark` is the same cash held in it."""
    played, time = report.tested.played, report.tested.past.traded.time
    columns = (played.equity, 100 * report.depth, played.cash, played.gross, played.net)
    held = held_worth(report.tested)
    rows = zip(times_of(time), *(column.round(6).tolist() for column in (*columns, held)), strict=True)
    return _text(EQUITY_COLUMNS, rows)


def _text(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return made.getvalue()


def _cell(value: object) -> object:
    """Return what a spreadsheet reads as it is meant: an unknown is empty, no text is a formula."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
