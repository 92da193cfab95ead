"""Bugs of the table: inverse frequencies by another formula, rounded, or by none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from rope_core.analysis.formats import Precision, round_to
from rope_core.diagnosis.belief import COMMON_BASES
from rope_core.diagnosis.bugs.bug import Bug, TableSetting, thread
from rope_core.diagnosis.bugs.fixes import ANGLES_TORCH, TABLE_NUMPY, TABLE_TORCH
from rope_core.diagnosis.bugs.scaling import scaled
from rope_core.diagnosis.options import Table
from rope_core.figures import rough
from rope_core.mistakes import MISTAKES
from rope_core.scaling.base import Floats

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
                said = f"base {rough(base, 12)} and exponent {words}"
                yield Table(values, said, detail=words, base=base)


def _over_head_dim(setting: TableSetting) -> Iterator[Table]:
    i, r, d = np.arange(setting.pairs, dtype=np.float64), setting.rotary_dim, setting.head_dim
    believed = setting.belief.rotary_dim
    for base in setting.belief.bases[:4]:
        for width, words in ((d, "head_dim"), (believed or r, "the believed rotary_dim")):
            if width != r and setting.pairs > 1:
                values = np.power(base, -2 * i / width)
                said = f"base {rough(base, 12)} with {words} in the exponent"
                yield Table(values, said, detail=f"−2i/{width} for −2i/{r}", base=base)


def _other_bases(setting: TableSetting) -> Iterator[Table]:
    belief = setting.belief
    if belief.base is None:
        return
    for base in COMMON_BASES:
        if base != belief.base and (table := scaled(setting, base, belief.method)):
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
            words = f"all inv_freq are 1/{rough(base, 10)}: the exponents are −1"
            yield Table(np.full(setting.pairs, 1 / base), words, detail=words, base=base)


def _rounded(setting: TableSetting) -> Iterator[Table]:
    kinds: tuple[Precision, ...] = ("bfloat16", "float16")
    for base in setting.belief.bases[:4]:
        for kind in kinds:
            if table := scaled(setting, base, setting.belief.method):
                words = f"{table.words}, inv_freq rounded to {kind}"
                yield Table(
                    round_to(table.values, kind), words, detail=kind, base=base, factor=table.factor
                )


BUGS = (
    Bug(
        "exponent",
        "The exponent is wrong",
        "the exponent of the base is wrong",
        "inv_freq of pair i is base^(−2i/d). Left out or doubled 2s, pairs counted from 1, or d/2 "
        "taken for d give a table that starts right and then drifts.",
        "Pair 0 is often right; the slower the pair, the larger the error.",
        TABLE_NUMPY,
        TABLE_TORCH,
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
        TABLE_NUMPY,
        TABLE_TORCH,
        alike=("exponent",),
        tables=_over_head_dim,
    ),
    Bug(
        "base",
        "Another base",
        "the base is another one",
        "rope_theta was not read from the config, or read from another model's.",
        "Pair 0 is right, the slower pairs are off.",
        'base = config["rope_theta"]\n' + TABLE_NUMPY,
        'base = config.rope_parameters["rope_theta"]\n' + TABLE_TORCH,
        (
            thread("huggingface/candle!3746"),
            thread("sgl-project/SpecForge#265"),
        ),
        tables=_other_bases,
    ),
    Bug(
        "inv_freq_flat",
        "All frequencies alike",
        "all inverse frequencies are the same",
        "Every pair turns at the same speed, or none does. Whole-number division makes every "
        "exponent 0 or −1; a buffer that was never filled holds zeros.",
        "All pairs are turned by one angle.",
        TABLE_NUMPY,
        TABLE_TORCH,
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
        TABLE_NUMPY + "  # never cast",
        TABLE_TORCH + "  # again, after model.to(torch.bfloat16)\n" + ANGLES_TORCH,
        (
            thread("sgl-project/sglang-jax#1472"),
            thread("huggingface/transformers#29496"),
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
        TABLE_NUMPY + "  # computed after loading, not loaded",
        TABLE_TORCH + "  # again, after to_empty() or loading on the meta device\n"
        'module.register_buffer("inv_freq", inv_freq, persistent=False)',
        (thread("huggingface/transformers#34234"),),
    ),
)
