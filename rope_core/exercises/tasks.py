"""The tasks of the first exercises: vectors that are turned, tables, scores.

>>> task = turning("interleaved")
>>> task.calls[0].source("rotate"), task.expected[0].round(3).tolist()
('rotate([0.588, 0.117, 0.342, -0.231], 1)', [0.219, 0.558, 0.344, -0.228])

Inputs are drawn once, from a fixed seed; expected numbers come from the core, never from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from rope_core.diagnosis import Diagnosis, diagnose, diagnose_inv_freq, diagnose_scores
from rope_core.exercises.slip import SIDES, Floats, Slip, on
from rope_core.exercises.slips import TABLE_SLIPS, TURN_SLIPS
from rope_core.exercises.slips_score import SCORE_SLIPS
from rope_core.exercises.task import Call, Task, Values
from rope_core.figures import typed
from rope_core.frequencies import inv_freq
from rope_core.reading.vectors import WORKED_EXAMPLE
from rope_core.rotate import rotate
from rope_core.spec import Pairing, RopeSpec

#: The worked example of all pages.
_EXAMPLE = WORKED_EXAMPLE
_SEED = 20210420  # the day of RoFormer
_POSITIONS = (0, 1, 2, 3, 7, 20, 100, 513)


def drawn(seed: int, *shape: int) -> Floats:
    """Numbers from −1 to 1 with three places, always the same ones."""
    return np.random.default_rng([_SEED, seed]).uniform(-1, 1, shape).round(3)


@cache
def turning(pairing: Pairing, width: int = 8) -> Task:
    """x turned at a position: the worked example, ``width``, and other widths and bases."""
    parts = [
        (RopeSpec(4, pairing=pairing), np.array([_EXAMPLE.q]), np.array([float(_EXAMPLE.m)])),
        (RopeSpec(width, pairing=pairing), drawn(1, 8, width), np.array(_POSITIONS, np.float64)),
        (RopeSpec(6, base=100.0, pairing=pairing), drawn(2, 3, 6), np.array([2.0, 5.0, 60.0])),
        (RopeSpec(2, pairing=pairing), drawn(3, 2, 2), np.array([1.0, 4.0])),
    ]
    calls, expected = [], []
    for spec, rows, positions in parts:
        for x, position, y in zip(rows, positions, rotate(rows, positions, spec), strict=True):
            base = () if spec.base == 10000.0 else (spec.base,)
            at = f"at position {typed(position)}" + (
                f" with base {typed(spec.base)}" if base else ""
            )
            calls.append(Call((x.tolist(), int(position), *base), at, far=float(position)))
            expected.append(y)

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip in TURN_SLIPS:
            yield slip, [row for spec, x, at in parts for row in slip.turn(x, at, spec)]

    def asked(values: Values) -> Diagnosis | None:
        spec, x, positions = parts[1]
        said = diagnose(x, np.array(values[1 : 1 + len(x)]), positions, spec)
        if said.status == "bug" and [bug.key for bug in said.bugs] == ["base"] and said.spec:
            # Found at one width; at another one the same numbers may have another reason.
            found = [replace(one, base=said.spec.base) for one, *_ in parts]
            made = [rotate(x, at, one) for one, (_, x, at) in zip(found, parts, strict=True)]
            if not all(
                np.allclose(values[index], row, atol=1e-5)
                for index, row in enumerate(row for rows in made for row in rows)
            ):
                return None
        return said

    return Task(tuple(calls), tuple(expected), parts[1][0], guesses, asked, paired=True)


def _other(key: str, title: str, story: str) -> Slip:
    question = "In which unit is what you return: radians a token, or tokens a turn?"
    return Slip(key, title, story, "exponent", question, "base ** (-2 * i / head_dim)")


#: What people return in place of the frequencies.
_OTHER_TABLES: tuple[tuple[Slip, Callable[[Floats, RopeSpec], Floats]], ...] = (
    (
        _other("wavelengths", "Wavelengths instead of frequencies",
               "2π / inv_freq is the number of tokens for a whole turn."),
        lambda values, spec: 2 * np.pi / values,
    ),
    (
        _other("turns", "Turns a token instead of radians", "Divided by 2π."),
        lambda values, spec: values / (2 * np.pi),
    ),
    (
        _other("times_two_pi", "Multiplied by 2π", "inv_freq is in radians a token already."),
        lambda values, spec: values * 2 * np.pi,
    ),
    (
        _other("logarithms", "The logarithms of the frequencies", "exp is missing."),
        lambda values, spec: np.log(values),
    ),
    (
        _other("exponents", "The exponents instead of the powers", "base ** is missing."),
        lambda values, spec: np.log(values) / np.log(spec.base),
    ),
)  # fmt: skip


@cache
def table() -> Task:
    """The frequencies for a width and a base."""
    specs = (RopeSpec(8), RopeSpec(4), RopeSpec(64, base=500000.0), RopeSpec(2), RopeSpec(6, 100.0))
    calls = tuple(
        Call((spec.head_dim, spec.base), f"for width {spec.head_dim} and base {spec.base:,.0f}")
        for spec in specs
    )

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip in TABLE_SLIPS:
            yield slip, [slip.inv_freq(spec) for spec in specs]
        for slip, make in _OTHER_TABLES:
            yield slip, [make(values, spec) for values, spec in zip(expected, specs, strict=True)]

    def asked(values: Values) -> Diagnosis:
        return diagnose_inv_freq(values[2], specs[2])

    expected = tuple(inv_freq(spec) for spec in specs)
    return Task(
        calls, expected, specs[0], guesses, asked, name="inv_freq", close=1e-6,
        counts="One number for every pair is wanted: half as many as the head dimension.",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Meeting:
    """A query at m and a key at n."""

    q: Floats
    m: int
    k: Floats
    n: int
    spec: RopeSpec

    def call(self) -> Call:
        base = () if self.spec.base == 10000.0 else (self.spec.base,)
        arguments = (self.q.tolist(), self.k.tolist(), self.m, self.n, *base)
        return Call(arguments, f"for m = {self.m} and n = {self.n}", far=float(max(self.m, self.n)))


@cache
def scoring() -> Task:
    """The score of a query at m with a key at n: the worked example, it moved, and a grid."""
    spec, e = RopeSpec(8), _EXAMPLE
    q, k, where = drawn(4, 4, 8), drawn(5, 4, 8), (0, 1, 5, 40)
    small, small_q, small_k = RopeSpec(len(e.q)), np.array(e.q), np.array(e.k)
    meetings = [_Meeting(small_q, e.m + far, small_k, e.n + far, small) for far in (0, 100)]
    meetings += [
        _Meeting(q[a], m, k[b], n, spec) for a, m in enumerate(where) for b, n in enumerate(where)
    ]
    meetings.append(_Meeting(q[0], 3, k[1], 9, RopeSpec(8, base=100.0)))

    def turned(slip: Slip | None, *, keys: bool) -> list[Floats]:
        """All queries or keys at their positions; those of one spec in one go."""
        made: dict[int, Floats] = {}
        for one in {each.spec for each in meetings}:
            at = [index for index, each in enumerate(meetings) if each.spec == one]
            x = np.array([meetings[i].k if keys else meetings[i].q for i in at])
            places = np.array([float(meetings[i].n if keys else meetings[i].m) for i in at])
            rows = slip.turn(x, places, one) if slip else rotate(x, places, one)
            made |= dict(zip(at, rows, strict=True))
        return [made[index] for index in range(len(meetings))]

    def products(queries: list[Floats], keys: list[Floats]) -> list[Floats]:
        return [np.asarray(a @ b) for a, b in zip(queries, keys, strict=True)]

    right = turned(None, keys=False), turned(None, keys=True)

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip in SCORE_SLIPS:
            made = [slip.score(each.q, each.m, each.k, each.n, each.spec) for each in meetings]
            yield slip, [np.asarray(one) for one in made]
        for side, (query, key) in SIDES.items():
            for slip in TURN_SLIPS:
                queries = turned(slip, keys=False) if query else right[0]
                yield (
                    on(side, slip),
                    products(queries, turned(slip, keys=True) if key else right[1]),
                )

    def asked(values: Values) -> Diagnosis:
        grid = np.array([float(value) for value in values[2 : 2 + len(where) ** 2]])
        return diagnose_scores(q, k, grid.reshape(len(where), -1), where, where, spec)

    calls = tuple(one.call() for one in meetings)
    return Task(
        calls, tuple(products(*right)), spec, guesses, asked, name="score", close=1e-5,
        counts="A score is one number.",
    )  # fmt: skip
