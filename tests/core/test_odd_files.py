"""Files that lie in small ways: each is read as what it is, or refused in words."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import time
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest

from rope_core import RopeError
from rope_core.reading.files import read_about, read_upload
from tests.core.bombs import npy, saved, zipped

PAIR = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
FOUR = saved(np.float32([1, 2, 3, 4]))
_HEADER = json.dumps({"x": PAIR}).encode()


def tensors(header: object, body: bytes = bytes(8), length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def one(**changes: object) -> bytes:
    return tensors({"x": {**PAIR, **changes}})


def with_zip64(size: int) -> bytes:
    """Sizes of a member as the list of a zip of more than 4 GiB says them."""
    data = zipped({"x.npy": FOUR}, zipfile.ZIP_STORED)
    at, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entry, last = bytearray(data[at:end]), bytearray(data[end:])
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    entry[20:28] = b"\xff" * 8
    entry[30:32] = struct.pack("<H", len(extra))
    last[12:16] = struct.pack("<I", len(entry) + len(extra))
    return bytes(data[:at] + entry + extra + last)


def encrypted() -> bytes:
    data = bytearray(zipped({"x.npy": FOUR}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def records() -> bytes:
    out = io.BytesIO()
    np.save(out, np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    return out.getvalue()


def of_pairs() -> bytes:
    text = b"{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (2,), }"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + bytes(16)


def by_columns() -> bytes:
    out = io.BytesIO()
    np.save(out, np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    return out.getvalue()


#: A file, and what the refusal says of it.
REFUSED: Mapping[str, tuple[bytes, str]] = {
    "header of 2^63": (tensors(_HEADER, length=2**63), "9,223,372,036,854,775,808 bytes"),
    "header of 2^64 - 1": (tensors(_HEADER, length=2**64 - 1), "18,446,744,073,709,551,615"),
    "header of none": (tensors(_HEADER, length=0), "a whole .safetensors file"),
    "dtype twice": (tensors(_HEADER.replace(b'"shape"', b'"dtype": "I8", "shape"')), "every name"),
    "an axis that is true": (one(shape=[True, True]), "shape [True, True]"),
    "an axis with a point": (one(shape=[2.0]), "shape [2.0]"),
    "an axis of 5,000 digits": (tensors(_HEADER.replace(b"[2]", b"[%s]" % (b"9" * 5000))), "whole"),
    "offsets backwards": (one(data_offsets=[8, 0]), "data_offsets [8, 0]"),
    "a dtype that is a list": (one(dtype=["F32"]), "of type ['F32']"),
    "an empty axis": (one(shape=[0, 2**40], data_offsets=[0, 0]), "bytes after the last"),
    "no axis": (one(shape=[], data_offsets=[0, 4]), "4 bytes after the last"),
    "bytes before the first": (one(shape=[1], data_offsets=[4, 8]), "4 bytes before x"),
    "bytes after the last": (tensors(_HEADER, bytes(800)), "792 bytes after the last tensor"),
    "zeros after the header": (tensors(_HEADER + b"\0\0"), "a whole .safetensors file"),
    "objects": (npy("|O", "(4,)", bytes(32)), "type |O"),
    "records": (records(), "Arrays of objects or records"),
    "an array in each place": (of_pairs(), "Arrays of objects or records"),
    "a negative axis": (npy("<f4", "(-4,)", bytes(16)), "'shape': (-4,)"),
    "nothing, of a huge shape": (npy("<f4", "(0, 999999999999)"), "none empty"),
    "forty axes": (npy("<f4", "(" + "1," * 40 + ")", bytes(4)), "1 to 4 axes"),
    "dates": (npy("<M8", "(1,)", bytes(8)), "type <M8"),
    "texts": (npy("<U8", "(1,)", bytes(32)), "type <U8"),
    "long doubles": (npy("<f16", "(1,)", bytes(16)), "type <f16"),
    "commas alone": (npy("<f4", "(,,,)", bytes(16)), "shape (,,,)"),
    "two numbers, no comma": (npy("<f4", "(1 1,)", bytes(16)), "shape (1 1,)"),
    "a version to come": (b"\x93NUMPY\x09\x00" + FOUR[8:], "cut off in its header"),
    "a byte more": (FOUR + b"!", "17 bytes of numbers"),
    "a byte less": (FOUR[:-1], "15 bytes of numbers"),
    "zip64: 2^63": (with_zip64(2**63), "more than that when unpacked"),
    "zip64: 2^64 - 1": (with_zip64(2**64 - 1), "more than that when unpacked"),
    "encrypted": (encrypted(), "damaged or encrypted"),
    "a zip of a text": (zipped({"x.txt": b"hello"}), "0 arrays"),
    "a name with a zero": (zipped({"a\0b.npy": FOUR}), "0 arrays"),
    "bytes after a zip": (zipped({"x.npy": FOUR}) + b"more" * 40_000, "damaged"),
    "gzip": (gzip.compress(FOUR), "unpack it first"),
    "gzip and more": (gzip.compress(FOUR) + b"garbage", "unpack it first"),
    "bzip2": (bz2.compress(FOUR), "unpack it first"),
    "xz": (lzma.compress(FOUR), "unpack it first"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "numpy.save makes a .npy"),
    "a pickle": (b"\x80\x04\x95 x", "Pickles"),
    "a name twice": (b'{"x":[1],"\\u0078":[2]}', "every name once"),
    "an integer of 400 digits": (b"[" + b"9" * 400 + b"]", "numbers up to 1.8e308"),
    "an integer of 5,000 digits": (b"[" + b"9" * 5000 + b"]", "a JSON list of numbers"),
    "rows of two lengths": (b"[[1],[2,3]]", "Rows must be equally long"),
    "true as a number": (b"[true]", "something else"),
    "null as a number": (b"[null]", "something else"),
    "UTF-16": ("[1,2]".encode("utf-16"), "numpy.save makes a .npy"),
    "a comment": (b"[1,2] // x", "a JSON list of numbers"),
}
#: A file, and the shapes of what is read.
READ: Mapping[str, tuple[bytes, dict[str, tuple[int, ...]]]] = {
    "metadata that is a list": (tensors({"__metadata__": [1], "x": PAIR}), {"x": (2,)}),
    "spaces after the header": (tensors(_HEADER + b"   "), {"x": (2,)}),
    "a name from right to left": (
        tensors({"\u202e\u200bgnp.x": PAIR}),
        {r"\u202e\u200bgnp.x": (2,)},
    ),
    "columns first": (by_columns(), {"x": (2, 3)}),
    "big end first": (npy(">f4", "(4,)", bytes(16)), {"x": (4,)}),
    "NaN and infinities": (saved(np.array([np.nan, np.inf])), {"x": (2,)}),
    "a path as a name": (zipped({"../../etc/passwd.npy": FOUR}), {"../../etc/passwd": (4,)}),
    "a folder beside it": (zipped({"x/": b"", "x.npy": FOUR}), {"x": (4,)}),
    "a mark of the byte order": (b"\xef\xbb\xbf[1, 2]", {"x": (2,)}),
    "NaN in JSON": (b"[NaN, -Infinity, 1]", {"x": (3,)}),
}


@pytest.mark.parametrize("name", [*REFUSED, *READ])
def test_a_file_is_what_it_is_or_is_refused_in_words(name: str) -> None:
    began = time.process_time()
    if name in READ:
        data, shapes = READ[name]
        read = read_upload("x.dat", data, "x")
        assert {key: tensor.values.shape for key, tensor in read.items()} == shapes
    else:
        data, said = REFUSED[name]
        with pytest.raises(RopeError) as refused:
            read_upload("x.dat", data, "x")
        told = str(refused.value)
        assert "x: received" in told
        assert said in told, told
        assert len(told) < 700
    assert set(map(type, read_about(data).values())) <= {str}
    assert time.process_time() - began < 1


def test_columns_first_are_read_as_columns() -> None:
    np.testing.assert_array_equal(
        read_upload("x.npy", by_columns(), "x")["x"].values, [[0, 1, 2], [3, 4, 5]]
    )
