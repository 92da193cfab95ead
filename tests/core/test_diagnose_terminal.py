"""The diagnoser called from a notebook and in a terminal."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import pickle
import pydoc
import subprocess
import sys
import tomllib
from pathlib import Path
from pkgutil import resolve_name

import numpy as np
import pytest

import rope_core
from rope_core import RopeSpec, inv_freq, rotate, scores
from rope_core.diagnosis import diagnose
from rope_core.exercises.terminal import main
from rope_core.reading.saving import safetensors_bytes
from rope_core.reading.tensor import Tensor

ROOT = Path(__file__).parents[2]
HALF = RopeSpec(64, pairing="half_split")


def test_the_function_is_the_packages_own() -> None:
    assert rope_core.diagnose is diagnose
    shown = pydoc.render_doc(rope_core.diagnose)
    for name in inspect.signature(diagnose).parameters:
        assert f"{name}:" in shown


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """x.npy, and y.npy turned one position too far; two config files."""
    x = np.random.default_rng(0).standard_normal((2, 16, 64)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", rotate(x, np.arange(16) + 1, HALF))
    np.save(tmp_path / "right.npy", rotate(x, np.arange(16), HALF))
    order = np.arange(64).reshape(2, 32).T.ravel()
    port = rotate(x[..., order], np.arange(16), RopeSpec(64))
    np.save(tmp_path / "port.npy", port)
    (tmp_path / "config.json").write_text('{"head_dim": 64, "rope_theta": 10000.0}')
    (tmp_path / "odd.json").write_text('{"head_dim": 63}')
    (tmp_path / "x.pkl").write_bytes(pickle.dumps([1.0, 2.0]))
    (tmp_path / "junk.npy").write_bytes(b"junk")
    return tmp_path


def in_terminal(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rope_core.diagnosis", *arguments],
        capture_output=True,
        text=True,
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def run(place: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors, without a process of its own."""
    with contextlib.chdir(place):
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_in_a_terminal_of_its_own(files: Path) -> None:
    said = in_terminal(
        files, "vectors", "x.npy", "y.npy", "--positions", "0:16", "--config", "config.json"
    )
    assert said.returncode == 1, said.stderr
    assert said.stdout.startswith(
        "This is half_split RoPE with base 10,000, but positions start at 1."
    )
    assert "Fix (PyTorch):" in said.stdout


def test_the_command_is_declared_and_is_this_one() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert resolve_name(declared["rope-check"]) is main


