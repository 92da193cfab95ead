"""One known bug: its story, its fix, and the options it stands for.

An entry owns everything about a bug; the search asks it for options through the one of
`layouts`, `tables`, `places`, `turnings` it fills in. Entries stand in the files beside this one;
`bugs.BUGS` is all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.options import Place, Table, Turning
from rope_core.diagnosis.sample import Sample
from rope_core.spec import Pairing


@dataclass(frozen=True)
class LayoutSetting:
    """What a layout bug starts from: the convention it spoils."""

    head_dim: int
    rotary_dim: int
    pairing: Pairing
    heads: int = 1


@dataclass(frozen=True)
class TableSetting:
    """What a table bug starts from: how many frequencies are needed, and for which model."""

    pairs: int
    rotary_dim: int
    head_dim: int
    belief: Belief
    longest: float = 0.0


@dataclass(frozen=True)
class Bug:
    """title: a few words. says: the end of "…, but …". story: what it does. looks: how it shows.

    numpy, torch: the smallest fix. threads: where others met it. alike: keys that no data of
    this kind can tell apart from it. mistakes: the entries of rope_core.mistakes that are this
    bug, for Practice names them there by the same recipe.
    """

    key: str
    title: str
    says: str
    story: str
    looks: str
    numpy: str
    torch: str
    threads: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    layouts: Callable[[LayoutSetting], Iterable[Layout]] | None = None
    tables: Callable[[TableSetting], Iterable[Table]] | None = None
    places: Callable[[Sample], Iterable[Place]] | None = None
    turnings: tuple[Turning, ...] = ()


def thread(place: str) -> str:
    """The address of "owner/repo#number" or "owner/repo!number" (a pull request).

    >>> thread("huggingface/transformers!29285")
    'https://github.com/huggingface/transformers/pull/29285'
    """
    for mark, kind in (("#", "issues"), ("!", "pull")):
        repo, found, number = place.partition(mark)
        if found:
            return f"https://github.com/{repo}/{kind}/{number}"
    raise ValueError(place)
