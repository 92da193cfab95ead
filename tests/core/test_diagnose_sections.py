"""Positions of several axes: which sections are meant, by whom, and what is no section."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate
from rope_core.diagnosis import diagnose
from rope_core.diagnosis.sections import sections_meant
from rope_core.exercises.terminal import main

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
