"""Freeze what backtesting.py and quantstats say of one run, as JSON beside this file.

Neither is a part of the product or of its tests. To freeze anew:

    python3.11 -m venv /tmp/peers
    /tmp/peers/bin/pip install backtesting==0.6.6 quantstats==0.0.86 pyarrow
    /tmp/peers/bin/python tests/reference/peer_statistics.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import quantstats.stats as qs
from backtesting import Backtest, Strategy
from backtesting.lib import crossover

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "trading" / "market" / "replay" / "data"
FAST, SLOW, CASH = 10, 30, 1_000_000
RUNS = {"free": ("GOOG", "2012-11-30", 0.0), "fees": ("GOOG", "2012-11-30", 0.001)}
"""Symbol, last day and fee. Nothing is held at the end: the peer ends what is open at the open of the last bar."""


class SmaCross(Strategy):
    def init(self):
        self.fast = self.I(lambda c: pd.Series(c).rolling(FAST).mean(), self.data.Close)
        self.slow = self.I(lambda c: pd.Series(c).rolling(SLOW).mean(), self.data.Close)

    def next(self):
        if crossover(self.fast, self.slow) and not self.position:
            self.buy()
        elif crossover(self.slow, self.fast) and self.position:
            self.position.close()


def prices(symbol, last):
    frame = pd.read_parquet(DATA / f"{symbol}.parquet").set_index("day")
    frame.index = pd.DatetimeIndex(frame.index)
    frame = frame.rename(columns=str.capitalize)[["Open", "High", "Low", "Close", "Volume"]]
    return frame if last is None else frame[:last]


def plain(value):
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, pd.Timedelta):
        return value / pd.Timedelta(days=1)
    return None if isinstance(value, float) and not math.isfinite(value) else float(value)


def of_quantstats(returns, market):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        monthly = qs._utils.aggregate_returns(returns, "ME")
        plain_ones = {
            name: getattr(qs, name)(returns)
            for name in (
                *("sharpe", "sortino", "adjusted_sortino", "volatility", "omega", "gain_to_pain_ratio"),
                *("tail_ratio", "payoff_ratio", "common_sense_ratio", "cpc_index", "ulcer_index"),
                *("ulcer_performance_index", "serenity_index", "value_at_risk", "conditional_value_at_risk"),
                *("skew", "kurtosis", "recovery_factor", "outlier_win_ratio", "outlier_loss_ratio"),
                *("kelly_criterion", "risk_of_ruin", "risk_return_ratio", "win_rate", "avg_win", "avg_loss"),
                *("consecutive_wins", "consecutive_losses", "max_drawdown"),
            )
        }
        return plain_ones | {
            "best_day": returns.max(),
            "worst_day": returns.min(),
            "best_month": qs.best(returns, "ME"),
            "worst_month": qs.worst(returns, "ME"),
            "best_year": qs.best(returns, "YE"),
            "worst_year": qs.worst(returns, "YE"),
            "win_months": qs.win_rate(returns, "ME"),
            "gain_to_pain_months": float(monthly.sum() / -monthly[monthly < 0].sum()),
            "historical_shortfall": qs.conditional_value_at_risk(returns, method="historical"),
            "information_ratio": qs.information_ratio(returns, market),
            "r_squared": qs.r_squared(returns, market),
            "alpha": qs.greeks(returns, market)["alpha"],
            "treynor": qs.treynor_ratio(returns, market),
        }


def main():
    found = {}
    for name, (symbol, last, fee) in RUNS.items():
        frame = prices(symbol, last)
        test = Backtest(frame, SmaCross, cash=CASH, commission=fee, finalize_trades=True)
        stats = test.run()
        equity = stats["_equity_curve"]["Equity"]
        returns, market = equity.pct_change().dropna(), frame["Close"].pct_change().dropna()
        found[name] = {
            "symbol": symbol,
            "last": last,
            "fee": fee,
            "backtesting": {key: plain(value) for key, value in stats.items() if not key.startswith("_")},
            "quantstats": {key: plain(float(value)) for key, value in of_quantstats(returns, market).items()},
            "equity_every_100": [float(value) for value in np.asarray(equity)[::100]],
        }
    (HERE / "peer_statistics.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
