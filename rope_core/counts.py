"""How many, in words that agree with the number.

>>> counted(1, "score", "are masked, and were not compared")
'1 score is masked, and was not compared'
>>> counted(1234, "score", "differ"), agreed(1, "are not like the rest")
('1,234 scores differ', 'is not like the rest')
"""

from __future__ import annotations

import re

_OF_ONE = {
    **{"are": "is", "were": "was", "have": "has", "do": "does"},
    **{"differ": "differs", "show": "shows", "every one": "it"},
}
_OF_MANY = re.compile(rf"\b({'|'.join(_OF_ONE)})\b")


def counted(count: int, noun: str, said: str = "") -> str:
    """So many of them, and what is said of them. noun: of one; said: of several."""
    name = noun if count == 1 else f"{noun}s"
    return f"{count:,} {name} {agreed(count, said)}".rstrip()


def agreed(count: int, said: str) -> str:
    """What is said of several things, said of so many."""
    return _OF_MANY.sub(lambda found: _OF_ONE[found[1]], said) if count == 1 else said


def all_compared(count: int, noun: str) -> str:
    """That none was left out.

    >>> all_compared(1, "number"), all_compared(1234, "score")
    ('One number was compared', 'All 1,234 scores were compared')
    """
    if count == 1:
        return f"One {noun} was compared"
    return f"All {counted(count, noun, 'were compared')}"
