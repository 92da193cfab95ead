"""What the core hands out cannot be changed afterwards, but for what is there to keep count."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import rope_core

#: A countdown, and the list that a recording grows.
KEEP_COUNT = {"Budget", "Recorder"}


def test_every_dataclass_of_the_core_is_frozen() -> None:
    names = [each.name for each in pkgutil.walk_packages(rope_core.__path__, "rope_core.")]
    found = {
        thing: thing.__dataclass_params__.frozen  # type: ignore[attr-defined]
        for name in names
        for thing in vars(importlib.import_module(name)).values()
        if isinstance(thing, type) and dataclasses.is_dataclass(thing)
    }
    assert len(found) > 100
    assert {thing.__name__ for thing, frozen in found.items() if not frozen} == KEEP_COUNT
