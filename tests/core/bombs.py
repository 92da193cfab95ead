"""Files that are made to take all memory or time of whoever opens them, by name."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping

import numpy as np

LIMIT = 2**26
Made = Callable[[], bytes]


def npy(descr: str, shape: str, body: bytes = b"", pad: int = 0) -> bytes:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * pad
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(header)) + header + body


def saved(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def safetensors(header: object, body: bytes = b"", pad: int = 0) -> bytes:
    text = (header if isinstance(header, bytes) else json.dumps(header).encode()) + b" " * pad
    return struct.pack("<Q", len(text)) + text + body


def entries(count: int, size: int, step: int, kind: str = "I8") -> dict[str, object]:
    """`count` tensors of `size` bytes, each `step` bytes after the one before."""
    return {
        f"t{i}": {"dtype": kind, "shape": [size], "data_offsets": [i * step, i * step + size]}
        for i in range(count)
    }


def many_members(count: int) -> bytes:
    """A zip of empty members whose names are all the same few bytes: no library writes it."""
    name = b"a.npy"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 5, 0) + name
    listed = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0
    )
    directory = (listed + name) * count
    return local + directory + end_of(count & 0xFFFF, len(directory), len(local))


def end_of(count: int, length: int, start: int) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, length, start, 0)


def long_extras() -> bytes:
    """Members whose extra fields are ten thousand empty ones each."""
    extra = struct.pack("<HH", 0x7777, 0) * 16_000
    listed = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, len(extra), 0, 0, 0, 0, 0
        )
        + b"a.npy"
        + extra
        for _ in range(400)
    )
    return b"PK\x03\x04" + bytes(26) + listed + end_of(400, len(listed), 30)


def all_at_one_place(count: int) -> bytes:
    """Every member of the list is the same packed bytes."""
    one = zipped({"a.npy": saved(np.zeros((256, 256)))})
    start = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry = one[start:end]
    listed = b"".join(
        entry.replace(b"a.npy", b"%05d" % i)[:-5] + b"%c.npy" % (65 + i % 26) for i in range(count)
    )
    return one[:start] + listed + end_of(count, len(listed), start)


def damaged(method: int) -> bytes:
    whole = bytearray(zipped({"x.npy": saved(np.arange(512.0))}, method))
    whole[60:200] = bytes(140)
    return bytes(whole)


def claims(data: bytes, size: int) -> bytes:
    """A zip whose one member says in the list that it unpacks to `size` bytes."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def nested_zips() -> bytes:
    data = zipped({"x.npy": bytes(2**24)})
    for _ in range(8):
        data = zipped({"x.npy": data, "y.npy": data}, zipfile.ZIP_STORED)
    return data


def with_lzma_dictionary() -> bytes:
    """LZMA data that asks for a dictionary of 4 GiB."""
    data = bytearray(zipped({"x.npy": saved(np.zeros(8))}, zipfile.ZIP_LZMA))
    at = 30 + len("x.npy") + 5
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


