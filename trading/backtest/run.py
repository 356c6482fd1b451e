"""One run from the past to its report, in whichever process it happens."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trading.errors import NoData
from trading.types import BacktestRequest

if TYPE_CHECKING:
    from trading.backtest.past import Past
    from trading.backtest.played import Played
    from trading.strategies.base import Strategy


def run(past: "Past", strategy: "Strategy", request: BacktestRequest) -> Mapping[str, Any]:
    """Return the report of a strategy on that past, as plain JSON values. Raises NoData for too few bars."""
    from trading.backtest.engine import simulate

    enough_bars(past, strategy)
    return _report(past, simulate(past, strategy.plan(past.seen), request.terms), request)


def searched(past: "Past", strategy: "Strategy", *, cuts: int = 40) -> str | None:
    """Return the sentence that tells of a look into the future, None where none was found."""
    from trading.backtest.lookahead import find_look_ahead

    enough_bars(past, strategy)
    found = find_look_ahead(strategy, past, cuts=cuts)
    return None if found is None else found.sentence


def newest_of(past: "Past", bars: int) -> "Past":
    """Return the newest bars of a past without its events, to try a strategy on."""
    from trading.backtest.past import Past

    panel = past.seen
    names = ("time", "open", "high", "low", "close", "volume")
    seen = replace(panel, **{name: getattr(panel, name)[-bars:] for name in names})
    return Past(seen=seen, traded=seen)


def enough_bars(past: "Past", strategy: "Strategy") -> None:
    """Raise NoData where a strategy could not decide once and be filled after it."""
    if len(past.seen) <= strategy.bars_needed:
        raise NoData(
            f"{', '.join(past.seen.symbols)} has {len(past.seen)} bars there and the strategy needs "
            f"{strategy.bars_needed} before it decides; choose an earlier start, or smaller numbers"
        )


def _report(past: "Past", played: "Played", request: BacktestRequest) -> Mapping[str, Any]:
    from datetime import UTC, datetime

    from trading.types.wire import rfc3339

    final, cash = float(played.equity[-1]), float(request.terms.cash)
    times = (rfc3339(datetime.fromtimestamp(at, UTC)) for at in past.traded.time.tolist())
    return {
        "final_equity": final,
        "return_pct": (final / cash - 1) * 100,
        "trades": len(played.trades.pnl),
        "warnings": list(past.warnings),
        "equity_curve": [
            {"at": at, "equity": equity} for at, equity in zip(times, played.equity.tolist(), strict=True)
        ],
    }
