"""SymPy's check of the proof: does this line equal the one before?

    >>> from rope_core.proof.steps import proof_steps
    >>> verify(proof_steps()[3]).difference
    '0'

SymPy subtracts the two lines, splits up every cos and sin of a sum and multiplies out. Nothing may
be left.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rope_core.pairing import output_indices, pair_indices
from rope_core.proof.lines import Angle, Line, M, Matrix, N, PairSum, Sum, walk
from rope_core.proof.steps import ProofStep, proof_steps
from rope_core.proof.symbolic import sympy_module, sympy_rotation, sympy_symbols, to_sympy
from rope_core.spec import PAIRINGS, RopeSpec


@dataclass(frozen=True)
class Verification:
    """What SymPy found. difference: what is left of before − after, "0" when the step holds."""

    key: str
    holds: bool
    difference: str
    method: str


def verify(step: ProofStep) -> Verification:
    """Let SymPy check everything the step claims.

    Always: after equals before. Where there are any: the general identity holds, the entries of
    everything called R are SymPy's own rotation, defined names are what that rotation makes of the
    pair; and for the sum over pairs, that whole vectors of 2, 4 and 6 numbers written out in every
    pairing give the sum.

    The test is exact, no numbers are tried: a difference of polynomials in the cos and sin of mω
    and of nω that multiplies out to 0 is 0.
    """
    methods, difference = [], "0"
    for method, remainders in _checks(step):
        methods.append(method)
        if left_over := [rest for rest in remainders if rest != 0]:
            difference = str(left_over[0])
            break  # `method` then ends with the check that failed
    return Verification(
        key=step.key,
        holds=difference == "0",
        difference=difference,
        method="SymPy: " + "; ".join(methods),
    )


def _checks(step: ProofStep) -> Iterator[tuple[str, list[Any]]]:
    """Every check that fits the step: how it is made, and the remainders, which must all be 0."""
    yield "expand(expand_trig(before − after))", _remainders(step.before, step.after)
    if step.identity is not None:
        difference = to_sympy(step.identity.left) - to_sympy(step.identity.right)
        yield "the identity by itself", [_left(difference)]
    if turns := [matrix for line in (step.before, step.after) for matrix in _turns(line)]:
        rests = [rest for matrix in turns for rest in _turn_remainders(matrix)]
        yield "R against SymPy's rot_ccw_axis3", rests
    if isinstance(step.after, Matrix) and step.after.names:
        yield "the equations against rot_ccw_axis3 times the pair", _name_remainders(step.after)
    if isinstance(step.after, PairSum):
        rests = [rest for pairs in (1, 2, 3) for rest in _written_out(step.after, pairs)]
        yield "written out for 1, 2 and 3 pairs in every pairing", rests


@functools.cache
def verify_all() -> Mapping[str, Verification]:
    """Every step's verification by its key, worked out once per process (about a second)."""
    return MappingProxyType({step.key: verify(step) for step in proof_steps()})


def _left(expression: Any) -> Any:
    """What is left when angles are split up and everything is multiplied out."""
    sympy = sympy_module()
    return sympy.expand(sympy.expand_trig(expression))


def _remainders(before: Line, after: Line) -> list[Any]:
    """before − after, one remainder for each entry; all 0 when the lines are equal."""
    old, new = to_sympy(before), to_sympy(after)
    if isinstance(before, PairSum) and isinstance(after, PairSum):
        # Equal for a pair i about which nothing is known, so for all of them, and so in the sum.
        return [_left(old.function - new.function)]
    if isinstance(before, Sum) and isinstance(after, Sum):
        return [_left(old - new)]
    return [_left(entry) for entry in old - new]  # matrices of different shapes: SymPy raises


def _turns(line: Line) -> list[Matrix]:
    return [part for part in walk(line) if isinstance(part, Matrix) and part.rotation is not None]


def _turn_remainders(matrix: Matrix) -> list[Any]:
    assert matrix.rotation is not None
    expected = sympy_rotation(matrix.rotation)
    expected = expected.T if matrix.transposed else expected
    return [_left(entry) for entry in to_sympy(matrix) - expected]


def _name_remainders(column: Matrix) -> list[Any]:
    entries = [entry for row in column.rows for entry in row]
    return [
        _left(to_sympy(entry) - to_sympy(name))
        for entry, name in zip(entries, column.names, strict=True)
    ]


def _written_out(line: PairSum, pairs: int) -> list[Any]:
    """Whole vectors of 2·pairs numbers, in every pairing: (R(m)q)·(R(n)k) minus the line's sum."""
    sympy, at = sympy_module(), sympy_symbols()
    head_dim = 2 * pairs
    q = sympy.Matrix(sympy.symbols(f"q:{head_dim}", real=True))  # (head_dim, 1)
    k = sympy.Matrix(sympy.symbols(f"k:{head_dim}", real=True))
    omegas = sympy.symbols(f"omega:{pairs}", real=True)
    body = to_sympy(line.body)
    remainders = []
    for pairing in PAIRINGS:
        spec = RopeSpec(head_dim, pairing=pairing)
        rotated = [_rotated_whole(x, angle, omegas, spec) for x, angle in ((q, M), (k, N))]
        total = sum(
            body.subs(
                {
                    at["q0"]: q[first],
                    at["q1"]: q[second],
                    at["k0"]: k[first],
                    at["k1"]: k[second],
                    at["omega"]: omega,
                },
                simultaneous=True,
            )
            for omega, (first, second) in zip(omegas, pair_indices(spec), strict=True)
        )
        remainders.append(_left(rotated[0].dot(rotated[1]) - total))
    return remainders


def _rotated_whole(x: Any, angle: Angle, omegas: Any, spec: RopeSpec) -> Any:
    """The whole rotated vector, each pair read from and written to the places of the pairing."""
    rotated = sympy_module().zeros(spec.head_dim, 1)
    places = zip(omegas, pair_indices(spec), output_indices(spec), strict=True)
    for omega, read, write in places:
        block = sympy_rotation(angle).subs(sympy_symbols()["omega"], omega)
        first, second = block * sympy_module().Matrix([x[read[0]], x[read[1]]])
        rotated[write[0]], rotated[write[1]] = first, second
    return rotated
