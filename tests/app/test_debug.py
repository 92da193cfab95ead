"""Debug through app.py: every example and every kind of data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rope_core import Pairing, RopeSpec, inv_freq, rotate, scores
from rope_core.diagnosis import BUGS
from tests.app.debug_support import (
    SPEC,
    WHERE,
    X,
    Y,
    complaints,
    fill,
    run,
    shown,
    start,
    titles,
)
from ui.debug.read import KINDS
from ui.debug.shelf import GROUPS, RIGHT, SHELF, silent_bugs

#: What the examples that are not one of x and y are found to be.
BESIDE = {
    "Scores: only q was turned": "one_side_only",
    "Scores: the factor on one side": "factor_one_side",
    "Scores: keys counted from 1": "off_by_one",
    "Two outputs: the other pairing": "other_pairing",
    "Two outputs: another base": "base",
    "cos and sin: counted from 1": "off_by_one",
    "cos and sin: for the other pairing": "mixed_layout",
    "inv_freq: another base": "base",
    "inv_freq: the exponent is wrong": "exponent",
    "inv_freq: from no formula": "inv_freq_garbage",
}


# --- the shelf --------------------------------------------------------------------------


def test_nothing_given_shows_all_that_can_be_found() -> None:
    app = start()
    assert shown(app) is None
    assert complaints(app) == []
    assert [button.label for button in app.main.button] == [RIGHT]
    shelf = {row.label: tuple(row.options) for row in app.main.button_group if row.label in GROUPS}
    assert shelf == GROUPS
    silent, known = silent_bugs()
    assert 0 < silent < known
    assert f"{silent} of the {known} bugs" in app.main.markdown[1].value
    # Each bug is on the shelf, as x and y or in another kind of data.
    named = {title for names in GROUPS.values() for title in names}
    found = {key for key, bug in BUGS.items() if bug.title in named} | set(BESIDE.values())
    # A print shows no number that is not finite, and the rest need more than the fields hold.
    rest = {"not_finite", "other_layers_table", "sides_differ"}
    assert found == set(BUGS) - rest


@pytest.mark.parametrize("name", SHELF)
def test_every_example_is_named_through_the_page(name: str) -> None:
    app = start()
    if name == RIGHT:
        app.main.button[0].click()
    else:
        title = next(title for title, names in GROUPS.items() if name in names)
        next(row for row in app.main.button_group if row.label == title).set_value(name)
    run(app)
    assert complaints(app) == []
    told = shown(app)
    assert told is not None
    assert app.selectbox(key="debug_example").value == name
    if name == RIGHT:
        assert (told["status"], told["bugs"]) == ("right", [])
        return
    assert told["status"] == "bug", told["verdict"]
    wanted = BUGS[BESIDE[name]].title if name in BESIDE else name
    assert wanted in titles(told)
    assert told["verdict"] in told["report"]
    assert told["hypotheses"]
    assert all(row[3] in ("yes", "no") for row in told["hypotheses"])
    assert told["deciding"]["rows"]
    for bug in told["bugs"]:
        assert bug["numpy"]
        assert bug["torch"]


def test_an_example_can_be_followed_by_another() -> None:
    app = start()
    for name in ("Another base", "inv_freq: another base", "Positions off by one"):
        app.selectbox(key="debug_example").set_value(name)
        told = shown(run(app))
        assert told is not None
        assert titles(told) == [BUGS[BESIDE.get(name, "")].title if name in BESIDE else name]


# --- every kind of data ---------------------------------------------------------------------


def test_x_and_y() -> None:
    told = shown(fill(start(), x=X, y=Y, positions="0:6"))
    assert told is not None
    assert told["verdict"] == (
        "Consistent with half_split RoPE with base 10,000; not compared with any intent."
    )
    told = shown(fill(start(), x=X, y=Y, positions="0:6", rope_theta="1e4", pairing="half_split"))
    assert told is not None
    assert told["verdict"] == "Right: this is half_split RoPE with base 10,000."
    assert all(not point["off"] for point in told["angles"]["points"])
    assert told["learn"].startswith("rotate?q=")
    late = shown(fill(start(), x=X, y=rotate(X, WHERE + 1, SPEC), rope_theta="10000",
                      pairing="half_split"))  # fmt: skip
    assert late is not None
    assert "positions start at 1" in late["verdict"]
    assert any(point["off"] for point in late["angles"]["points"])


def test_scores() -> None:
    q, k, m, n = X[:4], X[1:6], np.arange(4) + 9, np.arange(5)
    told = shown(
        fill(start(), "q, k and scores", q=q, k=k, scores=scores(q, k, m, n, RopeSpec(8)),
             positions_q="9:13", positions_k="0:5", rope_theta="1e4", pairing="half_split")
    )  # fmt: skip
    assert told is not None
    assert titles(told) == ["The other pairing"]
    assert told["learn"].startswith("cancel?")


def test_two_outputs() -> None:
    other = rotate(X, WHERE, RopeSpec(8, 500000.0, "half_split"))
    app = fill(start(), "two outputs", reference=Y, other=other, positions="0:6")
    (said,) = complaints(app)
    assert said.startswith("rope_theta: received")
    app = fill(app, "two outputs", rope_theta="10000", pairing="half_split")
    told = shown(app)
    assert complaints(app) == []
    assert told is not None
    assert titles(told) == ["Another base"]


def test_cos_and_sin() -> None:
    angle = WHERE[:, None] * inv_freq(SPEC)
    told = shown(
        fill(start(), "cos and sin", cos=np.cos(angle), sin=np.sin(angle), rope_theta="10000")
    )
    assert told is not None
    assert told["verdict"] == "Right: this is a table of cos and sin with base 10,000."


def test_inv_freq() -> None:
    told = shown(fill(start(), "inv_freq", inv_freq=inv_freq(RopeSpec(16, 5e5)), rope_theta="5e5"))
    assert told is not None
    assert told["verdict"] == "Right: this is inv_freq for base 500,000."
    heights = [height for point in told["angles"]["points"] for height in point["heights"]]
    assert min(heights) >= 0
    assert max(heights) <= 1


def test_a_pasted_config() -> None:
    llama = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
             "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}  # fmt: skip
    config = json.dumps({"head_dim": 8, "rope_theta": 500000.0, "rope_scaling": llama})
    y = rotate(X, WHERE + 3000, RopeSpec(8, 500000.0, "half_split"))
    told = shown(fill(start(), x=X, y=y, positions="3000:3006", config=config))
    assert told is not None
    assert titles(told) == ["Scaling ignored"]


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_a_convention_that_a_config_does_not_tell_is_no_claim(pairing: Pairing) -> None:
    """Both count as right, and that is said; a known family's is a claim, and a chosen one too."""
    settings = {"head_dim": 8, "rope_theta": 10000.0, "rope_ratio": 2}
    y = rotate(X, WHERE, RopeSpec(8, 10000.0, pairing))
    unknown = fill(start(), x=X, y=y, positions="0:6", config=json.dumps(settings))
    told = shown(unknown)
    assert told is not None
    assert told["status"] == "right"
    (warning,) = unknown.main.warning
    assert "Which convention this config means is not known" in warning.value
    assert "rope_ratio concerns RoPE and was not used" in warning.value
    llama = json.dumps(settings | {"model_type": "llama"})
    known = fill(start(), x=X, y=y, positions="0:6", config=llama)
    told = shown(known)
    assert told is not None
    assert told["status"] == ("right" if pairing == "half_split" else "bug")
    (warning,) = known.main.warning
    assert "convention" not in warning.value


