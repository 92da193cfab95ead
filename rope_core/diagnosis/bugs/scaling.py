"""Bugs of scaling: a table by another method, by other numbers, or of another layer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from rope_core.diagnosis.bugs.bug import Bug, TableSetting, thread
from rope_core.diagnosis.bugs.fixes import SPEC_NUMPY, SPEC_TORCH
from rope_core.diagnosis.options import Table
from rope_core.errors import RopeError
from rope_core.figures import rough, typed
from rope_core.scaling import Dynamic, Linear, Ntk
from rope_core.scaling.base import Scaling, plain_table
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.longrope import LongRope
from rope_core.scaling.yarn import Yarn

_FACTORS = (2.0, 4.0, 8.0, 16.0, 32.0, 40.0, 64.0)
_LENGTHS = (8192, 4096, 32768, 2048, 16384)


def scaled(setting: TableSetting, base: float, method: Scaling | None) -> Table | None:
    """The table of a method, or None where it does not go with this base and width."""
    if method is None:
        return Table(
            plain_table(base, setting.rotary_dim), f"base {rough(base, 12)}", base=base, factor=1.0
        )
    try:
        method.check(base, setting.rotary_dim)
        values = method.table(base, setting.rotary_dim)
    except (RopeError, ArithmeticError):
        return None
    numbers = ", ".join(
        f"{name} {value:,.6g}"
        for name in ("factor", "original_max_position_embeddings", "max_position_embeddings")
        if (value := getattr(method, name, None)) is not None
    )
    words = f"base {rough(base, 12)} with {method.rope_type} scaling ({numbers or 'its own lists'})"
    factor = method.cos_sin_factor()
    return Table(values, words, base=base, factor=factor, detail=words, scaling=method)


def _ignored(setting: TableSetting) -> Iterator[Table]:
    if setting.belief.method is not None:
        for base in setting.belief.bases:
            if table := scaled(setting, base, None):
                yield table


def _methods(setting: TableSetting) -> Iterator[Scaling]:
    """Methods with the believed one's numbers, then with those of published models."""
    believed = setting.belief.method
    factors = [float(f) for f in (getattr(believed, "factor", None),) if f]
    lengths = [
        int(n)
        for name in ("original_max_position_embeddings", "max_position_embeddings")
        if (n := getattr(believed, name, None))
    ]
    for factor in dict.fromkeys((*factors, *_FACTORS)):
        yield Linear(factor)
        if setting.rotary_dim > 2:
            yield Ntk(factor)
        for length in dict.fromkeys((*lengths, *_LENGTHS)):
            yield Llama3(factor, 1.0, 4.0, length)
            yield Yarn(factor, length)
            if truncated_differs(factor):
                yield Yarn(factor, length, truncate=False)
            if setting.rotary_dim > 2 and setting.longest + 1 > length:
                yield Dynamic(factor, length, int(setting.longest) + 1)
    if isinstance(believed, LongRope):
        yield from _other_longrope(believed)


def truncated_differs(factor: float) -> bool:
    """gpt-oss alone uses YaRN without truncation, with factor 32."""
    return factor == 32.0


def _other_longrope(believed: LongRope) -> Iterator[Scaling]:
    short, long = believed.short_factor, believed.long_factor
    for one in (short, long):
        yield dataclasses.replace(believed, short_factor=one, long_factor=one)


def _other_scaling(setting: TableSetting) -> Iterator[Table]:
    believed = setting.belief.method
    for base in setting.belief.bases[:4]:
        for method in _methods(setting):
            if method != believed and (table := scaled(setting, base, method)):
                yield table


def _other_layers(setting: TableSetting) -> Iterator[Table]:
    """The table of another kind of layer in the same model."""
    for name, spec in setting.belief.others:
        if spec.pairs == setting.pairs and (table := scaled(setting, spec.base, spec.scaling)):
            words = f"{table.words}, which is that of the {name} layers"
            yield dataclasses.replace(
                table, words=words, detail=f"{name}: base {rough(spec.base, 10)}"
            )


