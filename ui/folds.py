"""What is folded under every stage: why, in code, sources.

The code is the page's computation as a few runnable NumPy lines with the
learner's numbers; what it is said to print is computed here, and a test runs it.
"""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec, inv_freq, rotate, scores, wavelength
from rope_core.problem import Problem
from rope_core.vectors import format_vector
from ui.numbers import fixed, scale

Item = dict[str, str]
Fold = dict[str, object]

_ROFORMER: Item = {
    "text": "Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding",
    "link": "https://arxiv.org/abs/2104.09864",
}
_LLAMA: Item = {
    "text": "transformers, modeling_llama.py",
    "link": "https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/"
    "modeling_llama.py",
    "after": ": half_split pairing, cos and sin applied number by number.",
}
_STORIES: Item = {
    "text": "karpathy/tinyllamas, stories260K",
    "link": "https://huggingface.co/karpathy/tinyllamas",
    "after": ": the real model of the sidebar (MIT licence), interleaved pairing.",
}
_SINUSOIDAL: Item = {
    "text": "Vaswani et al., Attention Is All You Need, section 3.5",
    "link": "https://arxiv.org/abs/1706.03762",
    "after": ": position vectors that are added.",
}


def rotate_folds(problem: Problem, digits: int) -> list[Fold]:
    why = [
        "A pair of numbers is an arrow: first number across, second number up. The arrow (1, 0) "
        "turned by an angle ends at (cos, sin); the arrow (0, 1) ends at (−sin, cos). Every other "
        "arrow is so much of the one plus so much of the other, which gives the two sums.",
        _speeds(problem.spec, digits),
        "The name is Rotary Position Embedding; some articles write Rotational Position Encoding.",
    ]
    source = {**_ROFORMER, "after": ", equation 34: the sums, number by number."}
    return _folds(
        "Why does this rotate?", why, _rotate_code(problem, digits), source, _LLAMA, _STORIES
    )


def matrix_folds(problem: Problem, digits: int) -> list[Fold]:
    why = [
        "Each output is a weighted sum of inputs, and a table of weights is a matrix: one row an "
        "output, one column an input. A pair's two sums fill a 2×2 block with cos, −sin, sin, cos.",
        "The pairing only says which rows and columns a block uses. interleaved pairs neighbours, "
        "so the blocks sit on the diagonal; half_split pairs place i with place i + d/2, so each "
        "block is spread over four places. Same numbers, other cells.",
        "Which pairing is right depends on the weights: a model trained with one gives nonsense "
        "with the other.",
    ]
    source = {**_ROFORMER, "after": ", equations 14 and 15: the matrix."}
    return _folds("Why a matrix?", why, _matrix_code(problem, digits), source, _LLAMA)


def turn_folds(problem: Problem, digits: int) -> list[Fold]:
    why = [
        "Pair i turns by inv_freq for each token. Fast pairs tell neighbours apart and come round "
        "again soon; slow pairs hardly move between neighbours but still differ far away.",
        _speeds(problem.spec, digits),
        "“Far tokens always score less” is often said. Watch the score while one moves: it "
        "rises and falls.",
    ]
    source = {**_ROFORMER, "after": ", section 3.3."}
    return _folds("Why fast and slow?", why, _turn_code(problem, digits), source)


def cancel_folds(problem: Problem, digits: int) -> list[Fold]:
    why = [
        "A dot product knows two lengths and the angle between two arrows. Turning both arrows by "
        "the same angle changes none of them. At position m + s and n + s both have turned "
        "further by s times inv_freq.",
        "So position enters the score only as a distance with a sign. What the score then does "
        "with the distance is another question, and depends on q and k.",
    ]
    source = {**_ROFORMER, "after": ", equations 11 to 16."}
    return _folds("Why does this matter?", why, _cancel_code(problem), source, _SINUSOIDAL)


def _folds(title: str, why: list[str], code: str, *sources: Item) -> list[Fold]:
    return [
        {"title": title, "items": [{"text": text} for text in why]},
        {"title": "In code", "items": [{"code": code}]},
        {"title": "Sources", "items": list(sources)},
    ]


