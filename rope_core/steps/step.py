"""The typed steps that a calculation is told in: a value from a formula, or a comparison.

A step's formula is plain text over the names of its operands, so that a page can put the
numbers in their places and a test can evaluate it:

>>> step = calculate("wavelength", "2 × π / inv_freq", 2 * 3.141592653589793 / 0.01, inv_freq=0.01)
>>> step.operands, round(step.value, 3)
((('inv_freq', 0.01),), 628.319)
"""

from __future__ import annotations

from dataclasses import dataclass

Operands = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Calculation:
    """name = formula, with its operands by name; because says why this step is done."""

    name: str
    formula: str
    operands: Operands
    value: float
    unit: str
    because: str


@dataclass(frozen=True)
class Decision:
    """Whether a comparison of its operands holds; because says what it decides, and is as true
    of a no as of a yes: a page asks the question before it answers it."""

    name: str
    formula: str
    operands: Operands
    holds: bool
    because: str


Step = Calculation | Decision
STEP_TYPES: tuple[type[Step], ...] = (Calculation, Decision)


def calculate(
    name: str, formula: str, value: float, unit: str = "", because: str = "", **operands: float
) -> Calculation:
    """Return a Calculation.

    >>> calculate("half", "x / 2", 1.5, x=3.0).value
    1.5
    """
    return Calculation(name, formula, tuple(operands.items()), value, unit, because)


def decide(name: str, formula: str, holds: bool, because: str = "", **operands: float) -> Decision:
    """Return a Decision.

    >>> decide("long", "length > 10", True, length=11).holds
    True
    """
    return Decision(name, formula, tuple(operands.items()), holds, because)
