"""Reading pasted and uploaded tensors: what is right is exact, what is wrong is told in words."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeError
from rope_core.reading.files import read_about
from rope_core.reading.tensors import MAX_BYTES, MAX_NUMBERS, read_pasted, read_upload

X = np.array([[0.5, -1.25, 3.0], [1e-3, 2.0, -7.5]])


def npy(array: np.ndarray, **options: bool) -> bytes:
    out = io.BytesIO()
    np.save(out, array, **options)
    return out.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def safetensors(header: object, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


@pytest.mark.parametrize(
    "text",
    [
        "[[0.5 -1.25 3.0]\n [0.001 2. -7.5]]",
        "[[0.5, -1.25, 3.0], [1e-3, 2, -7.5]]",
        "tensor([[ 0.5000, -1.2500,  3.0000],\n        [ 0.0010,  2.0000, -7.5000]])",
        "tensor([[0.5, -1.25, 3], [1e-3, 2, -7.5]], device='cuda:0', grad_fn=<MulBackward0>)",
        "x = np.array([[0.5, -1.25, 3.0], [0.001, 2.0, -7.5]], dtype=float32)",
        "Array([[0.5, -1.25, 3.0], [0.001, 2.0, -7.5]], dtype=float32)",
        "0.5 −1.25 3.0\n0.001 2 −7.5",
        "0.5, -1.25, 3.0\n0.001, 2, -7.5\n",
        "Parameter containing:\ntensor([[0.5, -1.25, 3], [1e-3, 2, -7.5]], requires_grad=True)",
    ],
)
def test_prints_and_lists(text: str) -> None:
    assert read_pasted(text, "x").values.tolist() == X.tolist()


@pytest.mark.parametrize("text", ["[1, nan, -inf]", "tensor([1., NaN, -Infinity])", "1 nan -inf"])
def test_what_is_not_finite_is_read_as_it_stands(text: str) -> None:
    np.testing.assert_array_equal(read_pasted(text, "x").values, [1.0, np.nan, -np.inf])


def test_json_has_them_as_python_writes_them() -> None:
    array = np.array([[0.25, np.nan], [np.inf, -np.inf]])
    read = read_upload("x.json", json.dumps({"x": array.tolist()}).encode(), "x")["x"]
    np.testing.assert_array_equal(read.values, array)
    assert read.resolution == read_upload("x.json", b"[0.25]", "x")["x"].resolution


@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 3, 4), (1, 2, 3, 4)])
def test_numpys_own_print_is_read_back(shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).standard_normal(shape).round(4)
    assert np.array_equal(read_pasted(np.array2string(array), "x").values, array)
    assert np.array_equal(read_pasted(repr(array), "x").values, array)
    assert np.array_equal(read_pasted(json.dumps(array.tolist()), "x").values, array)


def test_a_narrow_types_print_gives_the_exact_value_back() -> None:
    tensor = read_pasted("tensor([0.5898, 257.0000], dtype=torch.bfloat16)", "x")
    assert tensor.values.tolist() == [0.58984375, 256.0]
    assert (tensor.kind, tensor.resolution) == ("bfloat16", 0.0)


def test_how_far_a_print_may_be_off() -> None:
    assert read_pasted("[0.5, 0.1234]", "x").resolution == 1e-4
    assert read_pasted("[1, 2]", "x").resolution == 0.0
    assert read_pasted("[0.12345678901234]", "x").resolution == 0.0
    assert read_pasted("[1.0000e-01, 2.5000e+00]", "x").resolution == 1e-4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing"),
        ("[1, nanx]", "nanx"),
        ("[1, 1e999]", "1e999"),
        ("[1, ..., 2]", "shortened"),
        ("[[1, 2], [3]]", "equally long"),
        ("[1, 2", "closing bracket"),
        ("1, 2]", "does not close"),
        ("[1, two]", "two"),
        ("__import__('os')", "__import__"),
        ("<script>alert(1)</script>", "<script>"),
        ("[[[[[1]]]]]", "axes"),
        ("[]", "shape"),
        ("[" * 1000, "axes at most"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(RopeError) as refused:
        read_pasted(text, "x")
    assert said in str(refused.value)
    assert refused.value.field == "x"


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", ">f4", "i8", "i4", "u1"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy(dtype: str, order: str) -> None:
    array = np.asarray(np.arange(6).reshape(2, 3), dtype=dtype, order=order)  # type: ignore[call-overload]
    tensor = read_upload("some/x.npy", npy(array), "x")["x"]
    assert np.array_equal(tensor.values, array)
    assert tensor.values.dtype.isnative


def test_npz_and_safetensors_hold_several() -> None:
    read = read_upload("both.npz", npz(x=X, y=2 * X), "x")
    assert np.array_equal(read["y"].values, 2 * X)
    body = X.astype("<f4").tobytes() + np.array([16256, 49152], dtype="<u2").tobytes()
    header = {
        "__metadata__": {"format": "pt"},
        "x": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "y": {"dtype": "BF16", "shape": [2], "data_offsets": [24, 28]},
    }
    read = read_upload("both.safetensors", safetensors(header, body), "x")
    assert np.array_equal(read["x"].values, X.astype("f4"))
    assert (read["y"].kind, read["y"].values.tolist()) == ("bfloat16", [1.0, -2.0])


def test_json_may_have_been_rounded() -> None:
    assert read_upload("x.json", b"[0.1234, 0.5]", "x")["x"].resolution == 1e-4
    assert read_upload("x.json", b"[0.12345678901, 0.5]", "x")["x"].resolution == 0.0


def test_json() -> None:
    assert read_upload("x.json", b" [[1, 2], [3, 4]]", "x")["x"].values.shape == (2, 2)
    assert set(read_upload("a.json", b'{"x": [1, 2], "note": "hi", "y": [3, 4]}', "x")) == {
        "x",
        "y",
    }


WHOLE = npy(X)
HEADER = {"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}


def lying(descr: str, shape: str) -> bytes:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(16)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WHOLE[:5],
        WHOLE[:9],
        WHOLE[:40],
        WHOLE[:-1],
        WHOLE + b"\0",
        b"\x93NUMPY\x09\x00" + WHOLE[8:],
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + WHOLE[10:],
        npy(np.array(1.0)),
        npy(np.zeros((0, 3))),
        npy(np.array([{}], dtype=object), allow_pickle=True),
        npy(np.array([("a", 1)], dtype=[("n", "U1"), ("v", "f4")])),
        npy(np.array(["a"])),
        npy(np.array([1j])),
        lying("<f4", "(4000000000, 4000000000)"),
        lying("<f4", "(-4,)"),
        lying("<f4", "(4, 4)"),
        lying("|O", "(2,)"),
        b"\x80\x04\x95pickle",
        b"PK\x03\x04broken",
        npz(x=X)[:-30],
        npz(x=X).replace(b"x.npy", b"x.pkl"),
        safetensors(HEADER, bytes(7)),
        safetensors({}),
        safetensors([1, 2]),
        safetensors({"x": 1}),
        safetensors({"x": {**HEADER["x"], "dtype": "F8_E4M3"}}, bytes(8)),
        safetensors({"x": {**HEADER["x"], "shape": [3]}}, bytes(8)),
        safetensors({"x": {**HEADER["x"], "data_offsets": [8, 0]}}, bytes(8)),
        safetensors({"x": {**HEADER["x"], "data_offsets": [0, 2**60]}}, bytes(8)),
        struct.pack("<Q", 2**62) + b"{}",
        b"[1, nan]",
        b"[1, 1e999]",
        b"[Infinity, 1e999]",
        b"[[1], [2, 3]]",
        b'["a"]',
        b"{}",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"[" + b"9" * 5000 + b"]",
    ],
)
def test_damaged_and_lying_files_are_answered_in_words(data: bytes) -> None:
    with pytest.raises(RopeError) as refused:
        read_upload("x.npy", data, "x")
    assert refused.value.allowed


def test_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(RopeError, match="bytes at most"):
        read_upload("x.npy", bytes(MAX_BYTES + 1), "x")
    with pytest.raises(RopeError, match="numbers at most"):
        read_upload("x.npy", lying("<f4", f"({MAX_NUMBERS + 1},)"), "x")


def test_a_zip_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", bytes(MAX_BYTES + 10))
    assert len(out.getvalue()) < 200_000
    with pytest.raises(RopeError, match="unpacked"):
        read_upload("x.npz", out.getvalue(), "x")


# --- pickles ------------------------------------------------------------------------------

opened: list[str] = []


def note(what: str) -> None:
    opened.append(what)


class Bomb:
    """Notes that it was unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return note, ("opened",)