def _speeds(spec: RopeSpec, digits: int) -> str:
    """Say how far the slowest pair moves: at small head_dim hardly at all."""
    frequencies, waves = inv_freq(spec), wavelength(spec)
    if spec.pairs == 1:
        return (
            f"With one pair the base does not matter: inv_freq is {fixed(frequencies[0], digits)}."
        )
    told = (
        f"With head dimension {spec.head_dim} and base {spec.base:,.17g}, inv_freq runs from "
        f"{scale(frequencies[0], digits)} to {scale(frequencies[-1], digits)}: pair 0 makes a turn "
        f"in {fixed(waves[0], digits)} tokens, pair {spec.pairs - 1} in "
        f"{fixed(waves[-1], digits)}."
    )
    slow = waves[-1] > 100 * waves[0]
    return told + (" The toy base 100 makes slow pairs move visibly." if slow else "")


# --- code ------------------------------------------------------------------------------


def _printed(values: object) -> str:
    return "\n".join(f"# {line}" for line in str(values).splitlines())


def _slices(spec: RopeSpec) -> tuple[str, str]:
    half = spec.head_dim // 2
    return ("0::2", "1::2") if spec.pairing == "interleaved" else (f":{half}", f"{half}:")


def _frequencies(spec: RopeSpec) -> str:
    return f"inv_freq = {spec.base!r} ** (-2 * np.arange({spec.pairs}) / {spec.head_dim})"


def _turning(spec: RopeSpec) -> list[str]:
    a, b = _slices(spec)
    return [
        "def turn(x, position):",
        "    c, s = np.cos(position * inv_freq), np.sin(position * inv_freq)",
        "    y = np.empty_like(x)",
        f"    y[{a}], y[{b}] = c * x[{a}] - s * x[{b}], s * x[{a}] + c * x[{b}]",
        "    return y",
    ]


def _rotate_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    turned = rotate(np.array(problem.q), problem.m, spec).round(digits)
    return "\n".join(
        [
            "import numpy as np",
            f"q = np.array([{format_vector(problem.q)}], dtype=float)",
            _frequencies(spec),
            *_turning(spec),
            f"print(turn(q, {problem.m}).round({digits}))",
            _printed(turned),
        ]
    )


def _matrix_code(problem: Problem, digits: int) -> str:
    spec, half = problem.spec, problem.spec.head_dim // 2
    i, j = ("2 * i", "2 * i + 1") if spec.pairing == "interleaved" else ("i", f"i + {half}")
    turned = rotate(np.array(problem.q), problem.m, spec).round(digits)
    return "\n".join(
        [
            "import numpy as np",
            f"q = np.array([{format_vector(problem.q)}], dtype=float)",
            _frequencies(spec),
            f"R, i = np.zeros(({spec.head_dim}, {spec.head_dim})), np.arange({spec.pairs})",
            f"a, b = {i}, {j}",
            f"c, s = np.cos({problem.m} * inv_freq), np.sin({problem.m} * inv_freq)",
            "R[a, a], R[a, b], R[b, a], R[b, b] = c, -s, s, c",
            f"print((R @ q).round({digits}))",
            _printed(turned),
        ]
    )


def _turn_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    last = problem.m * inv_freq(spec)
    return "\n".join(
        [
            "import numpy as np",
            _frequencies(spec),
            "wavelength = 2 * np.pi / inv_freq  # tokens for a full turn",
            f"angle = {problem.m} * inv_freq  # radians, one a pair",
            f"print(angle.round({digits}))",
            _printed(last.round(digits)),
        ]
    )


def _cancel_code(problem: Problem) -> str:
    spec = problem.spec
    shifts = np.array([0, 17])
    query, key = np.array(problem.q), np.array(problem.k)
    told = [
        scores(query[None], key[None], np.array([problem.m + s]), np.array([problem.n + s]), spec)
        for s in shifts
    ]
    return "\n".join(
        [
            "import numpy as np",
            f"q = np.array([{format_vector(problem.q)}], dtype=float)",
            f"k = np.array([{format_vector(problem.k)}], dtype=float)",
            _frequencies(spec),
            *_turning(spec),
            f"for s in {shifts.tolist()}:",
            f"    print(round(turn(q, {problem.m} + s) @ turn(k, {problem.n} + s), 9))",
            *(f"# {round(float(score[0, 0]), 9)}" for score in told),
        ]
    )
