"""The strategist's tools go through the desk for backtests; its answers carry source, period, costs and the verdict."""

from pathlib import Path

import pytest

from tests.agent.rig import TeamRig, steps
from tests.agent.scripted_model import ScriptedModel, call
from tests.strategies.words.phrases import PHRASES
from trading.types import ActorKind, BacktestRequest, Intent, RunStatus, StrategyRef

ASKED = "backtest AAPL with SMA 20/50 since 2005"


def test_a_test_is_answered_with_the_figures_of_the_desk(rig: TeamRig) -> None:
    from datetime import date

    run = rig.ask(ASKED)
    assert (run.intent, run.status, run.proposals) == (Intent.BACKTEST, RunStatus.DONE, ())
    assert steps(run) == ["manager.strategist", "strategist.run_backtest"]
    assert rig.services.backtests is not None
    report = rig.services.backtests.run_now(
        BacktestRequest(
            strategy=StrategyRef(key="sma_cross", params={"fast": 20, "slow": 50}),
            symbols=("AAPL",),
            start=date(2005, 1, 1),
        )
    )
    assert f"${report['final_equity']:,.2f}" in str(run.result)
    for part in (
        "3 Jan 2005 to 1 Jun 2012",
        "costs 6 bps a side",  # half of the spread of 2, and 5 of slippage
        "adjusted prices",
        "Verdict on luck: **not shown**.",
        "AAPL held instead +",
        "This is the past, no forecast.",
        "Source: Replay, bundled daily bars.",
    ):
        assert part in str(run.result)


def test_the_observation_has_few_points_and_what_opens_the_page(rig: TeamRig) -> None:
    body = rig.ask(ASKED).steps[-1].observation
    assert len(body["days"]) == len(body["equity"]) == len(body["held"]) == 120
    assert (body["days"][0], body["days"][-1]) == ("2005-01-03", "2012-06-01")
    assert body["request"]["strategy"] == "sma_cross" and body["request"]["start"] == "2005-01-01"


def test_rules_are_shown_back_before_they_are_tested(rig: TeamRig) -> None:
    run = rig.ask("how would buying AAPL when RSI is under 30 and selling over 70 have done?")
    assert steps(run) == ["manager.strategist", "strategist.read_rule", "strategist.run_backtest"]
    told = str(run.result)
    assert "Read as:\n- On AAPL: Buy when RSI (14) is below 30.\n- Sell when RSI (14) is above 70.\n" in told
    assert "Assumed: “RSI” is taken as rsi_14, for no number is said." in told
    assert "**Rules on AAPL**, daily bars" in told


def test_shorts_are_tested_on_an_account_that_may_sell_short(rig: TeamRig) -> None:
    run = rig.ask("backtest shorting GE when RSI is over 70 and covering when RSI is under 50")
    assert "borrowing 1% a year" in str(run.result)
    assert run.steps[-1].observation["backtest"]["trades"] > 0


def test_the_months_of_a_stretch_count_back_from_the_clock_of_the_market(rig: TeamRig) -> None:
    run = rig.ask("backtest SMA 20/50 on KO over the last 5 years")
    assert run.steps[-1].arguments["start"] == "2007-06-01"  # the replay stands at 1 June 2012


def test_the_strategies_are_listed_with_their_numbers(rig: TeamRig) -> None:
    told = str(rig.ask("what strategies do you have?").result)
    assert "SMA crossover (fast 20, slow 50)" in told and "You have saved none of your own yet." in told
    assert rig.services.backtests is not None
    rig.services.backtests.save("My RSI", '{"version":1,"entry":{"conditions":[{"left":{"of":"rsi_14"},"how":"below",'
                                '"right":{"number":30}}]}}')  # fmt: skip
    assert "Your own: My RSI." in str(rig.ask("what strategies do you have?").result)


