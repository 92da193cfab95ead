"""Whose frequencies the Scale page is about, and the same with every scaling method.

A subject is a published model, the problem of the sidebar or a config.json that was pasted.
Its own scaling stays as published; every other method is given the subject's trained length
and a factor, so that all of them reach the same context.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from rope_core import SCALING_METHODS, RopeError, RopeSpec, inv_freq
from rope_core.figures import base_text
from rope_core.models.presets import ModelPreset, models
from rope_core.problem import model_key
from rope_core.scaling.base import Floats, Scaling

#: Shown when nobody has chosen: the worked example's two pairs are too few to see anything.
DEFAULT_MODEL = "llama-3.1-8b-70b-405b"
PROBLEM, CONFIG = "problem", "config"
#: Used where nothing says how long the training texts were.
ASSUMED_LENGTH = 4096
USUAL_FACTOR = 8.0


#: Said by a source; or by its scaling's own settings, which count from it; else the config's
#: maximum, which may be another number; else made up. Or "asked": whoever looks at it said so.
TrainedFrom = Literal["said", "settings", "maximum", "nothing", "asked"]


@dataclass(frozen=True)
class Subject:
    """A RoPE with the lengths it is used at.

    trained: tokens before scaling, and where that number is from; extended: tokens as
    published, None where nothing is published. maximum: max_position_embeddings of the config,
    which is neither of the two.
    """

    key: str
    name: str
    spec: RopeSpec
    trained: int
    trained_from: TrainedFrom
    extended: int | None
    maximum: int | None = None
    preset: ModelPreset | None = None

    @property
    def factor(self) -> float:
        """How many times longer: as the scaling says, else as the lengths do, else a usual 8."""
        factor = getattr(self.spec.scaling, "factor", None)
        if factor is not None and factor > 1:
            return float(factor)
        ratio = (self.extended or self.trained) / self.trained
        return ratio if ratio > 1 else USUAL_FACTOR


@dataclass(frozen=True)
class Reach:
    """The lengths that are compared, in tokens, and where the first of them is from.

    unchanged: none of it was asked for.
    """

    trained: int
    trained_from: TrainedFrom
    extended: int
    factor: float
    unchanged: bool


@dataclass(frozen=True)
class Method:
    """One scaling method applied to a subject; without a spec where it cannot be, and why not.

    unchanged: exactly as the subject has it. stand_in: what of it was made up, in words.
    """

    rope_type: str
    spec: RopeSpec | None
    unchanged: bool = False
    stand_in: str = ""
    excuse: str = ""

    @property
    def title(self) -> str:
        """As the method calls itself."""
        return SCALING_METHODS[self.rope_type].title


@lru_cache(maxsize=1)
def models_by_key() -> dict[str, ModelPreset]:
    return {model_key(preset): preset for preset in models()}


@lru_cache(maxsize=128)
def model_subject(key: str) -> Subject:
    """A published model, at its longest length where its table depends on the length."""
    preset = models_by_key()[key]
    lengths = preset.lengths
    said, maximum, extended = (
        length.tokens if length else None
        for length in (lengths.pretrained, lengths.max_position_embeddings, lengths.extended)
    )
    trained, trained_from = trained_length(said, maximum)
    spec = preset.spec(lengths.longest)
    return at_its_length(
        Subject(key, preset.name, spec, trained, trained_from, extended, maximum, preset)
    )


def trained_length(said: int | None, maximum: int | None) -> tuple[int, TrainedFrom]:
    """The length to count from, and where it is from.

    >>> trained_length(32768, 40960), trained_length(None, 2048), trained_length(None, None)
    ((32768, 'said'), (2048, 'maximum'), (4096, 'nothing'))
    """
    if said:
        return said, "said"
    return (maximum, "maximum") if maximum else (ASSUMED_LENGTH, "nothing")


def problem_name(spec: RopeSpec) -> str:
    return f"The problem: head_dim {spec.head_dim}, base {base_text(spec.base)}"


def problem_subject(spec: RopeSpec, whose: Subject | None = None) -> Subject:
    """The problem's frequencies, at the lengths of ``whose`` RoPE was taken over as a whole."""
    name = problem_name(spec)
    if whose:
        return dataclasses.replace(whose, key=PROBLEM, name=name)
    return Subject(PROBLEM, name, spec, ASSUMED_LENGTH, "nothing", None)


