"""Orders: the ticket form, what waits for you, what is open at the broker, and what became of the rest."""

import streamlit as st

from components import faults
from components.layout import open_page
from components.open_orders import open_orders
from components.order_form import order_form
from components.order_history import order_history
from components.orders_tabs import orders_tabs
from components.waiting_cards import waiting_cards
from trading.errors import TradingError

wired = open_page("Orders")
services = wired.services

ticket, listed = st.columns([1, 2.6], gap="medium")
with ticket:
    order_form(services)
with listed:
    try:
        orders = services.desk.orders(limit=200).items
        count = services.desk.open_count()
        waiting, resting, past = orders_tabs(count, len(orders))
        with waiting:
            if waiting.open:
                waiting_cards(services, count)
        with resting:
            if resting.open:
                open_orders(services, orders)
        with past:
            if past.open:
                order_history(services)
    except TradingError as fault:
        faults.show(fault)