#: Text, then a picture of 2 × 2: the rows are time, height and width.
AXES = "0 1 2 2 2 2; 0 1 2 2 3 3; 0 1 2 3 2 3"
BY_AXIS = np.array([row.split() for row in AXES.split(";")], dtype=float)


def by_sections(order: tuple[int, ...]) -> np.ndarray:
    """X turned pair by pair, each pair by the row of BY_AXIS that stands for it in order."""
    angle = BY_AXIS[list(order)].T * 10000.0 ** (-np.arange(4) / 4)
    a, b = X[:, :4], X[:, 4:]
    return np.hstack([a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)])


def test_pairs_that_follow_axes_of_their_own() -> None:
    known = {"rope_theta": "10000", "pairing": "half_split", "positions": AXES}
    app = fill(start(), x=X, y=by_sections((0, 0, 1, 2)), mrope_section="2 1 1", **known)
    told = shown(app)
    assert told is not None
    assert told["status"] == "right"
    assert "mrope_section: 2 1 1, in blocks" in told["report"]
    app = fill(app, order="in turn")
    told = shown(app)
    assert told is not None
    assert told["status"] == "bug"
    app = fill(app, y=by_sections((0, 1, 2, 0)))
    told = shown(app)
    assert told is not None
    assert told["status"] == "right"


