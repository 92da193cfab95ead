"""Where a function is held, so that every call of it can be seen, and put back afterwards.

>>> import json
>>> [name for _, name in holders(json.dumps)][:1]
['dumps']
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pkgutil import resolve_name
from typing import Any

from rope_core.errors import RopeError

#: The functions that turn queries and keys, as libraries call them; those for images are
#: turned by rows and columns, and are left out.
_APPLY = re.compile(r"_?apply_(?:multimodal_)?rotary\w*|_?apply_rope\w*")
_IMAGE = re.compile(r"vision|_2d|time")
Apply = Callable[..., Any]


def apply_functions(model: Any) -> dict[str, Apply]:
    """The apply functions of the modules in which a PyTorch model's parts are written, by name.

    Raises RopeError where there is none.
    """
    found: dict[str, Apply] = {}
    modules = dict.fromkeys(type(part).__module__ for part in model.modules())
    for name in modules:
        for key, value in vars(sys.modules.get(name, object)).items():
            if _APPLY.fullmatch(key) and not _IMAGE.search(key) and callable(value):
                found[f"{name}.{key}"] = value
    if not found:
        raise RopeError(
            "model", type(model).__name__, "a model whose module has an apply function",
            "Name the function that turns queries and keys: watch(apply, q=0, k=1).",
        )  # fmt: skip
    return found


def named_function(given: Apply | str) -> Apply:
    """The function itself, or the one of a dotted name.

    >>> named_function("json:dumps").__name__
    'dumps'
    """
    allowed = "a function, its dotted name, or a model"
    if isinstance(given, str):
        try:
            given = resolve_name(given)
        except (ImportError, AttributeError, ValueError) as error:
            raise RopeError("watched", given, allowed, str(error)) from error
    if not callable(given):
        raise RopeError("watched", given, allowed)
    return given


def holders(function: Apply) -> list[tuple[Any, str]]:
    """Every module or class that is loaded and holds the function, with the name it has there.

    `from model import apply` makes a second holder; a call goes through the one it is written
    with.
    """
    owners: list[Any] = [module for module in list(sys.modules.values()) if module is not None]
    path = getattr(function, "__qualname__", "").split(".")[:-1]
    owner: Any = sys.modules.get(getattr(function, "__module__", "") or "")
    for part in path:
        owner = getattr(owner, part, None)
    if path and owner is not None:
        owners.append(owner)
    found = []
    for place in owners:
        held = getattr(place, "__dict__", {})
        found += [(place, name) for name, value in list(held.items()) if value is function]
    return found


@contextmanager
def replaced(function: Apply, stand_in: Apply) -> Iterator[None]:
    """Let stand_in be called wherever function is held, until the end of the block."""
    places = holders(function)
    if not places:
        name = getattr(function, "__qualname__", repr(function))
        raise RopeError(
            "watched", name, "a function that a loaded module or class holds",
            "One that is made inside another function cannot be seen from outside.",
        )  # fmt: skip
    for place, name in places:
        setattr(place, name, stand_in)
    try:
        yield
    finally:
        for place, name in places:
            setattr(place, name, function)
