"""The nine skills: which problems belong to each, and what changes a prediction is asked about.

>>> skill = SKILLS["inv_freq"]
>>> facts, rules = skill.draw(Draw(1))
>>> rules
('exponent', 'inv_freq')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from rope_core.pairing import pair_indices
from rope_core.practice.draw import Draw
from rope_core.practice.rules import RULES, Facts
from rope_core.spec import Pairing, RopeSpec

Drawn = tuple[Facts, tuple[str, ...]]
Change = Callable[[Facts], Facts]

_BOTH: tuple[Pairing, Pairing] = ("interleaved", "half_split")


@dataclass(frozen=True)
class Skill:
    """One skill. draw: facts and the lines of the solution. changes: by name, what may change.

    whole: by the last line, the mistakes to look for where only that line is asked; where
    nothing is said, those of all lines.
    """

    key: str
    title: str
    draw: Callable[[Draw], Drawn]
    changes: Mapping[str, Change]
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _pairs(draw: Draw) -> Drawn:
    head_dim = draw.pick((6, 8, 10, 12, 16))
    spec = RopeSpec(head_dim, pairing=draw.pick(_BOTH))
    if draw.pick((True, False)):
        return Facts(spec, pair=draw.whole(1, spec.pairs - 1)), ("first_place", "second_place")
    return Facts(spec, place=draw.whole(0, head_dim - 1)), ("pair_of", "partner")


def _inv_freq(draw: Draw) -> Drawn:
    # i from 3 on: at i = 1 and 2 two of the usual slips in the exponent are the same number.
    head_dim, pair = draw.pick(((8, 3), (12, 3), (16, 4), (16, 6), (24, 3), (24, 6), (32, 4)))
    base = draw.pick((100.0, 256.0, 625.0, 4096.0, 10000.0, 500000.0))
    return Facts(RopeSpec(head_dim, base), pair=pair), ("exponent", "inv_freq")


def _angle(draw: Draw) -> Drawn:
    head_dim = draw.pick((4, 6, 8))
    spec = RopeSpec(head_dim, draw.pick((16.0, 100.0, 1000.0, 10000.0)))
    return Facts(spec, m=draw.whole(3, 19), pair=draw.whole(1, spec.pairs - 1)), ("pick", "angle")


def _products(draw: Draw) -> Drawn:
    spec = RopeSpec(draw.pick((2, 4)), 100.0)
    pair = draw.whole(0, spec.pairs - 1)
    facts = Facts(spec, draw.vector(spec.head_dim), m=draw.whole(1, 12), pair=pair)
    if draw.pick((True, False)):
        return facts, ("cos_first", "sin_second", "first")
    return facts, ("sin_first", "cos_second", "second")


def _matrix(draw: Draw) -> Drawn:
    spec = RopeSpec(draw.pick((4, 6)), draw.pick((16.0, 100.0)), draw.pick(_BOTH))
    row = draw.whole(0, spec.head_dim - 1)
    partner = _partner_of(spec, row)
    # Mostly the sine entries, where sign and place matter; now and then a cosine.
    column = draw.pick((partner, partner, partner, row))
    return Facts(spec, m=draw.whole(1, 9), place=row, column=column), ("row_pair", "entry")


def _score(draw: Draw) -> Drawn:
    m, n = draw.some(range(1, 10), 2)
    facts = Facts(RopeSpec(2), draw.vector(2), draw.vector(2), m, n)
    return facts, ("query_first", "query_second", "key_first", "key_second", "score")


def _relative(draw: Draw) -> Drawn:
    spec = RopeSpec(draw.pick((4, 6, 8)), draw.pick((100.0, 10000.0)))
    m, n = draw.some(range(2, 30), 2)
    moved = n + draw.pick((-1, 1)) * draw.whole(2, 9)
    facts = Facts(spec, m=m, n=n, moved=max(moved, 0), pair=draw.whole(1, spec.pairs - 1))
    return facts, ("relative", draw.pick(("follow", "relative_angle")))


def _conventions(draw: Draw) -> Drawn:
    spec = RopeSpec(draw.pick((4, 6, 8)), draw.pick((16.0, 100.0)), draw.pick(_BOTH))
    place = draw.whole(0, spec.head_dim - 1)
    facts = Facts(spec, draw.vector(spec.head_dim), m=draw.whole(1, 9), place=place)
    return facts, ("pair_of", "partner", "rotated")


def _scaling(draw: Draw) -> Drawn:
    spec = RopeSpec(draw.pick((4, 6, 8)), draw.pick((100.0, 1000.0, 10000.0)))
    factor = float(draw.pick((2, 4, 8, 16)))
    facts = Facts(spec, m=draw.whole(3, 12), pair=draw.whole(1, spec.pairs - 1), factor=factor)
    return facts, draw.pick((("wavelength", "stretched"), ("scaled", "scaled_angle")))


def _partner_of(spec: RopeSpec, place: int) -> int:
    first, second = next(both for both in pair_indices(spec) if place in both)
    return second if place == first else first


# --- what a prediction is asked about -------------------------------------------------


def _with_base(factor: float) -> Change:
    return lambda facts: replace(
        facts, spec=RopeSpec(facts.spec.head_dim, facts.spec.base * factor, facts.spec.pairing)
    )


def _wider(facts: Facts) -> Facts:
    return replace(
        facts, spec=RopeSpec(facts.spec.head_dim * 2, facts.spec.base, facts.spec.pairing)
    )


def _times(factor: float) -> Change:
    return lambda facts: replace(facts, q=tuple(factor * value for value in facts.q))


def _others_gone(facts: Facts) -> Facts:
    partner = _partner_of(facts.spec, facts.place)
    kept = tuple(v if at in (facts.place, partner) else 0.0 for at, v in enumerate(facts.q))
    return replace(facts, q=kept)


_MOVE: Mapping[str, Change] = {
    "both_17": lambda facts: replace(facts, m=facts.m + 17, n=facts.n + 17),
    "key_1": lambda facts: replace(facts, n=facts.n + 1),
    "query_1": lambda facts: replace(facts, m=facts.m + 1),
}

_ALL = (
    Skill("pairs", "Which numbers pair up", _pairs, {"base_100": _with_base(100), "wider": _wider}),
    Skill(
        "inv_freq",
        "Inverse frequency",
        _inv_freq,
        {
            "wider": _wider,
            "wider_and_pair": lambda facts: replace(_wider(facts), pair=2 * facts.pair),
            "base_100": _with_base(100),
        },
    ),
    Skill(
        "angle",
        "Angle",
        _angle,
        {
            "m_doubled": lambda facts: replace(facts, m=2 * facts.m),
            "m_next": lambda facts: replace(facts, m=facts.m + 1),
            "vector_doubled": _times(2.0),
        },
    ),
    Skill(
        "products",
        "Products and signs",
        _products,
        {
            "vector_doubled": _times(2.0),
            "vector_negated": _times(-1.0),
            "m_next": lambda facts: replace(facts, m=facts.m + 1),
        },
        # Swapped numbers cannot be told from swapped sine and cosine in a second row.
        whole={"second": (*RULES["second"].mistakes, "degrees")},
    ),
    Skill(
        "matrix",
        "Matrix placement",
        _matrix,
        {
            "transposed": lambda facts: replace(facts, place=facts.column, column=facts.place),
            "m_doubled": lambda facts: replace(facts, m=2 * facts.m),
            "vector_doubled": _times(2.0),
        },
        whole={"entry": RULES["entry"].mistakes},
    ),
    Skill(
        "score",
        "Dot product of rotated pairs",
        _score,
        {**_MOVE, "vector_doubled": _times(2.0), "vector_negated": _times(-1.0)},
        # What a sign or a swap does to both rotations cannot be told apart in the score.
        whole={"score": (*RULES["score"].mistakes, "mirrored_score")},
    ),
    Skill("relative", "Relative position", _relative, {}),
    Skill(
        "conventions",
        "Interleaved and half-split",
        _conventions,
        {"others_gone": _others_gone, "vector_doubled": _times(2.0), "vector_negated": _times(-1)},
    ),
    Skill(
        "scaling",
        "Wavelength and scaling",
        _scaling,
        {
            "factor_doubled": lambda facts: replace(facts, factor=2 * facts.factor),
            "m_doubled": lambda facts: replace(facts, m=2 * facts.m),
            "factor_and_m": lambda facts: replace(facts, factor=2 * facts.factor, m=2 * facts.m),
        },
    ),
)

#: The skills by key, in the order of the course.
SKILLS: Mapping[str, Skill] = {skill.key: skill for skill in _ALL}
