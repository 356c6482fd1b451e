"""What the figures of the round trips mean: first in first out, an open one marked at the last close."""

from trading.backtest.report.definitions.kinds import Better, Definition, Group, Unit

_BACKTESTING = "backtesting.py 0.6.6"
_PCT, _USD, _DAYS, _RATIO, _COUNT = Unit.PCT, Unit.USD, Unit.DAYS, Unit.RATIO, Unit.COUNT
_HIGH, _LOW, _NEITHER = Better.HIGH, Better.LOW, Better.NEITHER


def _line(key: str, title: str, unit: Unit, better: Better, says: str, source: str = _BACKTESTING) -> Definition:
    return Definition(key=key, title=title, unit=unit, group=Group.TRADES, says=says, source=source, better=better)


TRADES = (
    _line(
        *("trades", "Trades", _COUNT, _NEITHER, "Round trips, the open ones included."),
        f"{_BACKTESTING} with finalize_trades",
    ),
    _line("open_trades", "Still open", _COUNT, _NEITHER, "Round trips that the last bar has not ended.", "own"),
    _line("win_rate_pct", "Win rate", _PCT, _HIGH, "Trades with a profit after fees among all."),
    _line("best_trade_pct", "Best trade", _PCT, _HIGH, "The highest profit after fees over the value of the entry."),
    _line("worst_trade_pct", "Worst trade", _PCT, _HIGH, "The lowest profit after fees over the value of the entry."),
    _line(
        *("avg_trade_pct", "Mean trade", _PCT, _HIGH),
        "The geometric mean of the trades' returns: what each would earn when all is put in every time.",
    ),
    _line("avg_win_pct", "Mean win", _PCT, _HIGH, "The mean of the returns of trades above 0.", "own"),
    _line("avg_loss_pct", "Mean loss", _PCT, _HIGH, "The mean of the returns of trades below 0; negative.", "own"),
    _line("max_trade_days", "Longest trade", _DAYS, _NEITHER, "Calendar days from entry to exit, at most."),
    _line("avg_trade_days", "Mean length of a trade", _DAYS, _NEITHER, "Calendar days from entry to exit, the mean."),
    _line(
        *("profit_factor", "Profit factor", _RATIO, _HIGH),
        "The sum of the winning trades' returns over the sum of the losing ones'.",
    ),
    _line("expectancy_pct", "Expectancy", _PCT, _HIGH, "The arithmetic mean of the trades' returns."),
    _line("expectancy_usd", "Expectancy in USD", _USD, _HIGH, "The mean profit of a trade after fees.", "own"),
    _line(
        *("sqn", "System quality number", _RATIO, _HIGH),
        "The root of the number of trades times mean profit over its deviation (n - 1).",
        f"{_BACKTESTING}, after Tharp",
    ),
    _line(
        *("kelly", "Kelly criterion", _RATIO, _HIGH),
        "p - (1 - p) / (mean win / mean loss), p the win rate, wins and losses in USD.",
        f"{_BACKTESTING}, after Kelly (1956)",
    ),
    _line("consecutive_wins", "Most wins in a row", _COUNT, _HIGH, "The longest run of winning trades by exit.", "own"),
    _line("consecutive_losses", "Most losses in a row", _COUNT, _LOW, "The longest run of others by exit.", "own"),
)
