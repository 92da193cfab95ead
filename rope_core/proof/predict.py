"""Questions to answer before a step is shown. Every right answer is computed, none is typed in.

Example: the worked example, asked before the step that collects the line:

    >>> from rope_core.spec import RopeSpec
    >>> asked = predictions([0.588, 0.117, 0.342, -0.231], [0.251, 0.463, -0.129, 0.370],
    ...                     1, 3, RopeSpec(4))["collect"]
    >>> asked.question
    'Shift both positions by 17, to m = 18 and n = 20. Does the score of q and k change?'
    >>> asked.choices[asked.correct]
    'No, it stays the same'
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from rope_core.proof.lines import M_MINUS_N, M_PLUS_N, Sum, Trig
from rope_core.proof.steps import ProofStep, proof_steps
from rope_core.proof.trial import Move, rounding_bound, shift_scores
from rope_core.spec import RopeSpec

SHIFT = 17


@dataclass(frozen=True)
class Prediction:
    """A question, its answers, and which one is right.

    numbers: what the right answer was computed from, as (name, unrounded value), to be shown with
    `because` once the learner has answered. stands: for each choice the mistake that leads to it.
    """

    question: str
    choices: tuple[str, ...]
    correct: int
    because: str
    numbers: tuple[tuple[str, float], ...] = ()
    stands: tuple[str, ...] = ()


def predictions(
    q: ArrayLike, k: ArrayLike, m: float, n: float, spec: RopeSpec
) -> dict[str, Prediction]:
    """The questions by the key of the step they are asked before.

    q, k: (head_dim,); m, n: positions in tokens. Steps without a question are not in the dict.
    """
    steps = {step.key: step for step in proof_steps()}
    problem = (q, k, m, n, spec)
    return {
        "expand": _how_many(steps["expand"]),
        "cosine": _which_function(steps["cosine"]),
        "collect": _does_it_change("both", *problem),
        "pairs": _does_it_change("key", *problem),
    }


def _how_many(step: ProofStep) -> Prediction:
    assert isinstance(step.before, Sum)
    assert isinstance(step.after, Sum)
    count = len(step.after.terms)
    # What somebody counts who makes the mistake beside it.
    counted = {
        2 * count: "every product counted twice",
        count // 2: "the products of one pair of brackets only",
        len(step.before.terms): "the pairs of brackets counted, not their products",
    }
    choices = sorted({*counted, count})
    return Prediction(
        question="How many products will stand there when all brackets are multiplied out?",
        choices=tuple(str(choice) for choice in choices),
        correct=choices.index(count),
        because="Two products times two products give four, and there are two such pairs of "
        "brackets.",
        stands=tuple(counted.get(choice, "") for choice in choices),
    )


def _which_function(step: ProofStep) -> Prediction:
    assert step.identity is not None
    offered = {
        "cos(a + b)": Trig("cos", M_PLUS_N),
        "cos(a − b)": Trig("cos", M_MINUS_N),
        "sin(a + b)": Trig("sin", M_PLUS_N),
        "sin(a − b)": Trig("sin", M_MINUS_N),
    }
    return Prediction(
        question="What is cos a cos b + sin a sin b?",
        choices=tuple(offered),
        correct=list(offered.values()).index(step.identity.right),  # the identity SymPy has proved
        because="Put a = b in: cos² a + sin² a = 1, which is cos 0. So it has to be the cosine of "
        "the difference.",
        stands=(
            "the sign of the sum taken for the sign of the angle",
            "",
            "sine and cosine swapped, and the sign as well",
            "sine and cosine swapped",
        ),
    )


def _does_it_change(
    move: Move, q: ArrayLike, k: ArrayLike, m: float, n: float, spec: RopeSpec
) -> Prediction:
    shift = SHIFT if move == "both" else 1
    before, after = shift_scores(q, k, m, n, spec, [0, shift], move).tolist()
    change = after - before
    if abs(change) <= rounding_bound(q, k, m, n, spec, shift):
        correct = 0
    else:
        correct = 1 if change > 0 else 2
    if move == "both":
        question = f"Shift both positions by {shift}, to m = {m + shift:,} and n = {n + shift:,}."
        because = "m − n is the same as before, and nothing else of the positions is left."
        stands = ("", "the place taken for the distance", "the place taken for the distance")
    else:
        question = f"Now move the key alone by {shift}, to n = {n + shift:,}."
        which = "every" if spec.pairs > 1 else "the only"
        because = (
            f"m − n has changed, and with it the angle of {which} pair."
            if correct
            else "m − n has changed, but with these numbers it makes no difference beyond rounding."
        )
        sign = "guessed from the way it moves: " + (
            "every pair turns, each by its own angle"
            if spec.pairs > 1
            else "the pair turns, and its score goes up and down"
        )
        stands = ("only the words taken to count, not how far apart they are", sign, sign)
    return Prediction(
        question=f"{question} Does the score of q and k change?",
        choices=("No, it stays the same", "Yes, it gets larger", "Yes, it gets smaller"),
        correct=correct,
        because=because,
        numbers=(("score before", before), ("score after", after), ("difference", change)),
        stands=stands,
    )
