"""The Cancel stage: the proof's lines for the browser to write, in symbols and in numbers.

A line goes out once, as a tree; a pair goes out as the values of the symbols in it.
The browser writes the same tree twice. What SymPy says of a step is asked once a process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import numpy as np

from rope_core import RopeSpec, attention_factor, rotate
from rope_core.pairing import output_indices, pair_indices
from rope_core.proof import (
    Line,
    Matrix,
    MatrixProduct,
    Node,
    PairSum,
    PairValues,
    Product,
    ProofStep,
    Sum,
    Symbol,
    Trig,
    absolute_count,
    copied_score,
    evaluate,
    pair_values,
    predictions,
    proof_steps,
    verify_all,
)
from rope_core.proof.check import Verification
from rope_core.proof.lines import M_MINUS_N, N_MINUS_M, M, N
from ui.cancel.beyond import beyond_data
from ui.cancel.questions import beyond_questions, proof_questions
from ui.cancel.rounded import notes
from ui.cancel.trial import trial
from ui.numbers import agrees, fixed, full, scale, shown, subscript
from ui.weighed import kept, pairs_told

Wire = dict[str, object]
#: Pairs that are kept, of 8 kB each: 64 problems with heads of 64 numbers.
_MOST_PAIRS = 64 * 32
_ANGLES = {M: "m", N: "n", M_MINUS_N: "m−n", N_MINUS_M: "n−m"}


def wire(node: Node | Line) -> Wire:
    """A line as plain data: a type letter, the parts in reading order, the id."""
    match node:
        case Symbol():
            data: Wire = {"t": "symbol", "v": node.vector, "i": node.index, "r": node.rotated}
        case Trig():
            data = {"t": "trig", "f": node.function, "a": _ANGLES[node.angle]}
        case Product():
            data = {"t": "product", "s": node.sign, "of": [wire(part) for part in node.factors]}
        case Sum():
            data = {"t": "sum", "of": [wire(term) for term in node.terms]}
        case PairSum():
            data = {"t": "pairs", "of": wire(node.body)}
        case Matrix():
            data = {
                "t": "matrix",
                "rows": [[wire(entry) for entry in row] for row in node.rows],
                "name": _matrix_name(node),
                "names": [wire(name) for name in node.names],
            }
        case MatrixProduct():
            data = {"t": "matrices", "of": [wire(factor) for factor in node.factors]}
    return data | ({"id": node.id} if node.id else {})


def _matrix_name(matrix: Matrix) -> str:
    if matrix.rotation is None:
        return ""
    return f"R({_ANGLES[matrix.rotation]}){'ᵀ' if matrix.transposed else ''}"


@cache
def proof_data() -> tuple[Wire, ...]:
    """The steps: the same for everyone."""
    return tuple(_step(step) for step in proof_steps())


@cache
def verdicts() -> tuple[Wire, ...]:
    """SymPy's verdict on each step; apart from them, as only a page that shows it waits for it."""
    said = verify_all()
    return tuple(_verdict(said[step.key]) for step in proof_steps())


def _verdict(verdict: Verification) -> Wire:
    return {
        "holds": verdict.holds,
        "difference": verdict.difference,
        "method": verdict.method,
    }


def _step(step: ProofStep) -> Wire:
    return {
        "key": step.key,
        "title": step.title,
        # "q0" in the core's plain words is q₀ on the page.
        "says": re.sub(r"\b([qk])([01])\b", lambda x: x[1] + subscript(int(x[2])), step.says),
        "rule": step.rule,
        "before": wire(step.before),
        "after": wire(step.after),
        "changes": [
            {"kind": change.kind, "before": change.before, "after": change.after}
            for change in step.changes
        ],
        "gone": [wire(trig) for trig in step.gone] if step.key == "collect" else [],
        "absolute": absolute_count(step.after) if isinstance(step.after, Sum) else None,
    }


