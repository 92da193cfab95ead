"""The wheel, built and installed in an empty environment outside the tree, with NumPy alone."""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import rope_core
from rope_core.models.presets import models

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What the empty environment is given beside the wheel.
NUMPY = ("numpy", "numpy.libs")

EVERY_MODULE = """
import importlib, pkgutil, rope_core
for found in pkgutil.walk_packages(rope_core.__path__, "rope_core."):
    if not found.name.endswith(".__main__"):
        importlib.import_module(found.name)
        print(found.name)
"""


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A process that sees neither this tree nor this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1", "HOME": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    built = run(*build, "--wheel-dir", place, ROOT, folder=place)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = place.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def empty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel and NumPy, and not even pip."""
    place = tmp_path_factory.mktemp("empty")
    made = run(sys.executable, "-m", "venv", "--without-pip", "env", folder=place)
    assert made.returncode == 0, made.stderr
    python = next((place / "env").glob("[bS]*/python*"))
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(python, "-c", asked, folder=place).stdout.strip())
    # NumPy as it is installed here: no network is needed.
    numpy = importlib.metadata.distribution("numpy")
    here = Path(str(numpy.locate_file("")))
    for name in (*NUMPY, f"numpy-{numpy.version}.dist-info"):
        if (here / name).exists():
            (packages / name).symlink_to(here / name, target_is_directory=True)
    pip = [sys.executable, "-m", "pip", "--python", python]
    for words in (["install", "--no-index", wheel], ["check"]):
        done = run(*pip, *words, folder=place)
        assert done.returncode == 0, done.stdout + done.stderr
    return python


def test_the_wheel_holds_the_core_with_its_data_and_nothing_else(wheel: Path) -> None:
    assert wheel.name == f"rope_by_hand-{rope_core.__version__}-py3-none-any.whl"
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "rope_core").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == tracked
    assert "rope_core/py.typed" in names
    assert any(name.endswith("models.json") for name in names)


def test_the_readmes_examples_run_there(empty: Path, tmp_path: Path) -> None:
    assert len(EXAMPLES) >= 2
    for number, code in enumerate(EXAMPLES):
        script = tmp_path / f"example_{number}.py"
        script.write_text(code, encoding="utf-8")
        there = run(empty, script, folder=tmp_path)
        assert there.returncode == 0, there.stderr
        here = io.StringIO()
        with contextlib.redirect_stdout(here):
            runpy.run_path(str(script))
        assert there.stdout == here.getvalue() != ""


def test_every_module_is_imported_with_numpy_alone(empty: Path, tmp_path: Path) -> None:
    seen = run(empty, "-c", EVERY_MODULE, folder=tmp_path)
    assert seen.returncode == 0, seen.stderr
    assert len(seen.stdout.split()) > 60
    where = run(empty, "-c", "import rope_core; print(rope_core.__file__)", folder=tmp_path)
    assert not Path(where.stdout.strip()).is_relative_to(ROOT)


def test_the_data_of_the_models_is_there(empty: Path, tmp_path: Path) -> None:
    code = "from rope_core.models.presets import models; print([one.name for one in models()])"
    told = run(empty, "-c", code, folder=tmp_path)
    assert told.stdout.strip() == str([one.name for one in models()]), told.stderr


def test_the_proof_says_what_it_lacks(empty: Path, tmp_path: Path) -> None:
    code = "from rope_core.proof import proof_steps, verify; verify(proof_steps()[0])"
    refused = run(empty, "-c", code, folder=tmp_path)
    last = refused.stderr.strip().splitlines()[-1]
    assert last == (
        "ModuleNotFoundError: the proof is checked by SymPy: pip install 'rope-by-hand[proof]'"
    )


def test_the_diagnosis_is_a_command(empty: Path, tmp_path: Path) -> None:
    make = "import numpy, rope_core; x = numpy.random.default_rng(0).normal(size=(8, 16));"
    make += "numpy.save('x.npy', x);"
    make += "numpy.save('y.npy', rope_core.rotate(x, numpy.arange(8), rope_core.RopeSpec(16)))"
    assert run(empty, "-c", make, folder=tmp_path).returncode == 0
    command = shutil.which("rope-check", path=str(empty.parent))
    assert command is not None
    told = run(command, "vectors", "x.npy", "y.npy", folder=tmp_path)
    again = run(empty, "-m", "rope_core.diagnosis", "vectors", "x.npy", "y.npy", folder=tmp_path)
    # Nothing was claimed, so nothing can be right.
    assert told.returncode == again.returncode == 2, told.stderr
    assert told.stdout == again.stdout != ""


def test_the_version_is_told_once_and_matches_what_is_needed() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", rope_core.__version__)
    assert PROJECT["dynamic"] == ["version"]
    listed = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    extras = PROJECT["optional-dependencies"]
    assert {*PROJECT["dependencies"], *extras["proof"], *extras["app"]} == set(listed)
    assert PROJECT["dependencies"] == [line for line in listed if line.startswith("numpy")]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest is not None
    assert newest[1] == rope_core.__version__
