"""What Rotate sends: both vectors, turned pair by pair, with what it asks and explains."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.rotate.explanations import rotate_sections
from ui.rotate.questions import rotate_frames, rotate_questions
from ui.rotate.second import second_example
from ui.rotate.stage import rotate_data, sides
from ui.rotate.steps import STEPS


def rotate_page(reading: Reading) -> dict[str, Any]:
    problem, spec = reading.problem, reading.problem.spec
    both = sides(reading)
    return {
        "steps": STEPS,
        "asked": rotate_questions(both, spec),
        "frames": rotate_frames(),
        "second": second_example(reading),
        "here": numbers(reading),
        "folded": rotate_sections(problem, reading.digits),
        "vectors": [rotate_data(x, at, spec, view) for x, at, view in both],
    }
