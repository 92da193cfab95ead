"""What a diagnosis says, as plain data.

>>> said = Diagnosis("right", "Right: this is half_split RoPE with base 10,000.", "All agree.")
>>> said.ok, str(said)
(True, 'Right: this is half_split RoPE with base 10,000. All agree.')
>>> bool(said)
Traceback (most recent call last):
    ...
TypeError: A diagnosis is neither true nor false. Ask for .ok, or for .status (here: right).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, NoReturn, get_args

import numpy as np

from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import Bug
from rope_core.diagnosis.where import Where
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

#: right: what was claimed holds. equivalent: another layout with the same scores. bug: something
#: wrong, named. cannot_tell: these data fit several explanations that matter, or nothing was
#: claimed. unknown: no known explanation fits.
Status = Literal["right", "equivalent", "bug", "cannot_tell", "unknown"]
STATUSES: tuple[Status, ...] = get_args(Status)
Subject = Literal["vectors", "scores", "cos and sin", "inv_freq"]


@dataclass(frozen=True)
class FoundBug:
    """One thing that is wrong: its entry, and what it is in these data ("×2", "at 16")."""

    key: str
    detail: str

    @property
    def bug(self) -> Bug:
        return BUGS[self.key]


@dataclass(frozen=True)
class Located:
    """A part of the numbers, and what is so there. bugs: keys, () where it has no name.

    status: right, bug, or unknown where nothing known explains this part.
    """

    where: Where
    says: str
    status: Status = "bug"
    bugs: tuple[str, ...] = ()
    numbers: int = 0

    def __str__(self) -> str:
        return f"{self.where.words()}: {self.says}"


@dataclass(frozen=True)
class PositionRun:
    """Tokens that follow one another, with the positions given and the ones that were used.

    sequence: the index in the batch; tokens: first and last index. given and used: at the first
    and at the last of them, with even steps between. used is None where no position explains
    these rows. head: where heads differ. pairs: first and last, where pairs differ.
    """

    sequence: int
    tokens: tuple[int, int]
    given: tuple[float, float]
    used: tuple[float, float] | None
    head: int | None = None
    pairs: tuple[int, int] | None = None

    @property
    def as_given(self) -> bool:
        return self.given == self.used


@dataclass(frozen=True)
class Permutation:
    """Between two layouts with the same scores: y_other = y_meant[..., to_other], and back.

    The same orders are those of the weights' rows within one head of q and of k (never of v).

    >>> one = Permutation((0, 2, 1, 3))
    >>> one.back
    (0, 2, 1, 3)
    """

    to_other: tuple[int, ...]

    @property
    def back(self) -> tuple[int, ...]:
        return tuple(int(place) for place in np.argsort(self.to_other))


@dataclass(frozen=True)
class Hypothesis:
    """One explanation and how it meets y. residual: relative to y's size; misfit: 1 is the most
    that rounding explains."""

    words: str
    bugs: tuple[str, ...]
    residual: float
    misfit: float
    fits: bool


@dataclass(frozen=True)
class PairAngle:
    """At one position, what a pair was turned by, and what it should have been: −π to π."""

    pair_index: int
    recovered: float
    error: float
    expected: float


@dataclass(frozen=True)
class Deciding:
    """A number that decides: what came against what the belief and the explanation say.

    place: which one ("3" for feature 3, "m 4, n 2" for a score). before: what it was in x, if it
    was in x.
    """

    place: str
    before: float | None
    got: float
    expected: float
    explained: float


@dataclass(frozen=True)
class Diagnosis:
    """The verdict and all it rests on.

    verdict: one sentence. sure: what was compared, and what else would fit. bugs: what is wrong.
    located: parts of the numbers that are not like the rest, or wrong at all; () where what is
    said holds for every number. positions: where the positions used are not the ones given.
    used_positions: (sequences, tokens), nan where none explains the row; None where they were
    not solved for. permutation: of an equivalent layout. compared: how many numbers.
    spec: the RoPE that y was made with, but for the bugs; believed: the one it was meant to be.
    alternatives: explanations that these data cannot tell from the first one. not_seen: bugs
    that would not show in these data. ask: what to send to know more. of: what was given;
    facts: its shapes, types and versions by name.
    angles: at angle_position; for a table of inv_freq, the frequencies (angles at position 1).
    vector, key_vector: x there, or q and k of the first score (at angle_position and
    key_position). deciding_at: where the deciding numbers stand, deciding_of: what their places
    are. all_tried: False where the search for numbers on no list (a base, an offset, a stretch)
    ended before every combination was tried, which the notes say; other explanations may exist.
    """

    status: Status
    verdict: str
    sure: str
    bugs: tuple[FoundBug, ...] = ()
    spec: RopeSpec | None = None
    believed: RopeSpec | None = None
    located: tuple[Located, ...] = ()
    positions: tuple[PositionRun, ...] = ()
    used_positions: Floats | None = field(default=None, compare=False, repr=False)
    permutation: Permutation | None = None
    compared: int = 0
    hypotheses: tuple[Hypothesis, ...] = ()
    angles: tuple[PairAngle, ...] = ()
    angle_position: float = 0.0
    vector: tuple[float, ...] = ()
    key_vector: tuple[float, ...] = ()
    key_position: float = 0.0
    deciding: tuple[Deciding, ...] = ()
    deciding_at: str = ""
    deciding_of: str = "feature"
    alternatives: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ask: str = ""
    of: Subject = "vectors"
    facts: tuple[tuple[str, str], ...] = ()
    all_tried: bool = True

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong: right, or equivalent."""
        return self.status in ("right", "equivalent")

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "A diagnosis is neither true nor false. "
            f"Ask for .ok, or for .status (here: {self.status})."
        )

    def __str__(self) -> str:
        """The verdict, where, and how sure: a few lines. The whole is `report(diagnosis)`."""
        places = [f"  {place}" for place in self.located[:6]]
        places += [f"  and {len(self.located) - 6} places more"] * (len(self.located) > 6)
        return "\n".join([f"{self.verdict} {self.sure}".strip(), *places])

    def to_dict(self) -> dict[str, Any]:
        """All of it as dicts, lists, texts and numbers, ready for JSON.

        >>> Diagnosis("bug", "No.", "", (FoundBug("base", "500,000"),)).to_dict()["bugs"]
        [{'key': 'base', 'title': 'Another base', 'detail': '500,000'}]
        """
        made = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        made["ok"] = self.ok
        made["bugs"] = [
            {"key": one.key, "title": one.bug.title, "detail": one.detail} for one in self.bugs
        ]
        made["located"] = [_plain(one) | {"words": one.where.words()} for one in self.located]
        made["facts"] = dict(self.facts)
        if self.permutation is not None:
            made["permutation"]["back"] = list(self.permutation.back)
        return made


def _plain(value: object) -> Any:
    """As JSON can say it; nan and the infinities become None."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        kind = getattr(value, "rope_type", None)
        return named if kind is None else {"rope_type": kind, **named}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
