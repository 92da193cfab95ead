"""The sections folded under a stage, the sources they share, and how fast the pairs turn."""

from __future__ import annotations

from rope_core import RopeSpec, inv_freq, wavelength
from rope_core.figures import base_text
from ui.numbers import fixed, scale

Item = dict[str, str]
Section = dict[str, object]

ROFORMER: Item = {
    "text": "Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding",
    "link": "https://arxiv.org/abs/2104.09864",
}
STORIES: Item = {
    "text": "karpathy/tinyllamas, stories260K",
    "link": "https://huggingface.co/karpathy/tinyllamas",
}
LLAMA: Item = {
    "text": "transformers, modeling_llama.py",
    "link": "https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/"
    "modeling_llama.py",
    "after": ": half_split pairing, cos and sin applied number by number.",
}


def sections(title: str, why: list[str], code: str, *sources: Item) -> list[Section]:
    """Why, in code, sources: what every lesson ends with."""
    return [
        {"title": title, "items": [{"text": text} for text in why]},
        {"title": "In code", "items": [{"code": code}]},
        {"title": "Sources", "items": list(sources)},
    ]


def how_fast(spec: RopeSpec, digits: int) -> str:
    """Say how far the slowest pair moves: at small head_dim hardly at all."""
    frequencies, waves = inv_freq(spec), wavelength(spec)
    if spec.pairs == 1:
        return (
            "With one pair the base does not matter: the exponent is 0, and inv_freq is "
            f"{scale(frequencies[0], digits)}."
        )
    sentence = (
        f"With {_width(spec)} and base {base_text(spec.base)}, inv_freq runs from "
        f"{scale(frequencies[0], digits)} to {scale(frequencies[-1], digits)}: pair 0 makes a turn "
        f"in {fixed(waves[0], digits)} tokens, pair {spec.pairs - 1} "
        + (f"in {fixed(waves[-1], digits)}." if frequencies[-1] else "never.")
    )
    slow = waves[-1] > 100 * waves[0] and spec.base > 100
    return sentence + (" The toy base 100 makes slow pairs move visibly." if slow else "")


def _width(spec: RopeSpec) -> str:
    if spec.rotary_dim == spec.head_dim:
        return f"head dimension {spec.head_dim}"
    return f"{spec.rotary_dim} of {spec.head_dim} numbers turned"
