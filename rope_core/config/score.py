"""What a score q·k is multiplied by before softmax, as the config says it.

Nothing of it is RoPE, but a score that is compared with a model's needs it.

>>> from rope_core.config.keys import Keys
>>> scale = score_scale(Keys({"query_pre_attn_scalar": 256}), RopeSpec(128))
>>> scale.value, scale.formula
(0.0625, '1/√256, query_pre_attn_scalar')

Source: transformers, the modeling files: Gemma 2 and 3 (query_pre_attn_scalar), Granite
(attention_multiplier), DeepSeek V3 (mscale_all_dim), Gemma 2 (attn_logit_softcapping).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.config.keys import Keys
from rope_core.errors import require_number
from rope_core.figures import base_text
from rope_core.scaling import Yarn
from rope_core.spec import RopeSpec

_NORMALISED = "queries and keys are normalised instead"
#: Families that multiply by nothing, and what is there instead.
UNSCALED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "gemma3n_text",
            "gemma4_text",
            "gemma4_unified_text",
            "embedding_gemma2_text",
            "diffusion_gemma_text",
        ),
        _NORMALISED,
    ),
    "dia_decoder": "this family multiplies by nothing",
}


@dataclass(frozen=True)
class ScoreScale:
    """value: what every score is multiplied by, and the formula in words.

    usual: whether that is 1/√ of the head's width and nothing else. cap: a score s becomes
    cap × tanh(s / cap) afterwards; None: it does not.
    """

    value: float
    formula: str
    usual: bool
    cap: float | None = None


def score_scale(keys: Keys, spec: RopeSpec) -> ScoreScale:
    """Read the factor; spec: the rotation of the layers meant.

    >>> from rope_core.config.keys import Keys
    >>> score_scale(Keys({}), RopeSpec(64)).value
    0.125
    """
    cap_key, cap = keys.first("attn_logit_softcapping", use="scores are held below it, by tanh")
    limit = require_number(cap_key, cap, above=0.0) if cap_key else None
    key, scalar = keys.first("query_pre_attn_scalar", use="scores are multiplied by 1/√ of it")
    if key:
        number = require_number(key, scalar, above=0.0)
        formula = f"1/√{base_text(number)}, query_pre_attn_scalar"
        return ScoreScale(number**-0.5, formula, number == spec.head_dim and limit is None, limit)
    key, scalar = keys.first("attention_multiplier", use="scores are multiplied by it")
    if key:
        number = require_number(key, scalar, above=0.0)
        usual = number == spec.head_dim**-0.5 and limit is None
        return ScoreScale(number, f"{base_text(number)}, attention_multiplier", usual, limit)
    unscaled = UNSCALED.get(keys.model_type or "")
    if unscaled is not None:
        return ScoreScale(1.0, f"1: {unscaled}", False, limit)
    width = spec.head_dim + unturned_features(keys)
    formula, value = f"1/√{width}", width**-0.5
    stretch = _stretch(keys, spec)
    if stretch != 1.0:
        formula += f" × {stretch:.6g}², by mscale_all_dim"
        value *= stretch**2
    return ScoreScale(value, formula, stretch == 1.0 and limit is None, limit)


def unturned_features(keys: Keys) -> int:
    """Features of a query beside those that RoPE sees: DeepSeek's stand in a key of their own."""
    rest = keys.given("qk_nope_head_dim") or keys.family.defaults.get("qk_nope_head_dim")
    apart = "qk_rope_head_dim" in {**keys.family.defaults, **keys.values}
    if apart and isinstance(rest, int) and not isinstance(rest, bool):
        keys.note(keys.prefix + "qk_nope_head_dim", "used", "features of a head that do not turn")
        return rest
    return 0


def _stretch(keys: Keys, spec: RopeSpec) -> float:
    """DeepSeek's YaRN also multiplies the scores, by the square of this."""
    scaling = spec.scaling
    apart = "qk_rope_head_dim" in {**keys.family.defaults, **keys.values}
    if not apart or not isinstance(scaling, Yarn) or not scaling.mscale_all_dim:
        return 1.0
    if scaling.factor <= 1.0:
        return 1.0
    return 0.1 * scaling.mscale_all_dim * math.log(scaling.factor) + 1.0
