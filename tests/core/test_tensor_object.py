"""Several tensors in one pasted text: an object of JSON, or a dict as Python prints it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rope_core import RopeError
from rope_core.reading.tensor_object import read_arrays

X = np.arange(8.0).reshape(2, 4) / 8
Y = -X
TEXTS = {
    "json": json.dumps({"x": X.tolist(), "y": Y.tolist()}),
    "json on lines": json.dumps({"x": X.tolist(), "about": None, "y": Y.tolist()}, indent=1),
    "json with what is no array": json.dumps(
        {"dtype": "float32, [2, 4]", "x": X.tolist(), "seq": 2, "y": Y.tolist(), "ok": True}
    ),
    "dict of arrays": str({"x": X, "y": Y}),
    "repr of arrays": repr({"x": X, "y": Y}),
    "dict of tensors": f"{{'x': tensor({X.tolist()}, dtype=torch.float32),\n "
    f"'y': tensor({Y.tolist()}, device='cuda:0')}}",
    "at a prompt": f">>> captured\n{{'x': {X.tolist()}, 'y': {Y.tolist()},}}",
    "of a constructor": f"OrderedDict({{'x': {X.tolist()}, 'y': {Y.tolist()}}})",
    "with a minus of its own": json.dumps({"x": X.tolist(), "y": Y.tolist()}).replace("-", "−"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_each_array_by_its_name(name: str) -> None:
    made = read_arrays(TEXTS[name], "x")
    assert list(made) == ["x", "y"]
    np.testing.assert_array_equal(made["x"].values, X)
    np.testing.assert_array_equal(made["y"].values, Y)


@pytest.mark.parametrize("text", ["[[1, 2], [3, 4]]", "{{1, 2}, {3, 4}}", "1 2\n3 4"])
def test_what_is_no_object_is_one_array_called_like_its_field(text: str) -> None:
    made = read_arrays(text, "q")
    assert list(made) == ["q"]
    assert made["q"].values.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_decimals_are_counted_for_each_array() -> None:
    made = read_arrays('{"x": [0.25, 0.5], "y": [0.123, 0.456]}', "x")
    assert (made["x"].resolution, made["y"].resolution) == (0.01, 0.001)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"dtype": "float32"}', "an object without an array"),
        ('{"x": [1, 2], "x": [1, 2]}', 'received "x"; allowed: every name once'),
        ('{"layer": {"x": [1, 2]}}', "an object in an object, layer"),
        ('{"x": [1, 2]', "A closing bracket is missing"),
        ('{"x": [1, 2], "y": [1, [', "A closing bracket is missing"),
        ('{"x": [1, 2], "y": [1, "two"]}', "received"),
        ('{"x": [1, 2], "y": [[1, 2], [3]]}', "Rows must be equally long"),
        ('{"x": [1, 2], 7}', "an object of arrays"),
        ('{"x": [1, 2], "y"}', "an object of arrays"),
        ('{"x": ' + "[" * 99, "4 axes at most"),
        ("{" + ", ".join(f'"a{i}": [1, 2]' for i in range(600)) + "}", "512 at most"),
        ('{"x": [0.1, ..., 0.3], "y": [1, 2]}', "Save it whole"),
    ],
)
def test_what_is_wrong_is_said_with_the_field(text: str, said: str) -> None:
    with pytest.raises(RopeError, match=r"^x: ") as refused:
        read_arrays(text, "x")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text", ["{'x': [1, 2]}\n{'y': [3, 4]}", "{'x': [1, 2]}, {'y': [1, 2]}", "{'x': [1, 2],} more"]
)
def test_what_follows_an_object_is_not_dropped(text: str) -> None:
    with pytest.raises(RopeError, match="nothing after the object"):
        read_arrays(text, "x")


def test_an_error_says_which_entry_it_is_of() -> None:
    with pytest.raises(RopeError) as refused:
        read_arrays('{"x": [1, 2], "y": [[1, 2], [3]]}', "x")
    assert "In y." in str(refused.value)
    assert "1 entry" in str(refused.value)


def test_bytes_are_no_array() -> None:
    made = read_arrays("{'x': [1, 2], 'note': b'[a]'}", "x")
    assert list(made) == ["x"]
