"""The lines of the proof as SymPy expressions, to be checked. SymPy comes with the first one."""

from __future__ import annotations

import functools
import importlib
import operator
from typing import Any, assert_never

from rope_core.proof.lines import (
    Angle,
    Line,
    M,
    Matrix,
    MatrixProduct,
    N,
    Node,
    PairSum,
    Product,
    Sum,
    Symbol,
    Trig,
)


def sympy_module() -> Any:
    """SymPy, imported at the first call: it takes about a second, which no page load should pay."""
    try:
        return importlib.import_module("sympy")
    except ModuleNotFoundError as error:
        hint = "the proof is checked by SymPy: pip install 'rope-by-hand[proof]'"
        raise ModuleNotFoundError(hint, name="sympy") from error


@functools.cache
def sympy_symbols() -> dict[str, Any]:
    """The real symbols q0, q1, k0, k1, m, n, omega, by name."""
    names = ("q0", "q1", "k0", "k1", "m", "n", "omega")
    return dict(zip(names, sympy_module().symbols(names, real=True), strict=True))


def sympy_angle(angle: Angle) -> Any:
    """The angle as a sum, mω − nω and not (m−n)ω, because expand_trig works on sums."""
    at = sympy_symbols()
    return angle.m_times * at["m"] * at["omega"] + angle.n_times * at["n"] * at["omega"]


def sympy_rotation(angle: Angle) -> Any:
    """R(angle), (2, 2): SymPy's own counter-clockwise rotation, so not typed in here a second time.

    It is the yardstick for every claim in the proof that something is a rotation.
    """
    return sympy_module().rot_ccw_axis3(sympy_angle(angle))[:2, :2]


def to_sympy(node: Node | Line) -> Any:
    """The SymPy expression, Sum over pairs or Matrix that the node stands for.

    A rotated symbol is what the rotation matrix makes of the pair: q′0 becomes
    q0·cos(mω) − q1·sin(mω). SymPy reorders terms, so this is for checking, not for showing.
    """
    sympy = sympy_module()
    match node:
        case Symbol():
            at = sympy_symbols()
            if not node.rotated:
                return at[f"{node.vector}{node.index}"]
            pair = sympy.Matrix([at[f"{node.vector}0"], at[f"{node.vector}1"]])  # (2, 1)
            return (sympy_rotation(M if node.vector == "q" else N) * pair)[node.index]
        case Trig():
            return getattr(sympy, node.function)(sympy_angle(node.angle))
        case Product():
            return node.sign * sympy.prod([to_sympy(factor) for factor in node.factors])
        case Sum():
            return sympy.Add(*[to_sympy(term) for term in node.terms])
        case PairSum():
            i, pairs = sympy.Symbol("i", integer=True), sympy.Symbol("pairs", positive=True)
            indexed = {
                sympy_symbols()[name]: sympy.Function(name, real=True)(i)
                for name in ("q0", "q1", "k0", "k1", "omega")
            }
            return sympy.Sum(to_sympy(node.body).subs(indexed), (i, 0, pairs - 1))
        case Matrix():
            return sympy.Matrix([[to_sympy(entry) for entry in row] for row in node.rows])
        case MatrixProduct():
            return functools.reduce(operator.mul, [to_sympy(matrix) for matrix in node.factors])
        case _:
            assert_never(node)
