"""What each layer's queries and keys are: right, or which bug, where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.config.families import FULL, SLIDING
from rope_core.config.layers import LayerKind
from rope_core.diagnosis.verdict import Diagnosis, Status
from rope_core.diagnosis.wording import described
from rope_core.figures import rough, typed
from rope_core.pairing import output_indices, pair_indices
from rope_core.reading.positions import ranges
from rope_core.spec import RopeSpec
from rope_core.testing.close import compare, examined, part_of
from rope_core.testing.tracks import Track

Array = NDArray[Any]
_PLACES = 6
_NAMES = {FULL: "global", SLIDING: "local"}


@dataclass(frozen=True, eq=False)
class Finding:
    """Layers (or calls) that are alike: what they are, and the diagnosis where one was made."""

    status: Status
    says: str
    of: tuple[Track, ...]
    diagnosis: Diagnosis | None = None
    bugs: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.status in ("right", "equivalent")

    @property
    def layers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(track.layer for track in self.of))

    @property
    def place(self) -> str:
        """ "layer 5 (global), q and k" """
        numbers = sorted(self.layers)
        word = self.of[0].numbered + ("" if len(numbers) == 1 else "s")
        kind = kind_name(self.of[0].kind)
        vectors = " and ".join(sorted({track.vector for track in self.of}, key="qkx".index))
        return f"{word} {ranges(numbers)}{f' ({kind})' if kind else ''}, {vectors}"

    def __str__(self) -> str:
        return f"{self.place}: {self.says}"


def examine(tracks: Sequence[Track], kinds: Sequence[LayerKind]) -> list[Finding]:
    """One finding for each track."""
    found: list[Finding] = []
    for track in tracks:
        alike = next((one for one in found if _alike(one, track)), None)
        if alike is not None:
            found.append(replace(alike, of=(track,)))
        else:
            found.append(_examined(track, kinds))
    return found


def _examined(track: Track, kinds: Sequence[LayerKind]) -> Finding:
    if track.kind is None:
        return _finding(track, examined(track.x, track.y, track.meant, None))
    if track.kind.spec is None:
        if np.array_equal(track.x, track.y):
            return Finding("right", "right: not rotated, as the config says.", (track,))
        return Finding(
            "bug", "this layer was rotated; the config says it is not.", (track,),
            bugs=("rotated_at_all",),
        )  # fmt: skip
    spec = part_of(track.kind.spec, track.x.shape[-1])
    if spec.head_dim != track.x.shape[-1]:
        said = (
            f"its heads have {track.x.shape[-1]} features; the config says "
            f"head_dim {spec.head_dim}: it is not the config this layer was built from."
        )
        return Finding("cannot_tell", said, (track,))
    if fits(track, spec, track.meant):
        return Finding("right", f"right: {described(spec)}.", (track,))
    if track.either:
        other = replace(track, x=track.x.swapaxes(1, 2), y=track.y.swapaxes(1, 2))
        if fits(other, spec, track.meant):
            return Finding("right", f"right: {described(spec)}.", (other,))
    says = _known(track, spec, kinds)
    diagnosis = examined(track.x, track.y, track.meant, spec)
    if says and not isinstance(diagnosis, str):
        return Finding("bug", says, (track,), diagnosis, _keys(diagnosis) or (says,))
    return _finding(track, diagnosis) if not says else Finding("bug", says, (track,), bugs=(says,))


def _finding(track: Track, diagnosis: Diagnosis | str) -> Finding:
    if isinstance(diagnosis, str):
        return Finding("unknown", diagnosis, (track,))
    places = "; ".join(place.where.words() for place in diagnosis.located[:_PLACES])
    says = f"{diagnosis.verdict} Where: {places}." if places else diagnosis.verdict
    return Finding(diagnosis.status, says, (track,), diagnosis, _keys(diagnosis))


def _keys(diagnosis: Diagnosis) -> tuple[str, ...]:
    return tuple(bug.key for bug in diagnosis.bugs)


def _known(track: Track, spec: RopeSpec, kinds: Sequence[LayerKind]) -> str:
    """What a model's run alone can show: another layer's RoPE, or the position ids it was given."""
    width = track.x.shape[-1]
    its_kind = track.kind
    others = [
        (kind, part_of(kind.spec, width)) for kind in kinds if kind is not its_kind and kind.spec
    ]
    for kind, other in others:
        if other != spec and _is_wide(other, width) and fits(track, other, track.meant):
            return other_layers(kind, other, spec)
    if track.used is None or np.array_equal(track.used, track.meant):
        return ""
    if fits(track, spec, track.used):
        return other_positions(track)
    for kind, other in others:
        if _is_wide(other, width) and fits(track, other, track.used):
            return f"{other_layers(kind, other, spec)} And {other_positions(track)}"
    return ""


def _is_wide(spec: RopeSpec, width: int) -> bool:
    return spec.head_dim == width


def fits(track: Track, spec: RopeSpec, positions: Array) -> bool:
    """Whether y is x turned by spec at these positions, every number of it."""
    return not compare(track.y, track.x, positions, spec, types=track.types).wrong.any()


def other_layers(kind: LayerKind, other: RopeSpec, spec: RopeSpec) -> str:
    """ "the local base 10,000 was used; 1,000,000 was meant." """
    name = kind_name(kind) or "other layers'"
    if other.base != spec.base and (other.scaling is None) == (spec.scaling is None):
        return (
            f"the {name} base {rough(other.base, 10)} was used; {rough(spec.base, 10)} was meant."
        )
    return f"the {name} table was used ({described(other)}); {described(spec)} was meant."


def other_positions(track: Track) -> str:
    """Which positions were used where, and which were meant, equal sequences together."""
    assert track.used is not None
    texts: dict[str, list[int]] = {}
    for row, (used, meant) in enumerate(zip(track.used, track.meant, strict=True)):
        counted = np.any(track.x[row] != 0, axis=(0, 2))  # padding is zero
        off = np.flatnonzero((used != meant) & counted)
        if not off.size:
            continue
        by = np.unique((used - meant)[counted])
        if by.size == 1:
            size = f"{typed(abs(by[0]))} too {'large' if by[0] > 0 else 'small'}"
            text = f"every position is {size}"
        else:
            text = (
                f"{'token' if off.size == 1 else 'tokens'} {ranges(off.tolist())}: "
                f"{'position' if off.size == 1 else 'positions'} {ranges(used[off].tolist())} "
                f"used, {ranges(meant[off].tolist())} meant"
            )
        texts.setdefault(text, []).append(row)
    if len(texts) == 1 and len(next(iter(texts.values()))) == len(track.x):
        return f"{next(iter(texts))} ({track.why})."
    parts = [
        f"{'sequence' if len(rows) == 1 else 'sequences'} {ranges(rows)}: {text}"
        for text, rows in texts.items()
    ]
    return f"{'; '.join(parts)} ({track.why})."


def kind_name(kind: LayerKind | None) -> str:
    """What readers call a kind of layers; "" where all are alike."""
    if kind is None or kind.name in ("all", ""):
        return ""
    return _NAMES.get(kind.name, kind.name)


# --- layers that are alike -------------------------------------------------------------------


def _alike(finding: Finding, track: Track) -> bool:
    """Whether this track was turned as the finding's was, number by number: the same bug."""
    other = finding.of[0]
    if finding.ok or track.kind is None or other.kind is not track.kind:
        return False
    if other.x.shape != track.x.shape or not np.array_equal(other.meant, track.meant):
        return False
    spec = track.kind.spec
    if spec is None:
        return False
    spec = part_of(spec, track.x.shape[-1])
    if spec.head_dim != track.x.shape[-1]:
        return False
    before, after = (_complex(array, spec, out) for array, out in ((other.x, 0), (other.y, 1)))
    now, then = (_complex(array, spec, out) for array, out in ((track.x, 0), (track.y, 1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(then - now * (after / before))
        room = 1e-5 + 1e-4 * np.abs(then) * (1 + np.abs(now) / np.abs(before))
    copied = np.setdiff1d(np.arange(spec.head_dim), output_indices(spec))
    rest = np.array_equal(track.x[..., copied], track.y[..., copied])
    # A zero of x (padding) says nothing of how it was turned.
    return bool(rest and np.all((off <= room) | ((before == 0) & (after == 0) & (then == 0))))


def _complex(array: Array, spec: RopeSpec, out: int) -> Array:
    first, second = np.array((output_indices if out else pair_indices)(spec)).T
    return array[..., first].astype(np.float64) + 1j * array[..., second].astype(np.float64)


def grouped(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that say the same of layers of one kind, as one; what is wrong comes first."""
    groups: dict[tuple[object, ...], Finding] = {}
    for finding in found:
        kind = finding.of[0].kind
        key = (finding.status, finding.says, None if kind is None else kind.name)
        there = groups.get(key)
        groups[key] = finding if there is None else replace(there, of=there.of + finding.of)
    order = ("bug", "unknown", "cannot_tell", "equivalent", "right")
    return tuple(sorted(groups.values(), key=lambda finding: order.index(finding.status)))
