"""Activity: who proposed, approved, refused and filled what, and when; and what the team's runs have cost."""

import streamlit as st

from components import faults
from components.activity_table import activity_table, filters, verdict
from components.layout import open_page
from components.runs_table import budget_today, runs_table
from components.session_activity import ACTIVITY_SECTION
from trading.errors import TradingError

wired = open_page("Activity")
services = wired.services

log, runs = st.tabs(["Log", "Runs"], key=ACTIVITY_SECTION, bind="query-params")
try:
    if runs.open:
        with runs:
            budget_today(services)
            runs_table(services)
    else:
        with log:
            verdict()
            activity_table(services, filters(services))
except TradingError as fault:
    faults.show(fault)
