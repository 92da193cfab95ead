"""Tensors that were read from text or a file: what rounding in print may have done to them.

>>> from rope_core.reading.tensors import read_pasted
>>> x, y = (read_pasted(text, "x") for text in ("1 0 0 1", "0.5403 0.8415 -0.0100 0.9999"))
>>> diagnose_pasted(x, y, [1], Belief(base=10000.0)).status
'right'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.config import ConfigReport
from rope_core.config import read_config as config_reader
from rope_core.config.text import parse_config
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.run import Role, diagnose
from rope_core.diagnosis.sections import asking_for_axes
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError
from rope_core.reading.tensors import Tensor
from rope_core.spec import Pairing, RopeSpec


def resolutions(*tensors: Tensor) -> tuple[float, ...]:
    """What rounding may have taken off, in the order to try.

    Printers leave zeros away, so short numbers (0.5) may be exact: the most digits seen in any of
    the tensors come first, the fewest only if nothing fits so.
    """
    printed = [tensor.resolution for tensor in tensors]
    finest = min((one for one in printed if one > 0), default=0.0)
    return tuple(dict.fromkeys((finest, max(printed, default=0.0))))


def diagnose_pasted(
    x: Tensor,
    y: Tensor,
    positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | None = None,
    *,
    axes: str | None = None,
    sections: Sequence[int] | None = None,
    interleaved: bool = False,
    role: Role = "query or key",
    config: Mapping[str, object] | None = None,
    progress: Progress = silent,
) -> Diagnosis:
    """`diagnose` for tensors as they were read.

    sections: as typed, or `sections_meant` of config, which is what was believed as it was read.
    Raises RopeError as `diagnose` does; of sections by the name that fields and configs have.
    """
    first: Diagnosis | None = None
    for resolution in resolutions(x, y):
        try:
            said = diagnose(
                x.values, y.values, positions, believed, axes=axes, sections=sections,
                interleaved=interleaved, role=role, resolution=resolution, progress=progress,
            )  # fmt: skip
        except RopeError as error:
            if error.field != "sections":
                raise
            raise RopeError("mrope_section", error.received, error.allowed, error.hint) from error
        if said.status != "unknown":
            first = said
            break
        first = said if first is None else first
    assert first is not None
    at = () if positions is None else np.asarray(positions).shape
    if len(at) > 1:  # `diagnose` looked at rows of them
        return first
    return asking_for_axes(first, config, at, sections)


def only_tensor(tensors: Mapping[str, Tensor], field: str) -> Tensor:
    """The one tensor of a file, or the one that is named like the field.

    >>> only_tensor({}, "x")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: x: received ""; allowed: one tensor, or several with one named x.
    """
    if len(tensors) == 1:
        return next(iter(tensors.values()))
    if field not in tensors:
        listed = ", ".join(sorted(tensors))
        raise RopeError(field, listed[:200], f"one tensor, or several with one named {field}")
    return tensors[field]


def read_config(text: str, seq_len: int | None = None) -> ConfigReport:
    """What a pasted config.json says of RoPE.

    >>> read_config('{"head_dim": 64, "rope_theta": 5e5}').spec.base
    500000.0
    """
    return config_reader(parse_config(text, field="config.json"), seq_len)


def meant_by(
    report: ConfigReport,
    pairing: Pairing | None = None,
    base: float | None = None,
    *,
    whole: bool = False,
) -> RopeSpec | Belief:
    """What a config claims, with the pairing and the base that were chosen instead of its own.

    A pairing that is only assumed is no claim: both conventions are right then. whole: take it all
    the same, for a reference that must be turned back.

    >>> meant_by(read_config('{"head_dim": 64}')).pairing is None
    True
    >>> meant_by(read_config('{"head_dim": 64, "model_type": "llama"}')).pairing
    'half_split'
    """
    spec = report.spec if base is None else replace(report.spec, base=base)
    known = whole or pairing is not None or report.pairing_known
    if known:
        spec = replace(spec, pairing=pairing or spec.pairing)
    wider = report.unturned > 0
    if whole and wider:
        return replace(spec, head_dim=spec.head_dim + report.unturned, features="last")
    if whole or (known and not wider):
        return spec
    said = Belief.of(spec) if known else replace(Belief.of(spec), pairing=None)
    # Of a head that is wider than what RoPE sees, the end turns.
    return replace(said, features="last") if wider else said


def fitting(spec: RopeSpec, head_dim: int) -> RopeSpec:
    """The same for vectors that are only what turns of a head, where they are just that wide.

    >>> fitting(RopeSpec(192, rotary_dim=64, features="last"), 64).rotary_dim
    64
    """
    if head_dim == spec.head_dim or head_dim != spec.rotary_dim:
        return spec
    return replace(spec, head_dim=head_dim, features="first")
