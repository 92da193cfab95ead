"""Practice: problems that are checked, and which mistake it was; on screen or on paper."""

import streamlit as st

from ui.app.shell import open_page
from ui.practice.page import linked_homework, show_practice
from ui.practice.paper import forget_paper, paper_part, show_paper

PLACES = {"screen": "On screen", "paper": "On paper"}

open_page("practice")
homework, errors = linked_homework()
if homework and homework.place == "sheet":
    show_paper(homework)
elif homework:
    show_practice(homework, errors)
else:
    if "practice_place" not in st.session_state:
        on_paper = "sheet" in paper_part().here()
        st.session_state["practice_place"] = "paper" if on_paper else "screen"
    place = st.segmented_control(
        "Where to practise",
        list(PLACES),
        format_func=PLACES.__getitem__,
        key="practice_place",
        required=True,
        label_visibility="collapsed",
    )
    if place == "paper":
        show_paper(None)
    else:
        forget_paper()
        show_practice(None, errors)
