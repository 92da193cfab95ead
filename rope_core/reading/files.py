"""Uploaded files: .npy, .npz, .safetensors, .json. Headers are claims, and are checked.

>>> header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
>>> data = b"\\x93NUMPY\\x01\\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
>>> list_arrays("x.npy", data, "x")["x"].shape
(2,)
>>> read_upload("x.npy", data, "x")["x"].values.tolist()
[0.0, 0.0]

A file is listed first: sizes, counts, shapes and overlaps are held to its bytes, and no number is
converted. Then an array is read by itself. A file of 60 KB may claim gigabytes; it gets none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rope_core.errors import RopeError
from rope_core.reading.json_text import read_json
from rope_core.reading.listed import MAX_ARRAYS, ListedArray, named
from rope_core.reading.npy import MAGIC, npy_array
from rope_core.reading.npz import holds_a_pickle, npz_arrays
from rope_core.reading.safetensors import safetensors_about, safetensors_arrays
from rope_core.reading.tensor import Tensor
from rope_core.reading.tensor_text import from_nested, resolution_of
from rope_core.reading.transcript import unpickled_lines

#: A tensor of MAX_NUMBERS float32, and room for a header.
MAX_BYTES = 2**26 + 2**16
_ALLOWED = ".npy, .npz, .safetensors or .json"
#: Editors on Windows begin a text with it.
_MARK = b"\xef\xbb\xbf"
_PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".ckpt")
#: How gzip, bzip2, xz and Zstandard begin.
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_JSON = "a JSON list of numbers, or an object of such lists"


def list_arrays(
    name: str, data: bytes, field: str, most: int = MAX_BYTES, *, tables: bool = False
) -> dict[str, ListedArray]:
    """The arrays of one file by name (one from .npy, called "x" after x.npy), not yet read.

    The content decides what kind of file it is, its name only what a .npy is called.
    most: bytes that the file, or what is packed in it, may have. tables: whether complex numbers
    are meant, cos + i sin; vectors are real.
    Raises RopeError for anything that is not one of the four kinds, whole and truthful.
    """
    arrays = named(_opened(name, data, field, most))
    for key, array in arrays.items():
        if array.is_complex and not tables:
            hint = "Complex numbers are read as a table of cos and sin; vectors are real."
            raise RopeError(field, f"{key} of type {array.words}", "real numbers", hint)
    return arrays


def read_upload(
    name: str, data: bytes, field: str, most: int = MAX_BYTES, *, tables: bool = False
) -> dict[str, Tensor]:
    """All arrays of one file, read: `list_arrays` for files of which everything is wanted.

    Raises RopeError as well where they would take more than twice `most` bytes together.
    """
    arrays = list_arrays(name, data, field, most, tables=tables)
    converted = sum(array.converted for array in arrays.values())
    if converted > 2 * most:
        hint = "Save only the arrays that are compared."
        raise RopeError(field, f"{converted:,} bytes of numbers", f"{2 * most:,} at most", hint)
    return {key: array.read() for key, array in arrays.items()}


def read_about(data: bytes) -> dict[str, str]:
    """The texts that a .safetensors file carries beside its tensors; none for other files.

    >>> read_about(b"")
    {}
    """
    return safetensors_about(data)


def _opened(name: str, data: bytes, field: str, most: int) -> dict[str, ListedArray]:
    if not data:
        raise RopeError(field, "an empty file", _ALLOWED)
    if len(data) > most:
        raise RopeError(
            field, f"{len(data):,} bytes", f"{most:,} bytes at most",
            "Send fewer heads or positions: x[:, :512].",
        )  # fmt: skip
    stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0][:40] or "tensor"
    if data[:6] == MAGIC:
        return {stem: npy_array(data, field)}
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if holds_a_pickle(data):
            raise _pickle(name, field, f"{name[-40:]}, saved by torch.save")
        return npz_arrays(data, field, most)
    text = data.removeprefix(_MARK)
    if text[:512].lstrip()[:1] in (b"[", b"{"):
        return _json(text, field, stem)
    if data[8:9] == b"{":
        return safetensors_arrays(data, field)
    raise _not_opened(name, data, field)


def _pickle(name: str, field: str, received: str) -> RopeError:
    hint = (
        "Pickles (.pt, .pth, .pkl) are not opened: they can run code. "
        "These two lines make a file of it that cannot:"
    )
    return RopeError(field, received, _ALLOWED, hint, unpickled_lines(name))


def _not_opened(name: str, data: bytes, field: str) -> RopeError:
    """What the file is instead, as far as its first bytes or its name tell."""
    received = f"{name[-40:]}, starting {data[:8]!r}"
    if data[:1] == b"\x80" or name.lower().endswith(_PICKLES):
        return _pickle(name, field, received)
    packed = any(data.startswith(begins) for begins in _PACKED)
    hint = "It is packed: unpack it first." if packed else "numpy.save makes a .npy of an array."
    return RopeError(field, received, _ALLOWED, hint)


def _json(data: bytes, field: str, stem: str) -> dict[str, ListedArray]:
    parsed = read_json(data, field, _JSON, infinite=True)
    lists = {stem: parsed} if isinstance(parsed, list) else {}
    if isinstance(parsed, Mapping):
        lists = {key: value for key, value in parsed.items() if isinstance(value, list)}
    if not 1 <= len(lists) <= MAX_ARRAYS:
        raise RopeError(field, f"an object with {len(lists):,} lists", _JSON)
    return {key: _of_texts(value, field) for key, value in lists.items()}


def _of_texts(nested: object, field: str) -> ListedArray:
    """Numbers as decimal text may have been rounded before they were written."""
    tensor = from_nested(nested, field)
    some = tensor.values.reshape(-1)[:4096]
    numbers = list(map(repr, some[np.isfinite(some)].tolist()))
    read = replace(tensor, resolution=resolution_of(numbers))
    return ListedArray(read.kind, read.values.shape, read.values.nbytes, lambda: read)
