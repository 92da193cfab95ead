"""Formulas of the scaling methods, made ready to be shown: once in names, once in numbers.

A formula of the core is plain text over the names of its operands. Here it becomes a template
of the browser (names in braces, powers raised), and can be worked out from the numbers as they
stand on screen, so that a page can say where those do not give the result that is shown.

>>> template("inv_freq_before / factor")
'{inv_freq_before} / {factor}'
>>> template("base ^ (−2 × i / rotary_dim)")
'{base}^[−2 × {i} / {rotary_dim}]'
>>> evaluate("x / (y + 1)", {"x": 3.0, "y": 1.0})
1.5
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_NAME = re.compile(r"[A-Za-z_]\w*")
_SIGNS = str.maketrans({"×": "*", "−": "-", "^": "**"})
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "ln": math.log,
    "sqrt": math.sqrt,
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "clamp": lambda x, low, high: min(max(x, low), high),
}


@lru_cache(maxsize=256)
def template(formula: str) -> str:
    """A formula as the browser writes it: {name} for every name, ^[...] for a power."""
    raised = _raise_powers(formula)
    return _NAME.sub(
        lambda found: found[0] if found[0] in _FUNCTIONS else f"{{{found[0]}}}", raised
    )


def _raise_powers(formula: str) -> str:
    """Every "^ (...)" with its matching bracket as ^[...]."""
    while (start := formula.find(" ^ (")) >= 0:
        depth, at = 1, start + 4
        while depth:
            depth += {"(": 1, ")": -1}.get(formula[at], 0)
            at += 1
        formula = f"{formula[:start]}^[{formula[start + 4 : at - 1]}]{formula[at:]}"
    return formula


@lru_cache(maxsize=256)
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.translate(_SIGNS), mode="eval").body


def evaluate(formula: str, operands: Mapping[str, float]) -> float | None:
    """What the formula gives for these numbers; None for one that does not compute.

    Comparisons and words ("stated") are no calculations and give None too.
    """
    try:
        return _value(_tree(formula), operands)
    except (KeyError, ArithmeticError, ValueError, SyntaxError):
        return None


def _value(node: ast.expr, operands: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id="π"):
            return math.pi
        case ast.Name(id=name):
            return operands[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, operands)
        case ast.Call(func=ast.Name(id=name), args=given):
            return float(_FUNCTIONS[name](*(_value(one, operands) for one in given)))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, operands), _value(right, operands)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
                case ast.Pow():
                    return float(a**b)
    raise KeyError(ast.dump(node))