def torch_like() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
    return out.getvalue()


OBJECTS = np.array([Bomb()], dtype=object)


@pytest.mark.parametrize(
    "data",
    [pickle.dumps(Bomb()), torch_like(), npy(OBJECTS, allow_pickle=True), npz(x=OBJECTS)],
    ids=["pkl", "pt", "npy", "npz"],
)
@pytest.mark.parametrize("name", ["x.npy", "x.npz", "x.pkl", "x.pt", "x.safetensors", "x.json"])
def test_a_pickle_is_never_opened(data: bytes, name: str) -> None:
    opened.clear()
    with pytest.raises(RopeError):
        read_upload(name, data, "x")
    assert opened == []
    # It would have been noted.
    pickle.loads(pickle.dumps(Bomb()))
    assert opened == ["opened"]


# --- fuzz: each case is read, or refused in words ------------------------------------------

#: 10,000 cases in CI, or where FUZZ is set (half a minute); a fifth of them otherwise.
FULL = os.environ.get("CI") == "true" or "FUZZ" in os.environ
STARTS = [b"", b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"[", b'{"x": ', struct.pack("<Q", 40) + b"{"]
SEEDS = [WHOLE, npz(x=X), safetensors(HEADER, bytes(8)), b'{"x": [[1, 2.5], [3, 4]]}']
NUMBERS = st.text("0123456789.eE+-_[](){},; \n\tnaif=xtensor…<>'\"", max_size=80)
SIZES = st.integers(-3, 5) | st.sampled_from([2**31, 2**63, 2**64 + 1])
TYPES = st.sampled_from(["<f4", ">f8", "|O", "<V2", "<c8", "<U3", "f4", "<f99"])
LEAVES = st.none() | st.booleans() | SIZES | st.floats() | st.text(max_size=5)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "dtype": st.sampled_from(["F32", "BF16", "I8", "F8_E4M3"]) | LEAVES,
        "shape": st.lists(SIZES, max_size=5) | LEAVES,
        "data_offsets": st.lists(SIZES, min_size=2, max_size=2) | st.lists(LEAVES, max_size=3),
    },
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "y", ""]), inner, max_size=3)
    ),
    max_leaves=12,
)


