"""A config.json as text: read safely, and written as short as it can be.

>>> parse_config('{"head_dim": 8}')
{'head_dim': 8}
>>> short_text({"head_dim": 8, "rope_theta": 5e5, "vocab_size": 32000})
'{"head_dim":8,"rope_theta":500000.0}'
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from rope_core.config.keys import NESTED
from rope_core.config.reader import read_config
from rope_core.errors import RopeError
from rope_core.spec import RopeSpec

#: A config is a few kilobytes; LongRoPE's lists make some longer.
MAX_TEXT = 200_000

Pairs = list[tuple[str, Any]]


def parse_config(text: str, pairs: Callable[[Pairs], dict[str, Any]] = dict) -> dict[str, Any]:
    """The JSON object in a text. Raises RopeError that says where it is not one.

    pairs: makes an object of its keys and values, for whoever wants to see keys that stand there
    twice.

    >>> parse_config("[1]")
    Traceback (most recent call last):
    rope_core.errors.RopeError: config: received "[1]"; allowed: a JSON object, as in a config.json.
    """
    allowed = "a JSON object, as in a config.json"
    if len(text) > MAX_TEXT:
        raise RopeError("config", f"{len(text):,} characters", f"at most {MAX_TEXT:,}")
    try:
        config = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        line = text.splitlines()[error.lineno - 1].strip() if text.splitlines() else ""
        place = f"Line {error.lineno}, column {error.colno}: {error.msg}."
        hint = " JSON writes true, false and null." if "Expecting value" in error.msg else ""
        raise RopeError("config", line, allowed, place + hint) from error
    except RecursionError as error:
        raise RopeError("config", text[:40], allowed, "It is nested too deeply.") from error
    except ValueError as error:  # a whole number of more than 4300 digits
        raise RopeError("config", text[:40], allowed, "A number in it is too long.") from error
    if not isinstance(config, dict):
        raise RopeError("config", text.strip(), allowed)
    return config


def short_text(config: Mapping[str, Any]) -> str:
    """The shortest text with the same main spec: keys that do not change it are left out.

    Raises RopeError where the config cannot be read.
    """
    spec = read_config(config).spec
    kept = dict(config)
    for key in config:
        kept = _without(kept, key, spec)
    for key in NESTED:
        for name in kept[key] if isinstance(kept.get(key), Mapping) else ():
            inner = {other: value for other, value in kept[key].items() if other != name}
            if _means(shorter := {**kept, key: inner}, spec):
                kept = shorter
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _without(config: dict[str, Any], key: str, spec: RopeSpec) -> dict[str, Any]:
    shorter = {name: value for name, value in config.items() if name != key}
    return shorter if _means(shorter, spec) else config


def _means(config: Mapping[str, Any], spec: RopeSpec) -> bool:
    try:
        return read_config(config).spec == spec
    except RopeError:
        return False
