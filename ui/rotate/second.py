"""The story's second example: in the first, position, inverse frequency and angle are all 1."""

from __future__ import annotations

from rope_core import angles, inv_freq
from rope_core.problem import Reading, read_problem, write_params
from ui.numbers import scale

#: The words swapped, so that the asking one stands last; a base at which pair 1 visibly turns.
CHANGES = {"m": "3", "n": "1", "base": "100"}


def second_example(reading: Reading) -> dict[str, object] | None:
    """What leads there, and the changes of the address; None unless the first one is shown.

    >>> second_example(read_problem({"m": "5"})) is None
    True
    """
    if write_params(reading):
        return None
    problem, other = reading.problem, read_problem(CHANGES).problem
    first, second = (
        [scale(float(x[1]), 3) for x in (inv_freq(p.spec), angles(p.m, p.spec))]
        for p in (problem, other)
    )
    return {
        "text": f"In this example pair 0 has position, inverse frequency and angle all 1, and pair "
        f"1 turns by {first[1]} rad only. Swap the words, so that dogs stand at {other.m} and cats "
        f"at {other.n}, and take base {other.spec.base:,.0f}: pair 1 turns by {other.m} × "
        f"{second[0]} = {second[1]} rad, three different numbers.",
        "go": "The second example",
        "changes": CHANGES,
    }