def test_luck_is_judged_of_the_newest_test(rig: TeamRig) -> None:
    assert "There is no test to judge yet." in str(rig.ask("is that luck?").result)
    first = rig.ask(ASKED)
    said = str(rig.ask("is that luck?", after=first).result)
    assert said.startswith("SMA crossover (fast 20, slow 50) on AAPL: **not shown**.")
    assert str(first.steps[-1].observation["luck"]) in said
    second = rig.ask("backtest EMA 12/26 on IBM", after=first)
    assert str(rig.ask("was that luck?", after=second).result).startswith("EMA crossover (fast 12, slow 26) on IBM:")
    assert str(rig.ask("is that luck?").result).startswith("EMA crossover")  # in a conversation without a test


def test_a_rule_that_was_said_before_is_tested_by_that(rig: TeamRig) -> None:
    assert "There is no rule before this to test." in str(rig.ask("backtest that").result)
    rule = rig.ask("buy AAPL when RSI falls under 30 and sell above 70, stop 5 %")
    assert (rule.intent, rule.proposals) == (Intent.CONDITIONAL, ())
    run = rig.ask("backtest that since 2006", after=rule)
    assert steps(run)[-1] == "strategist.run_backtest"
    assert run.steps[-1].arguments["start"] == "2006-01-01"
    assert "crosses from above to below 30" in str(run.result)


def test_what_the_desk_refuses_is_told(rig: TeamRig) -> None:
    run = rig.ask("backtest SMA 400/900 on AAPL since 2012")
    assert run.status is RunStatus.DONE and run.proposals == ()
    assert "the strategy needs 901 before it decides; choose an earlier start" in str(run.result)


def test_no_phrase_about_a_strategy_writes_a_ticket(rig: TeamRig) -> None:
    asked = [f"backtest: {text}" for text, _ in PHRASES[:6]]
    asked += ["run the SMA strategy live on AAPL", "trade by that strategy for me", "buy and hold AAPL: backtest it"]
    for words in asked:
        assert rig.ask(words).proposals == ()
    assert list(rig.services.desk.proposals(statuses=None).items) == []


def test_a_model_that_asks_the_strategist_can_test_but_not_propose(tmp_path: Path) -> None:
    bought = {"symbol": "AAPL", "side": "buy", "qty": "1"}
    tested = call("run_backtest", strategy="sma_cross", symbols=["AAPL"], params={"fast": 20, "slow": 50})
    model = ScriptedModel(
        [
            call("strategist", task="Test it."),
            tested,
            call("propose_order", **bought),
        ]
    )
    made = TeamRig(tmp_path / "desk", llm_model="scripted", llm_api_base=model.url, llm_api_key="k")
    try:
        run = made.ask("how would an SMA 20/50 strategy on AAPL have done?")
    finally:
        model.close()
        made.close()
    assert run.proposals == ()
    assert "strategist.run_backtest" in steps(run)
    assert any(step.tool == "propose_order" and step.error for step in run.steps)
    assert run.actor_kind is ActorKind.PERSON


FAULTY = {
    "symbols": {"strategy": "sma_cross", "symbols": []},
    "strategy": {"strategy": "", "symbols": ["AAPL"]},
    "timeframe": {"strategy": "sma_cross", "symbols": ["AAPL"], "timeframe": "2Day"},
    "params": {"strategy": "sma_cross", "symbols": ["AAPL"], "params": {"fast": "x"}},
    "start": {"strategy": "sma_cross", "symbols": ["AAPL"], "start": "soon"},
    "cash": {"strategy": "sma_cross", "symbols": ["AAPL"], "cash": "much"},
}


@pytest.mark.parametrize(("name", "arguments"), FAULTY.items(), ids=list(FAULTY))
def test_faulty_arguments_of_a_model_are_a_sentence(rig: TeamRig, name: str, arguments: dict[str, object]) -> None:
    from agent.backtest_lookups import backtest_figures
    from trading.errors import FixInput

    with pytest.raises(FixInput, match=name):
        backtest_figures(rig.services, arguments)