def cases(full: int) -> settings:
    return settings(max_examples=full if FULL else full // 5, deadline=None)


def read_or_refuse(data: bytes) -> None:
    try:
        for tensor in read_upload("x.npy", data, "x").values():
            assert 1 <= tensor.values.size <= MAX_NUMBERS
    except RopeError:
        pass  # refused in words; any other exception fails the test


@cases(1500)
@given(st.sampled_from(STARTS), st.binary(max_size=120))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    read_or_refuse(start + rest)


@cases(2500)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    st.integers(0, 20),
)
def test_changed_and_cut_files(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(seed[: len(seed) - cut])
    for place, value in changes:
        data[place % len(data)] = value
    read_or_refuse(bytes(data))


@cases(1000)
@given(TYPES, st.lists(SIZES, max_size=5), st.sampled_from(["True", "False", "1"]))
def test_lying_npy_headers(descr: str, sizes: list[int], fortran: str) -> None:
    shape = "".join(f"{size}, " for size in sizes)
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({shape}), }}".encode()
    read_or_refuse(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(16))


@cases(1000)
@given(st.dictionaries(st.text(max_size=4), ENTRIES | LEAVES, max_size=3), st.integers(0, 20))
def test_lying_safetensors_headers(header: dict[str, object], size: int) -> None:
    read_or_refuse(safetensors(header, bytes(size)))


