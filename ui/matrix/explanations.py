"""What is folded under Matrix: why a matrix, in code, sources."""

from __future__ import annotations

import numpy as np

from rope_core import rotate
from rope_core.problem import Problem
from ui.lesson.code import cos_sin_line, frequency_line, printed, slices, vector_line
from ui.lesson.sections import LLAMA, ROFORMER, Section, sections


def matrix_sections(problem: Problem, digits: int) -> list[Section]:
    why = [
        "Each output is a weighted sum of inputs, and a table of weights is a matrix: one row an "
        "output, one column an input. A pair's two sums fill a 2×2 block with cos, −sin, sin, cos.",
        "The pairing only says which rows and columns a block uses. interleaved pairs neighbours, "
        "so the blocks sit on the diagonal; half_split pairs place i with place i + d/2, so each "
        "block is spread over four places. Same numbers, other cells.",
        "Which pairing is right depends on the weights: a model trained with one gives nonsense "
        "with the other.",
    ]
    source = {**ROFORMER, "after": ", equations 14 and 15: the matrix."}
    return sections("Why a matrix?", why, _matrix_code(problem, digits), source, LLAMA)


def _matrix_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    a, b, to_a, to_b = slices(spec)
    turned = rotate(np.array(problem.q), problem.m, spec).round(digits)
    return "\n".join(
        [
            "import numpy as np",
            vector_line("q", problem.q),
            frequency_line(spec),
            f"R, i = np.zeros(({spec.head_dim}, {spec.head_dim})), np.arange({spec.head_dim})",
            f"a, b, to_a, to_b = i[{a}], i[{b}], i[{to_a}], i[{to_b}]",
            cos_sin_line(spec, str(problem.m)),
            "R[to_a, a], R[to_a, b], R[to_b, a], R[to_b, b] = c, -s, s, c",
            f"R[i[{spec.rotary_dim}:], i[{spec.rotary_dim}:]] = 1  # beyond rotary_dim: copied",
            f"print((R @ q).round({digits}))",
            printed(turned),
        ]
    )
