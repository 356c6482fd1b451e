"""The loop over bars and symbols: plain arrays and numbers in, plain arrays out, so that it can be compiled.

One order of events a bar: interest and borrow fees, dividends and splits, what waits and what protects meets the bar's
prices; then the account is marked at the close, where the plan's row decides for the next bar.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.backtest import places as at
from trading.backtest.account import clear_exits, clear_order, execute, recount, split
from trading.backtest.arrays import Curves, Market, Orders
from trading.backtest.deciding import decide
from trading.backtest.judging import foresee
from trading.backtest.session import session
from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]

ROOM = 6
"""So many fills a symbol can have in one bar at most: turned round, closed, split, ended."""


@kernel
def play(market: Market, orders: Orders, slots: "Values", book: "Values", curves: Curves) -> "Values":
    """Fill the curves and return the fills, of which book[at.FILLED] count; slots and book of new_account."""
    n, symbols = market.close.shape
    equity, gross, net = curves.equity, curves.gross, curves.net
    rows = np.empty((max(64, 2 * ROOM * symbols), 6))
    # arrays with names of their own: taken out of a tuple each time, they would cost the compiled loop a count each
    opens, highs, lows, closes, volumes = market.open, market.high, market.low, market.close, market.volume
    action, told, day = orders.action, market.told, market.day
    tells, market_acts = _tells(market, orders), _acts(market)
    book[at.NEXT_END] = market.ends.min()
    t = 0
    while t < n:
        until = _quiet_until(t, n, market_acts, action, slots, book)
        if until > t:
            _mark_quiet(t, until, closes, equity, gross, slots, book)
            if book[at.SHORTS] > 0:
                net[t:until] = gross[t:until]
            t = until
            if t == n:
                break
        if market_acts or t >= book[at.NEXT_END] or book[at.SHORTS] > 0 or book[at.CASH] < at.DEBT:
            rows = _roomy(rows, symbols, book)
            _happen(t, market, slots, book, rows)
        book[at.TODAY] = day[t]
        if book[at.BUSY] > 0:
            rows = _roomy(rows, symbols, book)
            book[at.DAY_ENDS] = 1.0 if t + 1 == n or day[t + 1] != day[t] else 0.0
            _read(t, opens, highs, lows, closes, volumes, told, slots)
            session(t, slots, book, rows)
        equity[t], gross[t], net[t] = _mark(t, closes, slots, book)
        if equity[t] <= 0 and book[at.RUINED] == 0:
            rows = _roomy(rows, symbols, book)
            _ruin(t, slots, book, rows)
            equity[t], gross[t], net[t] = _mark(t, closes, slots, book)
        if tells:
            _tell(t, market, orders, slots)
        if book[at.GATED] > 0:
            _day(day[t], equity[t], book)
            foresee(action[t], slots, book)
        book[at.WORTH] = equity[t]
        if book[at.RUINED] == 0:
            for j in range(symbols):
                if action[t, j] != at.KEEP:
                    decide(j, action[t, j], slots, book)
        t += 1
    return rows


@kernel
def _acts(market: Market) -> bool:
    return bool(market.splits.shape[0] + market.dividends.shape[0] > 0)


@kernel
def _tells(market: Market, orders: Orders) -> bool:
    """Say whether a decision needs more than its action."""
    entries = orders.value.shape[0] + orders.limit.shape[0] + orders.trigger.shape[0]
    return bool(entries + orders.stop.shape[0] + orders.take.shape[0] + orders.trail.shape[0] + market.atr.shape[0] > 0)


@kernel
def _tell(t: int, market: Market, orders: Orders, slots: "Values") -> None:
    """Put the plan's numbers of a bar into the slots of every symbol."""
    for j in range(slots.shape[1]):
        if orders.action[t, j] != at.KEEP:
            slots[at.SAY_VALUE, j] = _cell(orders.value, t, j)
            slots[at.SAY_LIMIT, j] = _cell(orders.limit, t, j)
            slots[at.SAY_TRIGGER, j] = _cell(orders.trigger, t, j)
            slots[at.SAY_STOP, j] = _cell(orders.stop, t, j)
            slots[at.SAY_TAKE, j] = _cell(orders.take, t, j)
            slots[at.SAY_TRAIL, j] = _cell(orders.trail, t, j)
            slots[at.ATR, j] = _cell(market.atr, t, j)


@kernel
def _cell(table: "Values", t: int, j: int) -> float:
    """Return a cell of a table that may be absent, NaN then."""
    return math.nan if table.shape[0] == 0 else float(table[t, j])


@kernel
def _quiet_until(t: int, n: int, market_acts: bool, action: "NDArray[np.int8]", slots: "Values", book: "Values") -> int:
    """Return the first bar from t on at which more may happen than that the prices of longs move."""
    if market_acts or book[at.GATED] > 0 or book[at.BUSY] > 0 or book[at.CASH] < at.DEBT:
        return t
    symbols = slots.shape[1]
    for j in range(symbols):
        if slots[at.HELD, j] < 0:
            return t
    end = int(min(book[at.NEXT_END], n))
    for bar in range(t, end):
        for j in range(symbols):
            if action[bar, j] != at.KEEP:
                return bar
    return max(end, t)


@kernel
def _mark_quiet(
    t: int,
    until: int,
    closes: "Values",
    equity: "Values",
    gross: "Values",
    slots: "Values",
    book: "Values",
) -> None:
    """Mark cash and longs at the closes from t until a bar."""
    for bar in range(t, until):
        gross[bar] = 0.0
    for j in range(slots.shape[1]):
        held, mark = slots[at.HELD, j], slots[at.MARK, j]
        for bar in range(t, until):
            close = closes[bar, j]
            mark = mark if math.isnan(close) else close
            if held != 0:
                gross[bar] += held * mark
        slots[at.MARK, j] = mark
    free = book[at.CASH]
    for bar in range(t, until):
        equity[bar] = free + gross[bar]


