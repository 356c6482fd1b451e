"""Fills paired to round trips, first in first out."""

from typing import TYPE_CHECKING

from trading.backtest.played import Fills, Trades

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def round_trips(fills: Fills, closes: "Values", splits: "Values | None" = None) -> Trades:
    """Return every round trip; what is still open is marked at the symbol's last close, with its entry's fee.

    `splits` are new shares for one old, a cell a bar and symbol: lots that are open then are in new shares after it.
    """
    import numpy as np

    from trading.backtest.pairing import pair
    from trading.backtest.tables import table_of
    from trading.compiled import way

    rows = np.column_stack([fills.bar, fills.symbol, fills.qty, fills.price, fills.fee, fills.why]).astype(np.float64)
    order = np.argsort(fills.symbol, kind="stable")
    none = np.empty((0, closes.shape[1]))
    table = way(pair, len(rows))(rows[order], table_of(closes), none if splits is None else table_of(splits))
    table = table[np.argsort(table[:, 1], kind="stable")]
    symbol, entry, exit_, qty, at, to, fees, pnl, gain, why = table.T.copy()
    whole = np.int64
    return Trades(
        symbol=symbol.astype(whole),
        entry_bar=entry.astype(whole),
        exit_bar=exit_.astype(whole),
        qty=qty,
        entry_price=at,
        exit_price=to,
        fees=fees,
        pnl=pnl,
        return_=gain,
        why=why.astype(whole),
    )
