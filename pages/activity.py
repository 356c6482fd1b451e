"""Activity: who proposed, approved, refused and filled what, and when; the log verifies itself."""

import streamlit as st

from components import faults
from components.activity_table import activity_table, filters, verdict, verify_and_export
from components.layout import open_page
from trading.errors import TradingError

wired = open_page("Activity")
services = wired.services

try:
    verdict()
    wanted = filters()
    activity_table(services, wanted)
    with st.container(horizontal=True):
        verify_and_export(services, wanted)
except TradingError as fault:
    faults.show(fault)
