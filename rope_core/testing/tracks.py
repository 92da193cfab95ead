"""Calls put together: what one layer did to its queries, or to its keys, along one sequence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.config.layers import LayerKind
from rope_core.errors import RopeError
from rope_core.reading.saving import safetensors_bytes
from rope_core.reading.tensor import MAX_NUMBERS, Tensor
from rope_core.testing.recording import Call

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Track:
    """x, y: (batch, heads, seq, features). meant: where each token should stand, (batch, seq);
    used: the position ids that cos and sin were made of, where these were seen.

    layer: its number from 0, or that of the call where no layer is known. kind: of its layer.
    either: whether heads and seq may stand the other way round, as their sizes do not tell.
    """

    layer: int
    vector: str
    kind: LayerKind | None
    x: Array
    y: Array
    types: tuple[str, str]  # of x and y
    meant: Array
    used: Array | None
    tables: Mapping[str, Array]
    why: str
    numbered: str  # "layer" or "call"
    passes: tuple[int, ...]  # tokens of each run of the model
    either: bool


def tracks_of(
    calls: Sequence[Call], kinds: Sequence[LayerKind], positions: Array | None
) -> tuple[Track, ...]:
    """Join the calls of one layer, vector and sequence; a run with a cache goes on the last one."""
    joined: dict[tuple[object, ...], list[Call]] = {}
    seen: dict[tuple[object, ...], int] = {}
    sequence = 0
    last: object = None
    for call in calls:
        run = call.run
        if run is not None and run is not last and run.before == 0:
            sequence += 1
        last = run
        here = (call.function, call.layer, call.vector, id(run))
        turn = seen[here] = seen.get(here, -1) + 1  # a second q in one layer is another one
        joined.setdefault((sequence, *here[:3], turn, call.x.ndim), []).append(call)
    return tuple(_joined(members, kinds, positions) for members in joined.values())


def _joined(calls: list[Call], kinds: Sequence[LayerKind], positions: Array | None) -> Track:
    first = calls[0]
    x, y = (np.concatenate([_laid_out(c, v) for c in calls], axis=2) for v in ("x", "y"))
    batch, seq = x.shape[0], x.shape[2]
    meant, kept, why = _meant(calls, batch, positions)
    used = [c.used for c in calls if c.used is not None and c.used.ndim in (1, 2)]
    together = None
    if len(used) == len(calls):
        rows = [np.broadcast_to(u, (batch, u.shape[-1])) for u in used if _fits(u, batch)]
        together = np.concatenate(rows, axis=1) if len(rows) == len(calls) else None
    if together is not None and together.shape[1] != seq:
        together = None
    hidden = ~np.broadcast_to(kept, (batch, seq))[:, None, :, None]
    if hidden.any():  # padding: whatever was done to it, nobody attends to it
        x, y = np.where(hidden, 0, x), np.where(hidden, 0, y)
    numbered = "call" if first.layer is None else "layer"
    layer = first.number if first.layer is None else first.layer
    return Track(
        layer, first.vector, kind_of(kinds, first.layer), x, y, first.types, meant, together,
        first.tables, why, numbered, tuple(c.x.shape[c.axis] for c in calls),
        first.either and len(calls) == 1,
    )  # fmt: skip


def _fits(used: Array, batch: int) -> bool:
    return used.ndim == 1 or used.shape[0] in (1, batch)


def _meant(calls: list[Call], batch: int, positions: Array | None) -> tuple[Array, Array, str]:
    """Positions (batch, seq), which tokens count, and where that is from."""
    sizes = [call.x.shape[call.axis] for call in calls]
    everywhere = np.ones((batch, sum(sizes)), bool)
    if positions is not None:
        return _rows(positions, batch, sum(sizes)), everywhere, "as given to watch"
    runs = [call.run for call in calls if call.run is not None]
    # A model may turn fewer tokens than it was given, or those of another part.
    if len(runs) == len(calls) and all(
        run.meant.shape == (batch, size) for run, size in zip(runs, sizes, strict=True)
    ):
        meant = np.concatenate([run.meant for run in runs], axis=1)
        kept = np.concatenate([run.kept for run in runs], axis=1)
        return meant, kept, ", then ".join(dict.fromkeys(run.why for run in runs))
    used = [call.used for call in calls]
    if len(calls) == 1 and used[0] is not None:
        return _rows(used[0], batch, sizes[0]), everywhere, "the position ids of the call"
    counted = np.arange(sum(sizes)) + np.zeros((batch, 1), int)
    return counted, everywhere, "assumed to be 0, 1, 2, …"


def _rows(positions: Array, batch: int, seq: int) -> Array:
    fits = positions.ndim <= 2 and positions.shape[-1:] == (seq,) and _fits(positions, batch)
    if not fits:
        raise RopeError("positions", f"shape {positions.shape}", f"({seq},) or ({batch}, {seq})")
    return np.broadcast_to(positions, (batch, seq))


def _laid_out(call: Call, which: str) -> Array:
    """x or y as (batch, heads, seq, features)."""
    array: Array = getattr(call, which)
    array = np.moveaxis(array, call.axis, -2)
    shape = (1,) * max(0, 3 - array.ndim) + array.shape
    array = array.reshape(shape)
    return array.reshape(array.shape[0], -1, *array.shape[-2:])


def kind_of(kinds: Sequence[LayerKind], layer: int | None) -> LayerKind | None:
    """The kind of a layer; the only one, or the first, where layers are not told apart."""
    for kind in kinds:
        if kind.layers is not None and layer in kind.layers:
            return kind
    return kinds[0] if kinds else None


def saved(track: Track, config: str) -> bytes:
    """A track as a .safetensors file: x, y, positions, tables; config and place as metadata.

    Heads that would make the file too large for the Debug page are left out, and said to be.
    """
    fits = max(1, MAX_NUMBERS // 2 // max(1, math.prod(track.x.shape) // track.x.shape[1]))
    heads = min(fits, track.x.shape[1])
    about = {
        "made_by": "rope_core.testing.watch",
        track.numbered: str(track.layer),
        "vector": track.vector,
        "heads": f"{heads} of {track.x.shape[1]}",
        "positions": track.why,
        "axes": "batch, heads, seq",
    }
    if config:
        about["config"] = config
    if track.kind is not None:
        about["kind"] = track.kind.name
    tensors = {
        "x": Tensor(track.x[:, :heads], track.types[0]),
        "y": Tensor(track.y[:, :heads], track.types[1]),
        "positions": Tensor(track.meant.astype(np.float64), "float64"),
    }
    if track.used is not None:
        tensors["position_ids"] = Tensor(track.used.astype(np.float64), "float64")
    for name, table in track.tables.items():
        if table.dtype.kind == "c":
            tensors |= {"cos": Tensor(table.real, "float32"), "sin": Tensor(table.imag, "float32")}
        elif table.ndim <= 4:
            tensors[name] = Tensor(table, table.dtype.name)
    return safetensors_bytes(tensors, about)
