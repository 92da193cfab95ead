"""A small part of the benchmark of whole models (tests/bench/whole_model_rates.py)."""

from __future__ import annotations

import pytest

from tests.bench.whole_model_bugs import BUGS, RIGHT, SHAPES, UNKNOWN, Kind
from tests.bench.whole_model_rates import outcome


@pytest.mark.parametrize("kind", [*BUGS, *RIGHT, *UNKNOWN], ids=lambda kind: kind.__name__)
def test_it_is_named_where_it_is(kind: Kind) -> None:
    said = outcome(kind, "normal", SHAPES[2], 0)
    assert said.named is not False, said.words
    assert said.placed is not False, said.words
