"""Lines of NumPy that compute what a page shows, with the learner's numbers; tests run them.

One thing a line: what is short is read without scrolling sideways on a phone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rope_core import RopeSpec, attention_factor, inv_freq
from rope_core.reading.vectors import format_vector


def printed(values: object) -> str:
    return "\n".join(f"# {line}" for line in str(values).splitlines())


def slices(spec: RopeSpec) -> tuple[str, str, str, str]:
    """Where the pairs are read, and where they are written, as slices."""
    start, stop, half = spec.rotated.start, spec.rotated.stop, spec.rotated.start + spec.pairs
    neighbours = (f"{start}:{stop}:2", f"{start + 1}:{stop}:2")
    halves = (f"{start or ''}:{half}", f"{half}:{stop}")
    return {
        "interleaved": (*neighbours, *neighbours),
        "half_split": (*halves, *halves),
        "interleaved_to_half": (*neighbours, *halves),
    }[spec.pairing]


#: As many letters as a line has, where numbers can be parted.
WIDTH = 60


def array_line(name: str, numbers: str, ends: str = ")") -> str:
    """An array of numbers that are written already, over as many lines as they need.

    >>> array_line("q", "1, 2", ", dtype=float)"), array_line("q", "1, " * 30).count(chr(10))
    ('q = np.array([1, 2], dtype=float)', 1)
    """
    return textwrap.fill(
        f"{name} = np.array([{numbers}]{ends}",
        WIDTH,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def vector_line(name: str, values: Sequence[float]) -> str:
    return array_line(name, format_vector(values), ", dtype=float)")


def frequency_line(spec: RopeSpec) -> str:
    if spec.scaling is not None:
        scaled = array_line("scaled", format_vector(inv_freq(spec).tolist()))
        return f"{scaled}\ninv_freq = scaled"
    return f"inv_freq = {spec.base!r} ** (-2 * np.arange({spec.pairs}) / {spec.rotary_dim})"


def cos_sin_lines(spec: RopeSpec) -> list[str]:
    """Within a function of a position."""
    factor = attention_factor(spec)
    times = "" if factor == 1 else f"{factor!r} * "
    return [
        f"    angle = {'-' if spec.backwards else ''}position * inv_freq",
        f"    c = {times}np.cos(angle)",
        f"    s = {times}np.sin(angle)",
    ]


def turning_lines(spec: RopeSpec) -> list[str]:
    a, b, to_a, to_b = slices(spec)
    return [
        "def turn(x, position):",
        *cos_sin_lines(spec),
        f"    a, b = x[{a}], x[{b}]",
        "    y = x.copy()",
        f"    y[{to_a}] = c * a - s * b",
        f"    y[{to_b}] = s * a + c * b",
        "    return y",
    ]
