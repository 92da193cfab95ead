"""The forms that the score of one pair takes on the way through the proof, as lines.

From the two equations of a rotated pair to the line that knows only m − n, and the matrices that
say the same. Which law leads from one form to the next is in steps.py.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from rope_core.proof.lines import M_MINUS_N, Angle, M, Matrix, N, Product, Sum, Symbol, Trig

# ---------------------------------------------------------------- building blocks

Index: TypeAlias = Literal[0, 1]
Vector: TypeAlias = Literal["q", "k"]
Function: TypeAlias = Literal["cos", "sin"]

BOTH: tuple[Index, ...] = (0, 1)


def _symbol(vector: Vector, index: Index, at: str) -> Symbol:
    return Symbol(vector, index, id=f"{at}.{vector}{index}")


def _trig(function: Function, angle: Angle, at: str) -> Trig:
    letter = {M: "m", N: "n"}.get(angle, "rel")
    return Trig(function, angle, id=f"{at}.{function}-{letter}")


def rotated(vector: Vector) -> tuple[Sum, Sum]:
    """The two equations of a rotated pair, with the products named A B / E F (q), C D / G H (k).

    A = q0 cos(mω), B = −q1 sin(mω), E = q0 sin(mω), F = q1 cos(mω); C, D, G, H the same for k.
    The eight products are then AC, AD, ..., so that an id tells which two products it came from.
    """
    angle = M if vector == "q" else N
    a, b, e, f = "ABEF" if vector == "q" else "CDGH"
    first = Sum(
        (
            Product((_symbol(vector, 0, a), _trig("cos", angle, a)), id=a),
            Product((_symbol(vector, 1, b), _trig("sin", angle, b)), sign=-1, id=b),
        ),
        id=f"{vector}'0",
    )
    second = Sum(
        (
            Product((_symbol(vector, 0, e), _trig("sin", angle, e)), id=e),
            Product((_symbol(vector, 1, f), _trig("cos", angle, f)), id=f),
        ),
        id=f"{vector}'1",
    )
    return first, second


def rotation(angle: Angle, name: str, *, transposed: bool = False) -> Matrix:
    """R(angle), or its transpose with the two sines swapped. Shape (2, 2)."""

    def entry(row: int, column: int) -> Sum:
        at = f"{name}{row}{column}"
        if row == column:
            return Sum((Product((_trig("cos", angle, at),), id=at),), id=f"{at}.sum")
        upper = (row == 0) != transposed
        sine = _trig("sin", angle, at)
        return Sum((Product((sine,), sign=-1 if upper else 1, id=at),), id=f"{at}.sum")

    rows = ((entry(0, 0), entry(0, 1)), (entry(1, 0), entry(1, 1)))
    return Matrix(rows, rotation=angle, transposed=transposed, id=name)


def pair(vector: Vector, *, row: bool = False) -> Matrix:
    """The pair as a column (2, 1), or as a row (1, 2)."""
    first, second = (
        Sum((Product((_symbol(vector, index, "pair"),), id=f"pair.{vector}{index}.product"),))
        for index in BOTH
    )
    return Matrix(((first, second),) if row else ((first,), (second,)), id=vector)


# ---------------------------------------------------------------- the lines, top to bottom


def primed_dot() -> Sum:
    """q′0·k′0 + q′1·k′1"""
    return Sum(
        tuple(
            Product(
                (
                    Symbol("q", index, rotated=True, id=f"dot{index}.q'"),
                    Symbol("k", index, rotated=True, id=f"dot{index}.k'"),
                ),
                id=f"dot{index}",
            )
            for index in BOTH
        )
    )


def dot() -> Sum:
    """(…)(…) + (…)(…)"""
    return Sum(
        tuple(
            Product((q, k), id=f"dot{index}")
            for index, q, k in zip(BOTH, rotated("q"), rotated("k"), strict=True)
        )
    )


def eight() -> Sum:
    """The eight products, in the order in which the brackets multiply out."""
    products = []
    for q, k in zip(rotated("q"), rotated("k"), strict=True):
        for left in q.terms:
            for right in k.terms:
                at = f"{left.id}{right.id}"
                (q_symbol, q_trig), (k_symbol, k_trig) = left.factors, right.factors
                factors = (q_symbol, k_symbol, q_trig, k_trig)
                named = tuple(_renamed(factor, at) for factor in factors)
                products.append(Product(named, sign=_times(left.sign, right.sign), id=at))
    return Sum(tuple(products))


def _renamed(factor: Symbol | Trig | Sum, at: str) -> Symbol | Trig:
    if isinstance(factor, Symbol):
        return _symbol(factor.vector, factor.index, at)
    assert isinstance(factor, Trig)  # the products A to H hold one symbol and one cos or sin
    return _trig(factor.function, factor.angle, at)


def grouped(replaced: tuple[str, ...] = ()) -> Sum:
    """Four products, coefficient × bracket; the brackets named in `replaced` are one cos or sin.

    A group takes the two of the eight products with the same q and k. The one with cos(nω) comes
    first and its sign goes in front: for q1·k0 that is a minus, which turns the bracket into the
    very same one that q0·k1 has.
    """
    indices: tuple[tuple[Index, Index], ...] = ((0, 0), (1, 1), (0, 1), (1, 0))
    groups = []
    for q_index, k_index in indices:
        at = f"g{q_index}{k_index}"
        lead, follow = sorted(_alike(q_index, k_index), key=lambda product: not _is_cos(product, 3))
        function: Function = "cos" if _is_cos(lead, 2) else "sin"
        bracket: Trig | Sum
        if function in replaced:
            bracket = _trig(function, M_MINUS_N, at)
        else:
            bracket = Sum(
                (
                    Product(lead.factors[2:], id=lead.id),
                    Product(follow.factors[2:], sign=_times(lead.sign, follow.sign), id=follow.id),
                ),
                id=f"{at}.bracket",
            )
        symbols = (_symbol("q", q_index, at), _symbol("k", k_index, at))
        groups.append(Product((*symbols, bracket), sign=lead.sign, id=at))
    return Sum(tuple(groups))


def _alike(q_index: int, k_index: int) -> list[Product]:
    """The two of the eight products that hold this entry of q and this entry of k."""
    wanted = (("q", q_index), ("k", k_index))
    return [
        product
        for product in eight().terms
        if tuple((f.vector, f.index) for f in product.factors if isinstance(f, Symbol)) == wanted
    ]


def _is_cos(product: Product, place: int) -> bool:
    factor = product.factors[place]
    return isinstance(factor, Trig) and factor.function == "cos"


def _times(a: Literal[1, -1], b: Literal[1, -1]) -> Literal[1, -1]:
    return 1 if a == b else -1


def collected() -> Sum:
    """(q0·k0 + q1·k1)·cos((m−n)ω) + (q0·k1 − q1·k0)·sin((m−n)ω)"""
    groups = grouped(("cos", "sin")).terms
    collected = []
    functions: tuple[Function, ...] = ("cos", "sin")
    for function in functions:
        members = [
            Product(group.factors[:2], sign=group.sign, id=group.id)
            for group in groups
            if _is_cos(group, 2) == (function == "cos")
        ]
        bracket = Sum(tuple(members), id=f"{function}.bracket")
        factors = (bracket, _trig(function, M_MINUS_N, function))
        collected.append(Product(factors, id=function))
    return Sum(tuple(collected))


def block() -> Matrix:
    """R(m)ᵀR(n) multiplied out, row by column: four sums of two products. Shape (2, 2)."""
    left, right = rotation(M, "Rm", transposed=True), rotation(N, "Rn")

    def entry(row: int, column: int) -> Sum:
        products = []
        for inner in (0, 1):
            (a,), (b,) = left.rows[row][inner].terms, right.rows[inner][column].terms
            at = f"B{row}{column}{inner}"
            factors = tuple(_renamed(factor, at) for factor in (*a.factors, *b.factors))
            products.append(Product(factors, sign=_times(a.sign, b.sign), id=at))
        return Sum(tuple(products), id=f"B{row}{column}")

    return Matrix(((entry(0, 0), entry(0, 1)), (entry(1, 0), entry(1, 1))), id="B")


def one(line: Sum) -> Matrix:
    """A single number as a (1, 1) matrix, so that it can stand opposite a matrix product."""
    return Matrix(((line,),))
