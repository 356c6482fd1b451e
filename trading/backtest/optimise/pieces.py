"""Stretches of a past, and how a strategy enters one: with what it would hold if it had run before."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.strategies.base import Decision, Plan, Strategy
from trading.strategies.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

_PRICES = ("time", "open", "high", "low", "close", "volume")


class Piece(NamedTuple):
    """A stretch of bars that is played: from `first` to before `end`, by their places in the whole past.

    `begins` is the first bar of the window from which its numbers were chosen; it ends where the piece begins.
    """

    begins: int
    first: int
    end: int


def cut(past: Past, first: int, end: int) -> Past:
    """Return the bars from `first` to before `end`."""
    seen = _cut(past.seen, first, end)
    return Past(
        seen=seen,
        traded=seen if past.traded is past.seen else _cut(past.traded, first, end),
        splits=None if past.splits is None else past.splits[first:end],
        dividends=None if past.dividends is None else past.dividends[first:end],
        warnings=past.warnings,
    )


def _cut(panel: Panel, first: int, end: int) -> Panel:
    return replace(panel, **{name: getattr(panel, name)[first:end] for name in _PRICES})


def entering(past: Past, strategy: Strategy, piece: Piece, before: Played) -> Plan:
    """Return the plan of a piece, the bar before it first: there the strategy says what it would be holding.

    All bars before the piece are read, as a strategy that runs reads them, and nothing is traded on them. `before` is
    the strategy played on them: what it held at the end is entered at the piece's first open, unless its last row
    decides anew. A weight is entered as it was last said. Money that was spent, and entries that still rested, are not.
    """
    whole = strategy.plan(cut(past, 0, piece.end).seen)
    last = piece.first - 1
    plan = _rows(whole, last)
    for symbol, held in enumerate(_held(before, whole.action.shape[1])):
        said = whole.action[: last + 1, symbol].nonzero()[0]
        if len(said) and said[-1] == last:
            continue
        _stand(plan, whole, int(said[-1]) if len(said) else None, symbol, held)
    return plan


def _held(before: Played, symbols: int) -> list[float]:
    """Return the side of each open position, 0 for none; quantities are those of the trades, splits carried out."""
    held = [0.0] * symbols
    trades = before.trades
    is_open = trades.exit_bar < 0
    for symbol, qty in zip(trades.symbol[is_open].tolist(), trades.qty[is_open].tolist(), strict=True):
        held[symbol] += qty
    return held


def _stand(plan: Plan, whole: Plan, row: int | None, symbol: int, held: float) -> None:
    """Write into the first row of a plan what one symbol stands at since `row`."""
    said = Decision.FLAT if row is None else Decision(int(whole.action[row, symbol]))
    if said is Decision.SPEND:
        return
    if said is not Decision.WEIGHT:
        said = Decision.LONG if held > 0 else Decision.SHORT if held < 0 else Decision.FLAT
    plan.action[0, symbol] = said
    for name in ("value", "stop", "take", "trail"):
        table = getattr(whole, name)
        if row is not None and table is not None:
            getattr(plan, name)[0, symbol] = table[row, symbol]
    for name in ("limit", "trigger"):
        if getattr(plan, name) is not None:
            getattr(plan, name)[0, symbol] = float("nan")


def _tables(plan: Plan) -> list[str]:
    import numpy as np

    return [each.name for each in fields(plan) if isinstance(getattr(plan, each.name), np.ndarray)]


def _rows(plan: Plan, first: int) -> Plan:
    return replace(plan, **{name: getattr(plan, name)[first:].copy() for name in _tables(plan)})


def chained(plans: Sequence[Plan]) -> Plan:
    """Return plans of pieces that follow each other as one: the last row of each gives way to the next one's first.

    There the numbers change: the next plan says at the same close what it would hold.
    """
    import numpy as np

    lengths = [len(plan.action) - 1 for plan in plans[:-1]] + [len(plans[-1].action)]
    names = dict.fromkeys(name for plan in plans for name in _tables(plan))
    tables: dict[str, Any] = {}
    for name in names:
        none = np.full(plans[0].action.shape[1], np.nan)
        parts = [
            np.tile(none, (length, 1)) if getattr(plan, name) is None else getattr(plan, name)[:length]
            for plan, length in zip(plans, lengths, strict=True)
        ]
        tables[name] = np.concatenate(parts)
    return replace(plans[0], **tables, rests=max(plan.rests for plan in plans))
