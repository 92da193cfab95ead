"""What the Debug page's fields hold, read: no widgets here, and nothing is kept."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rope_core import RopeError, RopeSpec
from rope_core.config import read_config
from rope_core.config.text import parse_config
from rope_core.diagnosis import (
    Belief,
    Diagnosis,
    diagnose_inv_freq,
    diagnose_outputs,
    diagnose_pasted,
    diagnose_scores,
    diagnose_tables,
)
from rope_core.diagnosis.circumstances import circumstances
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.pasted import fitting, resolutions
from rope_core.diagnosis.run import Role
from rope_core.diagnosis.sections import sections_meant
from rope_core.reading.files import list_arrays, read_about
from rope_core.reading.numbers import parse_whole
from rope_core.reading.tensor_object import read_arrays
from rope_core.reading.tensors import Tensor

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
#: How pairs take the axes of their positions.
ORDERS = ("in blocks", "in turn")


@dataclass(frozen=True)
class HowRead:
    """How the tensors are meant. axes: before head_dim, None to infer them. sections: pairs that
    follow each axis of the positions, in blocks or in turn; () for those of a config, if any."""

    axes: str | None = None
    role: Role = "query or key"
    sections: tuple[int, ...] = ()
    in_turn: bool = False


def read_width(text: str) -> int:
    width = parse_whole(text, "rotary_dim", 2, 1024)
    if width % 2:
        raise RopeError("rotary_dim", text, "an even whole number", "Features turn in pairs.")
    return width


@dataclass(frozen=True, eq=False)
class FileArray:
    """One array of a file, not read: shape and kind as its header claims them.

    file: the file's name. data: its bytes, which are the browser's upload and nobody else's copy:
    what is kept of a file has none. digest: of the bytes. key: the array's name in the file.
    field: named in errors.
    """

    file: str
    digest: str
    key: str
    field: str
    kind: str
    shape: tuple[int, ...]
    data: bytes = b""

    def tensor(self) -> Tensor:
        """Its numbers. Raises RopeError where the bytes are not what was claimed."""
        return list_arrays(self.file, self.data, self.field, tables=True)[self.key].read()


#: What a field holds: a text that was read, or an array that is read where it is compared.
Source = Tensor | FileArray


@dataclass(frozen=True, eq=False)
class Held:
    """A file that was uploaded: its arrays by name, and what it says beside them.

    file: its name, "" for what was pasted, which is an object of several arrays or one array.
    """

    file: str
    arrays: Mapping[str, Source]
    about: Mapping[str, str]

    def of(self, data: bytes) -> Held:
        """The same with the file's bytes, to be read from."""
        arrays: dict[str, Source] = {
            key: replace(array, data=data) if isinstance(array, FileArray) else array
            for key, array in self.arrays.items()
        }
        return replace(self, arrays=arrays)

    @property
    def positions(self) -> Source | None:
        """Positions that lie beside the tensors, as `watch` saves them."""
        return self.arrays.get("positions")


def is_text(data: bytes) -> bool:
    """Whether a file can only be listed by reading it whole: JSON."""
    return data[:512].lstrip()[:1] in (b"[", b"{")


def opened(file: str, data: bytes, name: str, progress: Progress = silent) -> Held:
    """A file listed for the field of that name, without its bytes; what is text is read."""
    listed = list_arrays(file, data, name, tables=name in ("cos", "sin"))
    arrays: dict[str, Source]
    if is_text(data):
        arrays = {key: array.read() for key, array in listed.items()}
    else:
        digest = hashlib.sha256(data).hexdigest()
        arrays = {
            key: FileArray(file, digest, key, name, array.words, array.shape)
            for key, array in listed.items()
        }
    return Held(file, arrays, read_about(data))


def pasted(text: str, name: str, progress: Progress = silent) -> Held:
    """A text read for the field of that name, as work: up to a second of it."""
    return Held("", read_arrays(text, name), {})


def likeliest(held: Held, name: str) -> str | None:
    """The array that is meant for a field: the only one, or the one that is called like it."""
    if len(held.arrays) == 1:
        return next(iter(held.arrays))
    return name if name in held.arrays else None


def is_complex(source: Source | None) -> bool:
    return source is not None and source.kind.startswith("complex")


