"""An .npz, which is a zip of .npy files: only its list and the headers are read, then what is
chosen.

>>> import io
>>> import numpy as np
>>> out = io.BytesIO()
>>> np.savez(out, x=np.float32([1.0, 2.0]))
>>> npz_arrays(out.getvalue(), "x", 10_000)["x"].read().values.tolist()
[1.0, 2.0]
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from rope_core.errors import RopeError
from rope_core.reading.listed import MAX_ARRAYS, ListedArray, converted_bytes, require_bytes
from rope_core.reading.npy import MAX_HEADER, npy_header
from rope_core.reading.tensor import Tensor, from_bytes, kind_words

#: Bytes of the list of members: 512 of them with long names have a quarter of it.
_MAX_LIST = 2**18
#: What NumPy writes. LZMA and bzip2 take their memory from what the file claims.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = 30
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
    ValueError, KeyError, OverflowError,
)  # fmt: skip


class _Listing(io.BytesIO):
    """The file while zipfile looks for the list in it, of which it would read any length."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._length, self.listed = len(data), False

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._length - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > _MAX_LIST and not self.listed:
            raise zipfile.BadZipFile("the list of members is too long")
        return super().read(size)


def _archive(data: bytes) -> zipfile.ZipFile:
    source = _Listing(data)
    archive = zipfile.ZipFile(source)
    source.listed = True
    return archive


def npz_arrays(data: bytes, field: str, most: int) -> dict[str, ListedArray]:
    """The arrays by name. most: bytes that all members together may have unpacked.

    Raises RopeError for a list that is too long, members that overlap, are packed in another way
    than NumPy's or claim too much, and for headers that do not fit them. What is damaged
    further on is found when the array is read.
    """
    allowed = f"a whole .npz of at most {MAX_ARRAYS} arrays, {most:,} bytes unpacked"
    try:
        # Not closed: its arrays are read from it later, and its list is read once.
        archive = _archive(data)
        members = [each for each in archive.infolist() if each.filename.endswith(".npy")]
        if not 1 <= len(members) <= MAX_ARRAYS:
            raise RopeError(field, f"{len(members)} arrays", allowed)
        _require_apart(members, field, allowed)
        for each in members:
            if each.compress_type not in _METHODS:
                hint = "Save it with numpy.savez or numpy.savez_compressed."
                packed = f"members packed by method {each.compress_type}"
                raise RopeError(field, packed, "stored or deflated members", hint)
        if sum(each.file_size for each in members) > most:
            raise RopeError(field, "more than that when unpacked", allowed)
        return {
            each.filename.removesuffix(".npy"): _listed(archive, each, field, allowed)
            for each in members
        }
    except RopeError:
        raise
    except _DAMAGED as error:
        raise RopeError(field, "a damaged or encrypted .npz", allowed) from error


def holds_a_pickle(data: bytes) -> bool:
    """Whether torch.save made this zip; False where it cannot be opened."""
    try:
        with _archive(data) as archive:
            return any(name.endswith("data.pkl") for name in archive.namelist())
    except _DAMAGED:
        return False


def _require_apart(members: Sequence[zipfile.ZipInfo], field: str, allowed: str) -> None:
    """No byte is unpacked for two members, and no two have one name."""
    if len({each.filename for each in members}) < len(members):
        raise RopeError(field, "two members of one name", allowed)
    end = 0
    for each in sorted(members, key=lambda one: one.header_offset):
        if each.header_offset < end:
            raise RopeError(field, "members that overlap", allowed)
        end = each.header_offset + _LOCAL_HEADER + each.compress_size


def _listed(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, field: str, allowed: str
) -> ListedArray:
    with archive.open(member) as opened:
        header = npy_header(opened.read(MAX_HEADER + 12), field)
    require_bytes(member.file_size - header.start, header.kind, header.shape, field)

    def convert() -> Tensor:
        try:
            with archive.open(member) as opened:
                # One more than claimed, so that the checksum at the end is looked at.
                unpacked = opened.read(member.file_size + 1)
        except _DAMAGED as error:
            raise RopeError(field, "a damaged or encrypted .npz", allowed) from error
        return from_bytes(
            memoryview(unpacked)[header.start :], header.kind, header.shape, field,
            big_endian=header.big_endian, fortran=header.fortran,
        )  # fmt: skip

    size = converted_bytes(header.kind, header.shape)
    return ListedArray(kind_words(header.kind), header.shape, size, convert)