@pytest.mark.parametrize(("in_turn", "order"), [(False, (0, 0, 1, 2)), (True, (0, 1, 2, 0))])
def test_a_config_says_the_sections_of_positions_with_as_many_axes(
    in_turn: bool, order: tuple[int, ...]
) -> None:
    parameters = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 1, 1]}
    parameters |= {"mrope_interleaved": in_turn}
    config = {"model_type": "qwen3_vl_text", "head_dim": 8, "rope_parameters": parameters}
    app = fill(start(), x=X, y=by_sections(order), positions=AXES, config=json.dumps(config))
    told = shown(app)
    assert told is not None
    assert told["status"] == "right", told


def test_the_caption_names_only_fields_that_are_there() -> None:
    app = start()
    for kind in KINDS:
        app = fill(app, kind)
        fields = {field.label for field in app.main.text_input}
        captions = " ".join(caption.value for caption in app.main.caption)
        assert ("mrope_section" in captions) == ("mrope_section" in fields), kind


@pytest.mark.parametrize(
    ("fold", "field"),
    [("How to read the tensors", "mrope_section"), ("A config.json says more", "config")],
)
@pytest.mark.parametrize("text", ["2 a", ""])
def test_a_fold_is_open_where_its_field_holds_a_text_that_may_be_refused(
    fold: str, field: str, text: str
) -> None:
    """As after a reload: the browser gives the fields back, and nobody unfolded anything."""
    app = start()
    app.session_state[f"debug_{field}"] = text
    run(app)
    opened = next(each for each in app.expander if each.label == fold)
    assert opened.proto.expanded == bool(text)
    assert bool(opened.error) == bool(text)


def test_sequences_with_positions_of_their_own() -> None:
    x, where = np.stack([X, X[::-1]]), np.array([[0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 2, 3]])
    y = np.stack([rotate(one, at, SPEC) for one, at in zip(x, where, strict=True)])
    known = {"rope_theta": "10000", "pairing": "half_split", "positions": "0:6; 0 0 0:4"}
    told = shown(fill(start(), x=x, y=y, **known))
    assert told is not None
    assert told["status"] == "right"


def test_positions_that_cannot_tell() -> None:
    told = shown(fill(start(), x=X[0], y=X[0], positions="0"))
    assert told is not None
    assert told["status"] == "cannot_tell"
    assert "position 0" in told["verdict"]
    assert told["ask"].startswith("Send another position")


def test_what_is_explained_by_nothing() -> None:
    told = shown(fill(start(), x=X, y=X[::-1] * 1.7 + 0.3))
    assert told is not None
    assert told["status"] == "unknown"
    assert told["ask"]


def test_values_are_a_choice() -> None:
    told = shown(fill(start(), x=X, y=Y, role="value"))
    assert told is not None
    assert titles(told)[0] == "Value vectors rotated"
