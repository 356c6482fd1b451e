"""The Strategies page over the real replay: a run, its report, a search, rules in words, runs side by side."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session_strategies as keys
from tests.pages.conftest import ROOT, Open, texts
from trading.strategies.numbers import numbers_of
from trading.strategies.rules import rules_from_text
from trading.types import FINAL_BACKTEST_STATES, BacktestStatus

WORDS = "buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %"
CROSS = {"strategy": "sma_cross", "symbols": "AAPL", "params": "fast:50,slow:200"}
LONGEST_S = 240.0


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "strategies.py"), default_timeout=60)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def _said(at: AppTest) -> str:
    return texts(at).replace("\\", "")


def _address(at: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in dict(at.query_params).items()}


def _metrics(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


@pytest.fixture
def runs(wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what the desk is asked to run; it still runs it."""
    asked: list[str] = []
    real = wired.services.backtests.run_now

    def counted(request):  # type: ignore[no-untyped-def]
        asked.append(request.strategy.key)
        return real(request)

    monkeypatch.setattr(wired.services.backtests, "run_now", counted)
    return asked


def _until(at: AppTest, wired: bootstrap.Wiring, job_id: str, done: Callable[[BacktestStatus], bool]) -> AppTest:
    ends = time.monotonic() + LONGEST_S
    while not done(wired.services.backtests.job(job_id).status):
        assert time.monotonic() < ends, "the job does not end"
        time.sleep(0.1)
    at.run()
    assert not at.exception
    return at


def test_the_first_visit_shows_the_catalogue_and_what_to_do(visit: Open) -> None:
    at = visit("strategies")
    assert "Choose a strategy and symbols above and press Run" in at.info[0].value
    assert "Holds while the fast moving average of the close stands over the slow one" in _said(at)
    assert not at.metric
    _press(at, "strategy_take_rsi_reversion")
    assert at.selectbox(key=keys.KEY).value == "rsi_reversion"


def test_run_shows_six_tiles_beside_holding_and_writes_the_address(visit: Open, runs: list[str]) -> None:
    at = _press(visit("strategies"), "strategy_run")
    assert runs == ["sma_cross"]
    assert _address(at) == {"strategy": "sma_cross", "symbols": "AAPL", "params": "fast:20,slow:50"}
    assert list(_metrics(at)) == ["CAGR", "Sharpe", "Max drawdown", "Volatility", "Time invested", "Trades"]
    assert all(metric.delta.startswith("hold ") for metric in at.metric[:5])
    assert "**SMA crossover 20 / 50** on AAPL · daily · Mar 2000 to Jun 2012 · costs 6 bps a side" in _said(at)


def test_a_rerun_runs_no_backtest_again(wired: bootstrap.Wiring, runs: list[str]) -> None:
    at = _at(**CROSS)
    for _ in range(3):
        at.run()
    at.selectbox(key=keys.KEY).set_value("macd_cross").run()
    assert runs == ["sma_cross"]
    assert "The fields have changed since this run. Press Run to see them played." in _said(at)
    _press(at, "strategy_run")
    assert runs == ["sma_cross", "macd_cross"]


def test_an_address_without_numbers_is_the_usual_ones_and_nothing_has_changed(wired: bootstrap.Wiring) -> None:
    said = _said(_at(strategy="rsi_reversion", symbols="AAPL"))
    assert "**RSI mean reversion 14 / 30 / 70** on AAPL" in said
    assert "have changed since" not in said


def test_an_address_that_cannot_be_read_says_so_under_fields_that_work(visit: Open, wired: bootstrap.Wiring) -> None:
    at = _at(strategy="sma_cross", symbols="AAPL", params="fast:many")
    assert "Fast 'many' in the address is no number" in "".join(each.value for each in at.error)
    at = _press(at, "strategy_run")
    assert not at.error and list(_metrics(at))


def test_an_address_runs_what_it_names_and_fills_the_fields(wired: bootstrap.Wiring) -> None:
    at = _at(**CROSS, start="2005-01-03", terms="slippage_bps:10,spread_bps:0")
    assert "**SMA crossover 50 / 200** on AAPL · daily · Jan 2005 to Jun 2012 · costs 10 bps a side" in _said(at)
    assert at.session_state[keys.param_key("sma_cross", "slow")] == 200
    assert at.session_state[keys.term_key("slippage_bps")] == 10.0
    assert _press(at, "strategy_run").metric and _address(at)["terms"] == "spread_bps:0,slippage_bps:10"


