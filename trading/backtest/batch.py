"""One strategy with many numbers on one past: a few figures of each, fast enough for ten thousand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.engine import has_one_whole_line, orders_of, simulate
from trading.backtest.past import Past
from trading.backtest.terms import rules_of
from trading.errors import FixInput
from trading.strategies.base import Plan, StrategyKind
from trading.types import Terms, Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]

STEPS = 500_000
"""So many bars are played between two looks at whether to stop: some milliseconds."""
DAYS_A_YEAR, WEEKS_A_YEAR = 252, 52
DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """A row a combination, in their order; only the first `done` of them where it was stopped.

    `sharpe` is the report's: a year's geometric return over the deviation of a compounded year, NaN without one.
    `mean`, `std` (n - 1), `skew` and `kurt` (plain; 0 and 3 for a normal) are of the returns of bars, as fractions;
    `downside` is the root of the mean square of those below 0, `sums` and `squares` are of all in 16 equal stretches of
    time.
    """

    done: int
    bars: int
    final_equity: "Values"
    return_pct: "Values"
    sharpe: "Values"
    max_drawdown_pct: "Values"
    trades: "Whole"
    mean: "Values"
    std: "Values"
    skew: "Values"
    kurt: "Values"
    downside: "Values"
    sums: "Values"
    squares: "Values"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """What is filled as the combinations are played."""

    rows: "Values"
    sums: "Values"
    squares: "Values"
    trades: "Whole"
    edges: "Whole"


def simulate_many(
    past: Past,
    kind: StrategyKind,
    combinations: Sequence[Mapping[str, float]],
    terms: Terms,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _part: None,
) -> BatchResult:
    """Return the figures of every combination; the same account as `simulate` plays, to the last cents of a float.

    `stop` is asked every few milliseconds, or after each combination of a plan that takes longer; `progress` is told
    the part done, 0 .. 1. Raises FixInput for numbers that the strategy does not take.
    """
    _get_ready(past.traded.close.size * len(combinations))
    table = _table(len(combinations), len(past.traded))
    is_simple = _is_simple(past, kind, terms)
    size = max(1, STEPS // len(past.traded)) if is_simple else 1
    done = 0
    while done < len(combinations) and not stop():
        part = slice(done, min(done + size, len(combinations)))
        if is_simple:
            _follow(past, kind, combinations[part], terms, table, part)
        else:
            _simulate(past, kind, combinations[done], terms, table, done)
        done = part.stop
        progress(done / len(combinations))
    return _result(past, float(terms.cash), table, done)


def summed_up(past: Past, equity: "Values", trades: int) -> BatchResult:
    """Return the figures of one account that was played already: its value at each bar of the past."""
    table = _table(1, len(equity))
    _sum_up(equity, table, 0)
    table.trades[0] = trades
    return _result(past, float(equity[0]), table, 1)


def _get_ready(work: int) -> None:
    """Load numba where all together repay it, though one combination alone would not."""
    from trading import compiled
    from trading.backtest import following, kernel, pairing, summary

    _ = following, kernel, pairing, summary
    if work > compiled.SMALL:
        compiled.load()


def _table(count: int, bars: int) -> _Table:
    import numpy as np

    from trading.backtest.summary import BLOCKS, FIGURES, edges_of

    return _Table(
        rows=np.empty((count, FIGURES)),
        sums=np.empty((count, BLOCKS)),
        squares=np.empty((count, BLOCKS)),
        trades=np.empty(count, np.int64),
        edges=edges_of(bars),
    )


def _is_simple(past: Past, kind: StrategyKind, terms: Terms) -> bool:
    return kind.many is not None and past.seen is past.traded and has_one_whole_line(past, terms)


def _follow(
    past: Past,
    kind: StrategyKind,
    combinations: Sequence[Mapping[str, float]],
    terms: Terms,
    table: _Table,
    part: slice,
) -> None:
    """Play many plans of in and out by the loop made for them."""
    from trading.backtest.arrays import new_account
    from trading.backtest.following import follow
    from trading.compiled import way

    if kind.many is None:
        raise FixInput(f"{kind.key} cannot make many plans at once; play them one by one")
    actions = kind.many(past.seen, combinations)
    plan = Plan(action=actions[0][:, None])
    _, book = new_account(1, float(terms.cash), rules_of(terms), orders_of(plan, past))
    way(follow, actions.size)(
        actions,
        past.traded.open[:, 0].copy(),
        past.traded.close[:, 0].copy(),
        float(terms.cash),
        book,
        table.edges,
        table.rows[part],
        table.sums[part],
        table.squares[part],
        table.trades[part],
    )


def _simulate(
    past: Past, kind: StrategyKind, combination: Mapping[str, float], terms: Terms, table: _Table, at: int
) -> None:
    """Play one plan by the whole engine."""
    played = simulate(past, kind.build(combination).plan(past.seen), terms)
    table.trades[at] = len(played.trades.pnl)
    _sum_up(played.equity, table, at)


def _sum_up(equity: "Values", table: _Table, at: int) -> None:
    from trading.backtest.summary import summarise
    from trading.compiled import way

    way(summarise, len(equity))(equity, table.edges, table.rows[at], table.sums[at], table.squares[at])


def _result(past: Past, cash: float, table: _Table, done: int) -> BatchResult:
    from trading.backtest.summary import DOWN, FALL, FINAL, KURT, MEAN, SKEW, STD

    rows, bars = table.rows[:done], len(past.traded) - 1
    final = rows[:, FINAL]
    return BatchResult(
        done=done,
        bars=bars,
        final_equity=final,
        return_pct=100 * (final / cash - 1),
        sharpe=_sharpe(final / cash, rows[:, STD], bars, bars_a_year(past)),
        max_drawdown_pct=100 * rows[:, FALL],
        trades=table.trades[:done],
        mean=rows[:, MEAN],
        std=rows[:, STD],
        skew=rows[:, SKEW],
        kurt=rows[:, KURT],
        downside=rows[:, DOWN],
        sums=table.sums[:done],
        squares=table.squares[:done],
    )


def _sharpe(growth: "Values", std: "Values", bars: int, a_year: float) -> "Values":
    """Return (1 + g)^n - 1 over the root of (var + (1 + g)^2)^n - (1 + g)^2n, g the geometric mean of a bar."""
    import numpy as np

    mean = np.maximum(growth, 0.0) ** (1 / bars)
    swing = np.sqrt(np.maximum((std**2 + mean**2) ** a_year - mean ** (2 * a_year), 0.0))
    found: Values = np.where(swing > 0, (mean**a_year - 1) / np.where(swing > 0, swing, 1.0), np.nan)
    return found


def bars_a_year(past: Past) -> float:
    """Return 252 for daily bars, 52 for weekly ones, and for shorter ones as many as 252 days like these have."""
    import numpy as np

    panel = past.traded
    if panel.timeframe is Timeframe.DAY_1:
        return DAYS_A_YEAR
    if panel.timeframe is Timeframe.WEEK_1:
        return WEEKS_A_YEAR
    return DAYS_A_YEAR * len(panel) / len(np.unique(panel.time // DAY_S))
