"""Questions about risk: the limits, the worst case and an order's effect are answered, and none of them orders."""

import pytest

from tests.agent.rig import TeamRig, steps
from tests.agent.words import read
from trading.types import Intent, RunStatus

WORDS = {
    "what are my limits?": "limits",
    "show me the limits": "limits",
    "how much of my limits is used?": "limits",
    "what is the most I can lose today?": "worst_case",
    "how much could I lose?": "worst_case",
    "what's my worst case": "worst_case",
    "what is my exposure?": "exposure",
    "am I diversified?": "exposure",
    "what is my value at risk": "exposure",
    "what would buying 10 AAPL do to my risk?": "impact",
    "How would selling 5 IBM change my account?": "impact",
    "what does it do to my exposure if I buy $500 of MSFT?": "impact",
}


@pytest.mark.parametrize(("words", "topic"), WORDS.items(), ids=list(WORDS))
def test_a_question_about_risk_is_read_as_one_and_orders_nothing(words: str, topic: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.topic, reading.orders) == (Intent.PORTFOLIO, topic, ())
    assert not reading.asks_for_order


@pytest.mark.parametrize(
    "words", ["raise my limits", "buy 10 AAPL limit 430", "what is the limit price of my order", "sell 5 IBM"]
)
def test_words_that_only_sound_like_it_stay_what_they_are(words: str) -> None:
    assert read(words).topic not in ("limits", "worst_case", "impact")


def test_the_limits_come_with_what_is_used_of_them(rig: TeamRig) -> None:
    rig.hold("buy 10 AAPL")
    run = rig.ask("what are my limits?")
    assert steps(run) == ["manager.risk", "risk.get_limits"] and run.status is RunStatus.DONE
    # 10 shares at 560.99 USD on the replay's first day
    assert "$25,000.00" in (run.result or "") and "largest symbol $5,609.90 of $50,000.00" in (run.result or "")


def test_the_worst_case_names_the_jump_under_which_it_holds(rig: TeamRig) -> None:
    empty = rig.ask("what is the most I can lose today?")
    assert steps(empty) == ["manager.risk", "risk.worst_case"]
    assert "at most $0.00 can be lost" in (empty.result or "") and "10.00% at once" in (empty.result or "")
    # 5 % of 100,000 USD is what the day's loss limit allows
    assert "still allows $5,000.00" in (empty.result or "")


def test_what_an_order_would_change_is_reckoned_and_nothing_is_written(rig: TeamRig) -> None:
    run = rig.ask("what would buying 10 AAPL do to my risk?")
    assert steps(run) == ["manager.risk", "risk.preview_impact"]
    assert run.proposals == () and rig.services.desk.proposals(statuses=None).items == ()
    said = run.result or ""
    assert "costs at most $5,609.90" in said and "from 0 to 10 shares" in said and "Nothing was proposed" in said
    assert "would pass the limits" in said
    large = rig.ask("what would buying 1000 AAPL do to my risk?")
    assert "would be refused" in (large.result or "") and "25000" in (large.result or "")


def test_exposure_is_told_by_weight(rig: TeamRig) -> None:
    rig.hold("buy 10 AAPL")
    said = rig.ask("what is my exposure?").result or ""
    # 5,609.90 of 100,000 USD
    assert "Long $5,609.90" in said and "AAPL 5.61%" in said
