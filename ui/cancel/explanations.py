"""What is folded under Cancel: why it matters, in code, sources."""

from __future__ import annotations

import numpy as np

from rope_core.problem import Problem
from rope_core.proof import shift_scores
from ui.lesson.code import frequency_line, turning_lines, vector_line
from ui.lesson.sections import ROFORMER, Item, Section, sections

SINUSOIDAL: Item = {
    "text": "Vaswani et al., Attention Is All You Need, section 3.5",
    "link": "https://arxiv.org/abs/1706.03762",
    "after": ": position vectors that are added.",
}


def cancel_sections(problem: Problem, digits: int) -> list[Section]:
    why = [
        "A dot product knows two lengths and the angle between two arrows. Turning both arrows by "
        "the same angle changes none of them. At position m + s and n + s both have turned "
        "further by s times inv_freq.",
        "So position enters the score only as a distance with a sign. What the score then does "
        "with the distance is another question, and depends on q and k.",
        "The place is not gone from the whole model. The causal mask lets the token at position m "
        "see m + 1 keys, so the first tokens have few to choose from; and q and k are made from "
        "what the words before them left in the layer below, which is another text at another "
        "place. What cancels is the place in one score of a given q and k.",
        "A server keeps the keys it has turned. It may: the turn of a key depends on its own "
        "position alone, so a key turned once serves every later query. Where the base changes "
        "with the length of the text (dynamic NTK), keys kept from before no longer fit.",
    ]
    source = {**ROFORMER, "after": ", equations 11 to 16."}
    return sections("Why does this matter?", why, _cancel_code(problem), source, SINUSOIDAL)


def _cancel_code(problem: Problem) -> str:
    spec = problem.spec
    shifts = np.array([0, 17])
    computed = shift_scores(problem.q, problem.k, problem.m, problem.n, spec, shifts)
    return "\n".join(
        [
            "import numpy as np",
            vector_line("q", problem.q),
            vector_line("k", problem.k),
            frequency_line(spec),
            *turning_lines(spec),
            f"for s in {shifts.tolist()}:",
            f"    print(round(turn(q, {problem.m} + s) @ turn(k, {problem.n} + s), 9))",
            *(f"# {round(float(score), 9)}" for score in computed),
        ]
    )
