"""Attend: the six encodings on the learner's own q and k, and one cell's arithmetic written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

import numpy as np

from rope_core import RopeError, RopeSpec, wavelength
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Encoding, Setting
from rope_core.steps.formula import evaluate_formula
from rope_core.steps.step import Calculation, Step
from ui.numbers import agrees, fixed, in_brackets, scale, shown, subscript

Wire = dict[str, object]
Vector = tuple[float, ...]
#: How far the sentence is moved to see whether the score changes.
SHIFT = 17
#: Of lines that are alike, so many are written at the start and at the end.
FIRST, LAST = 8, 2
ENTERS = {
    "nowhere": "nowhere",
    "vectors": "before the dot product, in q and k",
    "scores": "after the dot product, in the score",
}
_NAMES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\bangle_([mn])_(\d+)", lambda x: f"{x[1]}ω{subscript(int(x[2]))}"),
    # The angle brings its own brackets: cos(angle_0) is cos((m−n)ω₀).
    (r"\bangle_(\d+)", lambda x: f"(m−n)ω{subscript(int(x[1]))}"),
    (r"\brow_([mn])_(\d+)", lambda x: f"row({x[1]}){subscript(int(x[2]))}"),
    (r"\b([a-z]+)_(\d+)\b", lambda x: f"{x[1]}{subscript(int(x[2]))}"),
)
_WHOLE = {
    "m", "n", "head_dim", "distance", "exact", "buckets", "bucket", "max_distance",
}  # fmt: skip


def encodings_words() -> dict[str, Wire]:
    """What is said of each encoding, whatever the problem."""
    return {
        name: {
            "title": encoding.title,
            "enters": ENTERS[encoding.enters],
            "how": encoding.how,
            "beyond": encoding.beyond,
            "source": encoding.source,
            "standIn": encoding.stand_in,
            # Told by the core, whose tests hold it to be so; the numbers beside it are computed.
            "still": encoding.shift_invariant,
        }
        for name, encoding in ENCODINGS.items()
    }


@lru_cache(maxsize=64)
def encodings_data(q: Vector, m: int, k: Vector, n: int, spec: RopeSpec, digits: int) -> Wire:
    """What each encoding makes of this cell, and where it ends."""
    setting = Setting(spec.head_dim, base=spec.base, pairing=spec.pairing)
    past = _past(q, k, setting, digits)
    rows = [
        _encoding(e, q, m, k, n, setting, digits) | {"past": past[name]}
        for name, e in ENCODINGS.items()
    ]
    if known := _all_round(setting):
        next(row for row in rows if row["name"] == "rope")["beyond"] = known
    plain = spec.scaling is None and spec.rotary_dim == spec.head_dim
    return {
        "m": m,
        "n": n,
        "shift": SHIFT,
        "trained": setting.trained_length,
        "plain": plain,
        "seed": setting.seed,
        "encodings": rows,
    }


def _all_round(setting: Setting) -> str:
    """What RoPE meets beyond the trained length where no pair is slow; else nothing.

    >>> _all_round(Setting(2))
    'Defined at every position, and its only pair had every angle within 64 tokens.'
    >>> _all_round(Setting(4))
    ''
    """
    spec, length = setting.spec(), setting.trained_length
    if wavelength(spec).max() > length:
        return ""
    which = "its only pair" if spec.pairs == 1 else "each of its pairs"
    return f"Defined at every position, and {which} had every angle within {length} tokens."


@lru_cache(maxsize=64)
def _past(q: Vector, k: Vector, setting: Setting, digits: int) -> dict[str, list[Wire]]:
    """The score at the last trained position, the one after it and one far off; the key at 0.

    Whoever moves m or n leaves these as they are.
    """
    edge = setting.trained_length
    return {
        name: [
            {"at": at, "score": _score_text(_score(encoding, q, at, k, 0, setting), digits)}
            for at in (edge - 1, edge, 10 * edge)
        ]
        for name, encoding in ENCODINGS.items()
    }


def _score(
    encoding: Encoding, q: Vector, query: int, k: Vector, key: int, setting: Setting
) -> float:
    return float(encoding.scores([q], [k], [query], [key], setting)[0, 0])


def _score_text(value: float, digits: int) -> str:
    return "" if np.isnan(value) else fixed(value, digits)


def _encoding(
    encoding: Encoding, q: Vector, m: int, k: Vector, n: int, setting: Setting, digits: int
) -> Wire:
    try:
        steps = encoding.cell_steps(q, m, k, n, setting)
        lines, trouble = _lines(steps, digits), ""
    except RopeError as error:
        lines, trouble = [], f"{error.field} = {error.received}: {error.hint or error.allowed}"
    return {
        "name": encoding.name,
        "parameters": f"{encoding.parameters(setting):,}",
        # The number that the arithmetic ends with.
        "score": lines[-1]["value"] if lines else "",
        "moved": _score_text(_score(encoding, q, m + SHIFT, k, n + SHIFT, setting), digits),
        "lines": lines,
        "trouble": trouble,
    }


def _line(step: Step, digits: int) -> Wire:
    """One step: its name, its formula in symbols, the same in numbers, the value."""
    texts = {name: _number(name, value, digits) for name, value in step.operands}
    if not isinstance(step, Calculation):
        return {
            "name": "",
            "symbols": _symbols(step.formula),
            "numbers": _numbers(step.formula, texts),
            "sign": "",
            "value": "yes" if step.holds else "no",
            "because": step.because,
        }
    value = _number(step.name, step.value, digits)
    seen = evaluate_formula(step.formula, {name: float(shown(t)) for name, t in texts.items()})
    return {
        "name": _symbols(step.name),
        "symbols": _symbols(step.formula),
        "numbers": _numbers(step.formula, texts),
        "sign": "=" if np.isfinite(seen) and _gives(seen, value) else "≈",
        "value": value,
        "because": step.because,
    }


def _gives(computed: float, text: str) -> bool:
    """Whether what the rounded numbers give would itself be shown as ``text``."""
    return agrees(Decimal(repr(computed)), text)


def _number(name: str, value: float, digits: int) -> str:
    if name in _WHOLE or (name == "base" and float(value).is_integer() and value < 1e8):
        return f"{int(value):,}".replace("-", "−")
    return (scale if name.startswith(("angle", "slope")) else fixed)(value, digits)


@lru_cache(maxsize=2048)
def _symbols(formula: str) -> str:
    """Names as the page writes them: q_0 is q₀, angle_m_0 is mω₀."""
    for pattern, name in _NAMES:
        formula = re.sub(pattern, name, formula)
    return _raised(formula)


@lru_cache(maxsize=2048)
def _pieces(formula: str) -> tuple[tuple[str, str, bool], ...]:
    """A formula cut at its names: what stands before a name, the name, whether it is alone in
    its brackets; last what follows them all."""
    formula = _raised(formula)
    found, at = [], 0
    for match in re.finditer(r"[^\W\d]\w*", formula):
        opened = formula[max(0, match.start() - 1) : match.start()] == "("
        closed = formula[match.end() : match.end() + 1] in (")", ",")
        found.append((formula[at : match.start()], match[0], opened and closed))
        at = match.end()
    return (*found, (formula[at:], "", False))


def _numbers(formula: str, texts: dict[str, str]) -> str:
    """The formula with every operand replaced by its number."""
    pieces = []
    for before, name, alone in _pieces(formula):
        text = texts.get(name)
        pieces += [before, name if text is None else text if alone else in_brackets(text)]
    return "".join(pieces)


def _raised(formula: str) -> str:
    formula = re.sub(r" ?\^ \(([^()]*)\)", r"^[\1]", formula)
    formula = re.sub(r"\bsqrt\((\w+)\)", r"√\1", formula)
    return formula.replace(" × ", "×").replace(" / ", " ÷ ")


def _lines(steps: Sequence[Step], digits: int) -> list[Wire]:
    """The steps as lines. Of those that differ in their index only: the first few and the last,
    the rest counted."""
    lines: list[Wire] = []
    for _, alike in groupby(steps, _family):
        group = list(alike)
        left_out = len(group) - FIRST - LAST
        if left_out <= 2:
            lines += [_line(step, digits) for step in group]
            continue
        lines += [_line(step, digits) for step in group[:FIRST]]
        lines.append({"gap": f"{left_out} more lines like these"})
        lines += [_line(step, digits) for step in group[-LAST:]]
    return [_abridged(line) for line in lines]


def _family(step: Step) -> str:
    """What lines that belong together have in common: an angle, then what is made with it."""
    bare = re.sub(r"_\d+$", "", step.name)
    return {"angle_m": "a", "angle_n": "b", "angle": "share"}.get(bare, bare)


def _abridged(line: Wire) -> Wire:
    """A sum of very many terms: its first, and its last."""
    for key in ("symbols", "numbers"):
        terms = str(line.get(key, "")).split(" + ")
        if len(terms) > 16:
            line = line | {key: " + ".join([*terms[:3], f"… {len(terms) - 4} more …", terms[-1]])}
    return line
