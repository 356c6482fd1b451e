"""What holding would have been, reckoned by hand: cash until the strategy could decide, then the symbol."""

import pytest

from tests.backtest.report.runs import Made, run
from trading.backtest.report import report_of


def test_holding_begins_where_the_strategy_could_decide_and_is_judged_by_the_same_definitions() -> None:
    made = Made(
        equity=[100.0, 100.0, 101.0, 102.0, 101.0],
        closes=[[50.0], [40.0], [60.0], [30.0], [48.0]],
        warmup=1,
    )
    hold = report_of(run(made)).wire()["hold"]
    # bought at 40 on the second bar: 100 · 48/40 = 120; the deepest fall is from 60 to 30
    assert hold["return_pct"] == pytest.approx(20.0)
    assert hold["max_drawdown_pct"] == pytest.approx(-50.0)
    # held on four of five bars
    assert hold["time_in_market_pct"] == pytest.approx(80.0)
    # 1.2 over four days is (1.2 ** (365.25 / 4) - 1) a year
    assert hold["cagr_pct"] == pytest.approx(100 * (1.2 ** (365.25 / 4) - 1))


def test_holding_what_never_moves_has_no_ratio_and_no_fall() -> None:
    hold = report_of(run(Made(equity=[100.0, 101.0, 102.0]))).wire()["hold"]
    assert hold["return_pct"] == 0.0 and hold["max_drawdown_pct"] == 0.0
    assert hold["sharpe"] is None
