"""Practice: problems that are checked, and which mistake it was; on screen or on paper."""

import streamlit as st

from ui.app.shell import open_page
from ui.practice.page import show_practice
from ui.practice.paper import forget_paper, paper_part, show_paper

PLACES = {"screen": "On screen", "paper": "On paper"}

open_page("practice")
if "practice_place" not in st.session_state:
    st.session_state["practice_place"] = "paper" if "sheet" in paper_part().here() else "screen"
place = st.segmented_control(
    "Where to practise",
    list(PLACES),
    format_func=PLACES.__getitem__,
    key="practice_place",
    required=True,
    label_visibility="collapsed",
)
if place == "paper":
    show_paper()
else:
    forget_paper()
    show_practice()
