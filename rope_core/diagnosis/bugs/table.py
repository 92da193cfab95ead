"""Bugs of the table: inverse frequencies that are not the ones that were meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np

from rope_core.analysis.precision import Precision, round_to
from rope_core.diagnosis.belief import COMMON_BASES
from rope_core.diagnosis.bugs.bug import Bug, TableSetting, thread
from rope_core.diagnosis.options import Table
from rope_core.errors import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.scaling import Dynamic, Linear, Ntk
from rope_core.scaling.base import Floats, Scaling, plain_table
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.longrope import LongRope
from rope_core.scaling.yarn import Yarn

_FACTORS = (2.0, 4.0, 8.0, 16.0, 32.0, 40.0, 64.0)
_LENGTHS = (8192, 4096, 32768, 2048, 16384)


def scaled(setting: TableSetting, base: float, method: Scaling | None) -> Table | None:
    """The table of a method, or None where it does not go with this base and width."""
    if method is None:
        return Table(
            plain_table(base, setting.rotary_dim), f"base {base:,.12g}", base=base, factor=1.0
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
    words = f"base {base:,.12g} with {method.rope_type} scaling ({numbers or 'its own lists'})"
    factor = method.cos_sin_factor()
    return Table(values, words, base=base, factor=factor, detail=words, scaling=method)


#: Mistakes of Practice that are a wrong exponent, and what the exponent is then.
_PRACTISED = {
    "half_exponent": "−i/d for −2i/d",
    "double_exponent": "−4i/d for −2i/d (d/2 taken for d)",
    "next_pair": "−2(i+1)/d (pairs counted from 1)",
    "previous_pair": "−2(i−1)/d",
    "positive_exponent": "+2i/d (no minus)",
}
#: Exponents, as functions of the pair i and the rotated width r.
EXPONENTS: dict[str, Callable[[Floats, int], Floats]] = {
    words: MISTAKES[key].recipe.exponents for key, words in _PRACTISED.items()
} | {
    "−(2i+1)/d": lambda i, r: -(2 * i + 1) / r,
    "−2i/(d−2) (the last pair at 1/base)": lambda i, r: -2 * i / max(r - 2, 1),
    "−2⌊i/2⌋/d (every frequency twice)": lambda i, r: -2 * (i // 2) / r,
    "the right ones in reverse order": lambda i, r: -2 * i[::-1] / r,
}


def _exponents(setting: TableSetting) -> Iterator[Table]:
    i, r = np.arange(setting.pairs, dtype=np.float64), setting.rotary_dim
    for base in setting.belief.bases[:4]:
        for words, exponent in EXPONENTS.items():
            if setting.pairs > 1:
                values = np.power(base, exponent(i, r))
                said = f"base {base:,.12g} and exponent {words}"
                yield Table(values, said, detail=words, base=base)


def _over_head_dim(setting: TableSetting) -> Iterator[Table]:
    i, r, d = np.arange(setting.pairs, dtype=np.float64), setting.rotary_dim, setting.head_dim
    believed = setting.belief.rotary_dim
    for base in setting.belief.bases[:4]:
        for width, words in ((d, "head_dim"), (believed or r, "the believed rotary_dim")):
            if width != r and setting.pairs > 1:
                values = np.power(base, -2 * i / width)
                said = f"base {base:,.12g} with {words} in the exponent"
                yield Table(values, said, detail=f"−2i/{width} for −2i/{r}", base=base)


def _other_bases(setting: TableSetting) -> Iterator[Table]:
    belief = setting.belief
    if belief.base is None:
        return
    for base in COMMON_BASES:
        if base != belief.base and (table := scaled(setting, base, belief.method)):
            yield table


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


def _flat(setting: TableSetting) -> Iterator[Table]:
    """Every pair alike: the exponent came to a whole number, or nothing was filled in."""
    for value, words in (
        (1.0, "all inv_freq are 1: the exponents are 0, as by whole-number division"),
        (0.0, "all inv_freq are 0: the table was never filled"),
    ):
        if setting.pairs > 1:
            yield Table(np.full(setting.pairs, value), words, detail=words)
    for base in setting.belief.bases[:4]:
        if setting.pairs > 1:
            words = f"all inv_freq are 1/{base:,.10g}: the exponents are −1"
            yield Table(np.full(setting.pairs, 1 / base), words, detail=words, base=base)


def _other_layers(setting: TableSetting) -> Iterator[Table]:
    """The table of another kind of layer in the same model."""
    for name, spec in setting.belief.others:
        if spec.pairs == setting.pairs and (table := scaled(setting, spec.base, spec.scaling)):
            words = f"{table.words}, which is that of the {name} layers"
            yield dataclasses.replace(table, words=words, detail=f"{name}: base {spec.base:,.10g}")


def _yarn_fields(setting: TableSetting) -> Iterator[Table]:
    """YaRN as believed, but for one field (or the clamp of its ramp)."""
    believed = setting.belief.method
    if not isinstance(believed, Yarn):
        return
    for base in setting.belief.bases[:2]:
        for field, value in _yarn_values(believed):
            other = dataclasses.replace(believed, **{field: value})  # type: ignore[arg-type]
            if table := scaled(setting, base, other):
                said = f"{field} is {value:,g}" if not isinstance(value, bool) else (
                    f"{field} is {str(value).lower()}"
                )  # fmt: skip
                words = f"{table.words}, {said} where {getattr(believed, field)} was meant"
                yield dataclasses.replace(table, words=words, detail=said)
        yield from _unclamped(setting, base, believed)


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
    words = f"base {base:,.12g} with yarn scaling, its ramp not clamped to 0 and 1"
    yield Table(values, words, base=base, factor=believed.cos_sin_factor(),
                detail="the ramp is not clamped to 0 and 1", scaling=believed)  # fmt: skip


def _rounded(setting: TableSetting) -> Iterator[Table]:
    kinds: tuple[Precision, ...] = ("bfloat16", "float16")
    for base in setting.belief.bases[:4]:
        for kind in kinds:
            if table := scaled(setting, base, setting.belief.method):
                words = f"{table.words}, inv_freq rounded to {kind}"
                yield Table(
                    round_to(table.values, kind), words, detail=kind, base=base, factor=table.factor
                )


_FORMULA = "inv_freq = base ** (-{np}arange(0, rotary_dim, 2{dtype}) / rotary_dim)"
_NUMPY = _FORMULA.format(np="np.", dtype=", dtype=np.float64")
_TORCH = _FORMULA.format(np="torch.", dtype=", dtype=torch.float32")

BUGS = (
    Bug(
        "exponent",
        "The exponent is wrong",
        "the exponent of the base is wrong",
        "inv_freq of pair i is base^(−2i/d). Left out or doubled 2s, pairs counted from 1, or d/2 "
        "taken for d give a table that starts right and then drifts.",
        "Pair 0 is often right; the slower the pair, the larger the error.",
        _NUMPY,
        _TORCH,
        alike=("base",),
        mistakes=tuple(_PRACTISED),
        tables=_exponents,
    ),
    Bug(
        "exponent_width",
        "The exponent divides by the wrong width",
        "the exponent divides by another width than the rotated one",
        "With partial rotation d in −2i/d is rotary_dim. (Some models do use head_dim on purpose: "
        "rope_type proportional.)",
        "The first pair is right, the last turns too fast or too slowly.",
        _NUMPY,
        _TORCH,
        (thread("pie-project/pie#602"),),
        alike=("exponent",),
        tables=_over_head_dim,
    ),
    Bug(
        "base",
        "Another base",
        "the base is another one",
        "rope_theta was not read from the config, or read from another model's.",
        "Pair 0 is right, the slower pairs are off.",
        'base = config["rope_theta"]\n' + _NUMPY,
        "base = config.rope_theta\n" + _TORCH,
        (thread("rasbt/LLMs-from-scratch!407"),),
        tables=_other_bases,
    ),
    Bug(
        "scaling_ignored",
        "Scaling ignored",
        "the scaling of the config is not applied",
        "rope_scaling changes the slow pairs for longer contexts. Ignored, short texts still work "
        "and long ones fall apart.",
        "The fast pairs are right, the slow ones turn too fast.",
        "spec = RopeSpec.from_config(config)\ntable = inv_freq(spec)  # rope_core",
        "inv_freq, factor = ROPE_INIT_FUNCTIONS[rope_type](config, device)  # transformers",
        (thread("unslothai/unsloth!6197"), thread("Blaizzy/mlx-vlm!1710")),
        mistakes=("factor_ignored",),
        tables=_ignored,
    ),
    Bug(
        "scaling_wrong",
        "Another scaling",
        "the frequencies are scaled by another method or other numbers",
        "The table is that of another rope_type, or of another factor or original length.",
        "The fast pairs are right, the slow ones are off by a pattern of their own.",
        "spec = RopeSpec.from_config(config)\ntable = inv_freq(spec)  # rope_core",
        "inv_freq, factor = ROPE_INIT_FUNCTIONS[rope_type](config, device)  # transformers",
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
        "spec = RopeSpec.from_config(config)\ntable = inv_freq(spec)  # rope_core",
        "inv_freq, factor = ROPE_INIT_FUNCTIONS[rope_type](config, device)  # transformers",
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
    Bug(
        "inv_freq_flat",
        "All frequencies alike",
        "all inverse frequencies are the same",
        "Every pair turns at the same speed, or none does. Whole-number division makes every "
        "exponent 0 or −1; a buffer that was never filled holds zeros.",
        "All pairs are turned by one angle.",
        _NUMPY,
        _TORCH,
        alike=("not_rotated",),
        tables=_flat,
    ),
    Bug(
        "inv_freq_rounded",
        "inv_freq rounded",
        "the table of inverse frequencies was rounded to 16 bits",
        "model.to(bfloat16) casts buffers too. A rounded frequency is wrong by up to 0.4 %, and "
        "the angle's error grows with the position.",
        "Right near position 0, worse the further out.",
        "inv_freq = inv_freq.astype(np.float32)  # computed in float32, never cast",
        "# keep the buffer in float32 and compute angles outside autocast\n"
        "angles = positions.float()[:, None] * inv_freq.float()",
        (
            thread("sgl-project/sglang-jax#1472"),
            thread("huggingface/transformers!29285"),
            thread("EleutherAI/gpt-neox!1016"),
        ),
        tables=_rounded,
    ),
    Bug(
        "inv_freq_garbage",
        "The table is from no formula",
        "the inverse frequencies come from no known formula",
        "Each pair turns steadily with the position, but with frequencies that no base, exponent "
        "or "
        "scaling gives. Often an uninitialised buffer: made on the meta device, not saved with "
        "the checkpoint, and never filled.",
        "Norms and the shift property hold; the frequencies are arbitrary.",
        _NUMPY + "  # computed after loading, not loaded",
        'self.register_buffer("inv_freq", inv_freq, persistent=False)\n'
        "# and compute it again after to_empty() or meta-device loading",
        (thread("huggingface/transformers#34234"),),
    ),
)
