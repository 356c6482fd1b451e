import streamlit as st; st.button('again')
