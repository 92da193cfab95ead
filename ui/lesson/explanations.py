"""What is folded under every stage: why, in code, sources.

The code is the page's computation as a few runnable NumPy lines with the
learner's numbers; what it is said to print is computed here, and a test runs it.
"""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec, attention_factor, inv_freq, rotate, scores, wavelength
from rope_core.problem import Problem
from rope_core.reading.vectors import format_vector
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


def _slices(spec: RopeSpec) -> tuple[str, str, str, str]:
    """Where the pairs are read, and where they are written, as slices."""
    r, half = spec.rotary_dim, spec.rotary_dim // 2
    neighbours = (f"0:{r}:2", f"1:{r}:2")
    halves = (f":{half}", f"{half}:{r}")
    return {
        "interleaved": (*neighbours, *neighbours),
        "half_split": (*halves, *halves),
        "interleaved_to_half": (*neighbours, *halves),
    }[spec.pairing]


def _vector(name: str, values: tuple[float, ...]) -> str:
    return f"{name} = np.array([{format_vector(values)}], dtype=float)"


def _frequencies(spec: RopeSpec) -> str:
    if spec.scaling is not None:
        return f"inv_freq = np.array([{format_vector(inv_freq(spec).tolist())}])  # scaled"
    return f"inv_freq = {spec.base!r} ** (-2 * np.arange({spec.pairs}) / {spec.rotary_dim})"


def _cos_sin(spec: RopeSpec, position: str) -> str:
    factor = attention_factor(spec)
    times = "" if factor == 1 else f"{factor!r} * "
    angle = f"{position} * inv_freq"
    return f"c, s = {times}np.cos({angle}), {times}np.sin({angle})"


def _turning(spec: RopeSpec) -> list[str]:
    a, b, to_a, to_b = _slices(spec)
    return [
        "def turn(x, position):",
        f"    {_cos_sin(spec, 'position')}",
        "    y = x.copy()",
        f"    y[{to_a}], y[{to_b}] = c * x[{a}] - s * x[{b}], s * x[{a}] + c * x[{b}]",
        "    return y",
    ]


def _rotate_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    turned = rotate(np.array(problem.q), problem.m, spec).round(digits)
    return "\n".join(
        [
            "import numpy as np",
            _vector("q", problem.q),
            _frequencies(spec),
            *_turning(spec),
            f"print(turn(q, {problem.m}).round({digits}))",
            _printed(turned),
        ]
    )


def _matrix_code(problem: Problem, digits: int) -> str:
    spec = problem.spec
    a, b, to_a, to_b = _slices(spec)
    turned = rotate(np.array(problem.q), problem.m, spec).round(digits)
    return "\n".join(
        [
            "import numpy as np",
            _vector("q", problem.q),
            _frequencies(spec),
            f"R, i = np.zeros(({spec.head_dim}, {spec.head_dim})), np.arange({spec.head_dim})",
            f"a, b, to_a, to_b = i[{a}], i[{b}], i[{to_a}], i[{to_b}]",
            _cos_sin(spec, str(problem.m)),
            "R[to_a, a], R[to_a, b], R[to_b, a], R[to_b, b] = c, -s, s, c",
            f"R[i[{spec.rotary_dim}:], i[{spec.rotary_dim}:]] = 1  # beyond rotary_dim: copied",
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
            _vector("q", problem.q),
            _vector("k", problem.k),
            _frequencies(spec),
            *_turning(spec),
            f"for s in {shifts.tolist()}:",
            f"    print(round(turn(q, {problem.m} + s) @ turn(k, {problem.n} + s), 9))",
            *(f"# {round(float(score[0, 0]), 9)}" for score in told),
        ]
    )
