"""One .npy file, or one member of an .npz: its header, read without evaluating it.

>>> header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
>>> data = b"\\x93NUMPY\\x01\\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
>>> npy_array(data, "x").read().values.tolist()
[0.0, 0.0]

Source of the format: numpy.lib.format, versions 1 to 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rope_core.errors import RopeError
from rope_core.reading.listed import ListedArray, listed_bytes

MAGIC = b"\x93NUMPY"
#: Bytes of a header; NumPy's own have 118 for any array that is read here.
MAX_HEADER = 2**16
_ALLOWED = "a whole .npy file of numbers"
_HEADER = re.compile(
    r"\s*\{\s*'descr'\s*:\s*'(?P<descr>[<>=|]?[A-Za-z]{1,8}\d{0,3})'\s*,"
    r"\s*'fortran_order'\s*:\s*(?P<fortran>True|False)\s*,"
    r"\s*'shape'\s*:\s*\((?P<shape>[0-9, ]{0,200})\)\s*,?\s*\}\s*"
)
#: NumPy's letters for the types that are read; V2 is how bfloat16 is saved, having no name there.
_LETTERS = {
    "f8": "F64", "f4": "F32", "f2": "F16", "V2": "BF16", "i8": "I64", "i4": "I32", "i2": "I16",
    "c8": "C64", "c16": "C128", "i1": "I8", "u8": "U64", "u4": "U32", "u2": "U16", "u1": "U8",
}  # fmt: skip


@dataclass(frozen=True)
class NpyHeader:
    """kind: a key of `tensor.KINDS`. start: where the numbers begin, bytes from the front."""

    kind: str
    shape: tuple[int, ...]
    big_endian: bool
    fortran: bool
    start: int


def npy_array(data: bytes | memoryview, field: str) -> ListedArray:
    """The array of a .npy file. Raises RopeError; arrays of objects are refused."""
    header = npy_header(data, field)
    return listed_bytes(
        memoryview(data)[header.start :], header.kind, header.shape, field,
        big_endian=header.big_endian, fortran=header.fortran,
    )  # fmt: skip


def npy_header(data: bytes | memoryview, field: str) -> NpyHeader:
    """What the front of a .npy file says; `data` may end where the header does."""
    if len(data) < 12 or bytes(data[:6]) != MAGIC or data[6] not in (1, 2, 3):
        raise RopeError(field, "a .npy file cut off in its header", _ALLOWED)
    start = 8 + (2 if data[6] == 1 else 4)
    length = int.from_bytes(data[8:start], "little")
    if length > MAX_HEADER or start + length > len(data):
        raise RopeError(field, "a .npy header longer than the file", _ALLOWED)
    header = bytes(data[start : start + length]).decode("latin-1")
    found = _HEADER.fullmatch(header)
    if found is None:
        hint = "Arrays of objects or records are not read: they would need pickle."
        raise RopeError(field, header[:60], _ALLOWED, hint)
    descr = found["descr"]
    kind = _LETTERS.get(descr.lstrip("<>=|"))
    if kind is None:
        hint = "Convert with .astype('float32')."
        raise RopeError(field, f"type {descr}", "float16, float32, float64 or integers", hint)
    shape = _shape(found["shape"], field)
    return NpyHeader(kind, shape, descr.startswith(">"), found["fortran"] == "True", start + length)


def _shape(text: str, field: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if parts and parts[-1] == "":
        parts.pop()
    if any(not part.isdigit() or len(part) > 12 for part in parts):
        raise RopeError(field, f"shape ({text[:40]})", "whole numbers")
    return tuple(map(int, parts))
