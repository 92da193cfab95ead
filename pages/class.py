"""Class: links, a lesson plan and results, for a teacher."""

import streamlit as st

from ui.app.shell import open_page
from ui.class_.page import show_link, show_results

reading = open_page("class")
show_link(reading)
st.divider()
show_results()
