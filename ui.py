"""The menu: which pages there are; each page frames and guards itself."""

import streamlit as st

from components.layout import ICON

PAGES = (
    ("chat", "Chat", "forum", "Ask, or say what to trade; follow the team step by step."),
    ("market", "Market", "monitoring", "What moves, how broadly, a screener, and your watchlists."),
    ("charts", "Charts", "candlestick_chart", "Prices with volume, indicators and your own trades."),
    ("sentiment", "Sentiment", "newspaper", "What is said of a company, its score and why, beside the price."),
    ("fundamentals", "Fundamentals", "account_balance", "What companies report: ratios, margins, statements, peers."),
    ("strategies", "Strategies", "experiment", "Test a strategy on the past; what luck explains of it."),
    ("portfolio", "Portfolio", "pie_chart", "Positions, profit and loss, exposure and risk."),
    ("risk", "Risk", "shield", "What is allowed now, what can be lost, whether stops protect."),
    ("orders", "Orders", "receipt_long", "Place an order; review, cancel and look back."),
    ("activity", "Activity", "history", "Who proposed, approved, refused and filled what, and when."),
    ("settings", "Settings", "settings", "What is wired, limits, keys and where prices come from."),
)

st.set_page_config(page_icon=ICON)  # before the menu, else the browser asks a font server for the page's icon
st.navigation(
    [
        st.Page(f"pages/{file}.py", title=title, icon=f":material/{icon}:", help=purpose, default=file == "chat")
        for file, title, icon, purpose in PAGES
    ],
    position="top",
).run()
