"""The mutants of a module: copies of it with one thing changed.

>>> [each.change for each in mutants("def half(x: float) -> float:\\n    return x / 2\\n")]
['return x / 2  →  return None', 'x / 2  →  x * 2', '2  →  3', '2  →  1']
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
# Each comparison against its border, and against its opposite.
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module with one change: where, what in words, and the whole as a syntax tree."""

    line: int
    change: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module's source, in the order of its syntax tree.

    Type annotations and docstrings are left alone: no test can see them change.
    """
    whole = ast.parse(source)
    skipped = _in_annotations(whole)
    for place, node in enumerate(ast.walk(whole)):
        if place in skipped:
            continue
        for other in _alternatives(node):
            changed = copy.deepcopy(whole)
            target = next(one for at, one in enumerate(ast.walk(changed)) if at == place)
            _Replace(target, copy.deepcopy(other)).visit(changed)
            change = f"{_in_words(node)}  →  {_in_words(other)}"
            yield Mutant(getattr(node, "lineno", 0), change, ast.fix_missing_locations(changed))


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, other: ast.AST) -> None:
        self.target, self.other = target, other

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return ast.copy_location(self.other, node)
        return self.generic_visit(node)


def _in_annotations(whole: ast.Module) -> set[int]:
    """The places, in the order of ast.walk, of what only says a type."""
    inside: set[int] = set()
    for node in ast.walk(whole):
        for name in ("annotation", "returns"):
            note = getattr(node, name, None)
            if isinstance(note, ast.AST):
                inside |= {id(part) for part in ast.walk(note)}
    return {place for place, node in enumerate(ast.walk(whole)) if id(node) in inside}


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand here by a slip of the pen."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield ast.BinOp(left, _ARITHMETIC[type(op)](), right)
        case ast.AugAssign(target, op, value) if type(op) in _ARITHMETIC:
            yield ast.AugAssign(target, _ARITHMETIC[type(op)](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.Compare(left, ops, comparators):
            for at, sign in enumerate(ops):
                for kind in _COMPARISONS[type(sign)]:
                    yield ast.Compare(left, [*ops[:at], kind(), *ops[at + 1 :]], comparators)
        case ast.Constant(bool() as flag):
            yield ast.Constant(not flag)
        case ast.Constant(int() | float() as number):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.If(test) | ast.IfExp(test) | ast.While(test):
            other = copy.copy(node)
            other.test = ast.UnaryOp(ast.Not(), test)
            yield other
        case ast.Return(value) if value is not None and ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()):
            yield ast.Pass()


def _in_words(node: ast.AST) -> str:
    readable = ast.fix_missing_locations(copy.deepcopy(node))
    return ast.unparse(readable).splitlines()[0][:100]