@kernel
def _read(
    t: int,
    opens: "Values",
    highs: "Values",
    lows: "Values",
    closes: "Values",
    volumes: "Values",
    told: "NDArray[np.bool_]",
    slots: "Values",
) -> None:
    """Put the bar of every symbol into its slots. One without volume trades nothing, where volume is known."""
    for j in range(slots.shape[1]):
        slots[at.OPEN, j], slots[at.HIGH, j] = opens[t, j], highs[t, j]
        slots[at.LOW, j], slots[at.CLOSE, j] = lows[t, j], closes[t, j]
        idle = math.isnan(opens[t, j]) or (told[j] and volumes[t, j] <= 0)
        slots[at.TRADES_NOW, j] = 0.0 if idle else 1.0


@kernel
def _mark(t: int, closes: "Values", slots: "Values", book: "Values") -> "tuple[float, float, float]":
    """Mark the account at a bar's close; return its worth, gross and net exposure."""
    long, short = 0.0, 0.0
    for j in range(slots.shape[1]):
        close, held = closes[t, j], slots[at.HELD, j]
        if not math.isnan(close):
            slots[at.MARK, j] = close
        if held > 0:
            long += held * slots[at.MARK, j]
        elif held < 0:
            short -= held * slots[at.MARK, j]
    return book[at.CASH] + long - short, long + short, long - short


@kernel
def _happen(t: int, market: Market, slots: "Values", book: "Values", rows: "Values") -> None:
    """Let happen what comes before any order: interest and borrow fees, what companies do, the ends of symbols."""
    if book[at.CASH] < at.DEBT and book[at.RUINED] == 0 and t > 0:
        interest = -book[at.CASH] * book[at.MARGIN_A_DAY] * (market.day[t] - market.day[t - 1])
        book[at.CASH] -= interest
        book[at.INTEREST] += interest
    if book[at.BORROW_A_DAY] > 0 and t > 0:
        _borrow(t, market, slots, book)
    if market.splits.shape[0] + market.dividends.shape[0] > 0:
        _companies(t, market, slots, book, rows)
    if t >= book[at.NEXT_END]:
        _end(t, market, slots, book, rows)


@kernel
def _roomy(rows: "Values", symbols: int, book: "Values") -> "Values":
    """Return the table of fills with room for what one bar can bring."""
    if book[at.FILLED] + ROOM * symbols <= rows.shape[0]:
        return rows
    more = np.empty((2 * rows.shape[0], 6))
    more[: rows.shape[0]] = rows
    return more


@kernel
def _borrow(t: int, market: Market, slots: "Values", book: "Values") -> None:
    """Charge the fee on what was short at the last close, for every calendar day since."""
    for j in range(slots.shape[1]):
        if slots[at.HELD, j] < 0:
            short = -slots[at.HELD, j] * slots[at.MARK, j]
            fee = short * book[at.BORROW_A_DAY] * (market.day[t] - market.day[t - 1])
            book[at.CASH] -= fee
            book[at.BORROW] += fee


@kernel
def _day(day: int, worth: float, book: "Values") -> None:
    """Keep what the gate's halts measure against: the last close of the day before, the peak, the day's orders."""
    if day != book[at.DAY]:
        book[at.DAY] = day
        book[at.ORDERS] = 0
        book[at.BEFORE] = book[at.WORTH]
    book[at.PEAK] = max(book[at.PEAK], worth)
    book[at.WORTH] = worth


@kernel
def _companies(t: int, market: Market, slots: "Values", book: "Values", rows: "Values") -> None:
    """A dividend is paid on what was held before its ex-date, in the shares of that time; then a split counts."""
    for j in range(slots.shape[1]):
        if market.dividends.shape[0] > 0 and market.dividends[t, j] > 0 and slots[at.HELD, j] != 0:
            amount = slots[at.HELD, j] * market.dividends[t, j]
            book[at.CASH] += amount
            book[at.DIVIDENDS] += amount
        if market.splits.shape[0] > 0 and market.splits[t, j] != 1.0 and market.splits[t, j] > 0:
            split(slots, book, rows, t, j, market.splits[t, j], market.open[t, j])


@kernel
def _end(t: int, market: Market, slots: "Values", book: "Values", rows: "Values") -> None:
    """Close what has stopped trading at its last price, without costs of a market that is not there.

    It has no mark from then on, so that nothing more is decided of it.
    """
    book[at.NEXT_END] = market.close.shape[0] + 1
    for j in range(slots.shape[1]):
        if market.ends[j] == t:
            clear_order(slots, book, j)
            if slots[at.HELD, j] != 0:
                execute(slots, book, rows, t, j, -slots[at.HELD, j], slots[at.MARK, j], at.BY_END)
            clear_exits(slots, book, j)
            slots[at.MARK, j] = math.nan
        elif market.ends[j] > t:
            book[at.NEXT_END] = min(book[at.NEXT_END], market.ends[j])
    recount(slots, book)


@kernel
def _ruin(t: int, slots: "Values", book: "Values", rows: "Values") -> None:
    """Close everything where nothing is left: an account that is worth nothing takes no more orders."""
    for j in range(slots.shape[1]):
        clear_order(slots, book, j)
        if slots[at.HELD, j] != 0:
            execute(slots, book, rows, t, j, -slots[at.HELD, j], slots[at.MARK, j], at.BY_RUIN)
        clear_exits(slots, book, j)
    book[at.RUINED] = 1
    book[at.BUSY] = 0
