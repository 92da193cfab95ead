"""What is folded under Matrix: why a matrix, in code, sources."""

from __future__ import annotations

import numpy as np

from rope_core import rotation_matrix
from rope_core.problem import Problem
from ui.lesson.code import cos_sin_lines, frequency_line, printed, slices, vector_line
from ui.lesson.sections import LLAMA, ROFORMER, Section, sections


def matrix_sections(problem: Problem, digits: int) -> list[Section]:
    spec = problem.spec
    half = "d/2" if spec.rotary_dim == spec.head_dim else "rotary_dim/2"
    why = [
        "Each output is a weighted sum of inputs, and a table of weights is a matrix: one row an "
        "output, one column an input. A pair's two sums fill a 2×2 block with cos, −sin, sin, cos.",
        "The pairing only says which rows and columns a block uses. interleaved pairs neighbours, "
        "so the blocks sit on the diagonal; half_split pairs place i with place i + "
        f"{half}, so each block is "
        "spread over four places. Same numbers, other cells.",
        f"Why would anybody pair i with i + {half}? Then the other number of every pair is reached "
        "by swapping two halves: two slices and one join, instead of picking every second number. "
        "Nothing is lost, since the weights that make q and k can have their rows in any order.",
        "Which pairing is right depends on the weights: a model trained with one gives nonsense "
        "with the other.",
    ]
    source = {**ROFORMER, "after": ", equations 14 and 15: the matrix."}
    return sections("Why a matrix?", why, _matrix_code(problem, digits), source, LLAMA)


def _matrix_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    a, b, to_a, to_b = slices(spec)
    copied = []
    if spec.copied:
        rest = f"i[{spec.copied[0]}:{spec.copied[-1] + 1}]"
        copied = [f"    R[{rest}, {rest}] = 1  # not rotated: copied"]
    results = [
        (rotation_matrix(spec, at) @ np.array(x)).round(digits)
        for x, at in ((problem.q, problem.m), (problem.k, problem.n))
    ]
    return "\n".join(
        [
            "import numpy as np",
            vector_line("q", problem.q),
            vector_line("k", problem.k),
            frequency_line(spec),
            "def matrix(position):",
            *cos_sin_lines(spec),
            f"    R = np.zeros(({spec.head_dim}, {spec.head_dim}))",
            f"    i = np.arange({spec.head_dim})",
            f"    a, b = i[{a}], i[{b}]",
            f"    to_a, to_b = i[{to_a}], i[{to_b}]",
            "    R[to_a, a], R[to_a, b] = c, -s",
            "    R[to_b, a], R[to_b, b] = s, c",
            *copied,
            "    return R",
            f"print((matrix({problem.m}) @ q).round({digits}))",
            printed(results[0]),
            f"print((matrix({problem.n}) @ k).round({digits}))",
            printed(results[1]),
        ]
    )
