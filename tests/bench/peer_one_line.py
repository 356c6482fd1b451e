import streamlit as st

st.button("again")  # noqa: D100, E702, I001
