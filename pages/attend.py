"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

import streamlit as st

from ui.attend import attend_data
from ui.shell import open_page
from ui.stage import keep, stage

reading = open_page("Attend", "What does attention see of where a token stands?")
locked = "vectors" in st.session_state["locks"]
data, sentence_name, sentence = attend_data(reading, locked)
keep(sentence_name, sentence)
stage("attend", data, needs=(sentence_name,))
