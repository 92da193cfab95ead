"""What stands on screen, worked out as it stands: numbers, given names, signs and functions.

`worked_out("base ^ (−2 × i / 4)", base=100.0, i=1.0)` is 0.1.

Python reads the text; with what it read nothing but the arithmetic named here is done.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "ln": math.log, "exp": math.exp, "sqrt": math.sqrt, "floor": math.floor, "ceil": math.ceil,
    "max": max, "min": min, "sin": math.sin, "cos": math.cos,
    "clamp": lambda value, low, high: min(max(value, low), high),
}  # fmt: skip
_SIGNS = {"×": "*", "−": "-", "^": "**", "≤": "<=", "²": "**2", "√": "sqrt"}
_OPERATIONS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def worked_out(written: str, /, **operands: float) -> Any:
    """A number, or True or False for a comparison; anything else is an error."""
    for sign, code in _SIGNS.items():
        written = written.replace(sign, code)
    return _value(ast.parse(written.strip(), mode="eval").body, {"π": math.pi, **operands})


def _value(node: ast.expr, names: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=sign, operand=inner):
            return _OPERATIONS[type(sign)](_value(inner, names))
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATIONS[type(sign)](_value(left, names), _value(right, names))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _OPERATIONS[type(sign)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return FUNCTIONS[name](*[_value(argument, names) for argument in arguments])
    raise ValueError(f"no arithmetic: {ast.unparse(node)}")
