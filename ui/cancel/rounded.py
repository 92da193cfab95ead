"""What a reader gets who works out a line of the proof with the numbers as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.proof import Sum, Symbol, Trig, evaluate
from rope_core.proof.lines import Angle
from ui.numbers import fixed, shown

#: A reader takes a result for the one beside it that differs by so many of its last places,
_PLACES = 10
#: or by this part of it.
_PART = 0.05


@dataclass(frozen=True)
class _Seen:
    """The numbers of a pair as they stand on screen."""

    numbers: Mapping[str, float]
    names: Mapping[Angle, str]

    def of(self, leaf: Symbol | Trig) -> float:
        if isinstance(leaf, Symbol):
            return self.numbers[f"{leaf.vector}{'′' if leaf.rotated else ''}{leaf.index}"]
        return self.numbers[f"{leaf.function} {self.names[leaf.angle]}"]


def notes(
    lines: Mapping[tuple[str, str], Sum],
    worths: Mapping[tuple[str, str], float],
    texts: Mapping[str, str],
    names: Mapping[Angle, str],
    digits: int,
) -> dict[str, str]:
    """By the key of a step what its two lines give as they are shown, where that is not about
    what they come to.

    lines and worths: by the key of a step and the side; texts: the numbers of the pair as they
    stand in them; names: of the angles.
    """
    seen = _Seen(
        {name: float(shown(text)) for name, text in texts.items() if not name.endswith(" is")},
        names,
    )
    known: dict[int, float] = {}

    def given(line: Sum) -> float:
        # A step begins with the line that the one before it ended with.
        if id(line) not in known:
            known[id(line)] = evaluate(line, seen)
        return known[id(line)]

    said = {}
    for (key, side), worth in worths.items():
        if side == "before" or (key, "before") not in lines:
            continue
        both = [given(lines[key, at]) for at in ("before", "after")]
        if not all(_about(one, worth, digits) for one in both):
            first, second = (fixed(one, digits) for one in both)
            said[key] = (
                f"Shown rounded, and here that counts: as shown, the first line gives {first} and "
                f"the second {second}. Computed at full precision."
            )
    return said


def _about(given: float, worth: float, digits: int) -> bool:
    """Whether a reader takes one for the other.

    >>> _about(0.214, 0.219, 3), _about(-0.000074, -0.00011335, 8)
    (True, False)
    """
    exponent = shown(fixed(worth, digits)).as_tuple().exponent
    assert isinstance(exponent, int), "a shown number is finite"
    return abs(given - worth) <= max(_PLACES * 10.0**exponent, _PART * abs(worth))
