"""What the window of closes looks like as numbers: spread, shape, rank, returns."""

from trading.indicators.formulas import C, Kept, Row, number, pandas_ta, period, shelf, talib
from trading.indicators.kinds import Category, Pane, Values


def _period(p: Values) -> float:
    return p[0]


def _after_a_change(p: Values) -> float:
    return p[0] + 1


_OVER_PRICE: tuple[Row, ...] = (
    (
        "percentile",
        "Percentile of closes",
        talib("PERCENTILE", C, period(30), number("percent", 50, 0, 100)),
        "order statistic",
    ),
    ("median", "Median of closes", pandas_ta("median length", C, period(30), warm=_period), "order statistic"),
    (
        "quantile",
        "Quantile of closes",
        pandas_ta("quantile length q", C, period(30), number("quantile", 0.5, 0.01, 0.99), warm=_period),
        "order statistic, linear between two closes",
    ),
)

_OWN: tuple[Row, ...] = (
    ("stddev", "Standard deviation", talib("STDDEV", C, period(20)), "of the population"),
    ("var", "Variance", talib("VAR", C, period(20)), "of the population"),
    ("avgdev", "Mean absolute deviation", talib("AVGDEV", C, period(14)), "from the window's mean"),
    ("percentrank", "Percent rank", talib("PERCENTRANK", C, period(100)), "share of the window below the close"),
    (
        "kurtosis",
        "Kurtosis",
        pandas_ta("kurtosis length", C, period(30, least=4), warm=_period),
        "of the sample, excess",
    ),
    ("skew", "Skewness", pandas_ta("skew length", C, period(30, least=3), warm=_period), "of the sample"),
    ("mad", "Mean deviation", pandas_ta("mad length", C, period(30), warm=_period), "from the window's mean"),
    ("stderr", "Standard error", pandas_ta("stderr length", C, period(14), warm=_period), "of the mean"),
    ("zscore", "Z-score", pandas_ta("zscore length", C, period(30), warm=_period), "deviations from the mean"),
    (
        "logreturn",
        "Log return",
        pandas_ta("log_return length", C, period(1, least=1), warm=_after_a_change),
        "natural logarithm of the price ratio",
    ),
    (
        "return",
        "Return",
        pandas_ta("percent_return length", C, period(1, least=1), warm=_after_a_change),
        "relative change as a fraction",
    ),
    (
        "drawdown",
        "Drawdown from the peak so far",
        pandas_ta("drawdown", C, warm=lambda p: 1, kept=Kept(take=(1,))),
        "fall from the highest close so far as a fraction",
    ),
)

STATISTICS = shelf(Category.STATISTICS, Pane.PRICE, _OVER_PRICE) + shelf(Category.STATISTICS, Pane.OWN, _OWN)
