"""What is folded under Turn: why fast and slow, in code, sources."""

from __future__ import annotations

from rope_core import angles
from rope_core.problem import Problem
from ui.lesson.code import frequency_line, printed
from ui.lesson.sections import ROFORMER, Section, how_fast, sections


def turn_sections(problem: Problem, digits: int) -> list[Section]:
    why = [
        "Pair i turns by inv_freq for each token. A fast pair tells neighbours apart and comes "
        "round again soon; the slower a pair, the less it moves between neighbours and the "
        "farther it still tells places apart.",
        how_fast(problem.spec, digits),
        "“Far tokens always score less” is often said. Watch the score while one moves, and see "
        "whether it only falls.",
    ]
    source = {**ROFORMER, "after": ", section 3.3."}
    return sections("Why fast and slow?", why, _turn_code(problem, digits), source)


def _turn_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    last = angles(problem.m, spec)
    return "\n".join(
        [
            "import numpy as np",
            frequency_line(spec),
            "wavelength = 2 * np.pi / inv_freq  # tokens for a full turn",
            f"angle = {'-' if spec.backwards else ''}{problem.m} * inv_freq  # radians, one a pair",
            f"print(angle.round({digits}))",
            printed(last.round(digits)),
        ]
    )
