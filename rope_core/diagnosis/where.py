"""Where numbers are: heads, sequences, tokens and features as ranges.

>>> wrong = np.zeros((1, 4, 8, 2), dtype=bool)
>>> wrong[0, 1:3, 5:] = True
>>> [place.words() for place in places_of(wrong)]
['heads 1 to 2, from token 5 on']
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: First and last, both of it.
Range = tuple[int, int]
Bools = NDArray[np.bool_]
Shape = tuple[int, int, int, int]
#: More parts than these are told as one, by what they span.
_MOST = 12


@dataclass(frozen=True)
class Where:
    """Ranges along each axis; None: all of it. of: how many sequences, heads, tokens, features.

    >>> Where((1, 4, 16, 8), heads=((1, 1),), tokens=((3, 5), (9, 9))).words()
    'head 1, tokens 3 to 5 and 9'
    """

    of: Shape
    sequences: tuple[Range, ...] | None = None
    heads: tuple[Range, ...] | None = None
    tokens: tuple[Range, ...] | None = None
    features: tuple[Range, ...] | None = None

    def words(self) -> str:
        """As a person says it; "everywhere" for all of it."""
        parts = [
            _spoken(name, ranges, size)
            for name, ranges, size in zip(
                ("sequence", "head", "token", "feature"),
                (self.sequences, self.heads, self.tokens, self.features),
                self.of,
                strict=True,
            )
            if ranges is not None
        ]
        return ", ".join(parts) or "everywhere"

    def mask(self) -> Bools:
        """(sequences, heads, tokens, features), True there."""
        made = np.ones((1, 1, 1, 1), dtype=np.bool_)
        axes = (self.sequences, self.heads, self.tokens, self.features)
        for axis, (ranges, size) in enumerate(zip(axes, self.of, strict=True)):
            one = np.ones(size, dtype=np.bool_)
            if ranges is not None:
                one[:] = False
                for first, last in ranges:
                    one[first : last + 1] = True
            made = made & one.reshape([-1 if a == axis else 1 for a in range(4)])
        return np.asarray(np.broadcast_to(made, self.of))


def ranges_of(chosen: Bools) -> tuple[Range, ...] | None:
    """The True entries of (n,) as ranges; None for all of them.

    >>> ranges_of(np.array([True, True, False, True]))
    ((0, 1), (3, 3))
    """
    if chosen.all():
        return None
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(np.int8), [0]])))
    return tuple((int(a), int(b) - 1) for a, b in zip(edges[0::2], edges[1::2], strict=True))


def along(wrong: Bools, *axes: int) -> Bools:
    """Whether any is True along these axes, as an array of the others.

    >>> along(np.array([[True, False]]), 0).tolist()
    [True, False]
    """
    return np.asarray(np.any(wrong, axis=axes), dtype=np.bool_)


def places_of(wrong: Bools) -> list[Where]:
    """Parts that together hold every True of (sequences, heads, tokens, features).

    Rows (a head of a sequence) that are wrong at the same tokens are told together. A token
    counts as wrong with any of its features; features are told where they are the same few.
    """
    rows = along(wrong, 3)  # (sequences, heads, tokens)
    groups: dict[bytes, list[tuple[int, int]]] = {}
    for sequence, head in zip(*np.nonzero(along(rows, 2)), strict=True):
        key = np.packbits(rows[sequence, head]).tobytes()
        groups.setdefault(key, []).append((int(sequence), int(head)))
    made = [_together(wrong, members) for members in groups.values()]
    boxes = [box for several in made for box in several]
    if len(boxes) <= _MOST:
        return boxes
    return [_span(wrong)]


def _together(wrong: Bools, members: list[tuple[int, int]]) -> list[Where]:
    """Rows that are wrong at the same tokens: one place if they make a rectangle, else several."""
    chosen = np.zeros(wrong.shape[:2], dtype=np.bool_)
    chosen[tuple(np.transpose(members))] = True
    by_heads: dict[bytes, list[int]] = {}
    for sequence in np.flatnonzero(along(chosen, 1)):
        by_heads.setdefault(chosen[sequence].tobytes(), []).append(int(sequence))
    made = []
    for sequences in by_heads.values():
        which = np.zeros(wrong.shape[0], dtype=np.bool_)
        which[sequences] = True
        heads = chosen[sequences[0]]
        part = wrong[which][:, heads]
        made.append(
            Where(
                _of(wrong), ranges_of(which), ranges_of(heads),
                ranges_of(along(part, 0, 1, 3)), _features(part),
            )
        )  # fmt: skip
    return made


def _features(part: Bools) -> tuple[Range, ...] | None:
    """Features that are wrong in these rows; all, where they are not a clear few."""
    share = part[along(part, 3)].mean(axis=0)  # (features,)
    seldom = share < 0.02
    # Chance leaves single numbers of a wrong row as they should be: those count as wrong too.
    return None if seldom.mean() <= 0.2 else ranges_of(share > 0)


def _span(wrong: Bools) -> Where:
    axes = [along(wrong, *(a for a in range(4) if a != axis)) for axis in range(4)]
    sequences, heads, tokens = (ranges_of(axis) for axis in axes[:3])
    return Where(_of(wrong), sequences, heads, tokens, _features(wrong))


def _of(wrong: Bools) -> Shape:
    sequences, heads, tokens, features = wrong.shape
    return sequences, heads, tokens, features


def _spoken(name: str, ranges: tuple[Range, ...], size: int) -> str:
    """
    >>> _spoken("token", ((5, 9),), 10), _spoken("head", ((0, 1), (3, 3)), 8)
    ('from token 5 on', 'heads 0 to 1 and 3')
    """
    if not ranges:
        return f"no {name}"
    if len(ranges) == 1 and ranges[0][1] == size - 1 and 0 < ranges[0][0] < size - 1:
        return f"from {name} {ranges[0][0]:,} on"
    said = [f"{a:,}" if a == b else f"{a:,} to {b:,}" for a, b in ranges[:4]]
    if len(ranges) > 4:
        count = sum(b - a + 1 for a, b in ranges)
        return f"{count:,} of {size:,} {name}s, {', '.join(said[:3])} … {ranges[-1][1]:,}"
    plural = "s" if len(ranges) > 1 or ranges[0][0] != ranges[0][1] else ""
    joined = said[0] if len(said) == 1 else ", ".join(said[:-1]) + f" and {said[-1]}"
    return f"{name}{plural} {joined}"