def test_few_trades_and_the_verdict_on_luck_are_said_at_the_top(wired: bootstrap.Wiring) -> None:
    at = _at(**CROSS)
    trades = next(metric for metric in at.metric if metric.label == "Trades")
    assert (trades.value, trades.delta) == ("6", "too few to trust")
    assert "The only trial on these data and this family" in _said(at)
    assert "Deflated Sharpe ratio" in _said(at)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"strategy": "sma_cross", "symbols": "AAPL", "params": "fast:60,slow:50"}, "Fast 60 is not below slow 50"),
        ({"strategy": "sma_cross", "symbols": "NOPE"}, "NOPE"),
        ({"strategy": "moonshot", "symbols": "AAPL"}, "'moonshot' is no strategy"),
        ({"strategy": "pairs", "symbols": "AAPL"}, "Pairs takes 2 symbols and 1"),
        ({"strategy": "sma_cross", "symbols": "AAPL", "params": "fast"}, "is no pair; write it like fast:20"),
        ({"strategy": "rules", "symbols": "AAPL", "rules": "{"}, "rules"),
        ({"job": "0123456789abcdef01234567"}, "is not known"),
    ],
)
def test_an_address_that_cannot_be_run_is_a_sentence(
    wired: bootstrap.Wiring, params: dict[str, str], said: str
) -> None:
    at = _at(**params)
    assert said in _said(at) and at.error


def test_numbers_that_contradict_each_other_hold_run_back_while_one_types(visit: Open) -> None:
    at = visit("strategies")
    at.session_state[keys.param_key("sma_cross", "fast")] = 80
    at.run()
    assert at.button(key="strategy_run").disabled
    assert "Fast 80 is not below slow 50; choose a smaller fast." in _said(at)


def test_the_trades_are_listed_with_the_newest_on_top(wired: bootstrap.Wiring) -> None:
    frame = _at(**CROSS, tab="Trades").dataframe[0].value
    assert list(frame["entry_at"].dt.strftime("%Y-%m-%d"))[:2] == ["2009-05-14", "2008-05-19"]
    assert list(frame["exit_by"])[:2] == ["still open", "decision"]


def test_words_become_rules_that_are_said_back_tested_and_saved(wired: bootstrap.Wiring) -> None:
    at = _at(tab="Your rules")
    at.text_area(key=keys.WORDS).set_value(f"{WORDS} unless the Fed meets").run()
    _press(at, "strategy_read")
    assert "unless the Fed meets" in at.warning[0].value.replace("\\", "")
    assert "Buy when RSI (14) crosses from above to below 30." in _said(at)
    assert "Stop: sell 5 percent under the close of the bar that decided." in _said(at)
    at.text_input(key=keys.SAVE_NAME).set_value("Dip").run()
    _press(at, "strategy_save")
    saved = wired.services.backtests.strategies().items[0]
    assert saved.title == "Dip" and saved.rules is not None and '"stop_pct":5.0' in saved.rules
    _press(at, "strategy_test")
    assert _address(at)["strategy"] == "rules" and "Sharpe" in _metrics(at)
    assert at.selectbox(key=keys.KEY).value == "rules"


def test_an_address_with_rules_opens_them_in_the_form(wired: bootstrap.Wiring) -> None:
    rules = '{"version":1,"entry":{"conditions":[{"left":{"of":"close"},"how":"above","right":{"of":"sma_100"}}]}}'
    at = _at(strategy="rules", symbols="AAPL", rules=rules)
    assert "Sharpe" in _metrics(at) and "the close is above Simple moving average (100)" in _said(at)
    assert keys.KEY in at.session_state and at.session_state[keys.KEY] == "rules"


def test_conditions_are_added_changed_and_taken_out(wired: bootstrap.Wiring) -> None:
    at = _press(_at(tab="Your rules"), "rule_0_entry_add")
    added = next(box for box in at.selectbox if box.key and box.key.endswith("entry_1_left"))
    added.set_value("close").run()
    assert "crosses from above to below 30 and the close is below 30" in _said(at)
    _press(at, next(button.key for button in at.button if str(button.key).endswith("entry_0_drop")))
    assert "Buy when the close is below 30." in _said(at)


def test_a_saved_strategy_is_renamed_and_deleted(wired: bootstrap.Wiring) -> None:
    desk = wired.services.backtests
    rules = '{"version":1,"entry":{"conditions":[{"left":{"of":"close"},"how":"above","right":{"of":"sma_100"}}]}}'
    kept = desk.save("Over", rules)
    at = _at(tab="Your rules")
    at.text_input(key=f"strategy_name_{kept.id}_Over").set_value("Above").run()
    _press(at, f"strategy_rename_{kept.id}")
    assert desk.strategies().items[0].title == "Above"
    _press(at, f"strategy_delete_{kept.id}")
    assert desk.strategies().items[0].key == "buy_and_hold"


def test_kept_runs_stand_side_by_side(wired: bootstrap.Wiring) -> None:
    at = _press(_at(**CROSS), "strategy_keep")
    at.selectbox(key=keys.KEY).set_value("buy_and_hold").run()
    _press(_press(at, "strategy_run"), "strategy_keep")
    at.session_state[keys.TAB] = "Compare"
    at.run()
    assert "1 · **SMA crossover 50 / 200** on AAPL" in _said(at) and "2 · **Buy and hold** on AAPL" in _said(at)
    _press(at, "strategy_drop_1")
    assert "1 · **Buy and hold** on AAPL" in _said(at)


