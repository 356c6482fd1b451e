"""A click that reached the server is carried out, whatever the browser does next.

Streamlit forgets a click in two moments: while it waits behind a run and the page is left or clicked again (the stop
takes its place), and between its start and its callback (the interruption is looked at first). Whoever pressed Send
and then anything else would find the order still waiting. Here the callbacks of such a click run with the
fields that came with it, and the interruption afterwards; the newer message then says how the page stands.
"""

from typing import TYPE_CHECKING, Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState

if TYPE_CHECKING:
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_CLICK = "trigger_value"


def install() -> None:
    """Make every script runner of this process keep clicks; may be repeated."""
    vars(script_runner).update(ScriptRequests=KeptClicks, SafeSessionState=ClicksFirst)


def has_click(states: WidgetStates | None) -> bool:
    """Say whether a button was pressed in what a message says of the page's widgets."""
    return any(one.WhichOneof("value") == _CLICK and one.trigger_value for one in (states.widgets if states else ()))


class KeptClicks(ScriptRequests):
    """What one script runner is asked to do; a stop waits until a click that came before it has been handed out."""

    def __init__(self) -> None:
        super().__init__()
        self._stops_after_click = False

    def request_stop(self) -> None:
        """Stop at the next element, or after the click that still waits."""
        with self._lock:
            if self._state is ScriptRequestType.RERUN and has_click(self._rerun_data.widget_states):
                self._stops_after_click = True
                return
        super().request_stop()

    def _request_rerun_locked(self, new_data: "RerunData") -> bool:
        return not self._stops_after_click and super()._request_rerun_locked(new_data)

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """Return what interrupts the run, None when it goes on."""
        return self._kept() or super().on_scriptrunner_yield()

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """Return what the runner does next."""
        return self._kept() or super().on_scriptrunner_ready()

    def _kept(self) -> ScriptRequest | None:
        with self._lock:
            if not self._stops_after_click:
                return None
            self._stops_after_click = False
            self._state = ScriptRequestType.STOP
            return ScriptRequest(ScriptRequestType.RERUN, self._rerun_data)


class ClicksFirst(SafeSessionState):
    """The state of a browser session; an interruption of a run waits for the callbacks of the click that began it."""

    def on_script_will_rerun(self, fresh_widget_states: WidgetStates | None, **rest: Any) -> None:
        """Take over what the message says and call the callbacks; raises the interruption that waited for them."""
        if not has_click(fresh_widget_states):
            super().on_script_will_rerun(fresh_widget_states, **rest)
            return
        with self._lock:
            self._state.on_script_will_rerun(fresh_widget_states, **rest)
        self._yield_callback()
