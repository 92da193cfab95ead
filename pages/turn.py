"""Turn: moving through the sentence, as hands that turn fast and slowly."""

import streamlit as st

from ui.app.shell import open_page
from ui.turn.explanations import turn_sections
from ui.turn.page import turn_page
from ui.turn.stage import turn_figure
from ui.web.stage import closing, stage

reading = open_page("turn")
sent = turn_page(reading)
stage("turn", sent)
st.plotly_chart(
    turn_figure(reading.problem.spec),
    key="turn_plot_wide" if len(sent["columns"]) > 2 else "turn_plot",
    height="stretch",
    config={"displayModeBar": False, "staticPlot": True},
    alt="For each pair shown, a circle with the arrows of query and key, and below it "
    "cosine and sine over the position with a marker at the query. The same numbers "
    "stand in the table above.",
)
folded = turn_sections(reading.problem, reading.digits)
stage("lesson/explanations", {"here": sent["here"], "folded": folded, **closing("turn")})
