"""Every page says when only exits pass, why and until when; Activity tells when that began and when it ended."""

from streamlit.testing.v1 import AppTest

from bootstrap import Wiring
from tests.pages.conftest import Open, texts
from trading.types import OWNER


def test_a_page_says_that_only_exits_pass_and_why(wired: Wiring, visit: Open) -> None:
    assert "Only exits" not in texts(visit("portfolio"))
    wired.services.limits.update({"max_daily_loss_pct": "0"}, actor=OWNER)
    said = texts(visit("portfolio")).replace("\\", "")
    assert "**Only exits.** The day's loss of 0.00% has reached the limit of 0%; only exits now." in said


def test_a_band_names_the_end_where_it_is_known() -> None:
    def page() -> None:
        from datetime import UTC, datetime

        from components.stop_switch import exits_band
        from trading.types import Cause, Posture, PostureState

        cause = Cause(
            name="stop_streak",
            title="Losses at stops",
            state=PostureState.REDUCING,
            reason="4 losing trades were closed by a stop within 10 sessions, the limit is 4; only exits now",
            until=datetime(2012, 6, 5, 20, 0, tzinfo=UTC),
        )
        exits_band(Posture(state=PostureState.REDUCING, causes=(cause,), as_of=datetime(2012, 6, 1, 20, 0, tzinfo=UTC)))

    said = texts(AppTest.from_function(page).run())
    assert "**Only exits.** 4 losing trades were closed by a stop within 10 sessions" in said
    assert "Until 5 Jun 2012, 16:00 ET." in said


def test_activity_tells_when_new_risk_was_held_and_allowed_again(wired: Wiring, visit: Open) -> None:
    limits, risk = wired.services.limits, wired.services.risk
    limits.update({"max_daily_loss_pct": "0"}, actor=OWNER)
    risk.log_posture()
    limits.update({"max_daily_loss_pct": "5"}, actor=OWNER)
    risk.log_posture()
    table = visit("activity").dataframe[0].value
    assert list(table["What"])[:3] == ["new risk allowed again", "limits changed", "new risk held"]
    assert table["About"].iloc[2].startswith("Loss today · the day's loss of 0.00% has reached the limit of 0%")


def test_a_session_of_the_replay_writes_what_it_began_to_hold(wired: Wiring) -> None:
    services = wired.services
    assert services.replay is not None
    services.limits.update({"max_daily_loss_pct": "0"}, actor=OWNER)
    services.replay.step()
    assert [entry.subject for entry in services.desk.audit(kinds=("risk.held",)).items] == ["risk/daily_loss"]
