"""Figures that can be reckoned by hand, and the ends of what can be known."""

import doctest
import importlib
import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.backtest.report.runs import Made, Trip, run
from trading.backtest.report import DEFINITIONS, report_of
from trading.backtest.report.definitions import Unit
from trading.errors import FixInput
from trading.types import Timeframe

NAMES = ("arithmetic", "returns", "thinned", "svg", "html_page")


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"trading.backtest.report.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_every_figure_has_a_definition_and_every_definition_a_figure() -> None:
    figures = report_of(run(Made(equity=[100, 110, 99, 120]))).figures
    assert set(figures) == set(DEFINITIONS)
    for key, one in DEFINITIONS.items():
        assert one.key == key
        assert one.title
        assert one.says.endswith(".")
        assert one.source
        assert key.endswith("_pct") == (one.unit is Unit.PCT), key


def test_falls_from_a_peak_by_hand() -> None:
    # peaks at 120 (bar 1) and 130 (bar 5): 120 -> 90 is -25 % and lasts bars 1 to 4; 130 -> 117 is -10 %, bars 5 to 7
    figures = report_of(run(Made(equity=[100, 120, 90, 108, 120, 130, 117, 123.5]))).figures
    assert figures["max_drawdown_pct"] == pytest.approx(-25)
    assert figures["avg_drawdown_pct"] == pytest.approx(-17.5)
    assert figures["max_drawdown_days"] == 3
    assert figures["avg_drawdown_days"] == 2.5
    assert figures["drawdowns"] == 2
    assert figures["final_equity"] == 123.5
    assert figures["peak_equity"] == 130
    assert figures["return_pct"] == pytest.approx(23.5)
    # depths after the first day: 0, -.25, -.1, 0, 0, -.1, -.05; squares sum to 0.085, over 6
    assert figures["ulcer_index_pct"] == pytest.approx(100 * math.sqrt(0.085 / 6))


def test_a_fall_at_the_last_bar_counts() -> None:
    figures = report_of(run(Made(equity=[100, 101, 103, 80]))).figures
    # a fall of one bar is a depth, and no spell: backtesting.py counts spells of two bars and more
    assert figures["max_drawdown_pct"] == pytest.approx(100 * (80 / 103 - 1))
    assert figures["drawdowns"] == 0
    assert figures["max_drawdown_days"] is None


def test_growth_and_volatility_by_hand() -> None:
    figures = report_of(run(Made(equity=[100, 110, 99, 108.9]))).figures
    # returns +10 %, -10 %, +10 %: product 1.089, so g = 1.089^(1/3) - 1; 252 of them
    growth = 1.089 ** (1 / 3)
    assert figures["annual_return_pct"] == pytest.approx(100 * (growth**252 - 1))
    # mean 1/30, squares around it: 2 * (0.2/3)^2 + (0.4/3)^2 = 0.08/3; over 2 is 0.04/3
    variance = 0.04 / 3
    swing = math.sqrt((variance + growth**2) ** 252 - growth**504)
    assert figures["annual_volatility_pct"] == pytest.approx(100 * swing)
    assert figures["sharpe_simple"] == pytest.approx((1 / 30) / math.sqrt(variance) * math.sqrt(252))
    # three days of 365.25
    assert figures["cagr_pct"] == pytest.approx(100 * (1.089 ** (365.25 / 3) - 1))
    assert figures["omega"] == pytest.approx(2)
    assert figures["win_days_pct"] == pytest.approx(200 / 3)


def test_weeks_count_52_to_the_year() -> None:
    made = Made(equity=[100, 101, 102.01], timeframe=Timeframe.WEEK_1, step=timedelta(days=7))
    assert report_of(run(made)).figures["annual_return_pct"] == pytest.approx(100 * (1.01**52 - 1))


