"""One clean environment for all tests here: a new venv with exactly requirements.txt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.deploy_support import ROOT, in_ci


@pytest.fixture(scope="session")
def clean_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of that environment. Minutes, not seconds: asked for, or in CI."""
    if not in_ci() and os.environ.get("DEPLOY") != "1":
        pytest.skip("installs requirements.txt into a new environment: set DEPLOY=1")
    place = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=120)
    python = place / "bin/python"
    requirements = ROOT / "requirements.txt"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", str(requirements)], check=True, timeout=900)
    return python
