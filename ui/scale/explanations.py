"""What is folded under the Scale stage and is the same for every method: why, and sources."""

from __future__ import annotations

from functools import lru_cache

from rope_core import SCALING_METHODS

Fold = dict[str, object]
_LINKS = {
    "2306.15595": "Chen et al., Extending Context Window of Large Language Models via "
    "Positional Interpolation",
    "2309.00071": "Peng et al., YaRN: Efficient Context Window Extension of Large Language Models",
    "2402.13753": "Ding et al., LongRoPE: Extending LLM Context Window Beyond 2 Million Tokens",
    "2104.09864": "Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding",
}


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
        "Some methods also multiply cos and sin by an attention factor. It makes every score "
        "larger by its square, because with more tokens to attend to softmax spreads thinner.",
    )
    named = {method.source: method.title for method in SCALING_METHODS.values()}
    return {
        "why": [{"text": text} for text in why],
        "sources": [
            *({"text": text, "link": f"https://arxiv.org/abs/{at}"} for at, text in _LINKS.items()),
            *({"text": f"{title}: {source}."} for source, title in named.items()),
        ],
    }
