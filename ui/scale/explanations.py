"""What is folded under the Scale stage and is the same for every method: why, and sources."""

from __future__ import annotations

from functools import lru_cache

from rope_core import SCALING_METHODS, RopeSpec, wavelength

Fold = dict[str, object]
_LINKS = {
    "2306.15595": "Chen et al., Extending Context Window of Large Language Models via "
    "Positional Interpolation",
    "2309.00071": "Peng et al., YaRN: Efficient Context Window Extension of Large Language Models",
    "2402.13753": "Ding et al., LongRoPE: Extending LLM Context Window Beyond 2 Million Tokens",
    "2404.06654": "Hsieh et al., RULER: What's the Real Context Size of Your Long-Context "
    "Language Models?",
    "2104.09864": "Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding",
}


def _larger_base() -> str:
    """The oldest method needs no name: another base, from the start or in further training."""
    text, usual, larger = 8192, RopeSpec(128, 10000.0), RopeSpec(128, 500000.0)
    slowest = [f"{wavelength(spec)[-1]:,.0f}" for spec in (usual, larger)]
    unfinished = [int((wavelength(spec) > text).sum()) for spec in (usual, larger)]
    return (
        "A larger base alone is a method too, and the usual one: train with it, or go on training. "
        f"With head dimension 128, base 500,000 instead of 10,000 lets the slowest pair take "
        f"{slowest[1]} tokens for a turn instead of {slowest[0]}. The cost: in {text:,} tokens "
        f"{unfinished[1]} of {larger.pairs} pairs, and no longer {unfinished[0]}, make less than "
        "one turn. They tell little of who stands nearer, and fewer pairs are left for order; and "
        "a model trained with one base must learn the other."
    )


@lru_cache(maxsize=1)
def explanations() -> dict[str, list[dict[str, str]]]:
    why = (
        "A model learns what the angles mean that it sees. A pair that made many turns in the "
        "training texts has shown every angle; a pair that made less than one has shown only the "
        "first part of the circle. In a longer text the slow pairs reach angles that were never "
        "trained.",
        "All methods slow pairs down, so that more tokens fit into the angles that are known. "
        "They differ in which: all of them (linear), the slow ones more (a larger base), only "
        "those that never completed a turn (YaRN, Llama 3), or as a search found best (LongRoPE).",
        "There is a price: a slowed pair tells neighbours apart less well. That is why most "
        "methods leave the fast pairs alone.",
        _larger_base(),
        "Some methods also multiply cos and sin by an attention factor. It multiplies every score "
        "by its square, because with more tokens to attend to softmax spreads thinner.",
        "Three lengths are easily taken for one. What a config states as its maximum is "
        "advertised; how long the texts of training were is another number, often smaller; and "
        "up to where answers stay good, the effective length, only a test of the model can say "
        "(RULER asks for more than one needle and often finds less than is advertised). Slowing "
        "the pairs makes a length possible; it does not make it trained.",
    )
    named = {method.source: method.title for method in SCALING_METHODS.values()}
    return {
        "why": [{"text": text} for text in why],
        "sources": [
            *({"text": text, "link": f"https://arxiv.org/abs/{at}"} for at, text in _LINKS.items()),
            *({"text": f"{title}: {source}."} for source, title in named.items()),
        ],
    }
