"""Class: links, a lesson plan and results, for a teacher."""

import streamlit as st

from ui.classroom import show_link, show_results
from ui.shell import open_page

reading = open_page("Class", "How do I run this with a class?")
show_link(reading)
st.divider()
show_results()
