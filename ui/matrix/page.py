"""What Matrix sends: both matrices with their entries, with what it asks and explains."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.matrix.explanations import matrix_sections
from ui.matrix.questions import matrix_frames, matrix_questions
from ui.matrix.stage import ENTRIES, FORM_OF_TWO, FORMS, ROWS, WHOLE, WORDS, counts, matrix_data
from ui.rotate.stage import sides


def matrix_page(reading: Reading) -> dict[str, Any]:
    problem, spec = reading.problem, reading.problem.spec
    both = sides(reading)
    return {
        "pairing": spec.pairing,
        "whole": WHOLE,
        "entries": ENTRIES,
        "words": WORDS,
        "rows": ROWS,
        "form": FORM_OF_TWO if spec.head_dim == 2 else FORMS[spec.pairing],
        "counts": counts(spec),
        "asked": matrix_questions(both, spec),
        "frames": matrix_frames(("q", "k")),
        "here": numbers(reading),
        "folded": matrix_sections(problem, reading.digits),
        "vectors": [matrix_data(x, at, spec, view) for x, at, view in both],
    }