ZEROS = bytes(LIMIT)
#: Refused in words.
REFUSED: Mapping[str, Made] = {
    "safetensors: 64 entries of the same bytes": lambda: safetensors(
        entries(64, 2**24, 0), bytes(2**24)
    ),
    "safetensors: 512 of the same": lambda: safetensors(entries(512, 2**24, 0), bytes(2**24)),
    "safetensors: each a byte further": lambda: safetensors(entries(500, 2**20, 1), bytes(2**21)),
    "safetensors: one inside another": lambda: safetensors(
        {**entries(1, 64, 0), "in": {"dtype": "I8", "shape": [8], "data_offsets": [8, 16]}},
        bytes(64),
    ),
    "safetensors: 20,000 entries": lambda: safetensors(
        b"{" + b",".join(b'"%d":0' % i for i in range(20_000)) + b"}"
    ),
    "safetensors: header of brackets": lambda: safetensors(b'{"x":' + b"[" * 900_000),
    "safetensors: header of empty lists": lambda: safetensors(
        b'{"x":[' + b"[]," * 300_000 + b"0]}"
    ),
    "safetensors: header longer than the file": lambda: struct.pack("<Q", 2**40) + b"{}",
    "safetensors: header of 2 MiB": lambda: safetensors(entries(1, 8, 0), bytes(8), pad=2**21),
    "safetensors: NaN header": lambda: safetensors(
        b'{"x":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}', bytes(4)
    ),
    "safetensors: infinite offsets": lambda: safetensors(
        b'{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,1e999]}}', bytes(4)
    ),
    "safetensors: a name twice": lambda: safetensors(
        b'{"x":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},'
        b'"x":{"dtype":"I8","shape":[2],"data_offsets":[4,6]}}',
        bytes(6),
    ),
    "safetensors: a shape of a million axes": lambda: safetensors(
        b'{"x":{"dtype":"I8","shape":[' + b"1," * 400_000 + b'1],"data_offsets":[0,1]}}', bytes(1)
    ),
    "safetensors: a shape beyond 64 bits": lambda: safetensors(
        {"x": {"dtype": "I8", "shape": [2**47, 2**47], "data_offsets": [0, 1]}}, bytes(1)
    ),
    "safetensors: negative": lambda: safetensors(
        {"x": {"dtype": "I8", "shape": [-4], "data_offsets": [-4, 0]}}, bytes(4)
    ),
    "npz: zeros of 130 MB in 130 KB": lambda: zipped(
        {"x.npy": npy("<f4", "(32500000,)") + bytes(130_000_000)}
    ),
    "npz: five members of the limit": lambda: zipped(
        {f"{i}.npy": npy("|i1", "(16777216,)") + bytes(2**24) for i in range(5)}
    ),
    "npz: 600,000 members": lambda: many_members(600_000),
    "npz: 5,000 members": lambda: many_members(5_000),
    "npz: extra fields": long_extras,
    "npz: all at one place": lambda: all_at_one_place(200),
    "npz: claims 4 GB": lambda: claims(zipped({"x.npy": saved(np.zeros(8))}), 0xFFFFFFF0),
    "npz: a member of the whole limit with a header of 64 MB": lambda: zipped(
        {"x.npy": npy("<f4", "(1,)", pad=LIMIT - 200)}
    ),
    "npz: LZMA, corrupt": lambda: damaged(zipfile.ZIP_LZMA),
    "npz: LZMA, a dictionary of 4 GB": with_lzma_dictionary,
    "npz: bzip2 of zeros": lambda: zipped(
        {"x.npy": npy("|i1", "(16777216,)") + bytes(2**24)}, zipfile.ZIP_BZIP2
    ),
    "npz: zips in zips": nested_zips,
    "npz: a zip as a member": lambda: zipped({"x.npy": zipped({"x.npy": bytes(LIMIT)})}),
    "npz: a hundred lists": lambda: (
        zipped({"x": b""}) + zipped({"y": b""})[:-22] * 100 + end_of(1, 2**31, 0)
    ),
    "npz: objects": lambda: zipped({"x.npy": npy("|O", "(1000000000,)")}),
    "npy: claims 4 TB": lambda: npy("<f4", "(1000000, 1000000)", bytes(64)),
    "npy: claims what overflows": lambda: npy("<f4", "(4294967296, 4294967296, 4)", bytes(64)),
    "npy: 65 MB of header": lambda: npy("<f4", "(1,)", bytes(4), pad=LIMIT - 4096),
    "npy: a shape of a hundred commas": lambda: npy("<f4", "(" + "1," * 95 + ")", bytes(4)),
    "npy: a header of quotes": lambda: npy("<f4", "('" + "'" * 50_000 + ")", bytes(4)),
    "json: 63 MiB of brackets": lambda: b"[" * 63 * 2**20,
    "json: 63 MiB of empty lists": lambda: b"[" + b"[]," * (21 * 2**20) + b"0]",
    "json: 4 MiB of brackets": lambda: b"[" * 2**22,
    "json: 4 MiB of empty lists": lambda: b"[" + b"[]," * 1_390_000 + b"[]]",
    "json: 4 MiB of empty objects": lambda: b'{"x":[' + b"{}," * 1_390_000 + b"{}]}",
    "json: deep, then numbers": lambda: b"[" * 500 + b"1," * 1_000_000 + b"1" + b"]" * 500,
    "json: numbers of 4,000 digits": lambda: b"[" + (b"9" * 4000 + b",") * 1000 + b"1]",
    "json: one number of 4 MiB": lambda: b"[" + b"9" * (2**22 - 2) + b"]",
    "json: 100,000 keys": lambda: b"{" + b",".join(b'"%d":[1]' % i for i in range(100_000)) + b"}",
    "json: a key 100,000 times": lambda: b"{" + b",".join([b'"x":[1]'] * 100_000) + b"}",
    "json: an open text": lambda: b'["' + b"\\" * (2**22 - 3),
}
#: Allowed, and as large as allowed.
READ: Mapping[str, Made] = {
    "npy: float32 of the limit": lambda: npy("<f4", "(16777216,)", ZEROS),
    "npy: bytes that become float64": lambda: npy("|u1", "(16777216,)", bytes(2**24)),
    "npy: bfloat16": lambda: npy("<V2", "(16777216,)", bytes(2**25)),
    "npz: bytes that become float64": lambda: zipped(
        {"x.npy": npy("|u1", "(16777216,)", bytes(2**24))}
    ),
    "npz: 512 members": lambda: zipped({f"{i}.npy": saved(np.zeros(512)) for i in range(512)}),
    "safetensors: arrays of bytes": lambda: safetensors(entries(2, 2**23, 2**23), bytes(2**24)),
    "safetensors: 512 arrays": lambda: safetensors(entries(512, 2**14, 2**14), bytes(2**23)),
    "json: 4 MiB of numbers": lambda: b"[" + b"0," * (2**21 - 2) + b"0]",
    "json: rows of one number": lambda: b"[" + b"[0.123456]," * (2**18 - 2) + b"[0]]",
    "json: a name of a lone surrogate": lambda: b'{"\\ud800": [1, 2]}',
}
