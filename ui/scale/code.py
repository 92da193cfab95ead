"""Each scaling method as a few runnable NumPy lines, with the numbers that are on the page.

A method without lines of its own is shown through rope_core. A test runs them all against it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from rope_core import RopeSpec, attention_factor, inv_freq
from rope_core.scaling.base import Scaling
from ui.lesson.code import array_line

Lines = list[str]


def code(scaling: Scaling, plain: RopeSpec) -> str:
    """Lines that leave every pair's inverse frequency in inv_freq, and print its ends.

    Where cos and sin are multiplied by something, that is in attention_factor, and applied: a
    table without its factor would be another method.
    """
    spec = dataclasses.replace(plain, scaling=scaling)
    body = _CODE.get(scaling.rope_type, _through_core)(scaling, plain)
    factor = _ATTENTION.get(scaling.rope_type)
    ends = inv_freq(spec)[[0, -1]]
    if factor is None:
        return "\n".join([*body, "print(inv_freq[[0, -1]])", f"# {ends}"])
    return "\n".join(
        [
            *body,
            *factor(scaling),
            "cos = lambda m: attention_factor * np.cos(m * inv_freq)",
            "sin = lambda m: attention_factor * np.sin(m * inv_freq)",
            "print(inv_freq[[0, -1]], float(attention_factor))",
            f"# {ends} {attention_factor(spec)!r}",
        ]
    )


def _start(plain: RopeSpec) -> Lines:
    return [
        "import numpy as np",
        f"base, d = {plain.base!r}, {plain.rotary_dim}",
        "i = np.arange(d // 2)",
    ]


def _plain(plain: RopeSpec) -> Lines:
    return [*_start(plain), "inv_freq = base ** (-2 * i / d)"]


def _default(scaling: Scaling, plain: RopeSpec) -> Lines:
    return _plain(plain)


def _linear(scaling: Scaling, plain: RopeSpec) -> Lines:
    return [*_plain(plain), f"inv_freq = inv_freq / {_of(scaling, 'factor')}"]


def _ntk(scaling: Scaling, plain: RopeSpec) -> Lines:
    return [
        *_start(plain),
        f"base = base * {_of(scaling, 'factor')} ** (d / (d - 2))",
        "inv_freq = base ** (-2 * i / d)",
    ]


def _dynamic(scaling: Scaling, plain: RopeSpec) -> Lines:
    factor, trained = _of(scaling, "factor"), _of(scaling, "max_position_embeddings")
    return [
        *_start(plain),
        f"length = max({_of(scaling, 'seq_len')} or 0, {trained})",
        f"factor = {factor}",
        f"grown = factor * length / {trained} - (factor - 1)",
        "base = base * grown ** (d / (d - 2))",
        "inv_freq = base ** (-2 * i / d)",
    ]


def _yarn(scaling: Scaling, plain: RopeSpec) -> Lines:
    original = _of(scaling, "original_max_position_embeddings")
    fast, slow = _of(scaling, "beta_fast"), _of(scaling, "beta_slow")
    down, up = ("np.floor", "np.ceil") if scaling.truncate else ("float", "float")  # type: ignore[attr-defined]
    return [
        *_plain(plain),
        "def pair(turns):",
        f"    step = {original} / (turns * 2 * np.pi)",
        "    return d * np.log(step) / (2 * np.log(base))",
        f"low = max({down}(pair({fast})), 0)",
        f"high = min({up}(pair({slow})), d - 1)",
        "high += 0.001 * (low == high)",
        "ramp = (i - low) / (high - low)",
        "ramp = np.clip(ramp, 0, 1)  # 0: kept, 1: divided",
        f"divided = inv_freq / {_of(scaling, 'factor')}",
        "inv_freq = divided * ramp + inv_freq * (1 - ramp)",
    ]


def _llama3(scaling: Scaling, plain: RopeSpec) -> Lines:
    original = _of(scaling, "original_max_position_embeddings")
    low, high = _of(scaling, "low_freq_factor"), _of(scaling, "high_freq_factor")
    return [
        *_plain(plain),
        f"turns = {original} * inv_freq / (2 * np.pi)  # as trained",
        f"ramp = (turns - {low}) / max({high} - {low}, 1e-9)",
        "smooth = np.clip(ramp, 0, 1)  # 1: kept, 0: divided",
        f"divided = inv_freq / {_of(scaling, 'factor')}",
        "inv_freq = (1 - smooth) * divided + smooth * inv_freq",
    ]


def _longrope(scaling: Scaling, plain: RopeSpec) -> Lines:
    original = getattr(scaling, "original_max_position_embeddings")  # noqa: B009
    length = getattr(scaling, "seq_len") or 0  # noqa: B009
    name = "long_factor" if length > original else "short_factor"
    factors = ", ".join(repr(value) for value in getattr(scaling, name))
    return [*_plain(plain), array_line(name, factors), f"inv_freq = inv_freq / {name}"]


def _proportional(scaling: Scaling, plain: RopeSpec) -> Lines:
    return [
        *_plain(plain),
        f"inv_freq = inv_freq / {_of(scaling, 'factor')}",
        f"inv_freq[int({_of(scaling, 'partial_rotary_factor')} * d // 2):] = 0",
    ]


def _yarn_factor(scaling: Scaling) -> Lines:
    stated, above, below = (
        getattr(scaling, name) for name in ("attention_factor", "mscale", "mscale_all_dim")
    )
    if stated is not None:
        return [f"attention_factor = {stated!r}"]
    grown = f"np.log({_of(scaling, 'factor')}) + 1"
    if above is None or below is None:
        return [f"attention_factor = 0.1 * {grown}"]
    return [
        f"above = 0.1 * {above!r} * {grown}",
        f"below = 0.1 * {below!r} * {grown}",
        "attention_factor = above / below",
    ]


def _longrope_factor(scaling: Scaling) -> Lines:
    steps = scaling.attention_steps()
    last = dict(steps[-1].operands)
    if "original_max_position_embeddings" not in last:
        return [f"attention_factor = {steps[-1].value!r}"]
    factor, original = last["factor"], last["original_max_position_embeddings"]
    return [
        f"grown = np.log({factor!r}) / np.log({original!r})",
        "attention_factor = np.sqrt(1 + grown)",
    ]


def _through_core(scaling: Scaling, plain: RopeSpec) -> Lines:
    return [
        "import rope_core",
        f"scaling = rope_core.SCALING_METHODS[{scaling.rope_type!r}]{_arguments(scaling)}",
        f"inv_freq = scaling.table({plain.base!r}, {plain.rotary_dim})",
        "attention_factor = scaling.cos_sin_factor()",
    ]


def _arguments(scaling: Scaling) -> str:
    return repr(scaling).partition("(")[1] + repr(scaling).partition("(")[2]


def _of(scaling: Scaling, name: str) -> str:
    return repr(getattr(scaling, name))


_CODE: Mapping[str, Callable[[Scaling, RopeSpec], Lines]] = {
    "default": _default,
    "linear": _linear,
    "ntk": _ntk,
    "dynamic": _dynamic,
    "yarn": _yarn,
    "llama3": _llama3,
    "longrope": _longrope,
    "proportional": _proportional,
}
#: The methods that multiply cos and sin, and how.
_ATTENTION: Mapping[str, Callable[[Scaling], Lines]] = {
    "yarn": _yarn_factor,
    "longrope": _longrope_factor,
}
