"""Everything that the first backtest of a process would otherwise wait for."""

from datetime import UTC, datetime
from decimal import Decimal

BARS = 300


def warm() -> bool:
    """Load numba and call every kernel once; say whether numba is there.

    Some seconds the first time on a machine, when all is compiled; below one second from the kept code after that.
    """
    from trading import compiled
    from trading.backtest import batch, following, kernel, pairing, ranges, report, summary
    from trading.strategies import crosses

    _ = batch, following, kernel, pairing, ranges, report, summary, crosses
    is_there = compiled.load()
    _play()
    return is_there


def _play() -> None:
    """Play a made past of two lengths: with whole cents, and with prices that are no decimals."""
    import numpy as np

    from trading.backtest.batch import simulate_many
    from trading.backtest.engine import simulate
    from trading.backtest.past import Past
    from trading.backtest.report import Tested, report_of
    from trading.strategies.panel import Panel
    from trading.strategies.trend import SMA_CROSS
    from trading.types import Prices, Sizing, Terms, Timeframe

    begin = int(datetime(2024, 1, 2, 21, tzinfo=UTC).timestamp())
    for scale in (1.0, np.pi):
        close = (100 + np.rint(20 * np.sin(np.arange(BARS) / 7)) * scale)[:, None]
        panel = Panel(
            symbols=("WARM",),
            timeframe=Timeframe.DAY_1,
            source="made up",
            time=begin + 86_400 * np.arange(BARS),
            open=close,
            high=close,
            low=close,
            close=close,
            volume=np.ones_like(close),
        )
        past = Past(seen=panel, traded=panel)
        params = {"fast": 3, "slow": 8}
        for sizing in (Sizing.VOLATILITY, Sizing.ALL_IN):  # each has a loop of its own
            terms = Terms(cash=Decimal(10_000), sizing=sizing, prices=Prices.RAW)
            played = simulate(past, SMA_CROSS.build(params).plan(panel), terms)
            report_of(Tested(past=past, played=played, terms=terms, title="warm"))
        simulate_many(past, SMA_CROSS, [params], Terms())
