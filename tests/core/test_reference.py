"""The core against numbers computed by existing libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rope_core import angles, inv_freq, rotate, rotation_matrix, scores, trace_rotation
from rope_core.trace import Angle, Assemble, CosSin
from tests.core.core_support import reference, spec_of, tolerance


def test_the_reference_is_the_one_the_tests_were_written_for() -> None:
    data = reference()
    assert data["format"] == "rope-reference"
    assert data["format_version"] == 1
    assert {group: len(data[group]) for group in data["counts"]} == data["counts"]
    assert data["counts"]["apply"] == 489


def test_apply(apply_case: dict[str, Any]) -> None:
    case, spec = apply_case, spec_of(apply_case)
    near = {"rtol": 0.0, "atol": tolerance(case["position"])}
    np.testing.assert_allclose(inv_freq(spec), case["inv_freq"], rtol=1e-12)
    turn = angles(case["position"], spec)
    np.testing.assert_allclose(np.cos(turn), case["cos"], **near)
    np.testing.assert_allclose(np.sin(turn), case["sin"], **near)
    x = np.array(case["x"])
    np.testing.assert_allclose(rotate(x, case["position"], spec), case["y"], **near)
    np.testing.assert_allclose(rotation_matrix(spec, case["position"]) @ x, case["y"], **near)


def test_apply_traced(apply_case: dict[str, Any]) -> None:
    case = apply_case
    near = {"rtol": 0.0, "atol": tolerance(case["position"])}
    steps = trace_rotation(case["x"], case["position"], spec_of(case))
    last = steps[-1]
    assert isinstance(last, Assemble)
    np.testing.assert_allclose(last.values, case["y"], **near)
    turned = [step for step in steps if isinstance(step, CosSin)]
    np.testing.assert_allclose([step.cos for step in turned], case["cos"], **near)
    np.testing.assert_allclose([step.sin for step in turned], case["sin"], **near)
    used = [step.inv_freq for step in steps if isinstance(step, Angle)]
    np.testing.assert_allclose(used, case["inv_freq"], rtol=1e-12)


def test_batch(batch_case: dict[str, Any]) -> None:
    case, spec = batch_case, spec_of(batch_case)
    x = np.array(case["x"]).reshape(case["shape"])
    want = np.array(case["y"]).reshape(case["shape"])
    got = rotate(x, case["positions"], spec)
    np.testing.assert_allclose(got, want, rtol=0.0, atol=tolerance(case["positions"]))


def test_scores(scores_case: dict[str, Any]) -> None:
    case, spec = scores_case, spec_of(scores_case)
    m, n = np.array(case["pairs_m_n"]).T
    q, k = (np.tile(case[name], (len(m), 1)) for name in "qk")
    got = scores(q, k, m, n, spec)
    assert got.shape == (len(m), len(n))
    np.testing.assert_allclose(np.diag(got), case["scores"]["f64"], rtol=0.0, atol=5e-10)
    one = scores(case["q"], case["k"], m[3], n[3], spec)
    assert one == pytest.approx(case["scores"]["f64"][3], abs=5e-10)


def test_native32_is_near(native32_case: dict[str, Any]) -> None:
    case, spec = native32_case, spec_of(native32_case)
    got = rotate(case["x"], case["position"], spec)
    np.testing.assert_allclose(got, case["y_f64"], rtol=0.0, atol=tolerance(case["position"]))
