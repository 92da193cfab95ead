"""Uploaded files: .npy, .npz, .safetensors, .json. Headers are claims, and are checked.

>>> header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
>>> data = b"\\x93NUMPY\\x01\\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
>>> read_upload("x.npy", data, "x")["x"].values.tolist()
[0.0, 0.0]
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from rope_core.errors import RopeError
from rope_core.reading.tensor import KINDS, Tensor, from_bytes
from rope_core.reading.tensor_text import from_nested, resolution_of
from rope_core.reading.transcript import unpickled_lines

#: A tensor of MAX_NUMBERS float32, and room for a header.
MAX_BYTES = 2**26 + 2**16
_MAX_HEADER = 2**20
_MAX_MEMBERS = 512
_ALLOWED = ".npy, .npz, .safetensors or .json"

_NPY = re.compile(
    r"\s*\{\s*'descr'\s*:\s*'(?P<descr>[<>=|]?[A-Za-z]{1,8}\d{0,3})'\s*,"
    r"\s*'fortran_order'\s*:\s*(?P<fortran>True|False)\s*,"
    r"\s*'shape'\s*:\s*\((?P<shape>[0-9, ]{0,200})\)\s*,?\s*\}\s*"
)
#: NumPy's letters for the types that are read; V2 is how bfloat16 is saved, having no name there.
_LETTERS = {
    "f8": "F64", "f4": "F32", "f2": "F16", "V2": "BF16", "i8": "I64", "i4": "I32", "i2": "I16",
    "c8": "C64", "c16": "C128", "i1": "I8", "u8": "U64", "u4": "U32", "u2": "U16", "u1": "U8",
}  # fmt: skip


def read_upload(
    name: str, data: bytes, field: str, most: int = MAX_BYTES, *, tables: bool = False
) -> dict[str, Tensor]:
    """The tensors of one file by name (one from .npy, called "x" after x.npy).

    The content decides what kind of file it is, its name only what a .npy is called.
    most: bytes that the file, or what is packed in it, may have. tables: whether complex numbers
    are meant, cos + i sin; vectors are real.
    Raises RopeError for anything that is not one of the four kinds, whole and truthful.
    """
    read = _opened(name, data, field, most)
    for key, tensor in read.items():
        if tensor.values.dtype.kind == "c" and not tables:
            hint = "Complex numbers are read as a table of cos and sin; vectors are real."
            raise RopeError(field, f"{key} of type {tensor.kind}", "real numbers", hint)
    return read


def _opened(name: str, data: bytes, field: str, most: int) -> dict[str, Tensor]:
    if not data:
        raise RopeError(field, "an empty file", _ALLOWED)
    if len(data) > most:
        raise RopeError(
            field, f"{len(data):,} bytes", f"{most:,} bytes at most",
            "Send fewer heads or positions: x[:, :512].",
        )  # fmt: skip
    stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0][:40] or "tensor"
    if data[:6] == b"\x93NUMPY":
        return {stem: read_npy(data, field)}
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _npz(name, data, field, most)
    start = data[:512].lstrip()
    if start[:1] in (b"[", b"{"):
        return _json(data, field, stem)
    if len(data) > 8 and data[8:9] == b"{":
        return _safetensors(data, field)
    raise _not_opened(name, field, f"{name[-40:]}, starting {data[:8]!r}")


def _not_opened(name: str, field: str, received: str) -> RopeError:
    hint = (
        "Pickles (.pt, .pth, .pkl) are not opened: they can run code. "
        "These two lines make a file of it that cannot:"
    )
    return RopeError(field, received, _ALLOWED, hint, unpickled_lines(name))


def read_about(data: bytes) -> dict[str, str]:
    """The texts that a .safetensors file carries beside its tensors; none for other files.

    >>> read_about(b"")
    {}
    """
    length = int.from_bytes(data[:8], "little")
    if data[8:9] != b"{" or length > _MAX_HEADER or 8 + length > len(data):
        return {}
    header = _parsed(data[8 : 8 + length], "file", "a whole .safetensors file")
    about = header.get("__metadata__") if isinstance(header, Mapping) else None
    if not isinstance(about, Mapping):
        return {}
    return {str(key): value for key, value in about.items() if isinstance(value, str)}


def read_npy(data: bytes, field: str) -> Tensor:
    """One .npy file, versions 1 to 3; arrays of objects are refused."""
    allowed = "a whole .npy file of numbers"
    if len(data) < 10 or data[6] not in (1, 2, 3):
        raise RopeError(field, "a .npy file cut off in its header", allowed)
    width = 2 if data[6] == 1 else 4
    start = 8 + width
    length = int.from_bytes(data[8:start], "little")
    if length > _MAX_HEADER or start + length > len(data):
        raise RopeError(field, "a .npy header longer than the file", allowed)
    header = data[start : start + length].decode("latin-1")
    found = _NPY.fullmatch(header)
    if found is None:
        hint = "Arrays of objects or records are not read: they would need pickle."
        raise RopeError(field, header[:60], allowed, hint)
    descr = found["descr"]
    kind = _LETTERS.get(descr.lstrip("<>=|"))
    if kind is None:
        hint = "Convert with .astype('float32')."
        raise RopeError(field, f"type {descr}", "float16, float32, float64 or integers", hint)
    shape = _shape(found["shape"], field)
    return from_bytes(
        memoryview(data)[start + length :], kind, shape, field,
        big_endian=descr.startswith(">"), fortran=found["fortran"] == "True",
    )  # fmt: skip


def _shape(text: str, field: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if parts and parts[-1] == "":
        parts.pop()
    if any(not part.isdigit() or len(part) > 12 for part in parts):
        raise RopeError(field, f"shape ({text[:40]})", "whole numbers")
    return tuple(map(int, parts))


def _npz(name: str, data: bytes, field: str, most: int) -> dict[str, Tensor]:
    allowed = f"a whole .npz of at most {_MAX_MEMBERS} arrays, {most:,} bytes unpacked"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(info.filename.endswith("data.pkl") for info in archive.infolist()):
                raise _not_opened(name, field, f"{name[-40:]}, saved by torch.save")
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
            if not 1 <= len(members) <= _MAX_MEMBERS:
                raise RopeError(field, f"{len(members)} arrays", allowed)
            left, tensors = most, {}
            for info in members:
                with archive.open(info) as member:
                    # What the archive says of its sizes may be false: read no more than is left.
                    unpacked = member.read(left + 1)
                if len(unpacked) > left:
                    raise RopeError(field, "more than that when unpacked", allowed)
                left -= len(unpacked)
                tensors[info.filename[:-4][:40]] = read_npy(unpacked, field)
            return tensors
    except RopeError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
        ValueError, KeyError, OverflowError,
    ) as error:  # fmt: skip
        raise RopeError(field, "a damaged or encrypted .npz", allowed) from error


def _safetensors(data: bytes, field: str) -> dict[str, Tensor]:
    allowed = "a whole .safetensors file"
    length = int.from_bytes(data[:8], "little")
    if length > _MAX_HEADER or 8 + length > len(data):
        raise RopeError(field, f"a header of {length:,} bytes", allowed, "The file is cut off.")
    header = _parsed(data[8 : 8 + length], field, allowed)
    if not isinstance(header, Mapping):
        raise RopeError(field, "a header that is no object", allowed)
    body = memoryview(data)[8 + length :]
    tensors: dict[str, Tensor] = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if len(tensors) == _MAX_MEMBERS:
            hint = "Save only x and y."
            raise RopeError(field, f"{len(header)} tensors", f"{_MAX_MEMBERS} at most", hint)
        tensors[str(name)[:40]] = _safetensor(str(name), entry, body, field)
    if not tensors:
        raise RopeError(field, "no tensors", allowed)
    return tensors


def _safetensor(name: str, entry: object, body: memoryview, field: str) -> Tensor:
    allowed = "dtype, shape and data_offsets that fit the file"
    if not isinstance(entry, Mapping):
        raise RopeError(field, name, allowed)
    kind, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RopeError(field, f"{name} of type {kind}", ", ".join(KINDS))
    axes, places = _wholes(shape), _wholes(offsets)
    if axes is None or places is None or len(places) != 2:
        raise RopeError(field, f"{name}: shape {shape}, data_offsets {offsets}", allowed)
    start, end = places
    if not start <= end <= len(body):
        raise RopeError(field, f"{name}: data_offsets {offsets}", allowed, "The file is cut off.")
    return from_bytes(body[start:end], kind, axes, field)


def _wholes(value: object) -> tuple[int, ...] | None:
    """The list as whole numbers of a sane size, or None."""
    if not isinstance(value, list):
        return None
    wholes = [v for v in value if isinstance(v, int) and not isinstance(v, bool)]
    fine = len(wholes) == len(value) and all(0 <= whole < 2**48 for whole in wholes)
    return tuple(wholes) if fine else None


def _json(data: bytes, field: str, stem: str) -> dict[str, Tensor]:
    allowed = "a JSON list of numbers, or an object of such lists"
    parsed = _parsed(data, field, allowed)
    if isinstance(parsed, list):
        return {stem: _written(parsed, field)}
    lists = (
        {str(k): v for k, v in parsed.items() if isinstance(v, list)}
        if (isinstance(parsed, Mapping))
        else {}
    )
    if not lists or len(lists) > _MAX_MEMBERS:
        raise RopeError(field, f"an object with {len(lists)} lists", allowed)
    return {name[:40]: _written(value, field) for name, value in lists.items()}


def _written(nested: object, field: str) -> Tensor:
    """Numbers as decimal text may have been rounded before they were written."""
    tensor = from_nested(nested, field)
    some = tensor.values.reshape(-1)[:4096].tolist()
    return replace(tensor, resolution=resolution_of(list(map(repr, some))))


def _parsed(data: bytes, field: str, allowed: str) -> object:
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse_constant(field))
    except RopeError:
        raise
    except (ValueError, RecursionError) as error:
        raise RopeError(field, data[:40].decode("utf-8", "replace"), allowed) from error


def _refuse_constant(field: str) -> Callable[[str], float]:
    def refuse(word: str) -> float:
        raise RopeError(field, word, "finite numbers")

    return refuse
