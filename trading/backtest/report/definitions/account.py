"""What the figures of the account, of its falls and beside the benchmark mean. A year is 252 days or 52 weeks."""

from trading.backtest.report.definitions.kinds import Better, Definition, Group, Unit

_BACKTESTING = "backtesting.py 0.6.6"
_QUANTSTATS = "quantstats 0.0.86"
_PCT, _USD, _DAYS, _RATIO, _COUNT = Unit.PCT, Unit.USD, Unit.DAYS, Unit.RATIO, Unit.COUNT
_HIGH, _LOW, _NEITHER = Better.HIGH, Better.LOW, Better.NEITHER


def _line(group: Group, key: str, title: str, unit: Unit, better: Better, says: str, source: str) -> Definition:
    return Definition(key=key, title=title, unit=unit, group=group, says=says, source=source, better=better)


_A, _B, _D = Group.ACCOUNT, Group.BENCHMARK, Group.DRAWDOWN

ACCOUNT = (
    _line(_A, "final_equity", "Final equity", _USD, _HIGH, "Cash and positions at the last close.", _BACKTESTING),
    _line(_A, "peak_equity", "Peak equity", _USD, _HIGH, "The highest value at any close.", _BACKTESTING),
    _line(_A, "return_pct", "Return", _PCT, _HIGH, "Last equity over the first, less 1.", _BACKTESTING),
    _line(
        *(_A, "annual_return_pct", "Return a year", _PCT, _HIGH),
        "(1 + g)^252 - 1, where g is the geometric mean of the returns of days; a week counts 52 to the year.",
        f"{_BACKTESTING}; quantstats counts calendar time instead, which is CAGR here",
    ),
    _line(
        *(_A, "cagr_pct", "CAGR", _PCT, _HIGH),
        "(last equity / first equity)^(1 / years) - 1, a year being 365.25 calendar days.",
        _BACKTESTING,
    ),
    _line(
        *(_A, "annual_volatility_pct", "Volatility a year", _PCT, _LOW),
        "The deviation of a compounded year: the root of (s^2 + (1 + g)^2)^252 - (1 + g)^504, "
        "s^2 the variance of days (n - 1), g their geometric mean.",
        f"{_BACKTESTING}, after Tobin (1969); quantstats takes the simple one below",
    ),
    _line(
        *(_A, "sharpe", "Sharpe ratio", _RATIO, _HIGH),
        "Return a year over volatility a year, both compounded, with a riskless rate of 0.",
        f"{_BACKTESTING}, after Sharpe (1966); quantstats takes the simple one below",
    ),
    _line(
        *(_A, "sortino", "Sortino ratio", _RATIO, _HIGH),
        "Return a year over the root of the mean square of losing days times the root of 252; other days count as 0.",
        f"{_BACKTESTING}, after Sortino and Price (1994)",
    ),
    _line(
        *(_A, "calmar", "Calmar ratio", _RATIO, _HIGH),
        "Return a year over the deepest fall from a peak.",
        f"{_BACKTESTING}, after Young (1991)",
    ),
    _line(
        *(_A, "volatility_simple_pct", "Volatility, simple", _PCT, _LOW),
        "The deviation of the returns of days (n - 1) times the root of 252.",
        _QUANTSTATS,
    ),
    _line(
        *(_A, "sharpe_simple", "Sharpe ratio, simple", _RATIO, _HIGH),
        "The arithmetic mean of days over their deviation (n - 1), times the root of 252.",
        _QUANTSTATS,
    ),
    _line(
        *(_A, "sortino_simple", "Sortino ratio, simple", _RATIO, _HIGH),
        "The arithmetic mean of days over the root of the mean square of losing days, times the root of 252.",
        _QUANTSTATS,
    ),
    _line(
        *(_A, "adjusted_sortino", "Sortino ratio, adjusted", _RATIO, _HIGH),
        "The simple Sortino ratio over the root of 2, so that it may stand beside a Sharpe ratio.",
        f"{_QUANTSTATS}, after Schwager",
    ),
    _line(
        *(_A, "risk_return_ratio", "Return over risk, a day", _RATIO, _HIGH),
        "The arithmetic mean of days over their deviation, not brought to a year.",
        _QUANTSTATS,
    ),
    _line(
        *(_A, "commissions", "Commissions", _USD, _LOW),
        "Fees that were charged beside the price; spread and slippage are in the prices of the fills.",
        _BACKTESTING,
    ),
    _line(
        *(_A, "exposure_time_pct", "Exposure time", _PCT, _NEITHER),
        "The share of bars that belong to a trade, the bars of its entry and exit included.",
        _BACKTESTING,
    ),
    _line(
        *(_A, "time_in_market_pct", "Time in market", _PCT, _NEITHER),
        "The share of bars at whose close something was held.",
        "own; quantstats counts days that moved, rounded up to a percent",
    ),
    _line(
        *(_A, "turnover_a_year", "Turnover a year", _RATIO, _LOW),
        "The value of all fills over twice the mean equity, a year of 365.25 days.",
        "US SEC Form N-1A, item 13, with purchases and sales averaged",
    ),
    _line(
        *(_B, "buy_and_hold_return_pct", "Held instead", _PCT, _NEITHER),
        "What holding the benchmark earned from the first bar at which the strategy could decide to the last close.",
        _BACKTESTING,
    ),
    _line(
        *(_B, "alpha_pct", "Alpha", _PCT, _HIGH),
        "Return less beta times what holding earned, over the whole test, with a riskless rate of 0.",
        f"{_BACKTESTING}, after Jensen (1968)",
    ),
    _line(
        *(_B, "beta", "Beta", _RATIO, _NEITHER),
        "The covariance of the log returns of days with the benchmark's over the variance of the benchmark's.",
        f"{_BACKTESTING}, after Sharpe (1964); there of bars, here of days where a day has several",
    ),
    _line(
        *(_B, "jensen_alpha_pct", "Alpha a year", _PCT, _HIGH),
        "252 times (mean return of days less beta times the benchmark's mean), beta of simple returns.",
        _QUANTSTATS,
    ),
    _line(
        *(_B, "information_ratio", "Information ratio, a day", _RATIO, _HIGH),
        "The mean of the daily return over the benchmark's by the deviation of that difference.",
        f"{_QUANTSTATS}, after Grinold and Kahn",
    ),
    _line(
        *(_B, "tracking_error_pct", "Tracking error", _PCT, _NEITHER),
        "The deviation of the daily difference to the benchmark (n - 1) times the root of 252.",
        "Grinold and Kahn, Active Portfolio Management (1999)",
    ),
    _line(
        *(_B, "correlation", "Correlation", _RATIO, _NEITHER), "Pearson's, of the returns of days.", "Pearson (1895)"
    ),
    _line(
        *(_B, "r_squared", "R squared", _RATIO, _NEITHER),
        "The square of the correlation with the benchmark's returns of days.",
        _QUANTSTATS,
    ),
    _line(
        *(_B, "treynor", "Treynor ratio", _RATIO, _HIGH),
        "The return of the whole test over beta of simple returns.",
        f"{_QUANTSTATS}, after Treynor (1965)",
    ),
    _line(
        *(_D, "max_drawdown_pct", "Deepest fall", _PCT, _HIGH),
        "The largest fall of equity from a peak before it, at closes; negative.",
        _BACKTESTING,
    ),
    _line(
        *(_D, "avg_drawdown_pct", "Mean fall", _PCT, _HIGH),
        "The mean of the deepest points of all falls from one peak to the next; negative.",
        _BACKTESTING,
    ),
    _line(
        *(_D, "max_drawdown_days", "Longest fall", _DAYS, _LOW),
        "Calendar days from a peak until equity was back at it, or to the last bar.",
        _BACKTESTING,
    ),
    _line(*(_D, "avg_drawdown_days", "Mean length of a fall", _DAYS, _LOW), "The mean of those lengths.", _BACKTESTING),
    _line(*(_D, "drawdowns", "Falls", _COUNT, _LOW), "How many falls of two bars or more there were.", _BACKTESTING),
    _line(
        *(_D, "ulcer_index_pct", "Ulcer index", _PCT, _LOW),
        "The root of the mean square of each day's depth under the peak (days - 1).",
        f"{_QUANTSTATS}, after Martin and McCann (1989)",
    ),
    _line(
        *(_D, "ulcer_performance", "Ulcer performance index", _RATIO, _HIGH),
        "Return over the ulcer index of days.",
        f"{_QUANTSTATS}, after Martin",
    ),
    _line(
        *(_D, "serenity_index", "Serenity index", _RATIO, _HIGH),
        "The sum of the returns of days over ulcer index times pitfall, which is the expected shortfall of the depths "
        "at 5 %, taken as normal, by the deviation of the returns.",
        f"{_QUANTSTATS}, after KeyQuant",
    ),
    _line(
        *(_D, "recovery_factor", "Recovery factor", _RATIO, _HIGH),
        "The absolute sum of the returns of days over the deepest fall.",
        _QUANTSTATS,
    ),
)
