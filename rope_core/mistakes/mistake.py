"""What an entry of a mistake says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rope_core.mistakes.recipe import Recipe


@dataclass(frozen=True)
class Mistake:
    """One way to go wrong.

    title: what was done, in a few words. story: what that does, in a sentence. instead: what to
    do. recipe: the computation with the mistake in it. lines: the lines of a worked solution in
    which it happens, by their keys in rope_core.practice.rules; where two mistakes give the same
    number in a line, one of them names it. also: the others, which its story tells of.
    """

    key: str
    title: str
    story: str
    instead: str
    recipe: Recipe
    lines: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def mistake(
    key: str,
    title: str,
    story: str,
    instead: str,
    *,
    lines: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    **parts: Any,
) -> Mistake:
    """One entry: ``parts`` are the parts of the recipe that are replaced."""
    return Mistake(key, title, story, instead, Recipe(**parts), lines, also)