@cases(1000)
@given(JSON)
def test_any_json(value: object) -> None:
    read_or_refuse(json.dumps(value).encode())


@cases(3000)
@given(NUMBERS | st.text(max_size=60))
def test_any_text(text: str) -> None:
    with contextlib.suppress(RopeError):
        assert read_pasted(text, "x").values.size >= 1


# --- what stands around the numbers -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        ">>> x\ntensor([[1., 2.],\n        [3., 4.]])",
        ">>> print(x[0, :2])\n[[1. 2.]\n [3. 4.]]\n>>> ",
        ">>> import torch\n>>> x.shape\ntorch.Size([2, 2])\n>>> x\ntensor([[1., 2.], [3., 4.]])",
        ">>> [[1, 2], [3, 4]]",
        ">>> for row in x:\n...     print(row)\n...\n1 2\n3 4",
        "In [12]: x\nOut[12]: \narray([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "Out[3]: Array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "Parameter containing:\ntensor([[1., 2.], [3., 4.]], device='cuda:0', requires_grad=True)",
        "tensor([[1., 2.], [3., 4.]], dtype=torch.float32, grad_fn=<MulBackward0>)",
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1, 2], [3, 4]], dtype=int32)>",
        "Tensor(shape=[2, 2], place=Place(cpu), stop_gradient=True,\n [[1, 2], [3, 4]])",
        "x: [[1, 2], [3, 4]]",
        "x = [[1, 2], [3, 4]]",
        "torch.Size([2, 2])\n[[1., 2.], [3., 4.]]",
    ],
)  # fmt: skip
def test_a_session_around_the_numbers_is_read_through(text: str) -> None:
    assert read_pasted(text, "x").values.tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("tensor([[0.1, 0.2, ..., 0.3]])", 'np.save("q", q.detach().float().cpu().numpy())'),
        ("[[0.1 0.2 ... 0.3]\n ...\n [1. 2. … 3.]]", 'np.save("q", q)'),
        ("Array([[0.1, ..., 0.3]])", 'np.save("q", np.asarray(q, dtype=np.float32))'),
    ],
)  # fmt: skip
def test_a_shortened_print_is_answered_with_the_lines_that_export_it(text: str, line: str) -> None:
    with pytest.raises(RopeError) as refused:
        read_pasted(text, "q")
    assert refused.value.received == "…"
    assert refused.value.code.splitlines() == [
        "import numpy as np", line.replace('"q"', '"q.npy"')
    ]  # fmt: skip


def test_what_torch_saves_is_refused_with_two_lines_that_help() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("q/data.pkl", b"\x80\x02.")
    for data in (archive.getvalue(), b"\x80\x02pickle"):
        with pytest.raises(RopeError) as refused:
            read_upload("dir/q.pt", data, "x")
        lines = refused.value.code.splitlines()
        assert refused.value.hint.startswith(
            "Pickles (.pt, .pth, .pkl) are not opened: they can run code."
        )
        assert len(lines) == 2
        assert 'torch.load("q.pt", map_location="cpu", weights_only=True)' in lines[0]
        assert lines[1].endswith('"q.safetensors")')


def test_complex_tables_are_read_where_tables_are_meant() -> None:
    table = np.exp(1j * np.arange(4.0))
    read = read_upload("t.npy", npy(table), "cos", tables=True)["t"]
    np.testing.assert_array_equal(read.values, table)
    header = json.dumps({"t": {"dtype": "C64", "shape": [4], "data_offsets": [0, 32]}}).encode()
    data = struct.pack("<Q", len(header)) + header + table.astype("<c8").tobytes()
    assert read_upload("t.safetensors", data, "cos", tables=True)["t"].kind == "complex64"
    with pytest.raises(RopeError, match="vectors are real"):
        read_upload("t.npy", npy(table), "x")


def test_what_a_file_says_beside_its_tensors() -> None:
    header = {"__metadata__": {"config": "{}", "n": 3}, **HEADER}
    assert read_about(safetensors(header, bytes(8))) == {"config": "{}"}
    assert read_about(npy(X)) == {}
