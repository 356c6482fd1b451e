"""A click is carried out although the page is left or clicked again before its callback has run."""

from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequestType
from streamlit.runtime.state.session_state import SessionState

from components.kept_clicks import ClicksFirst, KeptClicks, has_click


def page(*, pressed: bool, text: str = "old") -> WidgetStates:
    return WidgetStates(
        widgets=[WidgetState(id="send", trigger_value=pressed), WidgetState(id="box", string_value=text)]
    )


def asked(*, pressed: bool, fragment: str | None = "dialog") -> RerunData:
    return RerunData(widget_states=page(pressed=pressed), fragment_id=fragment)


def runner_at_work() -> KeptClicks:
    requests = KeptClicks()
    assert requests.on_scriptrunner_yield() is None
    return requests


def test_only_pressed_buttons_are_clicks() -> None:
    assert has_click(page(pressed=True))
    assert not has_click(page(pressed=False))
    assert not has_click(None)


@pytest.mark.parametrize("look", [KeptClicks.on_scriptrunner_yield, KeptClicks.on_scriptrunner_ready])
def test_a_click_that_waits_is_handed_out_before_the_stop(look: Callable[[KeptClicks], object]) -> None:
    requests = runner_at_work()
    assert requests.request_rerun(asked(pressed=True))
    requests.request_stop()
    handed = look(requests)
    assert handed is not None
    assert handed.type is ScriptRequestType.RERUN  # type: ignore[attr-defined]
    assert has_click(handed.rerun_data.widget_states)  # type: ignore[attr-defined]
    after = requests.on_scriptrunner_yield()
    assert after is not None
    assert after.type is ScriptRequestType.STOP
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


def test_nothing_new_is_taken_once_the_runner_is_to_stop() -> None:
    requests = runner_at_work()
    requests.request_rerun(asked(pressed=True))
    requests.request_stop()
    assert not requests.request_rerun(asked(pressed=False, fragment=None))


def test_a_stop_without_a_click_stops_at_once() -> None:
    requests = runner_at_work()
    requests.request_rerun(asked(pressed=False))
    requests.request_stop()
    found = requests.on_scriptrunner_yield()
    assert found is not None
    assert found.type is ScriptRequestType.STOP


class Taken(SessionState):
    """Records what was carried out instead of calling the callbacks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[list[str]] = []

    def on_script_will_rerun(self, fresh_widget_states: WidgetStates | None, **_rest: object) -> None:
        self.taken.append([one.id for one in fresh_widget_states.widgets] if fresh_widget_states else [])


@pytest.mark.parametrize("interruption", [StopException(), RerunException(RerunData())])
def test_an_interruption_waits_for_the_callbacks_of_the_click_and_is_raised_then(interruption: BaseException) -> None:
    def interrupted() -> None:
        raise interruption

    state = Taken()
    with pytest.raises(type(interruption)):
        ClicksFirst(state, interrupted).on_script_will_rerun(page(pressed=True))
    assert state.taken == [["send", "box"]]  # a form's button is answered with the fields that came with it


def test_an_interruption_without_a_click_comes_first_as_ever() -> None:
    def interrupted() -> None:
        raise StopException

    state = Taken()
    with pytest.raises(StopException):
        ClicksFirst(state, interrupted).on_script_will_rerun(page(pressed=False))
    assert state.taken == []


def test_a_click_that_nothing_interrupts_is_taken_with_its_page() -> None:
    state = Taken()
    ClicksFirst(state, lambda: None).on_script_will_rerun(page(pressed=True))
    assert state.taken == [["send", "box"]]
