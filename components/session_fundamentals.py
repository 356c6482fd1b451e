"""The keys of session state and the part of the address that the page Fundamentals alone uses."""

import streamlit as st

COMPANY = "company"
PERIOD = "period"
STATEMENT = "statement"
PEERS = "peers"
_WRITTEN = "company_written"


def asked_company() -> str | None:
    """Return the symbol that the address asks for, None where the page itself has written it there."""
    asked = st.query_params.get(COMPANY, "").strip().upper()
    return asked if asked and asked != st.session_state.get(_WRITTEN) else None


def write_company(symbol: str) -> None:
    """Put the company into the address, so that it can be shared and reloaded."""
    if st.query_params.get(COMPANY) != symbol:
        st.query_params[COMPANY] = symbol
    st.session_state[_WRITTEN] = symbol
