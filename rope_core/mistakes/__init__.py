"""The mistakes people make with RoPE, each as one entry that computes what it gives.

A mistake is a `Recipe` with one part replaced, so it says what a person, or a program, that
makes it gets at any step: `MISTAKES[key].recipe.rotate(x, positions, spec)`, `.inv_freq(spec)`,
`.turn(positions, spec)`, `.score(q, m, k, n, spec)`, ...

>>> from rope_core import RopeSpec
>>> MISTAKES["sin_cos_swapped"].recipe.rotate([1.0, 0.0], 1, RopeSpec(2)).round(4).tolist()
[0.8415, 0.5403]
>>> MISTAKES["half_exponent"].recipe.inv_freq(RopeSpec(4)).tolist()
[1.0, 0.1]

To add one: one `mistake(...)` in the module of what goes wrong. Practice tells learners which one
they made, and the tests try every entry on both sides.
"""

from collections.abc import Mapping

from rope_core.mistakes import angles, pairs, scaling, score, turn
from rope_core.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "Mistake"]

#: Every mistake by its key, in the order in which a rotation is worked out.
MISTAKES: Mapping[str, Mistake] = {
    mistake.key: mistake
    for module in (pairs, angles, turn, score, scaling)
    for mistake in module.MISTAKES
}