def test_a_search_is_a_job_whose_best_is_shown_where_it_was_never_searched(wired: bootstrap.Wiring) -> None:
    at = _at(**CROSS, start="2008-01-02", tab="Optimise")
    for part, value in (("least", 5.0), ("most", 10.0), ("step", 5.0)):
        at.number_input(key=keys.range_key("sma_cross", "fast", part)).set_value(value)
    for part, value in (("least", 20.0), ("most", 40.0), ("step", 20.0)):
        at.number_input(key=keys.range_key("sma_cross", "slow", part)).set_value(value)
    at.run()
    assert at.button(key="strategy_optimise").label == "Search 4 combinations"
    job_id = _address(_press(at, "strategy_optimise"))["search"]
    at = _until(at, wired, job_id, lambda status: status in FINAL_BACKTEST_STATES)
    assert wired.services.backtests.job(job_id).status is BacktestStatus.DONE
    said = _said(at)
    assert "of 4 by Sharpe ratio, searched 2 Jan 2008 to" in said and "held out" in said
    assert len(at.dataframe[0].value) == 4
    # another session finds it by its address, and its numbers are played over the whole time
    again = _press(_at(**(CROSS | {"search": job_id, "tab": "Optimise"})), "strategy_use")
    assert "unseen" in _address(again) and "out of sample from 20" in "".join(str(one.value) for one in again.markdown)


def test_a_stopped_job_says_so_and_what_to_do(wired: bootstrap.Wiring) -> None:
    at = _at(**CROSS, tab="Walk-forward")
    job_id = _address(_press(at, "strategy_walk_forward"))["walk"]
    wired.services.backtests.stop(job_id)
    at = _until(at, wired, job_id, lambda status: status in FINAL_BACKTEST_STATES)
    assert "This run was stopped before its end." in _said(at)


def test_a_strategy_without_numbers_cannot_be_searched_and_says_what_can(wired: bootstrap.Wiring) -> None:
    at = _at(strategy="buy_and_hold", symbols="AAPL", tab="Optimise")
    assert "This strategy has no numbers to search." in at.info[0].value


def test_the_numbers_of_a_rule_set_are_searched_and_the_best_are_written_into_its_rules(
    wired: bootstrap.Wiring,
) -> None:
    rules = (
        '{"version":1,"entry":{"conditions":[{"left":{"of":"rsi_14"},"how":"crosses_below","right":{"number":30.0}}]},'
        '"exit":{"conditions":[{"left":{"of":"rsi_14"},"how":"crosses_above","right":{"number":70.0}}]}}'
    )
    at = _at(strategy="rules", symbols="AAPL", rules=rules, start="2008-01-02", tab="Optimise")
    # of its four numbers the first two are ticked
    period, level = (each.name for each in numbers_of(rules_from_text(rules))[:2])
    for name, part, value in (
        *((period, "least", 7.0), (period, "most", 14.0), (period, "step", 7.0)),
        *((level, "least", 30.0), (level, "most", 40.0), (level, "step", 10.0)),
    ):
        at.number_input(key=keys.range_key("rules", name, part)).set_value(value)
    at.run()
    assert at.button(key="strategy_optimise").label == "Search 4 combinations"
    job_id = _address(_press(at, "strategy_optimise"))["search"]
    at = _until(at, wired, job_id, lambda status: status in FINAL_BACKTEST_STATES)
    best = (wired.services.backtests.job(job_id).report or {})["search"]["best"]["params"]
    at = _press(at, "strategy_use")
    # rsi_14 with 7 bars is rsi_7, so that its number has another name then; the order stays
    wanted = [best[each.name] for each in numbers_of(rules_from_text(rules))]
    assert [each.default for each in numbers_of(rules_from_text(_address(at)["rules"]))] == wanted
    assert at.metric and "out of sample from 20" in "".join(str(one.value) for one in at.markdown)


MINE = '''"""Buys every bar and never sells."""
import numpy as np
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Plan


class Always:
    key = "always"
    title = "Always in"
    parameters = (Parameter(name="pace", default=2, least=1, most=9),)
    bars_needed = 1

    def __init__(self, pace):
        self.pace = pace

    def plan(self, panel):
        return Plan(action=np.full(panel.close.shape, Decision.LONG, np.int8))
'''


def test_a_file_of_the_user_runs_apart_as_a_job_that_an_address_finds_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "always.py").write_text(MINE)
    monkeypatch.setenv("STRATEGIES_FOLDER", str(folder))
    wired: bootstrap.Wiring = request.getfixturevalue("wired")
    # a link that somebody sent runs no code of the user by being opened
    at = _at(strategy="file:always", symbols="AAPL")
    assert not at.metric and "has not been played here" in at.info[0].value
    assert "have changed since" not in _said(at)
    job_id = _address(_press(at, "strategy_run"))["job"]
    at = _until(at, wired, job_id, lambda status: status in FINAL_BACKTEST_STATES)
    # the job has an end where the fields have none, and nothing was changed by that
    assert "have changed since" not in _said(at) and at.metric
    again = _at(job=job_id)
    assert "**Always in 2** on AAPL" in _said(again) and _metrics(again)["Trades"] == "1"
    assert again.selectbox(key=keys.KEY).value == "file:always"
