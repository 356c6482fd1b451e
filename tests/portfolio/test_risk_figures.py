from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from trading.portfolio.risk_figures import (
    beta,
    expected_shortfall,
    max_drawdown,
    portfolio_returns,
    value_at_risk,
    volatility,
)


def series(values: list[float], *, start: int = 0) -> pd.Series:
    times = [datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=start + n) for n in range(len(values))]
    return pd.Series(values, index=pd.DatetimeIndex(times, name="time"))


# R 4: x <- -(1:100)/1000; quantile(x, .05) gives -0.09505, mean(x[x <= quantile(x, .05)]) -0.098, sd(x) 0.02901149.
HUNDRED_LOSSES = [-n / 1000 for n in range(1, 101)]


def test_value_at_risk_is_rs_quantile() -> None:
    assert value_at_risk(HUNDRED_LOSSES) == pytest.approx(0.09505)


def test_expected_shortfall_is_the_mean_of_the_tail() -> None:
    assert expected_shortfall(HUNDRED_LOSSES) == pytest.approx(0.098)


def test_volatility_is_rs_sd_as_a_year() -> None:
    assert volatility(HUNDRED_LOSSES) == pytest.approx(0.02901149 * 252**0.5, rel=1e-6)


def test_only_gains_have_no_value_at_risk() -> None:
    assert value_at_risk([0.01] * 100) == 0.0 and expected_shortfall([0.01] * 100) == 0.0


def test_beta_of_twice_the_benchmark_is_two() -> None:
    moves = [((n * 37) % 11 - 5) / 100 for n in range(80)]
    assert beta(series([2 * move for move in moves]), series(moves)) == pytest.approx(2.0)


def test_beta_needs_sixty_common_sessions_and_a_benchmark_that_moves() -> None:
    moves = [((n * 37) % 11 - 5) / 100 for n in range(80)]
    assert beta(series(moves), series(moves, start=21)) is None
    assert beta(series(moves), series([0.0] * 80)) is None


def test_cash_earns_nothing_and_a_gap_shortens_the_history() -> None:
    prices = [100 * 1.01**n for n in range(100)]
    returns = portfolio_returns({"A": series(prices)}, {"A": 0.25})
    assert returns is not None and len(returns) == 99
    assert returns.iloc[-1] == pytest.approx(0.0025)
    young = {"A": series(prices), "B": series(prices[:30], start=70)}
    assert portfolio_returns(young, {"A": 0.5, "B": 0.5}) is None


def test_at_most_a_year_is_looked_back() -> None:
    returns = portfolio_returns({"A": series([100 + n % 7 for n in range(400)])}, {"A": 1.0})
    assert returns is not None and len(returns) == 252


def test_drawdown_is_the_deepest_fall_from_a_peak() -> None:
    assert max_drawdown([100.0, 120.0, 90.0, 130.0, 117.0]) == pytest.approx(0.25)
    assert max_drawdown([100.0]) is None
    assert max_drawdown([1.0, 2.0, 3.0]) == 0.0
