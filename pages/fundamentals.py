"""Fundamentals: what a company reports, as it was known at now, beside its price and its peers."""

import streamlit as st

from components import faults
from components.charts.palette import palette_of
from components.fundamentals_tables import history_section, peers_section, statements_section
from components.fundamentals_view import company_picker, metric_grid, subject_line, targets_line
from components.layout import open_page
from components.prose import plain
from trading.errors import NoData, TradingError

wired = open_page("Fundamentals")
services = wired.services
colors = palette_of(st.context.theme.type)

try:
    symbol = company_picker(services)
    with st.spinner(f"Reads the reports of {plain(symbol)} …"):  # shown only where it takes more than a moment
        company = services.fundamentals.company(symbol)
    subject_line(company, services.fundamentals.sector(symbol) or company.facts.sector)
    metric_grid(company)
    targets_line(company)
    history_section(services, company, colors)
    statements_section(company)
    peers_section(services, company)
except NoData as fault:
    st.info(faults.sentence(fault), icon=":material/info:")
except TradingError as fault:
    faults.show(fault)
