"""What goes wrong on the way to a longer context, for this model, with its own numbers.

>>> from rope_core.extension.plan import extend
>>> plan = extend({"head_dim": 128, "max_position_embeddings": 32768}, 131072)
>>> traps(plan)[0].key
'base_assumed'
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rope_core.config.reader import read_config
from rope_core.extension.edit import text_part
from rope_core.extension.plan import Extension
from rope_core.figures import base_text, rough
from rope_core.frequencies import attention_factor, inv_freq
from rope_core.scaling.yarn import Yarn


@dataclass(frozen=True)
class Trap:
    """One trap: a key for code, a headline, and what happens, with this model's numbers."""

    key: str
    title: str
    text: str


def traps(plan: Extension) -> tuple[Trap, ...]:
    """The traps that lie on this model's way, the worst first.

    >>> from rope_core.extension.plan import extend
    >>> traps(extend({"head_dim": 8, "rope_theta": 1e4, "max_position_embeddings": 64}, 64))
    ()
    """
    found = (
        _base_assumed(plan),
        _wrong_length(plan),
        _length_assumed(plan),
        _original_missing(plan),
        _two_lengths(plan),
        _original_left_out(plan),
        _short_texts(plan),
        _own_method(plan),
        _other_layers(plan),
    )
    return tuple(trap for trap in found if trap)


def _base_assumed(plan: Extension) -> Trap | None:
    if not plan.base_assumed:
        return None
    return Trap(
        "base_assumed",
        "rope_theta is missing",
        f"The config names no base; {base_text(plan.before.base)} is assumed here. If the model "
        "was trained with another one, every number below is wrong. Find it before anything else.",
    )


def _is(value: float) -> str:
    """The right side of an equation, which may be rounded.

    >>> _is(4.0), _is(4.096), _is(131072 / 30000)
    ('= 4', '= 4.096', '≈ 4.36907')
    """
    # To fifteen digits a float is what was divided: 32,768 / 8,000 is 4.096.
    return f"{'=' if f'{value:.6g}' == f'{value:.15g}' else '≈'} {rough(value, 6)}"


def _wrong_length(plan: Extension) -> Trap | None:
    """Factor is wanted / trained; the config's maximum is often another number."""
    counted = plan.origin != "max_position_embeddings" and plan.before.scaling is None
    if not plan.needed or not counted or not plan.maximum or plan.maximum == plan.trained:
        return None
    wrong = max(1.0, plan.wanted / plan.maximum)
    return Trap(
        "wrong_length",
        "Which length factor counts from",
        f"The model was trained on {plan.trained:,} tokens, but its config's maximum is "
        f"{plan.maximum:,}. Factor is {plan.wanted:,} / {plan.trained:,} {_is(plan.factor)}; "
        f"counted from the maximum it would be {rough(wrong, 6)}, and the slowest pairs would "
        f"{'turn into angles' if wrong < plan.factor else 'be slowed more than'} "
        f"{'never seen in training' if wrong < plan.factor else 'the context needs'}.",
    )


def _length_assumed(plan: Extension) -> Trap | None:
    if not plan.needed or plan.origin != "max_position_embeddings":
        return None
    return Trap(
        "length_assumed",
        "Trained on what length?",
        f"Nothing here says how long the training texts were. {plan.trained:,} is the config's "
        "max_position_embeddings, which may be more or less than that. Type the length if you "
        "know it: factor is counted from it.",
    )


def _original_missing(plan: Extension) -> Trap | None:
    """A config whose scaling does not say from where, with a maximum that may be raised already."""
    scaling = plan.before.scaling
    if scaling is None or not hasattr(scaling, "original_max_position_embeddings"):
        return None
    _, part = text_part(plan.config)
    said = [part, part.get("rope_scaling"), part.get("rope_parameters")]
    full = part.get("rope_parameters")
    said.append(full.get("full_attention") if isinstance(full, dict) else None)
    key = "original_max_position_embeddings"
    if any(isinstance(place, dict) and place.get(key) is not None for place in said):
        return None
    return Trap(
        "original_missing",
        "original_max_position_embeddings is missing",
        f"The config scales but does not say from which length, so its maximum, "
        f"{plan.trained:,}, is taken. If that was raised for the scaling, the frequencies come "
        "out wrong, without an error. Write the length before scaling into the config.",
    )