def shape_words(source: Source) -> str:
    """How a tensor was understood.

    >>> shape_words(Tensor(np.zeros((2, 4)), "print"))
    '2 × 4 numbers'
    >>> shape_words(Tensor(np.zeros(1), "numbers"))
    '1 number'
    """
    shape = source.values.shape if isinstance(source, Tensor) else source.shape
    noun = "number" if math.prod(shape) == 1 else "numbers"
    kind = noun if source.kind in ("print", "numbers") else source.kind
    return f"{' × '.join(f'{size:,}' for size in shape)} {kind}"


#: Positions by tensor, or under "" for all: as typed, as a file has them, or None for 0, 1, 2, …
Where = Mapping[str, np.ndarray | Source | None]


def diagnosed_and_told(
    kind: str,
    sources: Mapping[str, Source],
    where: Where,
    belief: RopeSpec | Belief,
    reading: HowRead,
    config: str,
    progress: Progress = silent,
) -> tuple[Diagnosis, str]:
    """The diagnosis of what the fields hold, and what that was, for a report."""
    # An array that stands in two fields is read once.
    read = {source: _tensor(source) for source in sources.values()}
    given = {name: read[source] for name, source in sources.items()}
    places = {name: _positions(place, reading) for name, place in where.items()}
    claimed = parse_config(config, field="config.json") if config.strip() else None
    if kind == "x and y":
        at = () if places[""] is None else places[""].shape
        sections, in_turn = sections_meant(
            claimed, given["x"].values.shape, at, reading.sections or None, reading.in_turn
        )
        reading = replace(reading, sections=sections or (), in_turn=in_turn)
    said = diagnosed(kind, given, places, belief, reading, progress, claimed)
    about = circumstances(given, places, belief, config, reading.sections, reading.in_turn)
    return said, about


def _tensor(source: Source) -> Tensor:
    return source if isinstance(source, Tensor) else source.tensor()


def _positions(place: np.ndarray | Source | None, reading: HowRead) -> np.ndarray | None:
    if place is None or isinstance(place, np.ndarray):
        return place
    positions = np.asarray(_tensor(place).values, dtype=np.float64)
    # One row where all sequences stand at the same places.
    alike = positions.ndim == 2 and not reading.sections and (positions == positions[0]).all()
    return positions[0] if alike else positions


def diagnosed(
    kind: str,
    given: Mapping[str, Tensor],
    where: Mapping[str, np.ndarray | None],
    belief: RopeSpec | Belief,
    reading: HowRead,
    progress: Progress,
    claimed: Mapping[str, object] | None = None,
) -> Diagnosis:
    """The diagnosis of what was entered; progress is told how far it is."""
    v = {name: tensor.values for name, tensor in given.items()}
    off = resolutions(*given.values())[-1]
    if kind == "inv_freq":
        return diagnose_inv_freq(v["inv_freq"], belief, off)
    if kind == "cos and sin":
        sin = None if v["cos"].dtype.kind == "c" else v["sin"]
        return diagnose_tables(v["cos"], sin, where[""], belief, off, progress)
    if kind == "q, k and scores":
        meant = Belief.of(belief)
        if claimed is not None:  # what it multiplies its scores by
            meant = replace(meant, score=read_config(claimed).score.value)
        return diagnose_scores(
            v["q"], v["k"], v["scores"], where["q"], where["k"], meant, off, progress
        )
    if kind == "two outputs":
        return diagnose_outputs(
            v["reference"], v["other"], where[""], whole(belief, v["reference"].shape[-1]),
            axes=reading.axes, resolution=off, progress=progress,
        )  # fmt: skip
    return diagnose_pasted(
        given["x"], given["y"], where[""], belief, axes=reading.axes,
        sections=reading.sections or None, interleaved=reading.in_turn, role=reading.role,
        config=claimed, progress=progress,
    )  # fmt: skip


def whole(belief: RopeSpec | Belief, head_dim: int) -> RopeSpec:
    """A full spec, for a reference that must be turned back."""
    if isinstance(belief, RopeSpec):
        return fitting(belief, head_dim)
    if belief.base is None or belief.pairing is None:
        raise RopeError(
            "rope_theta" if belief.base is None else "convention", NOT_SURE, "the reference's own",
            "Without x, the reference is turned back by what you know of it.",
        )  # fmt: skip
    return RopeSpec(head_dim, belief.base, belief.pairing, belief.rotary_dim)
