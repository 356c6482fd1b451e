"""To the cent what backtesting.py 0.6.6 makes of AAPL and GOOG under equal rules; frozen/ has its figures.

Its conventions that differ, and how they are brought together here:
- Its sum of commissions leaves the entry fee of a trade that is still open out, though its equity has paid it.
- It counts only closed trades, ours count the open one too, which has no exit bar.
- `finalize_trades=True` would close that trade at the last close; left off, as in a live account.
- Its fills are all of the cash less one part in 10^16; where cash is an exact multiple it would buy a share less.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.market.bars import check_bars
from trading.market.replay import ReplayTape
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.panel import panel_of
from trading.types import Costs, Prices, Sizing, Terms, Timeframe

ROWS = json.loads((Path(__file__).parent / "frozen" / "backtesting.json").read_text())


@pytest.fixture(scope="module")
def pasts() -> dict[str, Past]:
    import pandas as pd

    found, tape = {}, ReplayTape()
    for symbol in ("AAPL", "GOOG"):
        history = tape.history(symbol)
        index = pd.DatetimeIndex([pd.Timestamp.fromordinal(day) for day in history.days], tz="UTC", name="time")
        names = ("open", "high", "low", "close", "volume")
        bars = check_bars(
            pd.DataFrame({name: getattr(history, name) for name in names}, index=index),
            symbol=symbol,
            timeframe=Timeframe.DAY_1,
            adjusted=False,
            closes_only=False,
            source="the recording",
        )
        panel = panel_of([bars])
        found[symbol] = Past(seen=panel, traded=panel)
    return found


def named(row: dict[str, Any]) -> str:
    return f"{row['symbol']}-{row['strategy']}-{'-'.join(map(str, row['params'].values()))}-{row['fee_bps']:g}bps"


@pytest.mark.parametrize("row", ROWS, ids=map(named, ROWS))
def test_money_trades_and_return_are_equal_to_the_cent(pasts: dict[str, Past], row: dict[str, Any]) -> None:
    past, cash = pasts[row["symbol"]], 100_000
    costs = Costs(commission_bps=row["fee_bps"], spread_bps=0, slippage_bps=0, borrow_pct=0)
    terms = Terms(cash=Decimal(cash), prices=Prices.RAW, sizing=Sizing.ALL_IN_WHOLE_SHARES, costs=costs)
    played = simulate(past, STRATEGIES[row["strategy"]].build(row["params"]).plan(past.seen), terms)
    still_open = (played.trades.exit_bar < 0).sum()
    assert (still_open, len(played.trades.pnl) - still_open) == (row["open_trades"], row["closed_trades"])
    final = float(played.equity[-1])
    assert final == pytest.approx(row["final_equity"], rel=0, abs=1e-4)
    assert 100 * (final / cash - 1) == pytest.approx(row["return_pct"], rel=0, abs=1e-6)
    assert played.paid["fees"] == pytest.approx(row["fees"] + row["open_entry_fee"], rel=0, abs=1e-4)


def test_the_figures_are_of_both_symbols_four_strategies_two_fees_and_two_sets() -> None:
    assert len(ROWS) == 32
    assert sum(row["closed_trades"] for row in ROWS) > 1_000
