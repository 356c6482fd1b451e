"""Sentiment: what is said of a company or of all, how each headline is judged and why, beside the price."""

import streamlit as st

from components import faults
from components.charts.palette import palette_of
from components.layout import open_page
from components.sentiment_chart import index_chart, prices_of
from components.sentiment_market import by_company, what_moved_the_market
from components.sentiment_own import own_text
from components.sentiment_river import by_source, river, what_moved
from components.sentiment_view import failures, looked_up, nothing_told, picker, subject_line
from components.try_again import try_again
from trading.errors import TradingError
from trading.sentiment.turns import turns

wired = open_page("Sentiment")
services = wired.services
colors = palette_of(st.context.theme.type)

try:
    symbol, start = picker(services)
    found = looked_up(services, symbol, start)
    subject_line(services, found)
    failures(found.failed)
    if not found.river:
        nothing_told(services, found)
        own_text(services)
    elif not symbol:
        left, right = st.columns([1.35, 1], gap="medium")
        with left:
            river(services, found)
        with right:
            by_company(services, found.companies, colors)
            by_source(found)
            own_text(services)
        what_moved_the_market(services, found, colors)
    else:
        bars = prices_of(services, found)
        if bars is not None:
            index_chart(services, found, bars, colors)
        left, right = st.columns([1.35, 1], gap="medium")
        with left:
            river(services, found)
        with right:
            by_source(found)
            if bars is not None:
                what_moved(found, turns(found, bars, services.calendar))
            own_text(services)
except TradingError as fault:
    faults.show(fault)
    try_again(fault, services.wall_clock)
