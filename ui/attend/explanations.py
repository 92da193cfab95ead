"""What is folded under Attend: why, scores and weights of q and k in NumPy, sources."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rope_core import RopeSpec
from rope_core.analysis.attention import attention_from_scores
from rope_core.analysis.shares import pair_shares, unrotated_share
from rope_core.encodings import ENCODINGS
from rope_core.frequencies import attention_factor
from rope_core.problem import Problem
from ui.lesson.code import frequency_line, printed, slices, vector_line
from ui.lesson.sections import ROFORMER, STORIES, Item

Fold = dict[str, object]
Vector = tuple[float, ...]
_DISTANCES = (0, 1, 2, 4, 8, 16)
_SOURCES: tuple[Item, ...] = (
    {**ROFORMER, "after": ", equation 16 (the score) and section 3.4.3 (the bound)."},
    {**STORIES, "after": ": the model whose queries, keys and attention are shown (MIT licence)."},
    {
        "text": "Barbero et al., Round and Round We Go! What makes Rotary Positional Encodings "
        "useful?",
        "link": "https://arxiv.org/abs/2410.06205",
        "after": ": the claim that scores decay with distance, examined.",
    },
    {
        "text": "Press et al., Train Short, Test Long (ALiBi)",
        "link": "https://arxiv.org/abs/2108.12409",
        "after": ".",
    },
    {
        "text": "Raffel et al., Exploring the Limits of Transfer Learning (T5)",
        "link": "https://arxiv.org/abs/1910.10683",
        "after": ", section 2.1: the relative bias.",
    },
    {
        "text": "Vaswani et al., Attention Is All You Need",
        "link": "https://arxiv.org/abs/1706.03762",
        "after": ", sections 3.2.1 (÷ √d, softmax) and 3.5 (sinusoidal).",
    },
)


SOURCES_FOLD: Fold = {"title": "Sources", "items": list(_SOURCES)}


def why_fold() -> Fold:
    why = [
        "A score is a dot product of a turned query and a turned key, so it knows what stands "
        "there (the lengths and directions of the vectors) and how far apart (the angle between "
        "the turns). Softmax makes weights of a row of scores: only differences between scores of "
        "one row count.",
        "Every pair adds its share, a cosine of the distance. Fast pairs change with every token "
        "and repeat soon: they are fine, but cannot tell one turn from the next. Slow pairs do not "
        "repeat for a long time, but neighbours look the same to them. Only together do they tell "
        "each distance from every other.",
        "The bound that decays is a bound: no score lies above it, and nothing makes a score "
        "follow it. It is a sum of absolute values for the worst case.",
        *(f"{e.title}: {e.how} Source: {e.source}." for e in ENCODINGS.values()),
    ]
    return {"title": "Why do scores behave so?", "items": [{"text": text} for text in why]}


@lru_cache(maxsize=64)
def _results(q: Vector, k: Vector, spec: RopeSpec, digits: int) -> list[str]:
    """What the code prints, as comments."""
    distances = np.array(_DISTANCES)
    shares = pair_shares(q, k, distances, spec)
    dots = shares.sum(axis=1) + unrotated_share(q, k, spec)
    score = dots / np.sqrt(spec.head_dim)
    # One query that meets all of them: a single row, with nothing to mask.
    weight = attention_from_scores(dots[None], spec.head_dim, causal=False)[0]
    return [printed(score.round(digits)), printed(weight.round(digits))]


def attend_code(problem: Problem, digits: int) -> str:
    """q against k at a few distances, scaled, and the weights they would get among themselves."""
    spec = problem.spec
    a, b, *_ = slices(spec)  # a score is the same wherever the turned numbers are written
    rest = f"{spec.copied[0]}:{spec.copied[-1] + 1}" if spec.copied else ""
    factor = attention_factor(spec) ** 2
    return "\n".join(
        [
            "import numpy as np",
            vector_line("q", problem.q),
            vector_line("k", problem.k),
            frequency_line(spec),
            f"distance = np.array({list(_DISTANCES)})  # m - n",
            f"angle = {'-' if spec.backwards else ''}distance[:, None] * inv_freq",
            "c, s = np.cos(angle), np.sin(angle)",
            f"q0, q1 = q[{a}], q[{b}]",
            f"k0, k1 = k[{a}], k[{b}]",
            "share = (q0 * k0 + q1 * k1) * c  # one column a pair",
            "share += (q0 * k1 - q1 * k0) * s",
            *([f"share *= {factor!r}  # attention_factor, of q and of k"] if factor != 1 else []),
            "dot = share.sum(axis=1)",
            *([f"dot += q[{rest}] @ k[{rest}]  # not rotated"] if rest else []),
            f"score = dot / np.sqrt({spec.head_dim})",
            f"print(score.round({digits}))",
            "weight = np.exp(score - score.max())",
            f"print((weight / weight.sum()).round({digits}))",
            *_results(problem.q, problem.k, spec, digits),
        ]
    )
