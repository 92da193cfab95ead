"""Hypothesis settings, and one test run a reference case."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.core.core_support import reference

# No deadline: the first call of a test pays for imports and caches.
settings.register_profile("core", deadline=None, max_examples=60)
settings.load_profile("core")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with the argument `apply_case` (`batch_case`, ...) runs once a case of that group."""
    for name in metafunc.fixturenames:
        group = name.removesuffix("_case")
        if name != group and isinstance(reference().get(group), list):
            cases = reference()[group]
            metafunc.parametrize(name, cases, ids=[case["id"] for case in cases])
