"""Settings: what is wired, the limits, keys of the API, the replay if there is one, and where the data is from."""

import streamlit as st

from components import faults
from components.connections import connections
from components.keys_form import keys_form
from components.layout import open_page
from components.limits_form import limits_form
from components.settings_parts import data_notes, paper_notes, replay_settings
from components.venue_notes import source_notes, venue_section
from trading.errors import TradingError

wired = open_page("Settings")
services = wired.services

replays = services.replay is not None
sections = ["Connections", "Limits", "API keys", *(["Replay"] if replays else []), "Data"]
tabs = dict(zip(sections, st.tabs(sections, key="section", bind="query-params"), strict=True))
section = next((name for name, tab in tabs.items() if tab.open), sections[0])
with tabs[section], st.container(width=1040):
    try:
        if section == "Connections":
            connections(wired)
            if replays:
                paper_notes()
            else:
                venue_section(services)
        elif section == "Limits":
            limits_form(services)
        elif section == "API keys":
            keys_form(wired.keys)
        elif section == "Replay" and services.replay is not None:
            replay_settings(services.replay)
        elif replays:
            data_notes(services)
        else:
            source_notes(services)
    except TradingError as fault:
        faults.show(fault)
