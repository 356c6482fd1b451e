"""The password page: nothing of the desk is drawn, and no callback exists, until the password was right."""

import hmac
import time

import streamlit as st

from components import session
from trading.settings import Settings

MOST_TRIES = 5
WINDOW_S = 60.0


def require_password(settings: Settings) -> None:
    """Draw the password page and end the run, unless there is no password or this session has given it."""
    if settings.desk_password is None or session.signed_in():
        return
    with st.container(horizontal_alignment="center"), st.container(width=380):
        st.space("large")
        st.header("This desk is locked")
        st.caption("Enter the password that DESK_PASSWORD was set to on the machine that runs the desk.")
        with st.form("sign_in", border=False):
            given = st.text_input("Password", type="password", key="password", autocomplete="current-password")
            pressed = st.form_submit_button("Unlock", type="primary", width="stretch")
        if pressed:
            _answer(given or "", settings.desk_password.get_secret_value())
    st.stop()


def _answer(given: str, password: str) -> None:
    wait_s = _admit()
    if wait_s > 0:
        st.error(f"Too many wrong passwords. Try again in {wait_s:.0f} s.", icon=":material/lock_clock:")
    elif hmac.compare_digest(given.encode(), password.encode()):
        session.sign_in()
        st.rerun()
    else:
        _note_failure()
        st.error("That is not the password. Nothing was changed.", icon=":material/lock:")


def _admit() -> float:
    """Return the seconds to wait before another try, 0 when one may be made now."""
    tries = session.sign_in_tries()
    with tries.lock:
        now = time.monotonic()
        while tries.at and now - tries.at[0] > WINDOW_S:
            tries.at.popleft()
        return WINDOW_S - (now - tries.at[0]) if len(tries.at) >= MOST_TRIES else 0.0


def _note_failure() -> None:
    tries = session.sign_in_tries()
    with tries.lock:
        tries.at.append(time.monotonic())
