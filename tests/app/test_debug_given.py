"""Debug through app.py: what is wrong beside its field, files, and the report of what was given."""

from __future__ import annotations

import io
import json
import tomllib
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import rope_core
from rope_core import RopeSpec, inv_freq, rotate
from rope_core.reading.saving import safetensors_bytes
from rope_core.reading.tensors import MAX_BYTES, Tensor
from tests.app.debug_support import (
    ROOT,
    SPEC,
    WHERE,
    X,
    Y,
    complaints,
    fill,
    run,
    shown,
    start,
    text,
    titles,
)
from ui.debug.read import KINDS

# --- what is wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"x": "[[1, 2], [3]]", "y": "[1, 2]"}, "x: received"),
        ({"x": X, "y": "nan nan"}, "y: received"),
        ({"x": X, "y": Y[:, :4]}, "y: received"),
        ({"x": X, "y": "<script>alert(1)</script>"}, "y: received"),
        ({"x": X, "y": Y, "positions": "5:2"}, "positions: received"),
        ({"x": X, "y": Y, "positions": "0:5"}, "positions: received"),
        ({"x": X, "y": Y, "positions": "the first"}, "positions: received"),
        ({"x": X, "y": Y, "positions": "0:6; 0:5"}, "positions: received `rows of 6, 5 positions`"),
        ({"x": X, "y": Y, "positions": "0:6; 0:6"}, "positions: received `shape (2, 6)`"),
        ({"x": X, "y": Y, "mrope_section": "2 2"}, "positions: received"),
        ({"x": X, "y": Y, "mrope_section": "2 1"}, "mrope_section: received"),
        (
            {"x": X, "y": Y, "mrope_section": "2 1 1", "positions": "0:6; 0:6"},
            "positions: received",
        ),
        ({"x": X, "y": Y, "mrope_section": "2 a"}, "mrope_section: received"),
        ({"x": X, "y": Y, "mrope_section": "4"}, "mrope_section: received"),
        (
            {"x": X, "y": Y, "mrope_section": "16 24 24", "positions": "0:6; 0:6; 0:6"},
            "mrope_section: received",
        ),
        ({"x": X, "y": Y, "rope_theta": "-1"}, "rope_theta: received"),
        ({"x": X, "y": Y, "rotary_dim": "3"}, "rotary_dim: received"),
        ({"x": X, "y": Y, "rotary_dim": "16"}, "rotary_dim: received"),
        ({"x": X, "y": Y, "config": "{"}, "config.json: received"),
        ({"x": X, "y": Y, "config": '{"head_dim": 7}'}, "head_dim: received"),
        ({"x": X, "y": Y, "config": "[1]"}, "config.json: received"),
        ({"x": "1", "y": "1"}, "x: received"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(fields: dict[str, Any], said: str) -> None:
    app = fill(start(), **fields)
    told = complaints(app)
    assert [one for one in told if one.startswith(said)], told
    assert len(told) == 1
    assert shown(app) is None
    kept = app.text_area(key="debug_y").value
    assert kept == (fields["y"] if isinstance(fields["y"], str) else text(fields["y"]))


def test_texts_stay_while_another_kind_or_page_is_looked_at() -> None:
    app = fill(start(), x=X, y=Y)
    app.segmented_control(key="debug_kind").set_value("inv_freq")
    run(app)
    app.switch_page("pages/rotate.py")
    app.run()
    app.switch_page("pages/debug.py")
    run(app)
    app.segmented_control(key="debug_kind").set_value("x and y")
    assert shown(run(app)) is not None
    assert app.text_area(key="debug_x").value == text(X)


def test_a_locked_problem_changes_nothing_here() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lock"] = "all"
    app.run()
    app.switch_page("pages/debug.py")
    told = shown(fill(run(app), x=X, y=Y, rope_theta="10000"))
    assert told is not None
    assert told["status"] == "right"


# --- files ----------------------------------------------------------------------------------


def upload(app: AppTest, name: str, file: str, data: bytes) -> AppTest:
    place = next(u for u in app.main.file_uploader if u.label == f"File of {name}")
    place.upload(file, data)
    return run(app)


def npy(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def test_files_win_over_texts_until_an_example_is_taken() -> None:
    app = fill(start(), x=X, y=X, rope_theta="10000")
    app = upload(app, "y", "y.npy", npy(rotate(X, WHERE, RopeSpec(8)).astype(np.float32)))
    told = shown(app)
    assert told is not None
    assert told["verdict"] == "Right: this is interleaved RoPE with base 10,000."
    app.selectbox(key="debug_example").set_value("Positions off by one")
    told = shown(run(app))
    assert told is not None
    assert titles(told) == ["Positions off by one"]


def test_files_that_cannot_be_read() -> None:
    app = upload(fill(start(), x=X), "y", "y.npy", b"\x80\x04pickle")
    (said,) = complaints(app)
    assert said.startswith("y: received")
    assert "Pickles" in said


def test_how_large_a_file_may_be_is_the_same_everywhere() -> None:
    app = start()
    limits = {place.proto.max_upload_size_mb for place in app.main.file_uploader}
    assert limits == {MAX_BYTES // 2**20}
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == MAX_BYTES // 2**20
    assert set(KINDS) == set(app.segmented_control(key="debug_kind").options)


def npz(**arrays: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def test_one_file_may_hold_all_and_the_person_says_which_array_is_which() -> None:
    late = rotate(X, WHERE + 1, SPEC)
    app = upload(fill(start()), "x", "all.npz", npz(q=X, q_rot=late, k=X * 2))
    assert shown(app) is None
    pickers = {box.label: box for box in app.main.selectbox if box.label.startswith("Which array")}
    assert set(pickers) == {"Which array is x", "Which array is y"}
    assert pickers["Which array is x"].options[0] == "q: 6 × 8 float64"
    pickers["Which array is x"].set_value("q")
    pickers["Which array is y"].set_value("q_rot")
    app = fill(run(app), rope_theta="1e4", pairing="half_split")
    told = shown(app)
    assert told is not None
    assert titles(told) == ["Positions off by one"]
    assert "  x: (6, 8) float64\n  y: (6, 8) float64" in told["report"]


def test_a_pasted_object_of_several_arrays_is_as_a_file_of_them() -> None:
    lists = {"x": X.tolist(), "y": Y.tolist(), "positions": WHERE.tolist()}
    for field in ("x", "y"):
        told = shown(fill(start(), rope_theta="10000", pairing="half_split", **{field: str(lists)}))
        assert told is not None
        assert told["status"] == "right"
        assert "positions: 0 to 5" in told["report"]
    app = fill(start(), x=json.dumps({"q": X.tolist(), "q_rot": Y.tolist()}))
    assert shown(app) is None
    assert complaints(app) == []
    app.selectbox(key="debug_x_array").set_value("q")
    app.selectbox(key="debug_y_array").set_value("q_rot")
    told = shown(run(app))
    assert told is not None
    assert told["status"] == "cannot_tell"
    app = fill(start(), x='{"layer": {"x": [1, 2]}}')
    assert "an object in an object, layer" in complaints(app)[0]
    assert app.text_area(key="debug_x").value == '{"layer": {"x": [1, 2]}}'


def test_what_watch_saves_opens_by_itself() -> None:
    tensors = {"x": Tensor(X, "float64"), "y": Tensor(rotate(X, WHERE + 1, SPEC), "float64")}
    tensors["positions"] = Tensor(WHERE[None].astype(float), "float64")
    config = '{"head_dim": 8, "rope_theta": 10000.0}'
    data = safetensors_bytes(tensors, {"config": config})
    told = shown(upload(fill(start()), "x", "seen.safetensors", data))
    assert told is not None
    assert titles(told) == ["Positions off by one"]
    assert "  positions: 0 to 5\n" in told["report"]
    assert f"  config: {config}\n" in told["report"]


def test_a_report_says_what_was_compared_and_with_what() -> None:
    told = shown(fill(start(), x=X, y=Y, positions="0:6", rope_theta="10000"))
    assert told is not None
    given = told["report"].partition("Given:\n")[2].splitlines()
    assert given[:4] == [
        "  x: (6, 8), printed to 4 decimals",
        "  y: (6, 8), printed to 8 decimals",
        "  positions: 0 to 5",
        "  meant: base 10,000, no scaling, pairing not said",
    ]
    assert given[-1].startswith(f"Versions: rope-by-hand {rope_core.__version__}, NumPy ")


def test_a_shortened_print_and_a_pickle_are_answered_with_lines_to_copy() -> None:
    app = fill(start(), x="tensor([[0.1, 0.2, ..., 0.3]])", y=Y)
    (said,) = complaints(app)
    assert 'np.save("x.npy", x.detach().float().cpu().numpy())\n```' in said
    app = upload(fill(start()), "x", "x.pt", b"\x80\x02pickle")
    (said,) = complaints(app)
    assert 't = torch.load("x.pt"' in said


def test_a_complex_table_is_both() -> None:
    table = np.exp(1j * WHERE[:, None] * inv_freq(SPEC))
    told = shown(upload(fill(start(), "cos and sin"), "cos", "freqs_cis.npy", npy(table)))
    assert told is not None
    assert told["status"] == "cannot_tell"  # nothing was claimed
