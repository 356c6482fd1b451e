"""Fills paired to round trips, first in first out."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.played import Fills, Trades

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = 10


@dataclass(slots=True)
class _Lot:
    bar: int
    qty: float
    price: float
    fee: float


def round_trips(fills: Fills, closes: "NDArray[np.float64]") -> Trades:
    """Return every round trip; what is still open is marked at the symbol's last close, with its entry's fee."""
    import numpy as np

    lots: dict[int, deque[_Lot]] = defaultdict(deque)
    rows: list[tuple[float, ...]] = []
    columns = (fills.bar, fills.symbol, fills.qty, fills.price, fills.fee, fills.why)
    for bar, symbol, qty, price, fee, why in zip(*(column.tolist() for column in columns), strict=True):
        left = qty
        while left and lots[symbol] and lots[symbol][0].qty * left < 0:
            lot = lots[symbol][0]
            part = min(abs(lot.qty), abs(left))
            share = part / abs(lot.qty)
            paid = lot.fee * share + fee * part / abs(qty)
            closed = part if lot.qty > 0 else -part
            rows.append(_row(symbol, lot, bar, closed, price, paid, why))
            lot.fee -= lot.fee * share
            lot.qty -= closed
            left += closed
            if not lot.qty:
                lots[symbol].popleft()
        if left:
            lots[symbol].append(_Lot(bar, left, price, fee * abs(left) / abs(qty)))
    for symbol, open_lots in lots.items():
        column = closes[:, symbol]
        last = float(column[np.isfinite(column)][-1]) if open_lots else 0.0
        rows += [_row(symbol, lot, -1, lot.qty, last, lot.fee, 0) for lot in open_lots]
    table = np.array(rows, dtype=np.float64).reshape(-1, COLUMNS)
    table = table[np.argsort(table[:, 1], kind="stable")]
    symbol_, entry, exit_, qty_, at, to, fees, pnl, gain, why_ = table.T
    whole = np.int64
    return Trades(
        symbol=symbol_.astype(whole),
        entry_bar=entry.astype(whole),
        exit_bar=exit_.astype(whole),
        qty=qty_,
        entry_price=at,
        exit_price=to,
        fees=fees,
        pnl=pnl,
        return_=gain,
        why=why_.astype(whole),
    )


def _row(symbol: int, lot: _Lot, bar: int, qty: float, price: float, fees: float, why: int) -> tuple[float, ...]:
    pnl = qty * (price - lot.price) - fees
    return (symbol, lot.bar, bar, qty, lot.price, price, fees, pnl, pnl / (abs(qty) * lot.price), why)
