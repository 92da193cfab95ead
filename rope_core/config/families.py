"""What a family of models does that its config.json does not say.

Three sources, kept apart. `data/defaults.json` holds what the configuration classes of
transformers assume where a file is silent; the census reads it from the installed library and
rewrites it (`make census`). The entries below were read from the modeling files of the same
library: how features are paired, which kinds of layers turn. The published families are not in
that library; theirs is what the publisher's own code does.

>>> family_of("cohere2").pairing, family_of("cohere2").known
('interleaved', True)
>>> family_of("a-type-nobody-has").known
False
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from rope_core.spec import Features, Pairing

FULL, SLIDING, LINEAR, INDEXED = (
    "full_attention",
    "sliding_attention",
    "linear_attention",
    "indexed_attention",
)
#: Kinds of layers that have no attention, or none that a query of the text turns in.
WITHOUT_ATTENTION = frozenset(
    {LINEAR, "conv", "convolution", "mamba", "mamba2", "recurrent", "mlp", "moe", "cross_attention"}
)
MANY_AXES = "more than one axis"
_DEFAULTS = Path(__file__).parent / "data" / "defaults.json"


@dataclass(frozen=True)
class Cycle:
    """Every so many layers one is another: `one` the last or first of each run, else `rest`.

    key: the config's name for the number. closes: whether the very last layer is `one` too.
    """

    every: int
    key: str = "sliding_window_pattern"
    one: str = FULL
    rest: str = SLIDING
    at: Literal["first", "last"] = "last"
    closes: bool = False


@dataclass(frozen=True)
class Family:
    """How one family turns.

    turning: the kinds of layers that turn, where not every attention does.
    cycle: the order of the kinds, where the config leaves it out.
    labels: which entry of rope_parameters a kind of layer takes, where they have other names.
    scaled: the entries that a scaling written without entries belongs to.
    defaults: what the family's code takes for a key that is left out.
    unread: keys that are not read although other families' are, and why.
    switch: (key, value) without which it does not turn at all.
    attentions: how many attentions each layer of the config has.
    learned: what of the rotation is in the weights, and so in no config.
    """

    pairing: Pairing = "half_split"
    features: Features = "first"
    backwards: bool = False
    turning: frozenset[str] | None = None
    cycle: Cycle | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    scaled: frozenset[str] = frozenset({FULL, "hybrid", "compress", INDEXED})
    defaults: Mapping[str, Any] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    switch: tuple[str, object] | None = None
    attentions: int = 1
    learned: str = ""
    known: bool = False
    source: str = ""


def _each(names: str, **entry: Any) -> dict[str, dict[str, Any]]:
    return dict.fromkeys(names.split(), entry)


_NEIGHBOURS = """
codegen cohere cohere2 cohere2_moe deepseek_v2 deepseek_v4 ernie4_5 ernie4_5_moe glm glm4
glm4v_text glm_ocr_text gptj helium hy_v4_vl_text llama4_text moonshine moonshine_streaming
openai_privacy_filter pe_audio_encoder pe_audio_video_encoder pe_video_encoder
blt_global_transformer blt_local_decoder blt_local_encoder blt_patcher musicflamingo
"""
_NEIGHBOURS_TO_HALVES = """
axk1 axk2 bailing_hybrid deepseek_v3 deepseek_v32 dots3_note_text glm4_moe_lite glm_moe_dsa
longcat_flash mistral4 mistral_large4_text youtu
"""
#: How features are paired; every family of the library that is not here is half_split.
_PAIRED: Mapping[str, Pairing] = {
    **dict.fromkeys(_NEIGHBOURS.split(), "interleaved"),
    **dict.fromkeys(_NEIGHBOURS_TO_HALVES.split(), "interleaved_to_half"),
}

_SLIDING_ONLY = frozenset({SLIDING})
#: What else differs, by model type.
_ENTRIES: Mapping[str, Mapping[str, Any]] = {
    # NoPE: only the layers with a window turn.
    **_each("cohere2 cohere2_moe exaone4 exaone_moe afmoe", turning=_SLIDING_ONLY, cycle=Cycle(4)),
    "afmoe": {"turning": _SLIDING_ONLY, "cycle": Cycle(4, "global_attn_every_n_layers")},
    "kolibri1": {"turning": _SLIDING_ONLY, "cycle": Cycle(5)},
    "flint": {"turning": _SLIDING_ONLY},
    "lara_mini": {"turning": _SLIDING_ONLY},
    "beam": {"turning": _SLIDING_ONLY, "cycle": Cycle(6, closes=True)},
    # Two bases, or two widths.
    **_each("gemma3_text t5gemma2_text t5gemma2_decoder", cycle=Cycle(6)),
    "gemma3n_text": {"cycle": Cycle(5)},
    **_each(
        "gemma4_text gemma4_unified_text embedding_gemma2_text diffusion_gemma_text",
        cycle=Cycle(6, closes=True), defaults={"global_head_dim": 512},
    ),
    "olmo3": {"cycle": Cycle(4)},
    **_each(
        "modernbert modernbert-decoder",
        cycle=Cycle(3, "global_attn_every_n_layers", at="first"), scaled=frozenset({FULL, SLIDING}),
    ),
    **_each("laguna mellum step3p5", cycle=Cycle(1, "")),
    "zaya": {"cycle": Cycle(1, "", one="hybrid")},
    "deepseek_v4": {
        "features": "last",
        "labels": {
            SLIDING: "main",
            "compressed_sparse_attention": "compress",
            "heavily_compressed_attention": "compress",
        },
        "scaled": frozenset({"compress"}),
        "defaults": {"partial_rotary_factor": 0.125},
    },
    # Attention in some layers only.
    **_each(
        "qwen3_next qwen3_5_text qwen3_5_moe_text",
        cycle=Cycle(4, "full_attention_interval", rest=LINEAR),
    ),
    "qwen4_exp_text": {"cycle": Cycle(4, "full_attention_interval", one=INDEXED, rest=LINEAR)},
    "olmo_hybrid": {"cycle": Cycle(4, "", rest=LINEAR)},
    "minimax": {"cycle": Cycle(2, "", rest=LINEAR, at="first")},
    "bailing_hybrid": {"cycle": Cycle(6, "layer_group_size", rest=LINEAR)},
    # Settings that switch it off.
    "granitemoehybrid": {"switch": ("position_embedding_type", "rope")},
    "zamba2": {"switch": ("use_mem_rope", True)},
    "esm": {"switch": ("position_embedding_type", "rotary")},
    "clvp_encoder": {"switch": ("use_rotary_embedding", True)},
    **_each(
        "wav2vec2-bert wav2vec2-conformer seamless_m4t",
        switch=("position_embeddings_type", "rotary"),
    ),
    # The rest.
    "nanochat": {"backwards": True},
    "minimax_m3_vl_text": {
        "unread": {"rotary_dim": "this family's code reads partial_rotary_factor instead"},
    },
    "longcat_flash": {"attentions": 2},
    "bamba": {"defaults": {"attn_layer_indices": []}},
    # Its pairs are dealt out to three axes in an order of its own.
    "ernie4_5_vl_moe_text": {"defaults": {"positions": MANY_AXES}},
    "mistral_large4_text": {
        "defaults": {"no_rope_layer_interval": 4},
        "learned": "a number for each pair by which its frequency is multiplied",
    },
}  # fmt: skip

#: Families whose code is not in the library: what the publisher's own code does.
_PUBLISHED: Mapping[str, Mapping[str, Any]] = {
    "chatglm": {
        "pairing": "interleaved",
        "defaults": {"partial_rotary_factor": 0.5, "kv_channels": 128, "num_layers": 28},
        "unread": {"rope_ratio": "the releases of this family read it differently"},
    },
    # DeepSeek V3's code, which these came with.
    **_each(
        "kimi_k2 deepseek_vl_v2",
        pairing="interleaved_to_half",
        defaults={"qk_rope_head_dim": 64, "qk_nope_head_dim": 128},
    ),
    "roformer": {"pairing": "interleaved"},
    "llama4": {"pairing": "interleaved"},
    **_each(
        "baichuan internlm internlm2 Yi aquila xverse orion qwen minicpm deepseek "
        "kimi_vl bailing_moe bailing_moe_v2 skywork telechat openelm phi-msft "
        "stablelm_epoch RefinedWeb RefinedWebModel mimo step3_text grok-1 smallthinker nemotron-nas"
    ),
    "qwen": {"defaults": {"kv_channels": 128}},
}


@lru_cache(maxsize=1)
def _assumed() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(_DEFAULTS.read_text(encoding="utf-8"))
    return data


def library() -> str:
    """The library and version that the defaults and the entries were read from.

    >>> library().startswith("transformers ")
    True
    """
    return str(_assumed()["library"])


@lru_cache(maxsize=1024)
def family_of(model_type: str) -> Family:
    """The family of a model_type; one that is not `known` where nothing is known of it.

    >>> family_of("nanochat").backwards, family_of("deepseek_v4").features
    (True, 'last')
    """
    assumed = _assumed()["turning"].get(model_type)
    code = model_type if assumed is None else assumed.get("code", model_type)  # whose code it runs
    entry = dict(_ENTRIES.get(code, {}))
    source = library()
    if assumed is None:
        if model_type not in _PUBLISHED:
            return Family()
        entry, source = dict(_PUBLISHED[model_type]), "the publisher's own code"
    pairing = entry.pop("pairing", _PAIRED.get(code, "half_split"))
    defaults = dict(assumed or {}) | entry.pop("defaults", {})
    return Family(pairing=pairing, defaults=defaults, known=True, source=source, **entry)


def turns_nothing(model_type: str) -> bool:
    """Whether this family is known to have no rotary embedding.

    >>> turns_nothing("bert"), turns_nothing("llama")
    (True, False)
    """
    return model_type in _assumed()["without"] and model_type not in _PUBLISHED


def known_types() -> tuple[str, ...]:
    """Every model type whose family is known."""
    return tuple(sorted({*_assumed()["turning"], *_PUBLISHED}))


__all__ = ["Cycle", "Family", "family_of", "known_types", "library", "turns_nothing"]
