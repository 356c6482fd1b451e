"""Questions about what companies report are looked up, as known at the replay's now, and never order anything."""

from datetime import date

import pytest

from agent.intent_fundamentals import measures_in
from tests.agent.rig import TeamRig, steps
from tests.agent.words import read
from trading.types import Intent, Measure

MARGINS = (Measure.GROSS_MARGIN, Measure.OPERATING_MARGIN, Measure.NET_MARGIN)


@pytest.mark.parametrize(
    ("words", "measures"),
    [
        ("P/E of AAPL", (Measure.PE,)),
        ("price to earnings of AAPL", (Measure.PE,)),
        ("eps of ibm", (Measure.EPS, Measure.EPS_GROWTH)),
        ("compare margins of AAPL and MSFT", MARGINS),
        ("net margin of AAPL", (Measure.NET_MARGIN,)),
        ("market cap of AAPL", (Measure.MARKET_CAP,)),
        ("fundamentals of IBM", ()),
    ],
)
def test_words_name_the_figures_that_are_wanted(words: str, measures: tuple[Measure, ...]) -> None:
    assert measures_in(words) == measures
    assert read(words).intent is Intent.FUNDAMENTALS and not read(words).settled


def test_a_ratio_is_answered_with_its_period_its_filing_and_its_source(rig: TeamRig) -> None:
    run = rig.ask("P/E of AAPL")
    assert steps(run) == ["manager.analyst", "analyst.get_fundamentals"]
    assert run.result is not None and run.proposals == ()
    # 560.99 / 41.02 = 13.68
    assert "P/E 13.68 (12 months to 2012-03-31)" in run.result
    assert "filed 2012-04-25" in run.result and "Source: SEC filings, bundled table." in run.result


def test_margins_of_two_companies_stand_side_by_side(rig: TeamRig) -> None:
    run = rig.ask("compare margins of AAPL and MSFT")
    assert steps(run) == ["manager.analyst", "analyst.compare_fundamentals"]
    # Fiscal 2011 and the quarters since less those before, USD millions; income of AAPL: 25922 + 24686 - 11991 = 38617,
    # revenue 108249 + 85519 - 51408 = 142360, a share of 0.27126. MSFT: 23150 + 17470 - 17276 = 23344,
    # 69943 + 55664 - 52576 = 73031, a share of 0.31965.
    assert run.result is not None
    assert "Net margin: AAPL 27.13% (12 months to 2012-03-31), MSFT 31.96%" in run.result


def test_what_is_not_reported_is_said_and_never_nought(rig: TeamRig) -> None:
    run = rig.ask("operating margin of IBM")
    assert run.result is not None and "operating margin (not reported)" in run.result and "0.00%" not in run.result


def test_a_company_without_reports_is_named_beside_one_that_has_them(rig: TeamRig) -> None:
    run = rig.ask("compare P/E of AAPL and XOM")
    assert run.result is not None
    assert "AAPL 13.68" in run.result and "XOM is not reported by this source" in run.result
    alone = rig.ask("eps of XOM")
    assert alone.result is not None and alone.result.startswith("XOM is not reported by this source")


def test_a_question_without_a_company_is_asked_back_and_its_answer_goes_on(rig: TeamRig) -> None:
    asked = rig.ask("what is the P/E?")
    assert asked.result is not None and asked.result.startswith("Of which symbol or company do you want")
    assert "XYZQ is not a symbol" in str(rig.ask("P/E of XYZQ").result)
    answered = rig.ask("AAPL", after=asked)
    assert answered.result is not None and "P/E 13.68" in answered.result


def test_a_set_back_replay_answers_with_the_earlier_reports(rig: TeamRig) -> None:
    assert rig.services.replay is not None
    rig.services.replay.go_to(date(2011, 6, 1))
    run = rig.ask("eps of AAPL")
    # 10-K of 2010: 15.15, quarters to 2011-03-26: + 6.43 + 6.40 - 3.67 - 3.33 = 20.98
    assert run.result is not None and "EPS $20.98 (12 months to 2011-03-26)" in run.result
