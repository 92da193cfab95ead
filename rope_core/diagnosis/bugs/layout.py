"""Bugs of wiring: which numbers meet which cosine, and where the sums go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rope_core.diagnosis.bugs.bug import Bug, LayoutSetting, thread
from rope_core.diagnosis.bugs.fixes import ORDER, SPEC_TORCH, TURN_NUMPY, TURN_TORCH
from rope_core.diagnosis.layouts import Layout, rotation, wired
from rope_core.mistakes import MISTAKES
from rope_core.spec import Pairing

CONVENTIONS: tuple[Pairing, ...] = ("interleaved", "half_split")


def _mixed(setting: LayoutSetting) -> Iterator[Layout]:
    """Tables laid out for one pairing, partners found by the other."""
    half = setting.rotary_dim // 2
    j = np.arange(setting.rotary_dim).reshape(-1, 1)
    base = rotation(setting.pairing, setting.head_dim, setting.rotary_dim)
    if setting.pairing == "half_split":
        out = np.arange(setting.rotary_dim).reshape(half, 2)  # cos = repeat_interleave
        partner, sign = (out + half) % setting.rotary_dim, np.where(out < half, -1.0, 1.0)
        detail = "cos and sin were repeated [f0, f0, f1, f1, …] but partners are half a head apart"
    elif setting.pairing == "interleaved":
        out = np.hstack([j[:half], j[:half] + half])  # cos = cat([f, f])
        partner, sign = out ^ 1, np.where(out % 2 == 0, -1.0, 1.0)
        detail = "cos and sin were laid out [f0, f1, …, f0, f1, …] but partners are neighbours"
    else:
        return
    yield replace(base, out=out, read=out, partner=partner, sign=sign, detail=detail)


def _permuted(setting: LayoutSetting) -> Iterator[Layout]:
    """Weights (so x) permuted for the other convention before the turn, or y after it."""
    r, d = setting.rotary_dim, setting.head_dim
    same = np.arange(r)
    split = np.concatenate([np.arange(0, r, 2), np.arange(1, r, 2)])
    moves = {
        "": same,
        "interleaved → half_split": split,
        "half_split → interleaved": np.argsort(split),
    }
    base = rotation(setting.pairing, d, r)
    for before, order in moves.items():
        for after, end in moves.items():
            if not before and not after:
                continue
            places = np.argsort(end)
            reads = [(int(order[a]), int(order[b])) for a, b in base.read]
            writes = [(int(places[a]), int(places[b])) for a, b in base.out]
            said = [f"permuted {before} before the turn"] * bool(before)
            said += [f"permuted {after} after it"] * bool(after)
            made = wired(setting.pairing, d, r, reads, writes)
            yield replace(made, detail=" and ".join(said))


def _across(setting: LayoutSetting) -> Iterator[Layout]:
    if setting.heads < 2:
        return
    for kind in ("split", "join"):
        base = rotation(setting.pairing, setting.head_dim, setting.rotary_dim)
        yield replace(base, across=kind, detail="the permutation ran over all heads at once")


def _partner(setting: LayoutSetting) -> Iterator[Layout]:
    """Partial rotation that takes the partner half a *head* away."""
    r, d = setting.rotary_dim, setting.head_dim
    if setting.pairing != "half_split" or r == d:
        return
    pairs = [(i, i + d // 2) for i in range(r // 2)]
    yield wired("half_split", d, r, pairs, pairs)


def _one_sign(setting: LayoutSetting) -> Iterator[Layout]:
    base = rotation(setting.pairing, setting.head_dim, setting.rotary_dim)
    for row, sign in ((0, [1.0, 1.0]), (1, [-1.0, -1.0])):
        signs = np.tile(sign, (base.pairs, 1))
        which = ("first", "second")[row]
        yield replace(base, sign=signs, detail=f"the sine term of the {which} number of each pair")


def _overwritten(setting: LayoutSetting) -> Iterator[Layout]:
    yield replace(rotation(setting.pairing, setting.head_dim, setting.rotary_dim), overwritten=True)


def _added(setting: LayoutSetting) -> Iterator[Layout]:
    yield replace(rotation(setting.pairing, setting.head_dim, setting.rotary_dim), added=True)


BUGS = (
    Bug(
        "other_pairing",
        "The other pairing",
        "its pairs are those of the other convention",
        MISTAKES["other_pairing"].story + " Weights trained with one give noise with the other.",
        "Norms, position 0 and the shift property are all right; only values differ.",
        TURN_NUMPY,
        TURN_TORCH,
        (
            thread("huggingface/transformers#25199"),
            thread("rasbt/LLMs-from-scratch#838"),
            thread("Dao-AILab/flash-attention#288"),
        ),
        mistakes=("other_pairing",),
    ),
    Bug(
        "mixed_layout",
        "The two pairings mixed",
        "the table is laid out for one pairing and the partners are found by the other",
        MISTAKES["mixed_layout"].story,
        "Norms are not kept, except at position 0.",
        "# half_split\ncos = np.concatenate([cos, cos], axis=-1)  # f0 f1 … f0 f1 …; sin alike"
        "\n# interleaved\ncos = np.repeat(cos, 2, axis=-1)  # f0 f0 f1 f1 …; sin alike",
        "# half_split\ncos = torch.cat((cos, cos), dim=-1)  # f0 f1 … f0 f1 …; sin alike"
        "\n# interleaved\ncos = cos.repeat_interleave(2, dim=-1)  # f0 f0 f1 f1 …; sin alike",
        (thread("huggingface/transformers#40462"),),
        mistakes=("mixed_layout",),
        layouts=_mixed,
    ),
    Bug(
        "weights_permuted",
        "Permuted for the other convention",
        "the features of each head are permuted for the other convention",
        "Checkpoints for half_split are made from interleaved ones by permuting the rows of the "
        "q and k projections. Done once too often, not at all, or in the wrong direction, every "
        "number stands in another place. (DeepSeek-V3 permutes on purpose: interleaved_to_half.)",
        "Each number of y is right, in the wrong place.",
        ORDER,
        ORDER,
        (
            thread("huggingface/transformers#25199"),
            thread("huggingface/transformers#39687"),
            thread("tatsu-lab/stanford_alpaca#227"),
        ),
        layouts=_permuted,
    ),
    Bug(
        "permuted_across_heads",
        "Permuted across the heads",
        "the permutation ran over the whole width instead of within each head",
        "The reshape of the permutation left out the head axis (or used the number of query "
        "heads for grouped keys), so features wander from one head to another.",
        "Each head of y holds numbers of several heads of x.",
        ORDER + "\n# for k under grouped-query attention: heads = num_key_value_heads",
        ORDER + "\n# for k under grouped-query attention: heads = num_key_value_heads",
        (
            thread("ggml-org/llama.cpp#2376"),
            thread("ggml-org/llama.cpp!3364"),
            thread("jzhang38/TinyLlama#24"),
        ),
        layouts=_across,
    ),
    Bug(
        "partial_width",
        "The wrong width is rotated",
        "another number of features is rotated than you believe",
        "Partial rotation turns the first rotary_dim features and copies the rest. Here "
        "rotary_dim is another one (often head_dim, or a factor applied twice).",
        "Features that should be copied change, or the other way round.",
        "rotary_dim = int(head_dim * partial_rotary_factor)\n" + TURN_NUMPY,
        "rotary_dim = int(head_dim * config.partial_rotary_factor)\n" + TURN_TORCH,
        (
            thread("vllm-project/vllm!43770"),
            thread("vllm-project/vllm!30384"),
        ),
    ),
    Bug(
        "tail_rotated",
        "The wrong end is rotated",
        "the other end of the head is rotated",
        "Partial rotation turns the first rotary_dim features of a head. Here the copied part "
        "and the turned part changed places (as in models that keep the turned part last).",
        "The first features are copied unchanged.",
        TURN_NUMPY,
        TURN_TORCH,
    ),
    Bug(
        "wrong_partner",
        "The wrong partner",
        "each feature meets the one half a head away instead of half of rotary_dim",
        "With partial rotation the halves are those of the rotated part: partner i + "
        "rotary_dim/2. Here it is i + head_dim/2.",
        "Norms are kept, and features beyond rotary_dim change.",
        TURN_NUMPY,
        TURN_TORCH,
        (thread("apple/coreai-models#66"),),
        layouts=_partner,
    ),
    Bug(
        "partial_kind",
        "Partial and proportional rotation confused",
        "partial and proportional rotation are taken for one another",
        "Both turn only a part of the head. Partial rotation takes partners and exponents within "
        "that part (i with i + rotary_dim/2, −2i/rotary_dim); proportional rotation takes them "
        "over the whole head (i with i + head_dim/2, −2i/head_dim).",
        "As many features are turned as meant, but other ones, and at other speeds.",
        "spec = RopeSpec.from_config(config)\ny = rotate(x, positions, spec)  # rope_core",
        SPEC_TORCH
        + "\n# partial: on x[..., :rotary_dim]; proportional: on all of x, with zeros in inv_freq",
    ),
    Bug(
        "one_sign",
        "One sign is wrong",
        "one of the two sine terms has the wrong sign",
        "The first number of a pair takes −sin, the second +sin. With the same sign in both this "
        "is no rotation any more.",
        "Norms are not kept, except at position 0.",
        TURN_NUMPY,
        TURN_TORCH,
        layouts=_one_sign,
    ),
    Bug(
        "overwritten",
        "Overwritten in place",
        "the second number of each pair was computed from the already rotated first one",
        "Written in place, the new first number has replaced the old one when the second sum "
        "needs it.",
        "The first number of each pair is right, the second is not.",
        TURN_NUMPY,
        TURN_TORCH,
        layouts=_overwritten,
    ),
    Bug(
        "added",
        "Added instead of rotated",
        "cos and sin were added to the numbers",
        MISTAKES["added"].story,
        "y − x is the same for every head.",
        TURN_NUMPY,
        TURN_TORCH,
        mistakes=("added",),
        layouts=_added,
    ),
)
