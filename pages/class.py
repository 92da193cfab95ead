"""Class: a live class, links, homework and a lesson plan, for a teacher."""

import streamlit as st

from ui.app.shell import open_page
from ui.class_.lesson import show_lesson
from ui.class_.link import show_link
from ui.class_.live import show_live
from ui.class_.results import show_results

reading = open_page("class")
show_live(reading)
st.divider()
show_link(reading)
st.divider()
show_results()
st.divider()
show_lesson(reading)