def test_exit_codes(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    meant = ("--config", "config.json")
    assert run(files, capsys, "vectors", "x.npy", "right.npy", *meant)[0] == 0
    assert run(files, capsys, "vectors", "x.npy", "y.npy", *meant)[0] == 1
    zeros = "0," * 15 + "0"
    assert run(files, capsys, "vectors", "x.npy", "x.npy", "--positions", zeros, *meant)[0] == 2
    assert run(files, capsys, "vectors", "x.npy", "gone.npy", *meant)[0] == 3
    assert run(files, capsys, "vectors", "--help")[0] == 0
    # A correct port to the other layout of features.
    assert run(files, capsys, "outputs", "right.npy", "port.npy", *meant)[0] == 0


def test_quiet_and_json(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("vectors", "x.npy", "y.npy", "--config", "config.json")
    assert run(files, capsys, *given, "--quiet") == (1, "", "")
    code, out, _ = run(files, capsys, *given, "--json")
    assert code == 1
    told = json.loads(out)
    assert told["status"] == "bug"
    assert told["ok"] is False
    assert [bug["key"] for bug in told["bugs"]] == ["off_by_one"]


def test_one_file_that_holds_all(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x, y = np.load(files / "x.npy"), np.load(files / "y.npy")
    np.savez(files / "all.npz", q=x, q_rot=y, x=x, y=y, where=np.arange(16))
    keys = ("--x-key", "q", "--y-key", "q_rot")
    assert run(files, capsys, "vectors", "all.npz", *keys, "--config", "config.json")[0] == 1
    assert run(files, capsys, "vectors", "all.npz", "--config", "config.json")[0] == 1
    code, _, error = run(files, capsys, "vectors", "all.npz", "--x-key", "k")
    assert (code, error) == (
        3, 'x-key: received "k"; allowed: a name in the file: q, q_rot, where, x, y.\n'
    )  # fmt: skip
    np.savez(files / "two.npz", a=x, b=y)
    code, _, error = run(files, capsys, "vectors", "two.npz")
    assert code == 3
    assert "Name it: --x-key a." in error


def test_what_watch_saved_needs_nothing_else(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    about = {"config": '{"head_dim": 64, "rope_theta": 10000.0}'}
    x, y = np.load(files / "x.npy"), np.load(files / "y.npy")
    tensors = {"x": Tensor(x, "float32"), "y": Tensor(y, "float32")}
    tensors["positions"] = Tensor(np.arange(1.0, 17.0), "float64")
    (files / "seen.safetensors").write_bytes(safetensors_bytes(tensors, about))
    code, out, _ = run(files, capsys, "vectors", "seen.safetensors")
    assert (code, out.partition(":")[0]) == (0, "Right")
    assert run(files, capsys, "vectors", "seen.safetensors", "--positions", "0:16")[0] == 1


def test_scores_outputs_and_tables(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    meant = ("--config", "config.json")
    x = np.load(files / "x.npy")[0]
    where = np.arange(16)
    np.save(files / "q.npy", x)
    np.save(files / "s.npy", scores(x, x, where, where, HALF))
    np.save(files / "late.npy", scores(x, x, where, where + 1, HALF))
    assert run(files, capsys, "scores", "q.npy", "q.npy", "s.npy", *meant)[0] == 0
    assert run(files, capsys, "scores", "q.npy", "q.npy", "late.npy", *meant)[0] == 1
    late = ("--k-positions", "1:17")
    assert run(files, capsys, "scores", "q.npy", "q.npy", "late.npy", *meant, *late)[0] == 0
    assert run(files, capsys, "outputs", "right.npy", "y.npy", *meant)[0] == 1
    base = ("--base", "10000", "--pairing", "half_split")
    assert run(files, capsys, "outputs", "right.npy", "right.npy", *base)[0] == 0
    code, _, error = run(files, capsys, "outputs", "right.npy", "right.npy")
    assert code == 3
    assert "--base and --pairing" in error
    angle = where[:, None] * inv_freq(HALF)
    np.save(files / "cos.npy", np.cos(angle))
    np.save(files / "sin.npy", np.sin(angle))
    np.save(files / "cis.npy", np.exp(1j * angle))
    np.save(files / "inv_freq.npy", inv_freq(HALF))
    for tables in (["cos.npy", "sin.npy"], ["cis.npy"], ["inv_freq.npy"]):
        assert run(files, capsys, "tables", *tables, *meant)[0] == 0, tables
        assert run(files, capsys, "tables", *tables, "--base", "500")[0] == 1, tables


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["gone.npy", "y.npy"],
            'x: received "gone.npy"; allowed: a file that can be read. There is no such file',
        ),
        ([".", "y.npy"], "It is a folder"),
        (["x.npy", "junk.npy"], "y: received"),
        (["x.pkl", "y.npy"], "Pickles (.pt, .pth, .pkl) are not opened"),
        (["x.npy", "y.npy", "--positions", "16:0"], "positions: received"),
        (
            ["x.npy", "y.npy", "--positions", "one"],
            'positions: received "one"; allowed: start:stop',
        ),
        (["x.npy", "y.npy", "--positions", "0:15"], "positions: received"),
        (["x.npy", "y.npy", "--config", "gone.json"], "There is no such file"),
        (["x.npy", "y.npy", "--config", "x.npy"], "Line 1, column 1"),
        (["x.npy", "y.npy", "--config", "odd.json"], "head_dim: received"),
        (["x.npy", "y.npy", "--axes", "sideways"], 'axes: received "sideways"'),
        (["x.npy"], "Give a file of y as well."),
        (["x.npy", "y.npy", "right.npy"], "file: received"),
        (["x.npy", "y.npy", "--base", "0"], "base: received"),
        (["x.npy", "y.npy", "--pairing", "odd"], "--pairing: invalid choice"),
        ([], "the following arguments are required: file"),
    ],
)
def test_in_a_terminal_what_is_wrong_is_said(
    files: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, out, error = run(files, capsys, "vectors", *arguments)
    assert (code, out) == (3, "")
    assert said in error


def test_positions_of_several_axes_and_their_sections(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the config, by a flag that goes before it, and refused by name."""
    x = np.random.default_rng(0).standard_normal((16, 8))
    axes = np.stack([np.arange(16) // 8, np.arange(16) % 4, np.arange(16) % 3]).astype(float)
    angle = axes[[0, 0, 1, 2]].T * 10000.0 ** (-np.arange(4) / 4)
    a, b = x[:, :4], x[:, 4:]
    y = [a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)]
    for name, array in {"x": x, "y": np.hstack(y), "at": axes}.items():
        np.save(tmp_path / f"{name}.npy", array)
    parameters = {"rope_theta": 10000.0, "mrope_section": [2, 1, 1]}
    config = {"model_type": "qwen2_vl_text", "head_dim": 8, "rope_parameters": parameters}
    (tmp_path / "config.json").write_text(json.dumps(config))
    given = ["vectors", *(str(tmp_path / f"{name}.npy") for name in "xy")]
    given += ["--positions", str(tmp_path / "at.npy")]
    by_config = [*given, "--config", str(tmp_path / "config.json")]
    plain = [*given, "--base", "10000", "--pairing", "half_split"]
    assert main(by_config) == 0
    assert main([*by_config, "--mrope-section", "1,1,2"]) == 2
    assert main([*plain, "--mrope-section", "2,1,1"]) == 0
    assert main([*plain, "--mrope-section", "2,1,1", "--in-turn"]) == 1
    assert "in turn" in capsys.readouterr().out
    for refused in ("2,x", "2", "3,3,3"):
        assert main([*plain, "--mrope-section", refused]) == 3
        assert "section" in capsys.readouterr().err
