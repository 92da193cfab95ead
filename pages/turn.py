"""Turn: moving through the sentence, as hands that turn fast and slowly."""

import streamlit as st

from ui.app.shell import open_page
from ui.turn.page import turn_folded, turn_page
from ui.turn.stage import chosen_pairs, turn_figure
from ui.web.stage import stage, stage_of_problem

reading = open_page("turn")
stage("turn", stage_of_problem("turn", turn_page, reading))
st.plotly_chart(
    turn_figure(reading.problem.spec),
    key="turn_plot_wide" if len(chosen_pairs(reading.problem.spec)) > 2 else "turn_plot",
    height="stretch",
    config={"displayModeBar": False, "staticPlot": True},
    alt="For each pair shown, a circle with the arrows of query and key, and below it "
    "cosine and sine over the position with a marker at the query. The same numbers "
    "stand in the table above.",
)
stage("lesson/explanations", stage_of_problem("lesson/explanations", turn_folded, reading))
