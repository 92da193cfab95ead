"""Hypothesis settings."""

from __future__ import annotations

from hypothesis import settings

# No deadline: the first call of a test pays for imports and caches.
settings.register_profile("ui", deadline=None, max_examples=60)
settings.load_profile("ui")
