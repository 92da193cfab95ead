"""The diagnoser called from a notebook and in a terminal."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rope_core import RopeSpec, rotate
from rope_core.diagnosis import diagnose

ROOT = Path(__file__).parents[2]
HALF = RopeSpec(64, pairing="half_split")


def test_the_package_is_called_like_its_function() -> None:
    import rope_core.diagnosis as package

    x = np.random.default_rng(0).standard_normal((6, 8))
    said = package(x, rotate(x, np.arange(6) + 1, RopeSpec(8)), believed=RopeSpec(8))  # type: ignore[operator]
    assert [found.key for found in said.bugs] == ["off_by_one"]
    assert package.diagnose is diagnose


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """x.npy, and y.npy turned one position too far; two config files."""
    x = np.random.default_rng(0).standard_normal((2, 16, 64)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", rotate(x, np.arange(16) + 1, HALF))
    np.save(tmp_path / "right.npy", rotate(x, np.arange(16), HALF))
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


def test_in_a_terminal(files: Path) -> None:
    run = in_terminal(files, "x.npy", "y.npy", "--positions", "0:16", "--config", "config.json")
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith(
        "This is half_split RoPE with base 10,000, but positions start at 1."
    )
    assert "Fix (PyTorch):" in run.stdout
    assert in_terminal(files, "x.npy", "right.npy").returncode == 0
    assert in_terminal(files, "x.npy", "x.npy", "--positions", "0," * 15 + "0").returncode == 2


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
        (["x.npy", "y.npy", "--config", "x.npy"], "This is not JSON"),
        (["x.npy", "y.npy", "--config", "odd.json"], "head_dim: received"),
        (["x.npy", "y.npy", "--axes", "sideways"], 'axes: received "sideways"'),
        (["x.npy"], "the following arguments are required: y"),
    ],
)
def test_in_a_terminal_what_is_wrong_is_said(files: Path, arguments: list[str], said: str) -> None:
    run = in_terminal(files, *arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert said in run.stderr
    assert "Traceback" not in run.stderr
