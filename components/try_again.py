"""The button below a fault that may pass: it counts the seconds down that the source asks for, and then asks again."""

from datetime import datetime, timedelta
from math import ceil

import streamlit as st

from trading.errors import TradingError, Unavailable
from trading.ports import Clock

TICK_S = 1.0


def try_again(fault: TradingError, clock: Clock) -> None:
    """Draw the button for a source that does not answer; nothing for a fault that waiting does not mend."""
    if not isinstance(fault, Unavailable):
        return
    if fault.retry_in_s is None:
        st.button("Try again", key="try_again", icon=":material/refresh:")
        return
    at = clock.now() + timedelta(seconds=max(1.0, fault.retry_in_s))
    st.fragment(_count, run_every=TICK_S)(clock, at)


def _count(clock: Clock, at: datetime) -> None:
    left = ceil((at - clock.now()).total_seconds())
    if left <= 0 or st.button(f"Try again in {left} s", key="try_again", icon=":material/refresh:"):
        st.rerun()
