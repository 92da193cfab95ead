"""A .safetensors file: a length, a header in JSON, the bytes.

>>> header = b'{"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'
>>> data = len(header).to_bytes(8, "little") + header + bytes(8)
>>> safetensors_arrays(data, "x")["x"].read().values.tolist()
[0.0, 0.0]

Source of the format: the README of safetensors, which also says that no bytes are shared, and that
none are left between the tensors or after them.
"""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.errors import RopeError
from rope_core.reading.json_text import read_json
from rope_core.reading.listed import MAX_ARRAYS, ListedArray, listed_bytes
from rope_core.reading.tensor import KINDS

_MAX_HEADER = 2**20
_ABOUT = "__metadata__"
_WHOLE = "a whole .safetensors file"
_ALL_NAMED = "no bytes that the header does not name"


def safetensors_arrays(data: bytes, field: str) -> dict[str, ListedArray]:
    """The arrays by name. Raises RopeError where the header does not fit the file."""
    length = int.from_bytes(data[:8], "little")
    header = _header(data, field)
    entries = {name: entry for name, entry in header.items() if name != _ABOUT}
    if not entries:
        raise RopeError(field, "no tensors", _WHOLE)
    if len(entries) > MAX_ARRAYS:
        hint = "Save only x and y."
        raise RopeError(field, f"{len(entries):,} tensors", f"{MAX_ARRAYS} at most", hint)
    body = memoryview(data)[8 + length :]
    places = {name: _place(name, entry, body, field) for name, entry in entries.items()}
    end = 0
    for name, (_, _, begins, ends) in sorted(places.items(), key=lambda item: item[1][2:]):
        if begins < end:
            hint = "Each tensor has bytes of its own in a file that safetensors wrote."
            raise RopeError(field, f"{name}: bytes of another tensor", "no overlaps", hint)
        if begins > end:
            raise RopeError(field, f"{begins - end:,} bytes before {name}", _ALL_NAMED)
        end = ends
    if end < len(body):
        raise RopeError(field, f"{len(body) - end:,} bytes after the last tensor", _ALL_NAMED)
    return {
        name: listed_bytes(body[begins:ends], kind, shape, field)
        for name, (kind, shape, begins, ends) in places.items()
    }


def safetensors_about(data: bytes) -> dict[str, str]:
    """The texts that the file carries beside its tensors; none where it is no such file.

    >>> safetensors_about(b"")
    {}
    """
    try:
        about = _header(data, "file").get(_ABOUT)
    except RopeError:
        return {}
    if not isinstance(about, Mapping):
        return {}
    return {str(key): value for key, value in about.items() if isinstance(value, str)}


def _header(data: bytes, field: str) -> Mapping[str, object]:
    length = int.from_bytes(data[:8], "little")
    if data[8:9] != b"{" or length > _MAX_HEADER or 8 + length > len(data):
        raise RopeError(field, f"a header of {length:,} bytes", _WHOLE, "The file is cut off.")
    header = read_json(data[8 : 8 + length], field, _WHOLE)
    if not isinstance(header, Mapping):
        raise RopeError(field, "a header that is no object", _WHOLE)
    return header


def _place(
    name: str, entry: object, body: memoryview, field: str
) -> tuple[str, tuple[int, ...], int, int]:
    """The kind, the shape, and where the bytes begin and end."""
    allowed = "dtype, shape and data_offsets that fit the file"
    if not isinstance(entry, Mapping):
        raise RopeError(field, name, allowed)
    kind, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RopeError(field, f"{name} of type {kind}", ", ".join(KINDS))
    axes, places = _wholes(shape), _wholes(offsets)
    if axes is None or places is None or len(places) != 2:
        raise RopeError(field, f"{name}: shape {shape}, data_offsets {offsets}", allowed)
    begins, ends = places
    if not begins <= ends <= len(body):
        raise RopeError(field, f"{name}: data_offsets {offsets}", allowed, "The file is cut off.")
    return kind, axes, begins, ends


def _wholes(value: object) -> tuple[int, ...] | None:
    """The list as whole numbers of a sane size, or None."""
    if not isinstance(value, list) or len(value) > 16:
        return None
    wholes = [v for v in value if isinstance(v, int) and not isinstance(v, bool)]
    fine = len(wholes) == len(value) and all(0 <= whole < 2**48 for whole in wholes)
    return tuple(wholes) if fine else None
