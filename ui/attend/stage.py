"""The Attend stage: what attention sees, in seven views."""

from __future__ import annotations

import math
from functools import cache

from rope_core import RopeSpec, pair_indices
from rope_core.analysis.shares import unrotated_share
from rope_core.figures import base_text
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem import DEFAULTS, Problem, Reading
from ui.attend.distance import distance_data
from ui.attend.encodings import encodings_data, encodings_words
from ui.attend.explanations import SOURCES_FOLD, attend_code, why_fold
from ui.attend.heads import HeadOverText, smollm2_head, stories_head
from ui.attend.questions import attend_questions
from ui.attend.sentence import sentence_data, slide_data, telling_cell

Wire = dict[str, object]

#: The views, in the order they are stepped through.
VIEWS = (
    {
        "key": "scores",
        "short": "Scores",
        "title": "Every query meets every key",
        "says": "A cell: a turned query times a turned key, over √d, as a sum of d random products "
        "grows like √d. Point at one, or use the arrow keys: there are its pairs.",
    },
    {
        "key": "attention",
        "short": "Attention",
        "title": "Mask, then softmax",
        "says": "Keys after the query are masked. Of the scores left in a row, softmax makes "
        "weights. Beside them: what the model itself recorded.",
    },
    {
        "key": "slide",
        "short": "Slide",
        "title": "Slide the sentence",
        "says": "The same words, all of them so many tokens later. A score that moves here knows "
        "where the sentence stands, not only how its words stand to each other.",
    },
    {
        "key": "encodings",
        "short": "Encodings",
        "title": "Six ways to tell attention where a token stands",
        "says": "All on the same q and k. Choose one to see its arithmetic.",
    },
    {
        "key": "distance",
        "short": "Distance",
        "title": "Score over distance",
        "says": "q stays, k moves away from it. Each pair's share is a wave of the distance; the "
        "score is their sum.",
    },
    {
        "key": "pairs",
        "short": "Pairs off",
        "title": "Fine pairs, coarse pairs",
        "says": "Switch pairs off. Which distances look alike to the pairs that are left?",
    },
    {
        "key": "habit",
        "short": "A real head",
        "title": "What a head does, and which pairs do it",
        "says": "Heads of a model one can name, trained on its own. Each pair adds its part to a "
        "score, so a habit must be the work of some pairs. Guess which, then switch them off.",
    },
)


def attend_data(reading: Reading, locked: bool = False) -> tuple[Wire, str, Wire]:
    """What the problem decides, then name and data of what the sentence decides.

    A sentence stays while q, k and their positions change, so that it goes out once. Without a
    real model in the sidebar, one stands in. ``locked``: the link says whose vectors they are,
    and nobody is to choose others.
    """
    problem, digits = reading.problem, reading.digits
    real = reading.source in ("real", "smollm2")
    head = _head(reading)
    spec = head.spec
    if real:
        spec = RopeSpec(spec.head_dim, problem.spec.base, problem.spec.pairing)
    cell = (problem.m, problem.n) if real else telling_cell(head)
    where = " ".join(map(str, head.chosen))
    name = f"attend {head.source} {where} {spec.base!r} {spec.pairing} {digits}"
    chosen = (problem.q, problem.m, problem.k, problem.n, problem.spec, digits)
    sentence = {
        **_words(),
        "sentence": sentence_data(head, spec, digits),
        "slide": slide_data(head, spec, digits),
    }
    return (
        {
            "sharedAs": name,
            "real": real,
            "same_spec": spec == head.spec,
            "base": base_text(spec.base),
            "pairing": spec.pairing,
            "locked": locked,
            "cell": cell,
            "sayings": (_of_one_pair(problem.spec) or _of_words(reading)) | _of_zeros(problem),
            "asked": attend_questions(head, spec, problem, digits),
            "encodings": encodings_data(*chosen),
            "distance": distance_data(*chosen),
            "code": attend_code(problem, digits),
        },
        name,
        sentence,
    )


def _of_one_pair(spec: RopeSpec) -> Wire:
    """What a view about the problem's pairs says, by its key, where there is one pair only."""
    if spec.pairs > 1:
        return {}
    rest = ", with what the numbers that do not turn add" if spec.copied else ""
    return {
        "distance": {
            "says": "q stays, k moves away from it. The share of its one pair is a wave of the "
            f"distance; that is the score{rest}.",
        },
        "pairs": {
            "title": "One pair, fine or coarse",
            "says": "There is one pair only: which distances look alike to it?",
        },
    }


def _of_zeros(problem: Problem) -> Wire:
    """What is said of a score over distance where no pair has a share."""
    lengths = [
        [math.hypot(x[a], x[b]) for a, b in pair_indices(problem.spec)]
        for x in (problem.q, problem.k)
    ]
    if any(one and other for one, other in zip(*lengths, strict=True)):
        return {}
    still = unrotated_share(problem.q, problem.k, problem.spec)
    score = "that of the numbers that do not turn" if still else "0"
    zero = next((name for name, one in zip("qk", lengths, strict=True) if not any(one)), "q or k")
    what = f"its pair of {zero} is" if problem.spec.pairs == 1 else f"each pair of {zero} is"
    return {
        "distance": {
            "says": f"q stays, k moves away from it. Here {what} 0 and 0: there is nothing to "
            f"turn, no share, and the score is {score} at every distance.",
        }
    }


def _of_words(reading: Reading) -> Wire:
    """What the views of the problem's own q and k say where these are two words': after those of
    the sentence the two come back."""
    q, k = reading.words
    if not q:
        return {}
    return {
        "encodings": {
            "says": f"Back to “{q}” and “{k}”: all on the same q and k. Choose one to see its "
            "arithmetic.",
        },
        "distance": {
            "says": f"q of “{q}” stays, k of “{k}” moves away from it. Each pair's share is a wave "
            "of the distance; the score is their sum.",
        },
    }


def _head(reading: Reading) -> HeadOverText:
    """The head whose vectors the problem has; without one, the first of the small model."""

    def index(name: str) -> int:
        known = name in reading.fields and name not in reading.errors
        return int(reading.fields[name] if known else DEFAULTS[name])

    if reading.source == "smollm2":
        return smollm2_head(index("stext"), index("shead"))
    if reading.source == "real":
        return stories_head(index("text"), index("layer"), index("head"))
    return stories_head(0, 0, 0)


@cache
def _words() -> Wire:
    """What is said whatever the problem: it goes out with the sentence."""
    return {
        "views": VIEWS,
        "choices": _choices(),
        "words": encodings_words(),
        "why": why_fold(),
        "sources": SOURCES_FOLD,
    }


def _choices() -> Wire:
    """Of each model the sentences with their lengths, the layers and the heads to choose from."""
    model, named = real_model(), smollm2()
    return {
        "real": {
            "texts": [text.text for text in model.texts],
            "lengths": [len(text.tokens) for text in model.texts],
            "layers": model.layers,
            "heads": model.heads,
        },
        "smollm2": {
            "texts": [text.text for text in named.texts],
            "lengths": [len(text.tokens) for text in named.texts],
            "heads": [f"layer {h.layer}, head {h.head}: {h.does}" for h in named.heads],
        },
    }
