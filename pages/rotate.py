"""Rotate: every angle, cosine, product and sum of one vector at its position."""

from ui.app.shell import open_page
from ui.lesson.glossary import numbers
from ui.rotate.explanations import rotate_sections
from ui.rotate.questions import rotate_frames, rotate_questions
from ui.rotate.second import second_example
from ui.rotate.stage import rotate_data, views
from ui.rotate.steps import STEPS
from ui.web.stage import stage

reading = open_page("rotate")
problem, spec = reading.problem, reading.problem.spec
query, key = views(reading)
sides = ((problem.q, problem.m, query), (problem.k, problem.n, key))
stage(
    "rotate",
    {
        "steps": STEPS,
        "asked": rotate_questions(sides, spec),
        "frames": rotate_frames(),
        "second": second_example(reading),
        "here": numbers(reading),
        "folded": rotate_sections(problem, reading.digits),
        "vectors": [rotate_data(x, at, spec, view) for x, at, view in sides],
    },
)
