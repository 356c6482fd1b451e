"""Runs in the bench's own environment: `python peer_backtests.py TASK prices.npy` prints seconds, warm, as JSON."""

import json
import sys
import time

import numpy as np
import pandas as pd

CASH, FAST, SLOW = 100_000.0, 20, 50


def vectorbt_one(data, rounds=5):
    import vectorbt as vbt

    opened, close = data["Open"], data["Close"]

    def run():
        fast, slow = vbt.MA.run(close, FAST), vbt.MA.run(close, SLOW)
        into, out = fast.ma_crossed_above(slow), fast.ma_crossed_below(slow)
        account = vbt.Portfolio.from_signals(
            close,
            into.shift(1, fill_value=False),
            out.shift(1, fill_value=False),
            price=opened,
            init_cash=CASH,
            freq="1D",
        )
        return account.stats()

    return times(run, rounds)


def vectorbt_grid(data, rounds=2):
    import vectorbt as vbt

    opened, close = data["Open"], data["Close"]
    pairs = [(fast, slow) for fast in range(2, 102) for slow in range(102, 202)]
    fasts, slows = [fast for fast, _ in pairs], [slow for _, slow in pairs]

    def run():
        fast = vbt.MA.run(close, fasts, short_name="fast", run_unique=True)
        slow = vbt.MA.run(close, slows, short_name="slow", run_unique=True)
        into, out = fast.ma_crossed_above(slow).to_numpy(), fast.ma_crossed_below(slow).to_numpy()
        into, out = (np.vstack([np.zeros((1, into.shape[1]), bool), one[:-1]]) for one in (into, out))
        account = vbt.Portfolio.from_signals(
            close, into, out, price=opened.to_numpy()[:, None], init_cash=CASH, freq="1D"
        )
        return account.total_return(), account.sharpe_ratio(), account.max_drawdown(), account.trades.count()

    return times(run, rounds)


def backtesting_one(data):
    import warnings

    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    warnings.simplefilter("ignore")

    class Cross(Strategy):
        def init(self):
            close = pd.Series(self.data.Close)
            self.fast = self.I(lambda: close.rolling(FAST).mean().to_numpy())
            self.slow = self.I(lambda: close.rolling(SLOW).mean().to_numpy())

        def next(self):
            if crossover(self.fast, self.slow):
                self.buy()
            elif crossover(self.slow, self.fast) and self.position:
                self.position.close()

    return times(lambda: Backtest(data, Cross, cash=CASH).run(), 0)


def times(run, rounds):
    """Return the seconds of each warm round; without rounds those of the one cold run."""
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return taken[1:] or taken


def main(task, path):
    table = np.load(path)
    index = pd.date_range("2000-01-03", periods=len(table), freq="min")
    data = pd.DataFrame(table, columns=["Open", "High", "Low", "Close", "Volume"], index=index)
    print(json.dumps(globals()[task](data)))


main(*sys.argv[1:])
