"""What the Debug page's fields hold, read: no widgets here, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rope_core import RopeError, RopeSpec
from rope_core.diagnosis import (
    Belief,
    Diagnosis,
    diagnose_inv_freq,
    diagnose_outputs,
    diagnose_pasted,
    diagnose_scores,
    diagnose_tables,
)
from rope_core.diagnosis.explain import Progress
from rope_core.diagnosis.pasted import resolutions
from rope_core.reading.files import read_about
from rope_core.reading.numbers import parse_whole
from rope_core.reading.tensors import Tensor, read_upload

#: What a person may have, and the tensors it takes.
KINDS: Mapping[str, tuple[str, ...]] = {
    "x and y": ("x", "y"),
    "q, k and scores": ("q", "k", "scores"),
    "two outputs": ("reference", "other"),
    "cos and sin": ("cos", "sin"),
    "inv_freq": ("inv_freq",),
}
LABELS = {
    "x": "x, before the rotation",
    "y": "y, after it",
    "q": "q, before the rotation",
    "k": "k, before the rotation",
    "scores": "Scores, before mask and softmax",
    "reference": "Output of one that is right",
    "other": "Output of yours",
    "cos": "Table of cos",
    "sin": "Table of sin",
    "inv_freq": "Table of inv_freq",
}
NOT_SURE = "not sure"
PAIRINGS_MEANT = ("interleaved", "half_split", NOT_SURE)
AXES = ("inferred", "heads, seq", "seq, heads")
ROLES = ("query or key", "value")


def read_width(text: str) -> int:
    width = parse_whole(text, "rotary_dim", 2, 1024)
    if width % 2:
        raise RopeError("rotary_dim", text, "an even whole number", "Features turn in pairs.")
    return width


@dataclass(frozen=True, eq=False)
class Held:
    """A file that was uploaded: its arrays by name, and what it says beside them."""

    file: str
    arrays: Mapping[str, Tensor]
    about: Mapping[str, str]

    @property
    def positions(self) -> np.ndarray | None:
        """Positions that lie beside the tensors, as `watch` saves them."""
        found = self.arrays.get("positions")
        return None if found is None else np.asarray(found.values, dtype=np.float64)


def opened(file: str, data: bytes, name: str) -> Held:
    """A file read for the field of that name."""
    arrays = read_upload(file, data, name, tables=name in ("cos", "sin"))
    return Held(file, arrays, read_about(data))


def likeliest(held: Held, name: str) -> str | None:
    """The array that is meant for a field: the only one, or the one that is called like it."""
    if len(held.arrays) == 1:
        return next(iter(held.arrays))
    return name if name in held.arrays else None


def shape_words(tensor: Tensor) -> str:
    """How a tensor was understood.

    >>> shape_words(Tensor(np.zeros((2, 4)), "print"))
    '2 × 4 numbers'
    """
    kind = {"print": "numbers", "numbers": "numbers"}.get(tensor.kind, tensor.kind)
    return f"{' × '.join(f'{size:,}' for size in tensor.values.shape)} {kind}"


def diagnosed(
    kind: str,
    given: Mapping[str, Tensor],
    where: Mapping[str, np.ndarray | None],
    belief: RopeSpec | Belief,
    axes: str | None,
    role: str,
    progress: Progress,
) -> Diagnosis:
    """The diagnosis of what was entered; progress is told how far it is."""
    v = {name: tensor.values for name, tensor in given.items()}
    off = resolutions(*given.values())[-1]
    if kind == "inv_freq":
        return diagnose_inv_freq(v["inv_freq"], belief, off)
    if kind == "cos and sin":
        sin = None if v["cos"].dtype.kind == "c" else v["sin"]
        return diagnose_tables(v["cos"], sin, where[""], belief, off)
    if kind == "q, k and scores":
        return diagnose_scores(v["q"], v["k"], v["scores"], where["q"], where["k"], belief, off)
    if kind == "two outputs":
        return diagnose_outputs(
            v["reference"], v["other"], where[""], whole(belief, v["reference"].shape[-1]),
            axes=axes, resolution=off, progress=progress,
        )  # fmt: skip
    return diagnose_pasted(
        given["x"], given["y"], where[""], belief, axes=axes,
        role="value" if role == "value" else "query or key", progress=progress,
    )  # fmt: skip


def whole(belief: RopeSpec | Belief, head_dim: int) -> RopeSpec:
    """A full spec, for a reference that must be turned back."""
    if isinstance(belief, RopeSpec):
        return belief
    if belief.base is None or belief.pairing is None:
        raise RopeError(
            "rope_theta" if belief.base is None else "convention", NOT_SURE, "the reference's own",
            "Without x, the reference is turned back by what you know of it.",
        )  # fmt: skip
    return RopeSpec(head_dim, belief.base, belief.pairing, belief.rotary_dim)
