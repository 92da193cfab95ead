"""The arrays of a file, listed and not yet read: what a header claims, held to the bytes there are.

>>> array = listed_bytes(bytes(8), "F32", (2,), "x")
>>> array.words, array.shape, array.read().values.tolist()
('float32', (2,), [0.0, 0.0])
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rope_core.errors import RopeError, visible
from rope_core.reading.tensor import KINDS, Tensor, check_shape, from_bytes, kind_words

#: Arrays that one file may hold.
MAX_ARRAYS = 512
#: Characters of an array's name; of a longer one the end is kept, which tells layers apart.
_LONGEST_NAME = 120


@dataclass(frozen=True, eq=False)
class ListedArray:
    """One array of a file.

    words: its type, as `Tensor.kind` has it. converted: bytes that it takes when it is read.
    convert: reads it; from a damaged archive it raises RopeError.
    """

    words: str
    shape: tuple[int, ...]
    converted: int
    convert: Callable[[], Tensor]

    @property
    def is_complex(self) -> bool:
        return self.words.startswith("complex")

    def read(self) -> Tensor:
        """The array's numbers. Raises RopeError where the bytes are not what was claimed."""
        return self.convert()


def listed_bytes(
    data: bytes | memoryview,
    kind: str,
    shape: tuple[int, ...],
    field: str,
    *,
    big_endian: bool = False,
    fortran: bool = False,
) -> ListedArray:
    """An array that lies in `data` as it is. Raises RopeError where the claims do not fit."""
    require_bytes(len(data), kind, shape, field)

    def convert() -> Tensor:
        return from_bytes(data, kind, shape, field, big_endian=big_endian, fortran=fortran)

    return ListedArray(kind_words(kind), shape, converted_bytes(kind, shape), convert)


def require_bytes(given: int, kind: str, shape: tuple[int, ...], field: str) -> None:
    """Refuse a shape that is none, or that the bytes given do not hold exactly.

    >>> require_bytes(8, "F32", (2,), "x")
    """
    check_shape(shape, field)
    wanted = math.prod(shape) * _size(kind)
    if given != wanted:
        raise RopeError(
            field,
            f"{given:,} bytes of numbers",
            f"{wanted:,} bytes for shape {shape}",
            "The file is cut off, or its header does not tell the truth.",
        )


def converted_bytes(kind: str, shape: tuple[int, ...]) -> int:
    """What an array takes in memory: whole numbers become float64, bfloat16 becomes float32."""
    size = _size(kind) if kind[0] in "FC" else 4 if kind == "BF16" else 8
    return math.prod(shape) * size


def _size(kind: str) -> int:
    return int(KINDS[kind][2:])


def named(arrays: Mapping[str, ListedArray]) -> dict[str, ListedArray]:
    """The same arrays under names to be shown: nothing invisible, none too long, no two alike.

    >>> one = listed_bytes(bytes(8), "F32", (2,), "x")
    >>> list(named({"a\\u202eb": one, "y" * 200: one}))[0]
    'a\\\\u202eb'
    """
    found: dict[str, ListedArray] = {}
    for name, array in arrays.items():
        shown = visible(name[-2 * _LONGEST_NAME :])
        if len(shown) > _LONGEST_NAME:
            shown = f"…{shown[1 - _LONGEST_NAME :]}"
        unique, count = shown, 1
        while unique in found:
            count += 1
            unique = f"{shown} ({count})"
        found[unique] = array
    return found
