"""A small part of the benchmark (tests/bench/diagnose_rates.py), held to its bounds."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bench.bug_generators import CASES, Case
from tests.bench.diagnose_rates import outcome


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_bug_is_named(case: Case) -> None:
    said = Counter(outcome(case, d, "long", kind, 0)[0] for d in (8, 80) for kind in ("float32",))
    assert said["wrong"] == 0
    assert said["named"] + said["invisible"] == 2
