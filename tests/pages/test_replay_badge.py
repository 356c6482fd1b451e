"""The badge of the replay on every page: its controls are there while it is open and move the market's clock."""

from datetime import date

import bootstrap
from components import session
from components.replay_controls import NEW_BOOK, SPEED
from tests.pages.conftest import Open, texts


def test_the_controls_are_drawn_while_the_badge_is_open_alone(visit: Open) -> None:
    at = visit("fundamentals")
    assert "The market stands at" not in texts(at)
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    assert "The market stands at Fri 1 Jun 2012, 16:00 ET" in texts(at).replace("\\", "")


def test_a_step_from_the_badge_moves_the_market_and_the_page(wired: bootstrap.Wiring, visit: Open) -> None:
    at = visit("fundamentals")
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    at.button(key="replay_step_1").click().run()
    assert not at.exception and wired.services.replay is not None
    assert wired.services.replay.state().session_day == date(2012, 6, 4)
    assert "as of Mon 4 Jun 2012" in texts(at).replace("\\", "")


def test_a_speed_that_was_chosen_is_kept_when_the_badge_is_closed(visit: Open) -> None:
    at = visit("fundamentals")
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    at.segmented_control(key=SPEED).set_value("20 a second").run()
    at.session_state[session.REPLAY_OPEN] = False
    at.run()
    at.run()
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    assert at.segmented_control(key=SPEED).value == "20 a second"


def test_the_tick_for_a_new_book_does_not_outlive_the_badge(visit: Open) -> None:
    at = visit("fundamentals")
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    at.checkbox(key=NEW_BOOK).check().run()
    at.session_state[session.REPLAY_OPEN] = False
    at.run()
    at.session_state[session.REPLAY_OPEN] = True
    at.run()
    assert at.checkbox(key=NEW_BOOK).value is False