@kept(most=_MOST_PAIRS, weigh=pairs_told)
def problem_data(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> Wire:
    """The learner's numbers for every line, the questions, and the scores to slide along."""
    values = pair_values(q, k, m, n, spec)
    rotated = [
        rotate(np.array(x, dtype=float), at, spec) for x, at in ((q, float(m)), (k, float(n)))
    ]
    sums = {
        (step.key, side): line
        for step in proof_steps()
        for side, line in (("before", step.before), ("after", step.after))
        if isinstance(line, Sum)
    }
    different = {id(line): line for line in sums.values()}
    turned = output_indices(spec)

    def worth(pair: PairValues) -> dict[tuple[str, str], float]:
        # A step begins with the line that the one before it ended with: that is asked once.
        known = {at: evaluate(line, pair) for at, line in different.items()}
        return {at: known[id(line)] for at, line in sums.items()}

    def in_words(worths: dict[tuple[str, str], float]) -> Wire:
        """What each line comes to, shown and in full, and by how much a step's two lines differ,
        if they do."""
        gaps = {
            key: abs(after - worths[key, "before"])
            for (key, side), after in worths.items()
            if side == "after" and (key, "before") in worths
        }
        return {
            "worth": {
                key: fixed(number, digits)
                for (key, side), number in worths.items()
                if side == "after"
            },
            "lines": {f"{key} {side}": full(number) for (key, side), number in worths.items()},
            "gaps": {key: fixed(gap, 2) for key, gap in gaps.items() if gap},
        }

    places = list(zip(pair_indices(spec), turned, strict=True))
    texts = [
        _texts(one, [[x[place] for place in after] for x in rotated], digits)
        for one, (_, after) in zip(values, places, strict=True)
    ]
    worths = [worth(one) for one in values]
    offs = notes(sums, worths, texts, _ANGLES, digits)
    pairs = [
        {"shown": text, "picture": _drawn(one), "off": off}
        | {"places": [subscript(place) for place in (*read, *after)]}
        | in_words(comes_to)
        for one, (read, after), text, comes_to, off in zip(
            values, places, texts, worths, offs, strict=True
        )
    ]
    shares = [evaluate(proof_steps()[7].after, one) for one in values]  # type: ignore[arg-type]
    copied = copied_score(q, k, spec)
    added = sum((shown(fixed(share, digits)) for share in (*shares, copied)), Decimal(0))
    return {
        "m": m,
        "n": n,
        # What a slider's place comes to is written by the browser: of hundreds one is looked at.
        "digits": digits,
        "backwards": ", negative, as it turns backwards" if spec.backwards else "",
        "pairs": pairs,
        "shares": [fixed(share, digits) for share in shares],
        "copied": fixed(copied, digits) if copied else "",
        "still": _places(spec.copied),
        "also": _also(spec, digits),
        "instead": _instead(spec),
        "total": (total := fixed(sum(shares) + copied, digits)),
        "total_is": "=" if agrees(added, total) else "≈",
        "questions": proof_questions(predictions(q, k, m, n, spec), shares, copied, digits),
        "beyond": beyond_data(q, m, k, n, spec, digits),
        "asked": beyond_questions(q, m, k, n, spec, digits),
        "trial": trial(q, m, k, n, spec, digits),
    }


def _places(copied: Sequence[int]) -> str:
    """Which numbers are not rotated, for under a Σ.

    >>> _places((6, 7, 8)), _places((0, 5)), _places(())
    ('j = 6 … 8', 'j = 0, 5', '')
    """
    if len(copied) > 2 and copied[-1] - copied[0] == len(copied) - 1:
        return f"j = {copied[0]} … {copied[-1]}"
    return f"j = {', '.join(map(str, copied))}" if copied else ""


def _also(spec: RopeSpec, digits: int) -> dict[str, str]:
    """By the key of a step what is to be added to its words for this spec."""
    said = {}
    if (factor := attention_factor(spec)) != 1:
        times = fixed(factor, digits)
        said["rotate_query"] = (
            f"This model multiplies cosine and sine by its attention factor {times}. Here the "
            f"numbers of q and k are multiplied by it instead, which gives the same."
        )
    if spec.copied:
        said["pairs"] = "What is not rotated adds its products as they are."
    return said


def _instead(spec: RopeSpec) -> dict[str, dict[str, str]]:
    """By the key of a step what a head of one pair says in the place of its words."""
    if spec.pairs > 1:
        return {}
    return {
        "pairs": {
            "title": "The only pair is all of them",
            "says": "The dot product of the whole vectors adds up those of their pairs, and here "
            "there is one. It does not know m or n alone, and so neither does the score.",
            "rule": "The line above, for the only pair",
        }
    }


def _drawn(values: PairValues) -> list[float]:
    """What the picture of one pair is drawn from."""
    return [values.q0, values.q1, values.k0, values.k1, values.angle(M), values.angle(N)]


def _texts(values: PairValues, rotated: list[list[float]], digits: int) -> dict[str, str]:
    """Symbols and cosines of one pair as shown."""
    texts = {
        f"{vector}{index}": fixed(getattr(values, f"{vector}{index}"), digits)
        for vector in "qk"
        for index in (0, 1)
    }
    for vector, numbers in zip("qk", rotated, strict=True):
        texts |= {f"{vector}′{index}": fixed(float(x), digits) for index, x in enumerate(numbers)}
    for angle, name in _ANGLES.items():
        for function in ("cos", "sin"):
            at = evaluate(Trig(function, angle), values)
            texts[f"{function} {name}"] = fixed(at, digits)
        texts[f"angle {name}"] = scale(values.angle(angle), digits)
    for vector, place in (("q", "m"), ("k", "n")):
        first, second, cos, sin = (
            shown(texts[name])
            for name in (f"{vector}0", f"{vector}1", f"cos {place}", f"sin {place}")
        )
        for index, sum_ in enumerate((first * cos - second * sin, first * sin + second * cos)):
            name = f"{vector}′{index}"
            texts[f"{name} is"] = "=" if agrees(sum_, texts[name]) else "≈"
    return texts
