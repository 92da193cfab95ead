"""No false alarm: what right implementations gave (tests/reference) is never called a bug."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec
from rope_core.diagnosis import diagnose
from tests.core.core_support import reference, spec_of

FINE = ("right", "cannot_tell")


def cases(group: str, every: int = 1) -> list[Any]:
    chosen = reference()[group][::every]
    return [pytest.param(case, id=case["id"]) for case in chosen]


@pytest.mark.parametrize("case", cases("apply", 3))
def test_vectors(case: dict[str, Any]) -> None:
    said = diagnose(case["x"], case["y"], case["position"], spec_of(case))
    assert said.status in FINE, said.verdict


@pytest.mark.parametrize("case", cases("batch"))
@pytest.mark.parametrize("believed", [True, False])
def test_sequences(case: dict[str, Any], believed: bool) -> None:
    x, y = (np.reshape(case[name], case["shape"]) for name in ("x", "y"))
    said = diagnose(x, y, case["positions"], spec_of(case) if believed else None)
    assert said.status == ("right" if believed else "cannot_tell"), said.verdict
    assert said.spec == spec_of(case)


@pytest.mark.parametrize("case", cases("native32"))
def test_float32_libraries_as_shipped(case: dict[str, Any]) -> None:
    spec = RopeSpec(case["head_dim"], case["base"], case["convention"])
    x = np.array(case["x"], dtype=np.float32)
    for name, library in case["libraries"].items():
        if "y" in library:
            y = np.array(library["y"], dtype=np.float32)
            said = diagnose(x, y, case["position"], spec)
            assert said.status in FINE, f"{name}: {said.verdict}"


@pytest.mark.parametrize("case", cases("low_precision"))
def test_right_tables_in_narrow_types(case: dict[str, Any]) -> None:
    for name, path in case["paths"].items():
        if not name.startswith("tables_f32") or "y" not in path or "nan" in path["y"]:
            continue
        spec = RopeSpec(case["head_dim"], case["base"], path["convention"])
        x, y = (np.array(v, dtype=np.float32) for v in (case["x"], path["y"]))
        said = diagnose(x, y, case["position"], spec)
        assert said.status in FINE, f"{name}: {said.verdict}"


@pytest.mark.parametrize("case", cases("rope_type_apply"))
def test_scaled_modules(case: dict[str, Any]) -> None:
    made = next(s for s in reference()["rope_types"] if s["id"] == case["rope_type_case"])
    config = {
        "head_dim": case["head_dim"],
        "max_position_embeddings": made["max_position_embeddings"],
        "rope_parameters": made["rope_parameters"],
    }
    spec = RopeSpec.from_config(config, seq_len=case["seq_len_seen"])
    said = diagnose(case["x"], case["y"], case["position"], spec)
    assert said.status in FINE, said.verdict
