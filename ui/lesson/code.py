"""Lines of NumPy that compute what a page shows, with the learner's numbers; tests run them."""

from __future__ import annotations

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


def vector_line(name: str, values: tuple[float, ...]) -> str:
    return f"{name} = np.array([{format_vector(values)}], dtype=float)"


def frequency_line(spec: RopeSpec) -> str:
    if spec.scaling is not None:
        return f"inv_freq = np.array([{format_vector(inv_freq(spec).tolist())}])  # scaled"
    return f"inv_freq = {spec.base!r} ** (-2 * np.arange({spec.pairs}) / {spec.rotary_dim})"


def cos_sin_line(spec: RopeSpec, position: str) -> str:
    factor = attention_factor(spec)
    times = "" if factor == 1 else f"{factor!r} * "
    angle = f"{'-' if spec.backwards else ''}{position} * inv_freq"
    return f"c, s = {times}np.cos({angle}), {times}np.sin({angle})"


def turning_lines(spec: RopeSpec) -> list[str]:
    a, b, to_a, to_b = slices(spec)
    return [
        "def turn(x, position):",
        f"    {cos_sin_line(spec, 'position')}",
        "    y = x.copy()",
        f"    y[{to_a}], y[{to_b}] = c * x[{a}] - s * x[{b}], s * x[{a}] + c * x[{b}]",
        "    return y",
    ]
