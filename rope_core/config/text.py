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

from rope_core.config.keys import KEYS_LIMIT, NESTED
from rope_core.config.reader import read_config
from rope_core.errors import RopeError, visible
from rope_core.spec import RopeSpec

#: A config is a few kilobytes; LongRoPE's lists make some longer.
MAX_TEXT = 200_000
#: Keys of all objects together: a classifier of images names each of its classes twice.
MAX_KEYS = 4 * KEYS_LIMIT
#: Objects and lists in each other.
_DEEPEST = 100

Pairs = list[tuple[str, Any]]


def parse_config(
    text: str, pairs: Callable[[Pairs], dict[str, Any]] = dict, field: str = "config"
) -> dict[str, Any]:
    """The JSON object in a text. Raises RopeError that says where it is not one.

    pairs: makes an object of its keys and values, for whoever wants to see keys that stand there
    twice. field: what a person entered it into.

    >>> parse_config("[1]")
    Traceback (most recent call last):
    rope_core.errors.RopeError: config: received "[1]"; allowed: a JSON object, as in a config.json.
    """
    allowed = "a JSON object, as in a config.json"
    if len(text) > MAX_TEXT:
        raise RopeError(field, f"{len(text):,} characters", f"at most {MAX_TEXT:,}")
    left = MAX_KEYS

    def counted(each: Pairs) -> dict[str, Any]:
        # Inner objects come before outer ones, so that nobody works on too many keys.
        nonlocal left
        left -= len(each)
        if len(each) > KEYS_LIMIT or left < 0:
            most = f"at most {KEYS_LIMIT:,} keys in an object, {MAX_KEYS:,} in all"
            raise RopeError(field, f"{max(len(each), MAX_KEYS - left):,} keys", most)
        return pairs(each)

    try:
        config = json.loads(text, object_pairs_hook=counted)
    except RopeError:
        raise
    except json.JSONDecodeError as error:
        line = text.splitlines()[error.lineno - 1].strip() if text.splitlines() else ""
        place = f"Line {error.lineno}, column {error.colno}: {error.msg}."
        hint = " JSON writes true, false and null." if "Expecting value" in error.msg else ""
        raise RopeError(field, line, allowed, place + hint) from error
    except RecursionError as error:
        raise RopeError(field, text[:40], allowed, "It is nested too deeply.") from error
    except ValueError as error:  # a whole number of more than 4300 digits
        raise RopeError(field, text[:40], allowed, "A number in it is too long.") from error
    if not isinstance(config, dict):
        raise RopeError(field, text.strip(), allowed)
    _require_flat(config, field)
    _require_writable(config, field)
    return config


def _require_flat(config: dict[str, Any], field: str) -> None:
    level: list[Any] = [config]
    for _ in range(_DEEPEST):
        inside = [each.values() if isinstance(each, dict) else each for each in level]
        level = [one for each in inside for one in each if isinstance(one, dict | list)]
    if level:
        hint = "It is nested too deeply."
        most = f"{_DEEPEST} objects and lists in each other at most"
        raise RopeError(field, f"more than {_DEEPEST}", most, hint)


def _require_writable(config: dict[str, Any], field: str) -> None:
    """Half of a pair of surrogates can be written as \\ud800 in JSON, and nowhere else."""
    try:
        json.dumps(config, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        found = visible(str(error.object)[error.start : error.end])
        hint = "It is half of a character: \\ud800 to \\udfff come in pairs."
        raise RopeError(field, found, "texts of whole characters", hint) from error


def short_text(config: Mapping[str, Any]) -> str:
    """The shortest text with the same main spec: keys that do not change it are left out.

    Raises RopeError where the config cannot be read.
    """
    report = read_config(config)
    spec, kept = report.spec, dict(config)
    # What nothing read goes at once: one by one, two thousand of them would take seconds.
    unread = {note.key for note in report.notes if note.verdict == "ignored"}
    kept = _if_same(kept, {key: kept[key] for key in kept if key not in unread}, spec)
    for key in tuple(kept):
        kept = _if_same(kept, _but(kept, key), spec)
    for outer in NESTED:
        inner = kept.get(outer)
        if not isinstance(inner, Mapping):
            continue
        read = {key: value for key, value in inner.items() if f"{outer}.{key}" not in unread}
        kept = _if_same(kept, {**kept, outer: read}, spec)
        for name in tuple(kept[outer]):
            kept = _if_same(kept, {**kept, outer: _but(kept[outer], name)}, spec)
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _but(config: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in config.items() if name != key}


def _if_same(config: dict[str, Any], shorter: dict[str, Any], spec: RopeSpec) -> dict[str, Any]:
    return shorter if _means(shorter, spec) else config


def _means(config: Mapping[str, Any], spec: RopeSpec) -> bool:
    try:
        return read_config(config).spec == spec
    except RopeError:
        return False