def _yarn_fields(setting: TableSetting) -> Iterator[Table]:
    """YaRN as believed, but for one field (or the clamp of its ramp)."""
    believed = setting.belief.method
    if not isinstance(believed, Yarn):
        return
    for base in setting.belief.bases[:2]:
        for field, value in _yarn_values(believed):
            other = dataclasses.replace(believed, **{field: value})  # type: ignore[arg-type]
            if table := scaled(setting, base, other):
                said = f"{field} is {_set(value)}"
                words = f"{table.words}, {said} where {_set(getattr(believed, field))} was meant"
                yield dataclasses.replace(table, words=words, detail=said)
        yield from _unclamped(setting, base, believed)


def _set(value: float | bool) -> str:
    """A setting as a config has it, its thousands apart.

    >>> _set(True), _set(4096)
    ('true', '4,096')
    """
    return str(value).lower() if isinstance(value, bool) else typed(value)


def _yarn_values(believed: Yarn) -> Iterator[tuple[str, float | int | bool]]:
    yield "truncate", not believed.truncate
    for name, values in (
        ("beta_fast", (32.0, 16.0, 24.0, 48.0, 64.0, 8.0, 4.0, 2.0)),
        ("beta_slow", (1.0, 2.0, 4.0, 0.5, 8.0, 0.25)),
        ("factor", (2.0, 4.0, 8.0, 10.0, 16.0, 20.0, 32.0, 40.0, 64.0)),
        ("original_max_position_embeddings", tuple(2**power for power in range(9, 18))),
    ):
        for value in values:
            if value != getattr(believed, name):
                yield name, value


def _unclamped(setting: TableSetting, base: float, believed: Yarn) -> Iterator[Table]:
    """The ramp as it comes, not held between 0 and 1."""
    low, high = believed._ramp_bounds(base, setting.rotary_dim)
    ramp = (np.arange(setting.pairs) - low) / (high - low)
    kept = plain_table(base, setting.rotary_dim)
    values = kept / believed.factor * ramp + kept * (1.0 - ramp)
    words = f"base {rough(base, 12)} with yarn scaling, its ramp not clamped to 0 and 1"
    yield Table(values, words, base=base, factor=believed.cos_sin_factor(),
                detail="the ramp is not clamped to 0 and 1", scaling=believed)  # fmt: skip


BUGS = (
    Bug(
        "scaling_ignored",
        "Scaling ignored",
        "the scaling of the config is not applied",
        "rope_scaling changes the slow pairs for longer contexts. Ignored, short texts still work "
        "and long ones fall apart.",
        "The fast pairs are right, the slow ones turn too fast.",
        SPEC_NUMPY,
        SPEC_TORCH,
        (thread("sgl-project/sglang!26187"),),
        mistakes=("factor_ignored",),
        tables=_ignored,
    ),
    Bug(
        "scaling_wrong",
        "Another scaling",
        "the frequencies are scaled by another method or other numbers",
        "The table is that of another rope_type, or of another factor or original length.",
        "The fast pairs are right, the slow ones are off by a pattern of their own.",
        SPEC_NUMPY,
        SPEC_TORCH,
        (thread("vllm-project/vllm#10293"),),
        tables=_other_scaling,
    ),
    Bug(
        "yarn_field",
        "One field of YaRN differs",
        "one field of YaRN is not the one of the config",
        "YaRN has more fields than its factor: the original length and the two betas set where "
        "its ramp runs, truncate whether it starts at whole pairs, and the ramp is clamped.",
        "The fast pairs are right, and the slow ones or those on the ramp are off.",
        SPEC_NUMPY,
        SPEC_TORCH,
        alike=("scaling_wrong",),
        tables=_yarn_fields,
    ),
    Bug(
        "other_layers_table",
        "Another layer's table",
        "the table is that of another kind of layer",
        "Models with local and global layers have a base (and scaling) for each. Here one kind "
        "was given the table of the other.",
        "Right for the other kind of layer.",
        "spec = kind_of_layer[layer].spec  # each kind its own\ntable = inv_freq(spec)",
        "cos, sin = rotary[config.layer_types[layer]](x, position_ids)  # each kind its own",
        alike=("base", "scaling_wrong", "scaling_ignored"),
        tables=_other_layers,
    ),
)
