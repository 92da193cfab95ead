"""Every fix that is offered is run: on 2-D to 4-D tensors, with partial rotation too."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeSpec
from rope_core.diagnosis import BUGS
from rope_core.diagnosis.report import smallest_fix
from tests.fix_cases import SHAPES, SPECS, Library, outcome

NUMPY = Library("np", np)


@pytest.mark.parametrize(
    "spec",
    SPECS,
    ids=lambda one: one if isinstance(one, str) else f"{one.pairing}-{one.rotary_dim}",
)
@pytest.mark.parametrize("key", BUGS)
def test_a_fix_gives_what_is_right(key: str, spec: RopeSpec) -> None:
    code = smallest_fix(BUGS[key].numpy, spec)
    for shape in SHAPES:
        assert outcome(NUMPY, code, spec, shape), f"{key}: the lines\n{code}\nmake nothing"


def test_a_wrong_fix_is_noticed() -> None:
    code = smallest_fix(BUGS["other_pairing"].numpy, SPECS[0]).replace("- b", "+ b")
    with pytest.raises(AssertionError):
        outcome(NUMPY, code, SPECS[0], SHAPES[0])