def _two_lengths(plan: Extension) -> Trap | None:
    """YaRN's factor and the config's maximum, where they say two lengths."""
    scaling = plan.before.scaling
    if not isinstance(scaling, Yarn) or not plan.maximum:
        return None
    stretched = round(scaling.factor * plan.trained)
    if plan.maximum >= stretched or plan.needed or _original_missing(plan):
        return None
    return Trap(
        "two_lengths",
        "The maximum was not raised",
        f"Factor {base_text(scaling.factor)} × {plan.trained:,} makes {stretched:,} tokens, but "
        f"the config's maximum says {plan.maximum:,}. vLLM goes by the first, SGLang refuses more "
        f"than the second: write max_position_embeddings {stretched:,} as well.",
    )


def _original_left_out(plan: Extension) -> Trap | None:
    """What YaRN would make of the same settings if the original length were not written."""
    if not plan.needed or not isinstance(plan.after.scaling, Yarn):
        return None
    right = plan.after.scaling
    fields = {name: getattr(right, name) for name in ("factor", "beta_fast", "beta_slow")}
    wrong = Yarn(original_max_position_embeddings=plan.wanted, truncate=right.truncate, **fields)
    table = wrong.table(plan.after.base, plan.after.rotary_dim)
    differ = int(np.count_nonzero(~np.isclose(table, inv_freq(plan.after), rtol=1e-9)))
    if not differ:
        return None
    pairs = f"{differ} of {plan.after.pairs} pairs"
    return Trap(
        "original_left_out",
        "Do not leave out original_max_position_embeddings",
        f"Once the maximum is raised to {plan.wanted:,}, a config without it is read as if the "
        f"model had been trained on {plan.wanted:,} tokens: {pairs} would get another frequency, "
        "and nothing would say so.",
    )


def _short_texts(plan: Extension) -> Trap | None:
    """Static scaling is there for every text, also for one the model could read without."""
    if not plan.needed or plan.method == "dynamic":
        return None
    slowed = np.count_nonzero(~np.isclose(inv_freq(plan.before), inv_freq(plan.after), rtol=1e-12))
    grown = _grown(plan)
    scores = (
        f" and every attention score is multiplied by {grown:.4g}" if abs(grown - 1) > 1e-9 else ""
    )
    return Trap(
        "short_texts",
        "Short texts pay as well",
        f"The scaling is static: for a text of 100 tokens too, {int(slowed)} of "
        f"{plan.after.pairs} pairs turn more slowly{scores}. Turn it on only where longer texts "
        f"than {plan.reach:,} tokens are usual, with the smallest factor that reaches them.",
    )


def _grown(plan: Extension) -> float:
    """By how much every score grows: by the attention factor on both sides, and, in DeepSeek's
    models, by what mscale_all_dim makes of the new factor."""
    before, after = (
        read_config(c, plan.wanted).score.value for c in (plan.config, plan.new_config())
    )
    factors = attention_factor(plan.after) / attention_factor(plan.before)
    return float(factors**2 * after / before)


def _own_method(plan: Extension) -> Trap | None:
    scaling = plan.before.scaling
    if scaling is None or not plan.needed:
        return None
    return Trap(
        "own_method",
        "It has a scaling already",
        f"This model has {scaling.title} already, with factor "
        f"{base_text(getattr(scaling, 'factor', 1.0))}. It stays, and factor grows to "
        f"{rough(plan.factor, 6)}: "
        "where the model was trained with it, a second method on top, or another in its "
        f"place, would undo what it learned. Its own settings reach {plan.reach:,} tokens; "
        "whether it is of use beyond them, only trying shows.",
    )


def _other_layers(plan: Extension) -> Trap | None:
    _, part = text_part(plan.config)
    extra = part.get("rope_parameters") or part.get("rope_scaling") or {}
    if not plan.needed or not isinstance(extra, dict) or not extra.get("llama_4_scaling_beta"):
        return None
    return Trap(
        "query_scaling",
        "Queries grow with their position, too",
        "llama_4_scaling_beta scales queries by 1 + beta × ln(1 + floor(position / original "
        "length)), outside the rotation. It goes on growing beyond the trained length.",
    )
