"""Every fix that is offered for PyTorch is run, on 2-D to 4-D tensors and partial rotation."""

from __future__ import annotations

import pytest
import torch

from rope_core import RopeSpec
from rope_core.diagnosis import BUGS
from rope_core.diagnosis.report import smallest_fix
from tests.fix_cases import SHAPES, SPECS, Library, outcome

TORCH = Library("torch", torch)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.pairing}-{spec.rotary_dim}")
@pytest.mark.parametrize("key", BUGS)
def test_a_fix_gives_what_is_right(key: str, spec: RopeSpec) -> None:
    code = smallest_fix(BUGS[key].torch, spec)
    for shape in SHAPES:
        assert outcome(TORCH, code, spec, shape), f"{key}: the lines\n{code}\nmake nothing"