def at_its_length(subject: Subject) -> Subject:
    """The same with its table for the length that it is shown to reach.

    Some methods have another table for every length, or one for short texts and one for long.
    """
    scaling = subject.spec.scaling
    if scaling is None or "seq_len" not in {field.name for field in dataclasses.fields(scaling)}:
        return subject
    length = {"seq_len": reach_of(subject, None, None).extended}
    reached = dataclasses.replace(scaling, **length)
    return dataclasses.replace(subject, spec=dataclasses.replace(subject.spec, scaling=reached))


def reach_of(subject: Subject, trained: int | None, factor: float | None) -> Reach:
    """The lengths as published, or those a person typed."""
    unchanged = trained is None and factor is None
    length = trained or subject.trained
    times = factor or subject.factor
    extended = (
        subject.extended if unchanged and subject.extended else max(length, round(length * times))
    )
    came_from = "asked" if trained else subject.trained_from
    return Reach(length, came_from, extended, times, unchanged)


def unscaled(spec: RopeSpec) -> RopeSpec:
    return dataclasses.replace(spec, scaling=None)


def share_kept(scaled: RopeSpec, plain: RopeSpec) -> Floats:
    """What each pair keeps of its speed, (pairs,): 1 where that is all of it.

    A method's arithmetic may leave a last digit of what it keeps.
    """
    share = inv_freq(scaled) / inv_freq(plain)
    whole: Floats = np.where(np.isclose(share, 1, rtol=1e-9, atol=0), 1.0, share)
    return whole


@lru_cache(maxsize=64)
def methods(subject: Subject, reach: Reach) -> tuple[Method, ...]:
    """Every scaling method of the core on this subject, in the core's order."""
    return tuple(_method(name, subject, reach) for name in SCALING_METHODS)


def _method(rope_type: str, subject: Subject, reach: Reach) -> Method:
    spec, own = subject.spec, subject.spec.scaling
    if own is not None and own.rope_type == rope_type and reach.unchanged:
        return Method(rope_type, spec, unchanged=True)
    try:
        applied, stand_in = _applied(SCALING_METHODS[rope_type], spec, reach)
        changed = dataclasses.replace(spec, scaling=applied)
    except RopeError as error:
        return Method(rope_type, None, excuse=str(error))
    return Method(
        rope_type,
        changed,
        unchanged=rope_type == "default" and own is None,
        stand_in=stand_in,
    )


def _applied(kind: type[Scaling], spec: RopeSpec, reach: Reach) -> tuple[Scaling, str]:
    """The method with the subject's own numbers where it has them, else usual ones."""
    present = spec.scaling
    start = present if isinstance(present, kind) else kind.example(spec.rotary_dim)
    fields = {field.name: getattr(start, field.name) for field in dataclasses.fields(start)}
    original = "original_max_position_embeddings"
    lengths = {
        "factor": reach.factor,
        original: reach.trained,
        # The trained length, where the method does not tell the two lengths apart.
        "max_position_embeddings": reach.extended if original in fields else reach.trained,
        "seq_len": reach.extended,
    }
    stand_in = ""
    for name, value in lengths.items():
        # LongRoPE computes its factor from the lengths when none is stated.
        if name in fields and not (name == "factor" and fields[name] is None):
            fields[name] = value
    if "long_factor" in fields and start is not present:
        pairs = max(1, spec.pairs - 1)
        fields["long_factor"] = tuple(
            1.0 + (reach.factor - 1.0) * i / pairs for i in range(spec.pairs)
        )
        stand_in = (
            "LongRoPE's lists are found by search for one model. This one is a stand-in that "
            "grows evenly from 1 to factor."
        )
    return type(start)(**fields), stand_in
