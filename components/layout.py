"""The frame of every page: password, theme rules, desk bar, title row, toasts and the confirmation dialog."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from components import batch, confirm, faults, session
from components.cancel_all import CANCEL_ALL
from components.close_all import CLOSE_ALL
from components.desk_bar import desk_bar
from components.desk_facts import facts_row
from components.guard import require_password
from trading.errors import TradingError
from trading.types import MarketMode

if TYPE_CHECKING:
    from bootstrap import Wiring

PRODUCT = "Trading desk"
ICON = "📈"
CHARTS = "Charts"
ASSETS = Path(__file__).parent / "assets"
_RULES = (ASSETS / "rules.css").read_text()
_LIVE_RULE = (ASSETS / "live.css").read_text()
_KEYS = (ASSETS / "keys.js").read_text()


def open_page(title: str, *, title_row: bool = True) -> "Wiring":
    """Guard and frame a page, and return the process's parts; the first statement of each page.

    Ends the run with a sentence when the desk could not be built, and with the password page when it is locked.
    """
    st.set_page_config(page_title=f"{title} · {PRODUCT}", page_icon=ICON, layout="wide")
    try:
        wired = session.wiring()
    except TradingError as fault:
        st.header("The desk cannot start")
        st.error(faults.sentence(fault), icon=":material/power_off:")
        st.stop()
    require_password(wired.settings)
    session.keep_address()
    if title != CHARTS:
        session.leave_chart()
    glance = wired.services.desk.glance()
    state = glance.state
    st.html(f"<style>{_RULES}{_LIVE_RULE if state.mode is MarketMode.LIVE else ''}</style>")
    # dialogs first: whoever opened one looks at it, and the rest of the page is there already
    confirm.render_dialog(wired.services, state)
    batch.render_dialog(wired.services, state, (CLOSE_ALL, CANCEL_ALL))
    facts = desk_bar(wired.services, glance)
    if title_row:
        facts_row(wired.services, title, facts)
    for text, icon in session.take_toasts():
        st.toast(text, icon=icon)
    st.html(f"<script>{_KEYS}</script>", unsafe_allow_javascript=True, width="content")
    session.warm_up_soon()
    return wired
