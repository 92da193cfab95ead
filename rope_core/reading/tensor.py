"""A tensor that was read, and making one from raw bytes whose type and shape were claimed.

>>> from_bytes(b"\\x00\\x00\\x80?", "F32", (1,), "x").values.tolist()
[1.0]
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError

#: 32 heads × 4096 positions × 128 features.
MAX_NUMBERS = 2**24
MAX_AXES = 4


@dataclass(frozen=True, eq=False)
class Tensor:
    """values: float16, float32 or float64 (a table may be complex), never empty, 1 to 4 axes.
    kind: the type it was in. resolution: what rounding in print may have taken off each number;
    0 for files."""

    values: NDArray[Any]
    kind: str
    resolution: float = 0.0


#: Names of types in safetensors files, as NumPy's.
KINDS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4",
    "C64": "<c8", "C128": "<c16",
    "I16": "<i2", "I8": "|i1", "U64": "<u8", "U32": "<u4",
    "U16": "<u2", "U8": "|u1",
}  # fmt: skip
_WORDS = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "C64": "complex64", "C128": "complex128",
}  # fmt: skip


def kind_words(kind: str) -> str:
    """The name of a kind as `Tensor.kind` has it.

    >>> kind_words("BF16"), kind_words("I8")
    ('bfloat16', 'integers')
    """
    return _WORDS.get(kind, "integers")


def from_bytes(
    data: bytes | memoryview,
    kind: str,
    shape: tuple[int, ...],
    field: str,
    *,
    big_endian: bool = False,
    fortran: bool = False,
) -> Tensor:
    """A tensor from its bytes; the claims about them are checked first.

    kind: a key of KINDS. Raises RopeError where the shape is refused or the bytes do not fit it.
    """
    check_shape(shape, field)
    dtype = np.dtype(KINDS[kind])
    count = math.prod(shape)
    if len(data) != count * dtype.itemsize:
        raise RopeError(
            field,
            f"{len(data):,} bytes of numbers",
            f"{count * dtype.itemsize:,} bytes for shape {shape}",
            "The file is cut off, or its header does not tell the truth.",
        )
    flat = np.frombuffer(data, dtype=dtype.newbyteorder(">") if big_endian else dtype)
    if kind == "BF16":
        flat = (flat.astype(np.uint32) << np.uint32(16)).view(np.float32)
    elif dtype.kind not in "fc":
        flat = flat.astype(np.float64)
    values = flat.astype(flat.dtype.newbyteorder("="), copy=False)
    return Tensor(values.reshape(shape, order="F" if fortran else "C"), kind_words(kind))


def check_shape(shape: tuple[int, ...], field: str) -> None:
    """Refuse empty, huge and too deep shapes, and single numbers.

    >>> check_shape((2, 4), "x")
    """
    allowed = f"1 to {MAX_AXES} axes, none empty, {MAX_NUMBERS:,} numbers at most"
    if not 1 <= len(shape) <= MAX_AXES or any(size < 1 for size in shape):
        hint = "A single number has no features to rotate." if not shape else ""
        raise RopeError(field, f"shape {shape}", allowed, hint)
    if math.prod(shape) > MAX_NUMBERS:
        hint = "Send fewer heads or positions: x[:, :512]."
        raise RopeError(field, f"shape {shape}", allowed, hint)
