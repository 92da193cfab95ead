"""What the tests of Debug share: vectors turned rightly, and the page filled in through app.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from rope_core import RopeSpec, rotate

ROOT = Path(__file__).parents[2]
SPEC = RopeSpec(8, pairing="half_split")
X = np.random.default_rng(0).standard_normal((6, 8)).round(4)
WHERE = np.arange(6)
Y = rotate(X, WHERE, SPEC)


def text(array: np.ndarray) -> str:
    return np.array2string(np.asarray(array), precision=8, threshold=10**6)


def start() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("pages/debug.py")
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].message
    assert app.title[0].value == "Debug"
    return app


def fill(app: AppTest, kind: str = "x and y", **fields: Any) -> AppTest:
    app.segmented_control(key="debug_kind").set_value(kind)
    run(app)
    for name, value in fields.items():
        if name in ("pairing", "axes", "role", "order"):
            app.segmented_control(key=f"debug_{name}").set_value(value)
        elif name.startswith(("positions", "rope_theta", "rotary_dim", "mrope_section")):
            app.text_input(key=f"debug_{name}").set_value(value)
        else:
            given = value if isinstance(value, str) else text(value)
            app.text_area(key=f"debug_{name}").set_value(given)
    return run(app)


def shown(app: AppTest) -> dict[str, Any] | None:
    """What the page tells the browser of a diagnosis; None where there is none."""
    for element in app.main:
        if element.type == "bidi_component" and "stage" in element.proto.component_name:
            data = element.proto.bytes.decode() or element.proto.json
            told: dict[str, Any] = json.loads(data) if data else {}
            if told.get("kind") == "debug":
                return told
    return None


def complaints(app: AppTest) -> list[str]:
    return [error.value for error in app.main.error]


def titles(told: dict[str, Any]) -> list[str]:
    return [bug["title"] for bug in told["bugs"]]
