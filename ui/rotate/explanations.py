"""What is folded under Rotate: why this rotates, in code, sources."""

from __future__ import annotations

import numpy as np

from rope_core import rotate
from rope_core.problem import Problem
from ui.lesson.code import frequency_line, printed, turning_lines, vector_line
from ui.lesson.sections import LLAMA, ROFORMER, STORIES, Section, how_fast, sections


def rotate_sections(problem: Problem, digits: int) -> list[Section]:
    why = [
        "A pair of numbers is an arrow: first number across, second number up. The arrow (1, 0) "
        "turned by an angle ends at (cos, sin); the arrow (0, 1) ends at (−sin, cos). Every other "
        "arrow is so much of the one plus so much of the other, which gives the two sums.",
        how_fast(problem.spec, digits),
        "The name is Rotary Position Embedding; some articles write Rotational Position Encoding.",
    ]
    source = {**ROFORMER, "after": ", equation 34: the sums, number by number."}
    model = {
        **STORIES,
        "after": ": the real model of the sidebar (MIT licence), interleaved pairing.",
    }
    return sections(
        "Why does this rotate?", why, _rotate_code(problem, digits), source, LLAMA, model
    )


def _rotate_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    results = [
        rotate(np.array(x), at, spec).round(digits)
        for x, at in ((problem.q, problem.m), (problem.k, problem.n))
    ]
    return "\n".join(
        [
            "import numpy as np",
            vector_line("q", problem.q),
            vector_line("k", problem.k),
            frequency_line(spec),
            *turning_lines(spec),
            f"print(turn(q, {problem.m}).round({digits}))",
            printed(results[0]),
            f"print(turn(k, {problem.n}).round({digits}))",
            printed(results[1]),
        ]
    )
