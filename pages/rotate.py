"""Rotate: every angle, cosine, product and sum of one vector at its position."""

from ui.app.shell import open_page
from ui.rotate.explanations import rotate_sections
from ui.rotate.stage import STEPS, rotate_data, views
from ui.web.stage import stage

reading = open_page("Rotate", "What exactly happens to the numbers of a query at position {m}?")
problem, spec = reading.problem, reading.problem.spec
query, key = views(reading)
stage(
    "rotate",
    {
        "steps": STEPS,
        "folded": rotate_sections(problem, reading.digits),
        "vectors": [
            rotate_data(problem.q, problem.m, spec, query),
            rotate_data(problem.k, problem.n, spec, key),
        ],
    },
)
