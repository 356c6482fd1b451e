"""The record of a run: how to play it again, and the whole of it as a file."""

from typing import TYPE_CHECKING

import streamlit as st

from trading.errors import TradingError
from trading.types import FINAL_RUN_STATES, Run, RunStatus

if TYPE_CHECKING:
    from trading.store.recordings import RecordingStore

_OVER = FINAL_RUN_STATES | {RunStatus.AWAITING_APPROVAL}


def record_of(store: "RecordingStore | None", run: Run) -> None:
    """Draw the button that opens the record; nothing where runs are not recorded."""
    if store is None or not store.is_on or run.status not in _OVER:
        return
    with st.popover("Record", type="tertiary", icon=":material/play_circle:", key=f"record_{run.id}"):
        st.markdown(
            "What the models were given and said and what the tools brought is kept, each piece under its SHA-256. "
            "This command plays the run again, offline, and says whether it is the same; nothing is proposed by it:"
        )
        st.code(f"python -m trading playback {run.id}", language=None, wrap_lines=True)
        st.caption("`--model`, `--prompt-folder` and `--limit NAME=VALUE` show what would have changed.")
        st.download_button(
            "Save the record",
            lambda: _text(store, run.id),
            f"run-{run.id}.json",
            "application/json",
            key=f"save_record_{run.id}",
            icon=":material/download:",
            on_click="ignore",
        )


def _text(store: "RecordingStore", run_id: str) -> str:
    """Return the record, or the sentence that says why there is none: a download can show nothing else."""
    try:
        return store.export(run_id)
    except TradingError as fault:
        return f"{fault}\n"
