"""Matrix: the same turn as one matrix times the vector, entry by entry."""

from ui.app.shell import open_page
from ui.lesson.glossary import numbers
from ui.matrix.explanations import matrix_sections
from ui.matrix.questions import matrix_frames, matrix_questions
from ui.matrix.stage import ENTRIES, FORMS, ROWS, WHOLE, WORDS, counts, matrix_data
from ui.rotate.stage import views
from ui.web.stage import stage

reading = open_page("matrix")
problem, spec = reading.problem, reading.problem.spec
query, key = views(reading)
sides = ((problem.q, problem.m, query), (problem.k, problem.n, key))
stage(
    "matrix",
    {
        "pairing": spec.pairing,
        "whole": WHOLE,
        "entries": ENTRIES,
        "words": WORDS,
        "rows": ROWS,
        "form": FORMS[spec.pairing],
        "counts": counts(spec),
        "asked": matrix_questions(sides, spec),
        "frames": matrix_frames(("q", "k")),
        "here": numbers(reading),
        "folded": matrix_sections(problem, reading.digits),
        "vectors": [matrix_data(x, at, spec, view) for x, at, view in sides],
    },
)
