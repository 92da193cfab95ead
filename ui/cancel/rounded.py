"""What a reader gets who works out a line of the proof with the numbers as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rope_core.proof import Sum, Symbol, Trig, evaluate
from rope_core.proof.lines import Angle, Floats
from ui.numbers import fixed, shown

#: A reader takes a result for the one beside it that differs by so many of its last places,
_PLACES = 10
#: or by this part of it.
_PART = 0.05


@dataclass(frozen=True)
class _Seen:
    """The numbers of all pairs, (pairs,), as they stand on screen."""

    numbers: Mapping[str, Floats]
    names: Mapping[Angle, str]

    def of(self, leaf: Symbol | Trig) -> Floats:
        if isinstance(leaf, Symbol):
            return self.numbers[f"{leaf.vector}{'′' if leaf.rotated else ''}{leaf.index}"]
        return self.numbers[f"{leaf.function} {self.names[leaf.angle]}"]


def notes(
    lines: Mapping[tuple[str, str], Sum],
    worths: Sequence[Mapping[tuple[str, str], float]],
    texts: Sequence[Mapping[str, str]],
    names: Mapping[Angle, str],
    digits: int,
) -> list[dict[str, str]]:
    """For each pair, by the key of a step, what the step's two lines give as they are shown, where
    that is not about what they come to.

    lines, and worths a pair: by the key of a step and the side; texts, a pair: the numbers as they
    stand in them; names: of the angles.
    """
    told = [name for name in texts[0] if not name.endswith(" is")]
    seen = _Seen(
        {name: np.array([float(shown(pair[name])) for pair in texts]) for name in told}, names
    )
    # A step begins with the line that the one before it ended with.
    given = {id(line): evaluate(line, seen) for line in {id(x): x for x in lines.values()}.values()}
    said: list[dict[str, str]] = [{} for _ in texts]
    for key in [key for key, side in lines if side == "before" and (key, "after") in lines]:
        before, after = (given[id(lines[key, side])].tolist() for side in ("before", "after"))
        for pair, both in enumerate(zip(before, after, strict=True)):
            if not all(_about(one, worths[pair][key, "after"], digits) for one in both):
                first, second = (fixed(one, digits) for one in both)
                said[pair][key] = (
                    f"Shown rounded, and here that counts: as shown, the first line gives {first} "
                    f"and the second {second}. Computed at full precision."
                )
    return said


def _about(given: float, worth: float, digits: int) -> bool:
    """Whether a reader takes one for the other.

    >>> _about(0.214, 0.219, 3), _about(-0.000074, -0.00011335, 8)
    (True, False)
    """
    gap = abs(given - worth)
    if gap <= _PART * abs(worth):
        return True
    exponent = shown(fixed(worth, digits)).as_tuple().exponent
    assert isinstance(exponent, int), "a shown number is finite"
    return gap <= _PLACES * 10.0**exponent
