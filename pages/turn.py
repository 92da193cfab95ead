"""Turn: moving through the sentence, as hands that turn fast and slowly."""

import streamlit as st

from ui.app.shell import open_page
from ui.lesson.glossary import numbers
from ui.turn.explanations import turn_sections
from ui.turn.questions import turn_questions
from ui.turn.stage import turn_data, turn_figure
from ui.web.stage import closing, stage

reading = open_page("turn")
problem = reading.problem
given = (problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
turns = turn_data(*given)
here = numbers(reading)
stage("turn", {"here": here, "asked": turn_questions(*given), **turns})
st.plotly_chart(
    turn_figure(problem.spec),
    key="turn_plot_wide" if len(turns["columns"]) > 2 else "turn_plot",
    height="stretch",
    config={"displayModeBar": False, "staticPlot": True},
    alt="For each pair shown, a circle with the arrows of query and key, and below it "
    "cosine and sine over the position with a marker at the query. The same numbers "
    "stand in the table above.",
)
stage(
    "lesson/explanations",
    {"here": here, "folded": turn_sections(problem, reading.digits), **closing("turn")},
)
