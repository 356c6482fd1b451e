"""The engine: a plan, played on the past under the terms of one account."""

from typing import TYPE_CHECKING

from trading.backtest.ends import ends_of
from trading.backtest.past import Past
from trading.backtest.played import Fills, Played
from trading.backtest.round_trips import round_trips
from trading.backtest.tables import table_of
from trading.backtest.terms import rules_of
from trading.errors import FixInput
from trading.strategies.base import Decision, Plan
from trading.types import Sizing, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.arrays import Curves, Market, Orders

    Values = NDArray[np.float64]

SECONDS_A_DAY = 86_400
NEW_YORK_S = 5 * 3_600
"""Far enough west of UTC that an evening's bar in New York falls on its own day, in summer too."""


def simulate(past: Past, plan: Plan, terms: Terms) -> Played:
    """Return the account that follows the plan: decided on a close, sent for the next open of each symbol.

    Raises FixInput for a plan that does not fit the past, or terms that no account can have.
    """
    from trading.backtest import places as at
    from trading.backtest.arrays import new_account

    rules, orders = rules_of(terms), orders_of(plan, past)
    slots, book = new_account(len(past.traded.symbols), float(terms.cash), rules, orders)
    if is_in_or_out(past, plan, terms):
        curves, rows = _follow(past, orders, book)
    else:
        curves, rows = _play(past, terms, orders, slots, book)
    fills = _fills(rows[: int(book[at.FILLED])])
    return Played(
        **curves._asdict(),
        fills=fills,
        trades=round_trips(fills, past.traded.close, past.splits),
        refused={
            name: int(count) for name, count in zip(at.REFUSALS, book[at.REFUSED : at.RULES], strict=True) if count
        },
        paid=_paid(book),
    )


def is_in_or_out(past: Past, plan: Plan, terms: Terms) -> bool:
    """Say whether the plan is only ever in or out of one symbol, all in, with a bar and volume at every time."""
    tables = (plan.value, plan.limit, plan.trigger, plan.stop, plan.take, plan.trail)
    if any(table is not None for table in tables) or not has_one_whole_line(past, terms):
        return False
    return bool(plan.action.max() <= Decision.FLAT) and not (plan.action == Decision.SHORT).any()


def has_one_whole_line(past: Past, terms: Terms) -> bool:
    """Say whether one symbol is traded with everything, without events, gaps, limits or borrowed money."""
    import numpy as np

    whole = terms.sizing in (Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES) and not terms.limits and terms.leverage == 1
    if not whole or len(past.traded.symbols) != 1 or past.splits is not None or past.dividends is not None:
        return False
    volume = past.traded.volume
    return bool(np.isfinite(past.traded.close.sum()) and (volume.min() > 0 or volume.max() == 0))


def _follow(past: Past, orders: "Orders", book: "Values") -> "tuple[Curves, Values]":
    import numpy as np

    from trading.backtest.arrays import new_curves
    from trading.backtest.following import follow_one
    from trading.compiled import way

    rows = np.empty((1 + np.count_nonzero(orders.action), 6))
    opens, closes = table_of(past.traded.open[:, 0]), table_of(past.traded.close[:, 0])
    action, curves = np.ascontiguousarray(orders.action[:, 0]), new_curves(len(closes), shorts=False)
    way(follow_one, len(closes))(action, opens, closes, book, rows, curves)
    return curves, rows


def _play(past: Past, terms: Terms, orders: "Orders", slots: "Values", book: "Values") -> "tuple[Curves, Values]":
    from trading.backtest.arrays import new_curves
    from trading.backtest.kernel import play
    from trading.compiled import way

    curves = new_curves(len(past.traded), shorts=terms.shorts)
    rows: Values = way(play, past.traded.close.size)(market_of(past, terms), orders, slots, book, curves)
    return curves, rows


def market_of(past: Past, terms: Terms) -> "Market":
    """Return the past as the arrays that the loop reads."""
    import numpy as np

    from trading.backtest.arrays import Market
    from trading.backtest.ranges import atr_of

    traded = past.traded
    none = np.empty((0, len(traded.symbols)))
    asks_atr = terms.sizing is Sizing.VOLATILITY
    return Market(
        open=table_of(traded.open),
        high=table_of(traded.high),
        low=table_of(traded.low),
        close=table_of(traded.close),
        volume=table_of(traded.volume),
        splits=none if past.splits is None else table_of(past.splits),
        dividends=none if past.dividends is None else table_of(past.dividends),
        atr=table_of(atr_of(past)) if asks_atr else none,
        day=(traded.time - NEW_YORK_S) // SECONDS_A_DAY,
        told=np.nanmax(traded.volume, axis=0, initial=0.0) > 0,
        ends=ends_of(traded),
    )


def orders_of(plan: Plan, past: Past) -> "Orders":
    """Return a plan as the arrays that the loop reads. Raises FixInput where it does not fit the past."""
    import numpy as np

    from trading.backtest.arrays import Orders

    shape = past.traded.close.shape
    none = np.empty((0, shape[1]))
    tables = {}
    for name in ("action", "value", "limit", "trigger", "stop", "take", "trail"):
        table = getattr(plan, name)
        if table is not None and table.shape != shape:
            raise FixInput(
                f"the strategy gives {name} of the shape {table.shape} for {shape[0]} bars of {shape[1]} symbols; "
                f"return one row a bar and one column a symbol"
            )
        tables[name] = none if table is None else table_of(table)
    action = np.require(plan.action, np.int8, ("C", "W"))
    if action.size and not Decision.KEEP <= int(action.min()) <= int(action.max()) <= Decision.SPEND:
        raise FixInput(f"the strategy gives actions from {action.min()} to {action.max()}; a Decision is 0 to 5")
    if action.size and action.max() >= Decision.WEIGHT:
        _check_values(action, tables["value"])
    if plan.rests < 1:
        raise FixInput(f"the strategy lets entries rest for {plan.rests} bars; 1 is the least")
    return Orders(**{**tables, "action": action}, trail_fixed=plan.trail_fixed, rests=plan.rests)


def _check_values(action: "NDArray[np.int8]", value: "Values") -> None:
    import numpy as np

    asks = action >= Decision.WEIGHT
    if not len(value) or not np.isfinite(value[asks]).all():
        raise FixInput("the strategy says WEIGHT or SPEND on a bar without a value; give one on each such bar")
    if (value[action == Decision.SPEND] <= 0).any():
        raise FixInput("the strategy says SPEND of 0 USD or less; to sell, say FLAT or WEIGHT")


def _fills(rows: "Values") -> Fills:
    import numpy as np

    return Fills(
        bar=rows[:, 0].astype(np.int64),
        symbol=rows[:, 1].astype(np.int64),
        qty=rows[:, 2].copy(),
        price=rows[:, 3].copy(),
        fee=rows[:, 4].copy(),
        why=rows[:, 5].astype(np.int64),
    )


def _paid(book: "Values") -> dict[str, float]:
    from trading.backtest import places as at

    names = ("fees", "spread", "slippage", "borrow", "interest", "dividends")
    return {name: float(book[at.FEES + place]) for place, name in enumerate(names)}
