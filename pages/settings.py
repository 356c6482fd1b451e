"""Settings: what is wired, the limits, keys of the API, the replay, and where the data is from."""

import streamlit as st

from components import faults
from components.connections import connections
from components.keys_form import keys_form
from components.layout import open_page
from components.limits_form import limits_form
from components.settings_parts import data_notes, paper_notes, replay_settings
from trading.errors import TradingError

wired = open_page("Settings")
services = wired.services

SECTIONS = ["Connections", "Limits", "API keys", "Replay", "Data"]
tabs = dict(zip(SECTIONS, st.tabs(SECTIONS, key="section", bind="query-params"), strict=True))
section = next((name for name, tab in tabs.items() if tab.open), SECTIONS[0])
with tabs[section], st.container(width=1040):
    try:
        if section == "Connections":
            connections(wired)
            paper_notes()
        elif section == "Limits":
            limits_form(services)
        elif section == "API keys":
            keys_form(wired.keys)
        elif section == "Replay":
            if services.replay is None:
                st.caption("The market is live: there is no clock to set.")
            else:
                replay_settings(services.replay)
        else:
            data_notes()
    except TradingError as fault:
        faults.show(fault)
