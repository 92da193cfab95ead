"""Positions of several axes: which sections are meant, by whom, and what is no section."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate
from rope_core.axes import rotate_axes
from rope_core.diagnosis import Belief, diagnose
from rope_core.diagnosis.sections import sections_meant
from rope_core.exercises.terminal import main
from rope_core.models.presets import find_model

HALF = RopeSpec(8, pairing="half_split")
SEQ = 6
ROWS = np.array([[0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 1, 2]])


def config(section: object = (2, 1, 1), **more: object) -> dict[str, object]:
    parameters = {"rope_theta": 10000.0, "mrope_section": section, **more}
    return {"model_type": "qwen2_vl_text", "head_dim": 8, "rope_parameters": parameters}


def by_axis(x: np.ndarray, order: list[int]) -> np.ndarray:
    """Each pair turned by the axis it follows, in an arithmetic of its own."""
    angle = ROWS[order].T * 10000.0 ** (-np.arange(4) / 4)
    a, b = x[..., :4], x[..., 4:]
    turned = [a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)]
    return np.concatenate(turned, axis=-1)


def saved(place: Path, config: object, **arrays: np.ndarray) -> list[str]:
    for name, array in arrays.items():
        np.save(place / f"{name}.npy", array)
    (place / "config.json").write_text(json.dumps(config))
    files = [str(place / f"{name}.npy") for name in ("x", "y")]
    return ["vectors", *files, "--positions", str(place / "at.npy")]


def test_one_row_for_each_of_three_sequences_is_no_axes(tmp_path: Path) -> None:
    """A model of pictures reads text as well: a batch of as many sequences as it has axes."""
    x = np.random.default_rng(0).standard_normal((3, 2, SEQ, 8))
    y = np.stack([rotate(one, at, HALF) for one, at in zip(x, ROWS, strict=True)])
    said = diagnose(x, y, ROWS, config())
    assert said.status == "right", said.verdict
    given = saved(tmp_path, config(), x=x, y=y, at=ROWS)
    assert main([*given, "--config", str(tmp_path / "config.json")]) == 0


@pytest.mark.parametrize("lead", [(), (2,), (1, 2), (2, 2), (3,)])
def test_one_row_for_each_axis(lead: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).standard_normal((*lead, SEQ, 8))
    assert diagnose(x, by_axis(x, [0, 0, 1, 2]), ROWS, config()).status == "right"
    # With a batch of its own as well, also of three.
    wide = np.random.default_rng(1).standard_normal((3, 2, SEQ, 8))
    turned = by_axis(wide, [0, 0, 1, 2])
    where = np.repeat(ROWS[:, None], 3, axis=1)
    assert diagnose(wide, turned, where, config()).status == "right"
    assert diagnose(wide, turned, ROWS, config(), sections=(2, 1, 1)).status == "right"


@pytest.mark.parametrize(
    "section", [["a", 1, 1], [None, 1, 1], [1.9, 1, 1], [True, 1, 1], [[], 1, 1]]
)
def test_sections_of_a_config_that_are_no_whole_numbers(
    section: list[object], tmp_path: Path
) -> None:
    x = np.random.default_rng(0).standard_normal((SEQ, 8))
    allowed = r"mrope_section: received .*; allowed: whole numbers, one an axis"
    with pytest.raises(RopeError, match=allowed):
        sections_meant({"mrope_section": section}, x.shape, ROWS.shape)
    given = saved(tmp_path, {"head_dim": 8, "mrope_section": section}, x=x, y=x, at=ROWS)
    assert main([*given, "--config", str(tmp_path / "config.json")]) == 3


def test_what_is_no_array_is_said_with_a_config_too() -> None:
    x = np.ones((2, 8))
    with pytest.raises(RopeError, match="x: received"):
        diagnose([[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0]], [0, 1], config())
    with pytest.raises(RopeError, match="positions: received"):
        diagnose(x, x, [[0, 1], [2]], config())


def test_in_turn_is_of_sections_that_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    x = np.random.default_rng(0).standard_normal((SEQ, 8))
    given = saved(tmp_path, config(), x=x, y=by_axis(x, [0, 1, 2, 0]), at=ROWS)
    given += ["--config", str(tmp_path / "config.json")]
    with pytest.raises(SystemExit) as ended:
        main([*given, "--in-turn"])
    assert ended.value.code == 3
    assert "--in-turn says how the pairs of --mrope-section" in capsys.readouterr().err
    assert main([*given, "--in-turn", "--mrope-section", "2,1,1"]) == 0


def test_a_config_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may come through a pipe, and be gone then."""
    x = np.random.default_rng(0).standard_normal((SEQ, 8))
    given = saved(tmp_path, config(), x=x, y=by_axis(x, [0, 0, 1, 2]), at=ROWS)
    read: list[str] = []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or whole(path))
    assert main([*given, "--config", str(tmp_path / "config.json")]) == 0
    assert read.count("config.json") == 1


def wide(*sections: int, **more: object) -> dict[str, object]:
    parameters = {"rope_theta": 10000.0, "mrope_section": list(sections), **more}
    return {"model_type": "qwen2_vl_text", "head_dim": 32, "rope_parameters": parameters}


