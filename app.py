"""RoPE, by hand: `streamlit run app.py`."""

import streamlit as st

from ui.shell import run_app

st.set_page_config(page_title="RoPE, by hand", page_icon="↻", layout="wide")
run_app()
