"""Runs backtesting.py in an environment of its own: `python peer.py prices.csv` prints one line of JSON a run.

Signals are decided here, by arithmetic that shares nothing with the product's: averages of whole numbers, every other
formula written out. backtesting.py (AGPL) is run and not copied; only its figures are kept.
"""

import json
import sys
from fractions import Fraction

import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

CASH = 100_000
FEES = (0.0, 0.001)
SETS = {
    "sma_cross": [{"fast": 20, "slow": 50}, {"fast": 5, "slow": 10}],
    "rsi_reversion": [{"period": 14, "low": 30, "high": 70}, {"period": 7, "low": 25, "high": 60}],
    "macd_cross": [{"fast": 12, "slow": 26, "signal": 9}, {"fast": 5, "slow": 35, "signal": 5}],
    "bollinger_breakout": [{"period": 20, "width": 2}, {"period": 50, "width": 1.5}],
}


def sma_cross(close, fast, slow):
    whole = [Fraction(repr(float(price))) for price in close]
    assert all((price * 10**6).denominator == 1 for price in whole)
    total = np.concatenate([[0], np.cumsum([int(price * 10**6) for price in whole], dtype=object)])
    gap = np.full(len(close), np.nan)
    for t in range(slow - 1, len(close)):
        gap[t] = np.sign(int(slow * (total[t + 1] - total[t + 1 - fast]) - fast * (total[t + 1] - total[t + 1 - slow])))
    return over(gap), over(-gap)


def rsi_reversion(close, period, low, high):
    up, down = np.maximum(np.diff(close), 0), np.maximum(-np.diff(close), 0)
    value = np.full(len(close), np.nan)
    gain, loss = up[:period].mean(), down[:period].mean()
    value[period] = 100 * gain / (gain + loss)
    for t in range(period + 1, len(close)):
        gain = (gain * (period - 1) + up[t - 1]) / period
        loss = (loss * (period - 1) + down[t - 1]) / period
        value[t] = 100 * gain / (gain + loss)
    return over(low - value), over(value - high)


def ema(values, period):
    out, part = [values[0]], 2 / (period + 1)
    for value in values[1:]:
        out.append(out[-1] + part * (value - out[-1]))
    return np.array(out)


def macd_cross(close, fast, slow, signal):
    line = ema(close, fast) - ema(close, slow)
    gap = line - ema(line, signal)
    return over(gap), over(-gap)


def bollinger_breakout(close, period, width):
    middle, upper = np.full(len(close), np.nan), np.full(len(close), np.nan)
    for t in range(period - 1, len(close)):
        window = close[t + 1 - period : t + 1]
        middle[t], upper[t] = window.mean(), window.mean() + width * window.std()
    return over(close - upper), over(middle - close)


def over(gap):
    """Return where a gap is above 0 and was below 0 on the bar before."""
    found = np.zeros(len(gap), bool)
    found[1:] = (gap[:-1] < 0) & (gap[1:] > 0)
    return found


def follower(into, out):
    class Follower(Strategy):
        def init(self):
            self.into, self.out = self.I(lambda: into.astype(float)), self.I(lambda: out.astype(float))

        def next(self):
            if self.into[-1] and not self.position:
                self.buy()
            elif self.out[-1] and self.position:
                self.position.close()

    return Follower


def main(path):
    data = pd.read_csv(path, index_col=0, parse_dates=True)
    close = data["Close"].to_numpy(float)
    for name, sets in SETS.items():
        for params in sets:
            into, out = globals()[name](close, **params)
            for fee in FEES:
                stats = Backtest(data, follower(into, out), cash=CASH, commission=fee).run()
                trades = stats["_trades"]
                last = stats["_strategy"].trades
                print(
                    json.dumps(
                        {
                            "strategy": name,
                            "params": params,
                            "fee_bps": fee * 10_000,
                            "final_equity": stats["Equity Final [$]"],
                            "return_pct": stats["Return [%]"],
                            "closed_trades": len(trades),
                            "open_trades": len(last),
                            "open_entry_fee": sum(abs(one.size) * one.entry_price * fee for one in last),
                            "max_drawdown_pct": stats["Max. Drawdown [%]"],
                            "fees": stats["Commissions [$]"] if fee else 0.0,
                            "first_entry": str(trades["EntryTime"].iloc[0].date()),
                            "last_exit_price": float(trades["ExitPrice"].iloc[-1]),
                        }
                    )
                )


main(sys.argv[1])
