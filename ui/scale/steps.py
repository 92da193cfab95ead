"""The steps of a scaling method for every pair, packed to be sent at once.

Wording and formula of a step go out once, and so do the numbers that are the same for all
pairs; what is a pair's own goes out as one text a name, the pairs' numbers joined.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from rope_core import RopeSpec
from rope_core.scaling.base import Scaling
from rope_core.steps.formula import formula_value
from rope_core.steps.step import Decision, Step
from ui.numbers import agrees, shown
from ui.scale.formula import template
from ui.scale.words import exact, frequency, title

Wire = dict[str, object]
_PER_TOKEN = "radians a token"
#: What the browser has from the tables already, or counts itself.
_IN_TABLES = ("i", "inv_freq_before", "inv_freq")


def column(texts: Iterable[str]) -> str:
    """One number a pair, as one text: a third less to send than a list."""
    return "|".join(texts)


def log_place(value: float) -> float | None:
    """Where a length lies on the axis; None for the infinite one of a pair that stands still."""
    return round(math.log10(value), 4) if 0 < value < math.inf else None


@dataclass
class _Sheet:
    """The numbers of all steps of one pair, by name, as they stand on screen."""

    digits: int
    shown: dict[str, str] = field(default_factory=dict)
    #: The same numbers as a reader would take them from the screen.
    read: dict[str, float] = field(default_factory=dict)
    spots: dict[str, tuple[str, float]] = field(default_factory=dict)

    def put(self, name: str, value: float, precise: bool) -> None:
        if name in self.shown:
            return
        text = frequency(value, self.digits) if precise else exact(value, self.digits)
        self.shown[name] = text
        self.read[name] = float(shown(text))


def _is_precise(name: str, step: Step) -> bool:
    """Frequencies keep their places after the point even where they are whole."""
    return name in ("inv_freq_before", "interpolated", "inv_freq") or (
        name == step.name and not isinstance(step, Decision) and step.unit == _PER_TOKEN
    )


def _steps(scaling: Scaling, spec: RopeSpec, i: int) -> tuple[Step, ...]:
    return (*scaling.pair_steps(spec.base, spec.rotary_dim, i), *scaling.attention_steps())


def _sheet(steps: tuple[Step, ...], digits: int) -> tuple[_Sheet, list[bool]]:
    """The numbers of the steps, and for each step whether rounding must be explained."""
    sheet, rounded = _Sheet(digits), []
    for step in steps:
        for name, value in step.operands:
            sheet.put(name, value, _is_precise(name, step))
        if isinstance(step, Decision):
            sheet.shown[step.name] = "yes" if step.holds else "no"
            rounded.append(False)
            continue
        sheet.shown.pop(step.name, None)
        sheet.put(step.name, step.value, _is_precise(step.name, step))
        if step.unit in ("tokens", "pairs"):
            sheet.spots[step.name] = (step.unit, step.value)
        computed = formula_value(step.formula, sheet.read)
        plain = sheet.shown[step.name].replace(",", "")
        rounded.append(computed is not None and not _agrees(computed, plain))
    return sheet, rounded


def _agrees(computed: float, text: str) -> bool:
    return math.isfinite(computed) and agrees(Decimal(computed), text)


def told_steps(scaling: Scaling, spec: RopeSpec, digits: int) -> Wire:
    """Templates once, common numbers once, and for every pair its path and its own numbers."""
    templates: dict[tuple[str, str], int] = {}
    texts: list[Wire] = []
    paths: list[list[int]] = []
    sheets: list[_Sheet] = []
    rounded: list[list[int]] = []
    for i in range(spec.pairs):
        steps = _steps(scaling, spec, i)
        path = []
        for step in steps:
            known = (step.name, step.formula)
            if known not in templates:
                templates[known] = len(texts)
                texts.append(_template(step))
            path.append(templates[known])
        sheet, off = _sheet(steps, digits)
        paths.append(path)
        sheets.append(sheet)
        rounded.append([at for at, flag in enumerate(off) if flag])
    names = list(dict.fromkeys(name for sheet in sheets for name in sheet.shown))
    common = {
        name: sheets[0].shown[name]
        for name in names
        if name not in _IN_TABLES and len({sheet.shown.get(name) for sheet in sheets}) == 1
    }
    # The browser has these from the tables.
    varying = [name for name in names if name not in common and name not in _IN_TABLES]
    distinct = [list(path) for path in dict.fromkeys(map(tuple, paths))]
    return {
        "steps": texts,
        "common": common,
        "names": varying,
        "values": [column(sheet.shown.get(name, "") for sheet in sheets) for name in varying],
        "paths": distinct,
        "path": [distinct.index(path) for path in paths],
        "rounded": rounded,
        "spots": _spots(sheets),
    }


def _template(step: Step) -> Wire:
    decision = isinstance(step, Decision)
    return {
        "name": step.name,
        "title": title(step.name),
        "formula": template(step.formula),
        "unit": "" if isinstance(step, Decision) else step.unit,
        "because": step.because,
        "asks": decision,
        # "stated", "1" and "0" would only repeat the result.
        "bare": not decision and all(name == "stated" for name, _ in step.operands),
    }


def _spots(sheets: list[_Sheet]) -> Wire:
    """Results that are lengths, for the picture: one place, or one a pair."""
    spots: Wire = {}
    for name in dict.fromkeys(name for sheet in sheets for name in sheet.spots):
        units = {sheet.spots[name][0] for sheet in sheets if name in sheet.spots}
        if units != {"tokens"}:
            continue
        places = [
            log_place(sheet.spots[name][1]) if name in sheet.spots else None for sheet in sheets
        ]
        spots[name] = places[0] if len(set(places)) == 1 else places
    return spots
