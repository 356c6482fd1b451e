"""A walk-forward on prices whose best numbers change at known bars."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.backtest.made import walk
from tests.backtest.optimise.made import BEATS, PHASES, job_of, of_closes, rising_on
from trading.backtest.optimise.pace import Pace, Stop, Watch
from trading.backtest.optimise.walk_forward import walk_forward
from trading.backtest.past import Past
from trading.errors import FixInput
from trading.strategies.catalogue import kind_of
from trading.types import BacktestKind, Objective, ParameterRange, Search, WindowKind, Windows

SEARCH = Search(ranges=PHASES, objective=Objective.RETURN, windows=Windows(in_bars=40, out_bars=20))
# beat 3 gains for 80 bars, then beat 0: searched are bars 0-40, 20-60, 40-80, 60-100, 80-120
PAST = rising_on({0: 3, 80: 0}, 140)


def walked(past: Past = PAST, search: Search = SEARCH) -> Any:
    return walk_forward(job_of(past, search, kind=BacktestKind.WALK_FORWARD), BEATS, Watch())


def gains(first: int, end: int, past: Past = PAST) -> int:
    """Return how many bars gain 1 % from `first` to before `end`."""
    close = past.seen.close[:, 0]
    return int((close[first:end] > close[first - 1 : end - 1] * 1.005).sum())


def test_each_window_chooses_what_was_best_in_it_and_the_next_bars_show_what_that_was_worth() -> None:
    report = walked()
    walk_ = report["walk_forward"]
    # in the window of 60-100 both beats gain four times: of equals the lower phase, 2, is taken
    assert walk_["stability"]["phase"]["values"] == [2, 2, 2, 2, 4]
    assert walk_["stability"]["phase"]["changes"] == 1
    outside = [row["out_of_sample"]["return_pct"] for row in walk_["rows"]]
    # bars 40-60 and 60-80 gain on beat 3; 80-120 no more; 120-140 gains on beat 0
    expected = [1.01 ** gains(40, 60), 1.01 ** gains(60, 80), 1, 1, 1.01 ** gains(120, 140)]
    assert outside == pytest.approx([100 * (each - 1) for each in expected])
    # the pieces are one account
    assert report["return_pct"] == pytest.approx(100 * (np.prod(expected) - 1))
    assert report["start"] == walk_["rows"][0]["in"]["end"]


def test_an_anchored_window_keeps_its_first_bar() -> None:
    anchored = replace(SEARCH, windows=replace(SEARCH.windows, kind=WindowKind.ANCHORED))
    rows = walked(search=anchored)["walk_forward"]["rows"]
    assert {row["in"]["start"] for row in rows} == {rows[0]["in"]["start"]}
    assert [row["in"]["bars"] for row in rows] == [40, 60, 80, 100, 120]
    # beat 3 gained more often until bar 120
    assert [row["params"]["phase"] for row in rows] == [2, 2, 2, 2, 2]


def test_efficiency_is_the_yearly_return_outside_over_the_mean_one_inside() -> None:
    walk_ = walked()["walk_forward"]
    inside = np.mean([row["in_sample"]["annual_return_pct"] for row in walk_["rows"]])
    # 100 bars outside, of which so many gained 1 %
    won = gains(40, 80) + gains(120, 140)
    outside = 100 * (1.01 ** (won * 252 / 100) - 1)
    assert walk_["out_of_sample_annual_pct"] == pytest.approx(outside)
    assert walk_["efficiency"] == pytest.approx(outside / inside)


def test_a_position_that_the_new_numbers_hold_too_is_carried_over_without_an_order() -> None:
    rising = of_closes(100 * 1.001 ** np.arange(140.0))
    search = Search(
        ranges={"fast": ParameterRange(least=2, most=3)}, windows=SEARCH.windows, objective=Objective.RETURN
    )
    dips = rising.seen.close[:, 0].copy()
    # a fall within the first window, so that the averages cross there and stay crossed
    dips[10:14] *= 0.9
    job = job_of(of_closes(dips), search, kind=BacktestKind.WALK_FORWARD, key="sma_cross", params={"slow": 6})
    report: Any = walk_forward(job, kind_of("sma_cross"), Watch())
    # later windows see no cross and know nothing; the choice is kept, and so is the position
    assert report["trades"] == 1
    assert report["open_trades"] == 1


@pytest.mark.parametrize("kind", list(WindowKind))
@pytest.mark.parametrize("key", ["sma_cross", "donchian", "momentum_rotation"])
def test_prices_after_a_window_change_nothing_of_what_it_chooses_nor_of_the_account_until_then(
    kind: WindowKind, key: str
) -> None:
    strategy = kind_of(key)
    symbols = max(2, strategy.least_symbols) if strategy.most_symbols > 1 else 1
    panel = walk(300, symbols, seed=9)
    first = strategy.parameters[0]
    span = ParameterRange(least=10, most=16, step=3)
    search = Search(ranges={first.name: span}, windows=Windows(kind=kind, in_bars=100, out_bars=40))
    job = job_of(Past(seen=panel, traded=panel), search, kind=BacktestKind.WALK_FORWARD, key=key)
    whole: Any = walk_forward(job, strategy, Watch())
    # the second window ends before bar 140, and its choice is played from there on
    other = replace(panel, **{name: getattr(panel, name).copy() for name in ("open", "high", "low", "close")})
    dice = np.random.default_rng(2)
    factor = np.exp(np.cumsum(dice.normal(0, 0.05, (160, symbols)), axis=0))
    for name in ("open", "high", "low", "close"):
        getattr(other, name)[140:] *= factor
    changed = job_of(Past(seen=other, traded=other), search, kind=BacktestKind.WALK_FORWARD, key=key)
    again: Any = walk_forward(changed, strategy, Watch())
    for one, two in zip(whole["walk_forward"]["rows"][:2], again["walk_forward"]["rows"][:2], strict=True):
        assert one["params"] == two["params"]
        assert one["in_sample"] == two["in_sample"]
    # the account begins at the close of bar 99, so that bar 139 is its 41st
    one, two = ([row["equity"] for row in report["equity_curve"]] for report in (whole, again))
    assert one[:41] == two[:41]
    assert one[41:] != two[41:]


def test_the_wire_is_plain_json_and_tells_how_likely_the_choice_is_luck_or_why_that_is_not_known() -> None:
    report = walked()
    json.dumps(report, allow_nan=False)
    assert len(report["trials"]["names"]) == 2
    # five phases that do nothing else: too few that differ
    assert report["walk_forward"]["overfitting"] is None
    assert "it takes 10 combinations that differ" in report["walk_forward"]["says"][-1]
    drawn = walk(400, 1, seed=3)
    ranges = {"fast": ParameterRange(least=2, most=12, step=2), "slow": ParameterRange(least=15, most=75, step=15)}
    job = job_of(
        Past(seen=drawn, traded=drawn), replace(SEARCH, ranges=ranges, windows=Windows(folds=2)),
        kind=BacktestKind.WALK_FORWARD, key="sma_cross",
    )  # fmt: skip
    known: Any = walk_forward(job, kind_of("sma_cross"), Watch())
    assert 0 <= known["walk_forward"]["overfitting"] <= 1
    assert len(known["walk_forward"]["says"]) == 2


def test_too_many_trials_are_refused_before_the_first_is_played() -> None:
    search = Search(ranges={"fast": ParameterRange(least=2, most=70), "slow": ParameterRange(least=80, most=180)})
    past = Past(seen=walk(3_000), traded=walk(3_000))
    walking = replace(search, windows=Windows(folds=20))
    with pytest.raises(FixInput, match=r"6,969 combinations in 20 windows are 139,380 trials and 50,000 is the most"):
        walk_forward(job_of(past, walking, kind=BacktestKind.WALK_FORWARD), kind_of("sma_cross"), Watch())


def test_progress_never_goes_back_and_ends_at_one() -> None:
    told: list[tuple[float, float | None]] = []
    now = [0.0]

    def seconds() -> float:
        now[0] += 0.3
        return now[0]

    pace = Pace(8, Watch(tell=lambda share, left_s: told.append((share, left_s))), seconds=seconds)
    for _ in range(8):
        pace.step(1)
    assert [share for share, _ in told] == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0]
    # after 0.3 s an eighth is done: seven eighths take 2.1 s more; at the end nothing is left
    assert [left_s for _, left_s in told] == pytest.approx([2.1, 1.8, 1.5, 1.2, 0.9, 0.6, 0.3, 0.0])


def test_a_walk_tells_its_whole_work_and_stops_where_it_is_told_to() -> None:
    told: list[float] = []

    def is_stopped() -> bool:
        return len(told) == 3

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trading.backtest.optimise.pace.TELL_EVERY_S", -1.0)
        walk_forward(
            job_of(PAST, SEARCH, kind=BacktestKind.WALK_FORWARD), BEATS, Watch(tell=lambda share, _: told.append(share))
        )
        assert told == sorted(told)
        assert told[-1] == pytest.approx(1)
        told.clear()
        with pytest.raises(Stop):
            walk_forward(
                job_of(PAST, SEARCH, kind=BacktestKind.WALK_FORWARD),
                BEATS,
                Watch(tell=lambda share, _: told.append(share), is_stopped=is_stopped),
            )
    assert len(told) == 3