@pytest.mark.parametrize("sections", [(8, 4, 3), (8, 4, 5), (1, 1, 1), (16, 16, 16), (8, 0, 7)])
def test_sections_that_are_not_as_many_as_the_pairs(
    sections: tuple[int, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    x = np.random.default_rng(0).standard_normal((SEQ, 32))
    spec = RopeSpec(32, pairing="half_split")
    said = f'"{" + ".join(map(str, sections))} = {sum(sections)} pairs"; allowed: 16 in all'
    with pytest.raises(RopeError) as refused:
        diagnose(x, x, ROWS, spec, sections=sections)
    assert f"sections: received {said}" in str(refused.value)
    with pytest.raises(RopeError) as refused:
        diagnose(x, x, ROWS, wide(*sections))
    assert f"mrope_section: received {said}" in str(refused.value)
    given = saved(tmp_path, wide(*sections), x=x, y=x, at=ROWS)
    assert main([*given, "--config", str(tmp_path / "config.json")]) == 3
    typed = ",".join(map(str, sections))
    assert main([*given, "--base", "1e4", "--mrope-section", typed]) == 3
    assert capsys.readouterr().err.count(f"mrope_section: received {said}") == 2


def test_sections_of_the_part_that_is_rotated_or_of_the_whole_head() -> None:
    spec = RopeSpec(16, pairing="half_split", rotary_dim=8)
    x = np.random.default_rng(0).standard_normal((SEQ, 16))
    y = x.copy()
    y[:, :8] = by_axis(x[:, :8], [0, 0, 1, 2])
    assert diagnose(x, y, ROWS, spec, sections=(2, 1, 1)).status == "right"
    # Not said that it is a part: then so many pairs are too few, and the message says what to do.
    with pytest.raises(RopeError, match=r"allowed: 8 in all, .* say rotary_dim"):
        diagnose(x, y, ROWS, sections=(2, 1, 1))
    with pytest.raises(RopeError, match=r"allowed: 4 in all, half of rotary_dim = 8"):
        diagnose(x, y, ROWS, spec, sections=(3, 2, 1))


@pytest.mark.parametrize("counts", [(8, 8), (4, 4, 4, 4)])
def test_a_config_of_other_axes_than_the_positions_have(counts: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).standard_normal((2, SEQ, 32))
    with pytest.raises(RopeError, match=r"mrope_section: .* allowed: 3 counts, one for each axis"):
        diagnose(x, x, ROWS, wide(*counts))
    # One row for each sequence says nothing of axes, nor does a single row.
    three = np.random.default_rng(0).standard_normal((3, SEQ, 32))
    spec = RopeSpec(32, pairing="half_split")
    turned = np.stack([rotate(one, at, spec) for one, at in zip(three, ROWS, strict=True)])
    assert diagnose(three, turned, ROWS, wide(*counts)).status == "right"
    assert diagnose(x, rotate(x, ROWS[0], spec), ROWS[:1], wide(*counts)).status == "right"


def test_positions_of_axes_without_sections_are_told_what_is_missing() -> None:
    spec = RopeSpec(32, pairing="half_split")
    x = np.random.default_rng(0).standard_normal((2, SEQ, 32))
    follows = [0] * 8 + [1] * 4 + [2] * 4
    angle = ROWS[follows].T * 10000.0 ** (-np.arange(16) / 16)
    turn = np.exp(1j * angle) * (x[..., :16] + 1j * x[..., 16:])
    y = np.concatenate([turn.real, turn.imag], axis=-1)
    for where in (ROWS, ROWS[:, None]):
        with pytest.raises(RopeError, match="how many pairs follow each"):
            diagnose(x, y, where, spec)
    # One row for each head could be one for each sequence: that is tried, and what else it may be.
    three = np.stack([x[0], x[1], x[0]])
    said = diagnose(three, np.stack([y[0], y[1], y[0]]), ROWS, spec)
    assert "follow each (mrope_section)" in said.ask
    # A config says that there are axes, the positions are of one.
    for where in (None, ROWS[0]):
        assert (
            "3 counts: send the positions of each axis" in diagnose(x, y, where, wide(8, 4, 4)).ask
        )


@pytest.mark.parametrize("wrong", [("a", 1, 1), (2.5, 1, 0.5), (-2, 3, 3), (True, 2, 1), ()])
def test_sections_that_are_no_counts_are_refused(wrong: tuple[object, ...]) -> None:
    x, rows = np.ones((6, 8)), np.zeros((3, 6))
    with pytest.raises(RopeError, match="sections: received"):
        diagnose(x, x, rows, RopeSpec(8), sections=wrong)  # type: ignore[arg-type]
    with pytest.raises(RopeError, match="mrope_section: received"):
        diagnose(x, x, rows, {"head_dim": 8, "mrope_section": [-2, 3, 3]})


def test_sections_may_be_an_array() -> None:
    x = np.random.default_rng(5).standard_normal((6, 8))
    rows = np.array([[0] * 6, range(6), [2] * 6])
    y = rotate_axes(x, rows, RopeSpec(8), (2, 1, 1))
    said = diagnose(x, y, rows, RopeSpec(8), sections=np.array([2, 1, 1]))  # type: ignore[arg-type]
    assert said.status == "right"


def test_a_wide_layer_beside_a_narrow_one_is_no_part_of_it() -> None:
    config = find_model("Gemma 4 31B").config()
    assert Belief.of_config(config, 0).features == "first"
