"""The lines of the proof, as data: what a line is made of, and its value.

A proof line is one structure with three uses: the page shows it (it walks the nodes, which keep
the order they are read in), `evaluate` puts the learner's numbers in, and `to_sympy` of
symbolic.py hands it to SymPy to be checked. There are just enough kinds of node for this proof:

    Symbol   q0, q1, k0, k1, or with a prime (rotated): q′0, q′1, k′0, k′1
    Trig     cos or sin of an Angle: mω, nω, (m−n)ω
    Product  a sign and factors in order; a factor is a Symbol, a Trig or a Sum in brackets
    Sum      products in order: every line about one pair is a Sum
    PairSum  Σ over the pairs of a Sum
    Matrix, MatrixProduct   the matrix form; each matrix entry is a Sum

Here ω is the pair's inverse frequency (radians per token), m the query's and n the key's position
(tokens), so that an angle is in radians.

Example: cos(mω)·cos(nω) + sin(mω)·sin(nω) with m = 1, n = 3, ω = 1 is cos(−2) = −0.416...

    >>> line = Sum((Product((Trig("cos", M), Trig("cos", N))),
    ...             Product((Trig("sin", M), Trig("sin", N)))))
    >>> round(evaluate(line, PairValues(q0=0.588, q1=0.117, k0=0.251, k1=0.463, m=1, n=3,
    ...                                 inv_freq=1.0)), 3)
    -0.416

Source of the method: Su et al., RoFormer, arXiv 2104.09864, section 3.2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, mul
from typing import Literal, Protocol, TypeAlias, TypeVar, assert_never

import numpy as np
from numpy.typing import NDArray

# ---------------------------------------------------------------- the nodes


@dataclass(frozen=True, slots=True)
class Angle:
    """(m_times·m + n_times·n)·ω in radians. Angle(1, -1) is (m − n)ω."""

    m_times: int
    n_times: int

    @property
    def is_relative(self) -> bool:
        """True when only the distance m − n (or n − m) enters, so no absolute position does."""
        return self.m_times + self.n_times == 0


M = Angle(1, 0)
N = Angle(0, 1)
M_MINUS_N = Angle(1, -1)
N_MINUS_M = Angle(-1, 1)
M_PLUS_N = Angle(1, 1)  # only ever offered as a wrong answer


@dataclass(frozen=True, slots=True)
class Symbol:
    """One number of the pair: Symbol("q", 0) is q0, Symbol("q", 0, rotated=True) is q′0.

    `id` names the node within its line; a node that survives a step keeps its id, so a page can
    follow it from line to line. Ids carry no mathematics. The same holds for every other node.
    """

    vector: Literal["q", "k"]
    index: Literal[0, 1]
    rotated: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Trig:
    """cos or sin of an angle. Trig("cos", M) is cos(mω)."""

    function: Literal["cos", "sin"]
    angle: Angle
    id: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """sign × factor × factor × ..., in reading order; a factor that is a Sum stands in brackets."""

    factors: tuple[Factor, ...]
    sign: Literal[1, -1] = 1
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Products added up, in reading order; the first one's sign is shown only if it is −."""

    terms: tuple[Product, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class PairSum:
    """Σ over all pairs i of `body`, in which the symbols and ω are those of pair i."""

    body: Sum
    id: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Entries by row. Shapes in this proof: (2, 2), a column (2, 1), a row (1, 2), one (1, 1).

    `rotation` is set when this matrix claims to be R(angle), and `transposed` when it claims to be
    R(angle)ᵀ; `verify` checks the entries against that claim. `names` are the symbols which the
    entries define, for the two definition steps (q′0 and q′1).
    """

    rows: tuple[tuple[Sum, ...], ...]
    rotation: Angle | None = None
    transposed: bool = False
    names: tuple[Symbol, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    """Matrices multiplied from left to right."""

    factors: tuple[Matrix, ...]
    id: str = ""


Factor: TypeAlias = Symbol | Trig | Sum
Node: TypeAlias = Symbol | Trig | Product | Sum
Line: TypeAlias = Sum | PairSum | Matrix | MatrixProduct
Entries: TypeAlias = tuple[tuple[float, ...], ...]


def walk(node: Node | Line) -> Iterator[Node | Line]:
    """The node and everything inside it, in reading order (a parent before its children)."""
    yield node
    children: Sequence[Node | Line]
    match node:
        case Symbol() | Trig():
            children = ()
        case Product() | MatrixProduct():
            children = node.factors
        case Sum():
            children = node.terms
        case PairSum():
            children = (node.body,)
        case Matrix():
            children = [entry for row in node.rows for entry in row]
        case _:
            assert_never(node)
    for child in children:
        yield from walk(child)


def trigs(line: Line) -> tuple[Trig, ...]:
    """Every cos and sin in the line, in reading order."""
    return tuple(node for node in walk(line) if isinstance(node, Trig))


def absolute_count(line: Line) -> int:
    """How many cos and sin in the line still know an absolute position (mω or nω, not (m−n)ω).

    The eight products hold 16 of them, the collected line none: that is the proof in one number.
    A rotated symbol counts for the two which it stands for.
    """
    hidden = sum(2 for node in walk(line) if isinstance(node, Symbol) and node.rotated)
    return hidden + sum(not trig.angle.is_relative for trig in trigs(line))


def vanished(before: Line, after: Line) -> tuple[Trig, ...]:
    """The different cos and sin (ids aside) that stand in `before` and nowhere in `after`."""
    left = {(trig.function, trig.angle) for trig in trigs(after)}
    seen = dict.fromkeys((trig.function, trig.angle) for trig in trigs(before))
    return tuple(Trig(function, angle) for function, angle in seen if (function, angle) not in left)


# ---------------------------------------------------------------- in numbers


@dataclass(frozen=True, slots=True)
class PairValues:
    """The learner's numbers for one pair: m and n in tokens, inv_freq in radians per token.

    inv_freq is negative where the pair turns backwards.
    """

    q0: float
    q1: float
    k0: float
    k1: float
    m: float
    n: float
    inv_freq: float

    def angle(self, angle: Angle) -> float:
        """The angle in radians: Angle(1, -1) gives (m − n) × inv_freq, subtracted first."""
        return (angle.m_times * self.m + angle.n_times * self.n) * self.inv_freq

    def of(self, leaf: Symbol | Trig) -> float:
        """The number that a symbol, a cosine or a sine stands for, unrounded."""
        if isinstance(leaf, Symbol):
            return _symbol_value(leaf, self)
        function = math.cos if leaf.function == "cos" else math.sin
        return function(self.angle(leaf.angle))


Floats: TypeAlias = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)
Number_co = TypeVar("Number_co", float, Floats, covariant=True)


class Values(Protocol[Number_co]):
    """What symbols, cosines and sines stand for: a number, or one for each pair, (pairs,)."""

    def of(self, leaf: Symbol | Trig) -> Number_co: ...


def evaluate(node: Node, values: Values[Number]) -> Number:
    """The node's value with these numbers, unrounded, computed in reading order."""
    match node:
        case Symbol() | Trig():
            return values.of(node)
        case Product():
            return reduce(mul, [evaluate(factor, values) for factor in node.factors]) * node.sign
        case Sum():
            # A sum of nothing but −0 is 0.
            return reduce(add, [evaluate(term, values) for term in node.terms]) + 0
        case _:
            assert_never(node)


def evaluate_pairs(line: PairSum, values: Sequence[PairValues]) -> float:
    """Σ over the pairs: the body's value for each pair's numbers, added up."""
    return sum(evaluate(line.body, pair) for pair in values)


def evaluate_matrix(line: Matrix | MatrixProduct, values: PairValues) -> Entries:
    """The entries by row; a product of matrices is multiplied out from left to right."""
    if isinstance(line, Matrix):
        return tuple(tuple(evaluate(entry, values) for entry in row) for row in line.rows)
    return reduce(_multiply, [evaluate_matrix(matrix, values) for matrix in line.factors])


def _multiply(left: Entries, right: Entries) -> Entries:
    """(r, s) times (s, c) -> (r, c), row by column."""
    columns = tuple(zip(*right, strict=True))
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in columns)
        for row in left
    )


def _symbol_value(symbol: Symbol, values: PairValues) -> float:
    if symbol.vector == "q":
        first, second, position = values.q0, values.q1, values.m
    else:
        first, second, position = values.k0, values.k1, values.n
    if not symbol.rotated:
        return second if symbol.index else first
    angle = position * values.inv_freq
    if symbol.index == 0:
        return math.cos(angle) * first - math.sin(angle) * second
    return math.sin(angle) * first + math.cos(angle) * second
