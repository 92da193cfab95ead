"""Formulas of the scaling methods as the browser writes them: in names, and in numbers.

A formula of the core is plain text over the names of its operands. Here it becomes a template
(names in braces, powers raised); rope_core.steps.formula works it out.

>>> template("inv_freq_before / factor")
'{inv_freq_before} / {factor}'
>>> template("base ^ (−2 × i / rotary_dim)")
'{(base)}^[−2 × {i} / {rotary_dim}]'
"""

from __future__ import annotations

import re
from functools import lru_cache

from rope_core.steps.formula import FUNCTIONS

_NAME = re.compile(r"[A-Za-z_]\w*")
_OF_POWER = re.compile(r"\{(\w+)\}\^\[")


@lru_cache(maxsize=256)
def template(formula: str) -> str:
    """A formula as the browser writes it: {name} for every name, ^[...] for a power, and {(name)}
    for what it is the power of."""
    raised = _raise_powers(formula)
    named = _NAME.sub(
        lambda found: found[0] if found[0] in FUNCTIONS else f"{{{found[0]}}}", raised
    )
    return _OF_POWER.sub(r"{(\1)}^[", named)


def _raise_powers(formula: str) -> str:
    """Every "^ (...)" with its matching bracket as ^[...]."""
    while (start := formula.find(" ^ (")) >= 0:
        depth, at = 1, start + 4
        while depth:
            depth += {"(": 1, ")": -1}.get(formula[at], 0)
            at += 1
        formula = f"{formula[:start]}^[{formula[start + 4 : at - 1]}]{formula[at:]}"
    return formula