def test_bars_within_a_day_are_brought_to_days_of_new_york() -> None:
    # two sessions of hours, the second one in summer time; the last closes of each are 102 and 104.04: +2 %
    winter = [datetime(2024, 3, 8, hour, tzinfo=UTC) for hour in (15, 18, 21)]
    summer = [datetime(2024, 3, 11, hour, tzinfo=UTC) for hour in (14, 17, 20)]
    tested = run(Made(equity=[100, 90, 102, 104, 80, 104.04], timeframe=Timeframe.HOUR_1))
    times = np.array([int(at.timestamp()) for at in (*winter, *summer)])
    panel = replace(tested.past.traded, time=times)
    report = report_of(replace(tested, past=replace(tested.past, traded=panel, seen=panel)))
    assert report.figures["best_day_pct"] == pytest.approx(2)
    assert report.figures["annual_return_pct"] == pytest.approx(100 * (1.02**252 - 1))
    # falls are seen at every bar: 104 -> 80
    assert report.figures["max_drawdown_pct"] == pytest.approx(100 * (80 / 104 - 1))
    assert report.sample.bars == 5


def test_hours_after_the_close_belong_to_the_same_day() -> None:
    # 20:00 in New York is 01:00 of the next day in London
    tested = run(Made(equity=[100, 101, 102.01, 103], timeframe=Timeframe.HOUR_1))
    times = [datetime(2024, 1, 3, 21, tzinfo=UTC), datetime(2024, 1, 4, 1, tzinfo=UTC)]
    times += [datetime(2024, 1, 4, 21, tzinfo=UTC), datetime(2024, 1, 5, 1, tzinfo=UTC)]
    panel = replace(tested.past.traded, time=np.array([int(at.timestamp()) for at in times]))
    report = report_of(replace(tested, past=replace(tested.past, traded=panel, seen=panel)))
    assert report.ends.days.tolist() == [1, 3]


def test_months_and_years_are_those_of_the_calendar() -> None:
    # 2023-12-29 100, 2024-01-31 110, 2024-02-15 99: December 0 %, January +10 %, February -10 %; 2024 is -1 %
    tested = run(Made(equity=[100, 110, 99]))
    days = [datetime(2023, 12, 29, 21, tzinfo=UTC), datetime(2024, 1, 31, 21, tzinfo=UTC)]
    days.append(datetime(2024, 2, 15, 21, tzinfo=UTC))
    panel = replace(tested.past.traded, time=np.array([int(at.timestamp()) for at in days]))
    wire = report_of(replace(tested, past=replace(tested.past, traded=panel, seen=panel))).wire()
    assert wire["monthly_returns"] == [
        {"month": "2023-12", "return_pct": 0.0},
        {"month": "2024-01", "return_pct": 10.0},
        {"month": "2024-02", "return_pct": -10.0},
    ]
    assert wire["yearly_returns"] == [{"year": "2023", "return_pct": 0.0}, {"year": "2024", "return_pct": -1.0}]
    assert (wire["best_month_pct"], wire["worst_year_pct"]) == (pytest.approx(10), pytest.approx(-1))


def test_round_trips_by_hand() -> None:
    trips = [
        Trip(entry=1, out=3, bought=100, sold=110),  # +10
        Trip(entry=2, out=4, bought=100, sold=95),  # -5
        Trip(entry=6, out=-1, bought=100, sold=120),  # +20, still open at bar 9
    ]
    figures = report_of(run(Made(equity=[100 + n for n in range(10)], trips=trips))).figures
    assert figures["trades"] == 3
    assert figures["open_trades"] == 1
    assert figures["win_rate_pct"] == pytest.approx(200 / 3)
    assert figures["avg_trade_pct"] == pytest.approx(100 * ((1.1 * 0.95 * 1.2) ** (1 / 3) - 1))
    assert figures["profit_factor"] == pytest.approx(0.30 / 0.05)
    assert figures["expectancy_usd"] == pytest.approx(25 / 3)
    # mean 25/3; away: 5/3, -40/3, 35/3, squares 2850/9, over 2
    assert figures["sqn"] == pytest.approx(math.sqrt(3) * (25 / 3) / math.sqrt(2850 / 18))
    # p = 2/3, mean win 15, mean loss 5
    assert figures["kelly"] == pytest.approx(2 / 3 - (1 / 3) / 3)
    # bars 1..4 and 6..9 belong to a trade
    assert figures["exposure_time_pct"] == pytest.approx(80)
    assert figures["max_trade_days"] == 3
    assert (figures["consecutive_wins"], figures["consecutive_losses"]) == (1, 1)


