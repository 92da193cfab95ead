"""The longest context a config names, checked as a length.

>>> longest(Keys({"max_position_embeddings": 4096.0}), use="the longest context")
('max_position_embeddings', 4096)
"""

from __future__ import annotations

from rope_core.config.keys import LENGTH, Keys
from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.scaling.base import MAX_LENGTH


def longest(keys: Keys, *, use: str, defaults: bool = True) -> tuple[str, object]:
    """The key and the length, a whole number; ("", None) if there is none.

    Raises RopeError for what is no whole number. One that is no length of a text is noted so; a
    method that counts from it refuses it.

    >>> keys = Keys({"max_position_embeddings": -1})
    >>> longest(keys, use="the longest context"), keys.notes()[0].verdict
    (('max_position_embeddings', -1), 'ignored')
    """
    key, value = keys.first(*LENGTH, use=use, defaults=defaults)
    if not key:
        return key, value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RopeError(key, value, f"a whole number from 1 to {typed(MAX_LENGTH)}")
    if not 1 <= value <= MAX_LENGTH:
        keys.note(key, "ignored", f"no length of a text: those are 1 to {typed(MAX_LENGTH)} tokens")
    return key, value
