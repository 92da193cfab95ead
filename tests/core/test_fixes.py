"""The code of a fix that turns x is run: on 2-D to 4-D tensors, with partial rotation too."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeSpec, angles, rotate, scores
from rope_core.diagnosis import BUGS
from rope_core.diagnosis.report import smallest_fix


@pytest.mark.parametrize("shape", [(6, 16), (3, 6, 16), (2, 3, 6, 16)])
@pytest.mark.parametrize("rotary_dim", [16, 8])
@pytest.mark.parametrize("pairing", ["half_split", "interleaved"])
def test_the_fix_of_the_pairing(shape: tuple[int, ...], rotary_dim: int, pairing: str) -> None:
    spec = RopeSpec(16, 10000.0, pairing, rotary_dim)  # type: ignore[arg-type]
    x, where = np.random.default_rng(0).standard_normal(shape), np.arange(6)
    angle = angles(where, spec)
    names = {"np": np, "x": x, "rotary_dim": rotary_dim, "cos": np.cos(angle), "sin": np.sin(angle)}
    exec(smallest_fix(BUGS["other_pairing"].numpy, spec), names)
    np.testing.assert_allclose(names["y"], rotate(x, where, spec), atol=1e-12)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [(6, 16), (3, 6, 16), (2, 3, 6, 16)])
def test_the_fix_of_scores(shape: tuple[int, ...]) -> None:
    rng, spec = np.random.default_rng(0), RopeSpec(16)
    q, k, where = rng.standard_normal(shape), rng.standard_normal(shape), np.arange(6)
    right = scores(q, k, where, where, spec)
    turned = {"q": rotate(q, where, spec), "k": rotate(k, where, spec)}
    names = {"np": np, "head_dim": 16, **turned}
    exec(BUGS["factor_wrong"].numpy, names)
    np.testing.assert_allclose(names["scores"], right / 4, atol=1e-12)  # type: ignore[arg-type]
    names = {"np": np, "q": q, "k": k, "m": where, "n": where}
    names["rotate"] = lambda one, at: rotate(one, at, spec)
    exec(BUGS["one_side_only"].numpy, names)
    np.testing.assert_allclose(names["scores"], right, atol=1e-12)  # type: ignore[arg-type]