def test_a_run_without_trades_says_what_is_not_known() -> None:
    report = report_of(run(Made(equity=[100.0] * 80)))
    assert report.figures["trades"] == 0
    for key in ("win_rate_pct", "best_trade_pct", "profit_factor", "sqn", "kelly", "sharpe", "sortino", "omega"):
        assert report.figures[key] is None, key
    assert report.figures["return_pct"] == 0
    assert report.figures["max_drawdown_pct"] == 0
    assert report.figures["exposure_time_pct"] == 0
    wire = report.wire()
    assert wire["honesty"]["word"] == "not shown"
    assert "nothing to judge" in wire["honesty"]["says"]


def test_an_account_that_is_ruined_has_lost_everything_a_year() -> None:
    with np.errstate(all="raise"):
        report = report_of(run(Made(equity=[100, 50, -20, -30, -30])))
    assert report.figures["annual_return_pct"] == pytest.approx(-100)
    assert report.figures["cagr_pct"] == pytest.approx(-100)
    assert report.figures["max_drawdown_pct"] == pytest.approx(-130)
    assert report.figures["beta"] is None
    json.dumps(report.wire(), allow_nan=False)


def test_holding_counts_from_the_first_bar_at_which_the_strategy_could_decide() -> None:
    closes = [[50.0], [80.0], [100.0], [150.0]]
    made = Made(equity=[100, 100, 100, 110], closes=closes, warmup=2)
    report = report_of(run(made))
    assert report.figures["buy_and_hold_return_pct"] == pytest.approx(50)
    assert [row["benchmark"] for row in report.wire()["equity_curve"]] == [100, 100, 100, 150]


def test_several_symbols_are_held_in_equal_shares_and_a_late_one_waits_in_cash() -> None:
    nan = math.nan
    closes = [[10.0, nan], [20.0, 5.0], [20.0, 10.0], [20.0, nan]]
    # ABC doubles; XYZ comes at bar 1, doubles and then has no bar: (2 + 2) / 2
    tested = run(Made(equity=[100, 100, 100, 100], closes=closes, symbols=("ABC", "XYZ")))
    assert tested.held.tolist() == [1, 1.5, 2, 2]
    assert report_of(tested).figures["buy_and_hold_return_pct"] == pytest.approx(100)


def test_a_benchmark_that_begins_late_is_compared_where_it_is() -> None:
    equity = [100, 101, 103, 102, 105, 107.0]
    tested = run(Made(equity=equity, benchmark=[math.nan, math.nan, 50, 51, 50, 53]))
    figures = report_of(tested).figures
    assert figures["buy_and_hold_return_pct"] == pytest.approx(6)
    ours, theirs = np.diff(np.log(equity[2:])), np.diff(np.log([50, 51, 50, 53]))
    assert figures["beta"] == pytest.approx(np.cov(ours, theirs)[0, 1] / theirs.var(ddof=1))


def test_what_holding_explains_is_that_of_the_symbols_whatever_the_benchmark_is() -> None:
    # an account that holds the symbol all along: what it shows is what holding shows
    rng = np.random.default_rng(8)
    closes = 100 * np.exp(np.cumsum(0.001 + 0.01 * rng.standard_normal(500)))
    other = (50 + rng.random(500)).tolist()
    for benchmark in (None, other):
        made = Made(equity=(10 * closes).tolist(), closes=closes[:, None].tolist(), benchmark=benchmark)
        sample = report_of(run(made)).sample
        assert sample.sharpe is not None
        assert sample.explained == pytest.approx(sample.sharpe)
    # half of it in cash is the same holding; the other way round it is not
    half = report_of(run(Made(equity=(500 + 5 * closes).tolist(), closes=closes[:, None].tolist()))).sample
    assert half.explained == pytest.approx(half.sharpe or 0, rel=0.1)
    short = report_of(run(Made(equity=(2000 - 5 * closes).tolist(), closes=closes[:, None].tolist()))).sample
    assert short.explained == 0


def test_a_report_of_one_bar_is_refused() -> None:
    with pytest.raises(FixInput, match="1 bars"):
        run(Made(equity=[100.0]))


def test_a_benchmark_on_other_times_is_refused() -> None:
    with pytest.raises(FixInput, match="3 values for 4 bars"):
        run(Made(equity=[100.0] * 4, benchmark=[1, 2, 3]))
