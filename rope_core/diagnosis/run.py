"""diagnose: given x, positions and y, which RoPE was that, or which bug.

>>> from rope_core.rotate import rotate
>>> x = np.arange(32.0).reshape(4, 8) % 5 - 2
>>> y = rotate(x, [1, 2, 3, 4], RopeSpec(8, pairing="half_split"))
>>> diagnose(x, y, [0, 1, 2, 3], RopeSpec(8, pairing="half_split")).verdict
'This is half_split RoPE with base 10,000, but positions start at 1.'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.counts import agreed, all_compared, counted
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.conclude import conclude
from rope_core.diagnosis.explain import Explained, Progress, explain, silent
from rope_core.diagnosis.placed import checked_sections
from rope_core.diagnosis.sample import VECTORS, Sample, take_sample
from rope_core.diagnosis.search import search
from rope_core.diagnosis.sections import asking_for_axes, require_pairs, sections_meant
from rope_core.diagnosis.verdict import Diagnosis, FoundBug, Located
from rope_core.diagnosis.where import Bools, places_of
from rope_core.diagnosis.wording import described
from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.frequencies import position_array
from rope_core.spec import RopeSpec

Role = Literal["query or key", "value"]


def diagnose(
    x: ArrayLike,
    y: ArrayLike,
    positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | Mapping[str, object] | None = None,
    *,
    axes: str | None = None,
    sections: Sequence[int] | None = None,
    interleaved: bool = False,
    role: Role = "query or key",
    resolution: float = 0.0,
    progress: Progress = silent,
) -> Diagnosis:
    """Say what y is of x: which convention, or which bug, or that these data cannot tell.

    x, y: before and after, (head_dim,), (seq, head_dim), (heads, seq, head_dim) or with a batch
    axis in front. positions: one, (seq,) or (batch, seq); with sections, the number of pairs
    that follow each axis, (axes, seq) or (axes, batch, seq). None means 0, 1, 2, … interleaved:
    pairs take the axes in turn, not in blocks. A config with an mrope_section says both itself,
    but for a batch of as many sequences with one row of positions each.
    believed: what the code is meant to do, as far as known: a spec, a Belief, or a config.json
    as a dict.
    axes: "heads, seq" or "seq, heads" if it should not be inferred. role: "value" for vectors
    that must not be rotated. resolution: what rounding may have taken off each number, for
    copies of a print (0.0001 for PyTorch's four digits); decimals are recognised without it.
    progress: called with how far it is, 0 to 1, and what is looked at.

    A search over a sample finds explanations; the best is then compared with every number, and
    what it does not explain is located (`Diagnosis.located`) and explained by itself.
    Raises RopeError for input that cannot be compared.
    """
    belief = Belief.of(believed)
    config = believed if isinstance(believed, Mapping) and sections is None else None
    at = () if positions is None else position_array(positions).shape
    shape = as_array("x", x, VECTORS).shape
    if config is not None:
        sections, interleaved = sections_meant(config, shape, at)
    field = "sections" if config is None else "mrope_section"
    parts = checked_sections(sections, field)
    if parts and shape:
        require_pairs(parts, shape[-1], belief.rotary_dim, field)
    sample = take_sample(x, y, positions, axes, resolution, parts or None, interleaved)
    if belief.rotary_dim is not None and belief.rotary_dim > sample.head_dim:
        raise RopeError("rotary_dim", belief.rotary_dim, f"at most head_dim = {sample.head_dim}")
    said = _value(sample, belief, progress) if role == "value" else _turned(
        x, y, positions, sample, belief, axes, resolution, progress
    )  # fmt: skip
    progress(1.0, "")
    said = asking_for_axes(said, config, at, parts)
    return replace(said, facts=_facts(sample, np.shape(x), belief))


def _turned(
    x: ArrayLike,
    y: ArrayLike,
    positions: ArrayLike | None,
    sample: Sample,
    belief: Belief,
    axes: str | None,
    resolution: float,
    progress: Progress,
) -> Diagnosis:
    made, note = explain(sample, belief, progress), ""
    other = (
        _other_axes(x, y, positions, resolution) if axes is None and not sample.sections else None
    )
    if other is not None and not _clean(made):
        turned = _plain(other, belief)
        if turned is not None and np.shape(x)[-2] != np.shape(x)[-3]:
            sample, made = other, turned
            note = "Read as (seq, heads, head_dim): the other order does not fit."
        elif turned is not None:
            note = (
                "Read as (heads, seq, head_dim). As (seq, heads, head_dim) nothing would be wrong: "
                'say so with axes="seq, heads".'
            )
    return conclude(sample, belief, made, note)


def _clean(made: Explained) -> bool:
    return made.whole and made.main is not None and not made.main.bugs


def _plain(sample: Sample, belief: Belief) -> Explained | None:
    """The explanation without a bug, if there is one."""
    found = search(sample, belief, most_bugs=0)
    if not found.accounts or found.accounts[0].bugs:
        return None
    made = explain(sample, belief)
    return made if _clean(made) else None


def _other_axes(
    x: ArrayLike, y: ArrayLike, positions: ArrayLike | None, resolution: float
) -> Sample | None:
    if np.ndim(x) < 3 or np.shape(x)[-2] == 1 or np.shape(x)[-3] == 1:
        return None
    try:
        return take_sample(x, y, positions, "seq, heads", resolution)
    except RopeError:  # the positions fit one order only
        return None


def _value(sample: Sample, belief: Belief, progress: Progress) -> Diagnosis:
    """Value vectors: they must come out as they went in."""
    before, after = sample.whole
    count = after.size
    if np.array_equal(before, after):
        return Diagnosis(
            "right", "Right: the values are unchanged.",
            f"{all_compared(count, 'number')}: {agreed(count, 'every one is the same')}.",
            compared=count,
        )  # fmt: skip
    noise = sample.noise
    x, y = (one.astype(np.float64) for one in (before, after))
    # A type rounds by half a step at most, and a small number by its smallest one.
    kept = np.abs(y - x) <= noise.relative * np.abs(x) + noise.absolute
    if kept.all():
        return Diagnosis(
            "right", "Right: the values are unchanged, up to rounding.",
            f"{all_compared(count, 'number')}: {agreed(count, 'every one agrees')} within "
            "rounding.",
            compared=count, notes=tuple(filter(None, (noise.words(),))),
        )  # fmt: skip
    inner = conclude(sample, belief, explain(sample, belief, progress))
    unlike = ~kept & sample.finite[..., None]
    # Of values that stay, one that differs makes the rest look turned by nothing.
    still = {"not_rotated", "stuck"} & {bug.key for bug in inner.bugs}
    if (still or inner.status == "unknown") and 0 < unlike.any(axis=-1).mean() < 0.5:
        return _most_unchanged(inner, unlike.reshape(sample.of))
    if inner.status == "unknown" or inner.spec is None:
        return inner
    bug = FoundBug("values_rotated", described(inner.spec))
    return replace(
        inner, status="bug", bugs=(bug, *inner.bugs),
        verdict=f"The values were rotated, by {described(inner.spec)}; they must stay as they are.",
    )  # fmt: skip


def _most_unchanged(said: Diagnosis, wrong: Bools) -> Diagnosis:
    """Values of which some are otherwise, and by no rotation. wrong: (sequences, heads, tokens,
    features)."""
    count = int(wrong.sum())
    located = tuple(
        Located(where, "the values differ", "unknown", ("part_differs",),
                int((where.mask() & wrong).sum()))
        for where in places_of(wrong)
    )  # fmt: skip
    listed = "; ".join(one.where.words() for one in located[:3])
    rest = f"; and {counted(len(located) - 3, 'place')} more" if len(located) > 3 else ""
    return replace(
        said, status="bug", bugs=(FoundBug("part_differs", listed),), located=located, notes=(),
        verdict=f"Most values are unchanged, but not everywhere: {listed}{rest}.",
        sure=f"{all_compared(wrong.size, 'number')}: {count:,} {agreed(count, 'differ')}.", ask="",
    )  # fmt: skip


def _facts(sample: Sample, shape: tuple[int, ...], belief: Belief) -> tuple[tuple[str, str], ...]:
    """What was given, for a report."""
    first, last = sample.given.min(), sample.given.max()
    read = "(heads {}, seq {}, head_dim {})".format(*sample.shape)
    return (
        ("x", f"{tuple(shape)} {sample.whole[0].dtype}, read as {read}"),
        ("y", f"{tuple(shape)} {sample.whole[1].dtype}"),
        ("positions", f"{sample.given.size:,} from {typed(first)} to {typed(last)}"),
        ("meant", str(belief)),
        ("NumPy", np.__version__),
    )
