"""What the figures of days, months and years mean; with weekly bars, read week for day."""

from trading.backtest.report.definitions.kinds import Better, Definition, Group, Unit

_QUANTSTATS = "quantstats 0.0.86"
_PCT, _RATIO, _COUNT = Unit.PCT, Unit.RATIO, Unit.COUNT
_HIGH, _LOW = Better.HIGH, Better.LOW


def _line(key: str, title: str, unit: Unit, better: Better, says: str, source: str = _QUANTSTATS) -> Definition:
    return Definition(key=key, title=title, unit=unit, group=Group.RETURNS, says=says, source=source, better=better)


RETURNS = (
    _line("best_day_pct", "Best day", _PCT, _HIGH, "The highest return of a day."),
    _line("worst_day_pct", "Worst day", _PCT, _HIGH, "The lowest return of a day."),
    _line("best_month_pct", "Best month", _PCT, _HIGH, "The highest compounded return of a calendar month, New York."),
    _line("worst_month_pct", "Worst month", _PCT, _HIGH, "The lowest compounded return of a calendar month, New York."),
    _line("best_year_pct", "Best year", _PCT, _HIGH, "The highest compounded return of a calendar year, New York."),
    _line("worst_year_pct", "Worst year", _PCT, _HIGH, "The lowest compounded return of a calendar year, New York."),
    _line("avg_up_day_pct", "Mean winning day", _PCT, _HIGH, "The mean of the returns above 0."),
    _line("avg_down_day_pct", "Mean losing day", _PCT, _HIGH, "The mean of the returns below 0; negative."),
    _line("win_days_pct", "Winning days", _PCT, _HIGH, "Days above 0 among the days that moved."),
    _line("win_months_pct", "Winning months", _PCT, _HIGH, "Months above 0 among the months that moved."),
    _line("payoff_ratio", "Payoff ratio", _RATIO, _HIGH, "Mean winning day over the mean losing day's size."),
    _line(
        *("omega", "Omega ratio", _RATIO, _HIGH, "The sum of gains over the sum of losses, about a return of 0."),
        f"{_QUANTSTATS}, after Keating and Shadwick (2002); the same as its profit factor",
    ),
    _line(
        *("gain_to_pain", "Gain to pain", _RATIO, _HIGH, "The sum of all daily returns over the sum of the losses."),
        f"{_QUANTSTATS}, after Schwager",
    ),
    _line(
        *("gain_to_pain_months", "Gain to pain, months", _RATIO, _HIGH),
        "The sum of all monthly returns over the sum of the losing months.",
        "Schwager, Market Sense and Nonsense (2012); quantstats sums days within a month, here they compound",
    ),
    _line(
        *("tail_ratio", "Tail ratio", _RATIO, _HIGH),
        "The 95 % quantile of daily returns over the size of the 5 % quantile.",
    ),
    _line("common_sense_ratio", "Common sense ratio", _RATIO, _HIGH, "Omega ratio times tail ratio."),
    _line("cpc_index", "CPC index", _RATIO, _HIGH, "Omega ratio times share of winning days times payoff ratio."),
    _line(
        *("outlier_win_ratio", "Outlier wins", _RATIO, _LOW),
        "The 99 % quantile of daily returns over the mean of those from 0 up: how much rests on few days.",
    ),
    _line(
        *("outlier_loss_ratio", "Outlier losses", _RATIO, _LOW),
        "The 1 % quantile of daily returns over the mean losing day.",
    ),
    _line(
        *("value_at_risk_pct", "Value at risk", _PCT, _HIGH),
        "The 5 % quantile of daily returns, interpolated: one day in twenty was worse.",
        "historical, definition 7 of Hyndman and Fan (1996), as on the Portfolio page",
    ),
    _line(
        *("expected_shortfall_pct", "Expected shortfall", _PCT, _HIGH),
        "The mean of the days at or under the 5 % quantile.",
        "historical, Acerbi and Tasche (2002), as on the Portfolio page",
    ),
    _line(
        *("normal_value_at_risk_pct", "Value at risk, normal", _PCT, _HIGH),
        "Mean less 1.645 deviations of daily returns: the 5 % quantile of a normal distribution.",
    ),
    _line(
        *("normal_expected_shortfall_pct", "Expected shortfall, normal", _PCT, _HIGH),
        "Mean less 2.063 deviations of daily returns: the mean of a normal distribution's worst twentieth.",
    ),
    _line(
        *("skew", "Skewness", _RATIO, _HIGH),
        "The third standardised moment of daily returns, corrected for the sample's size (G1).",
        f"{_QUANTSTATS}, after Joanes and Gill (1998)",
    ),
    _line(
        *("kurtosis", "Excess kurtosis", _RATIO, _LOW),
        "The fourth standardised moment of daily returns less 3, corrected for the sample's size (G2).",
        f"{_QUANTSTATS}, after Joanes and Gill (1998)",
    ),
    _line(
        *("kelly_days", "Kelly, of days", _RATIO, _HIGH),
        "p - (1 - p) / payoff ratio, p the share of winning days.",
        f"{_QUANTSTATS}, after Kelly (1956)",
    ),
    _line(
        *("risk_of_ruin", "Risk of ruin", _RATIO, _LOW),
        "((1 - p) / (1 + p))^days, p the share of winning days: a bound for even bets, 0 for any long test.",
    ),
    _line("consecutive_win_days", "Most winning days in a row", _COUNT, _HIGH, "The longest run of days above 0."),
    _line("consecutive_loss_days", "Most losing days in a row", _COUNT, _LOW, "The longest run of days below 0."),
)
