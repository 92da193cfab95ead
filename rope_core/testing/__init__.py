"""For the tests of those who write RoPE: is it right, and if not, what is it?

>>> import numpy as np
>>> from rope_core import RopeSpec, rotate
>>> from rope_core.testing import assert_rope_close
>>> x = np.ones((2, 4), np.float32)
>>> assert_rope_close(rotate(x, [0, 1], RopeSpec(4)), x, [0, 1], RopeSpec(4))

`assert_rope_close` is an assertion for a test; `watch` looks into a model while it runs.
"""

from rope_core.testing.close import assert_rope_close
from rope_core.testing.watch import watch

__all__ = ["assert_rope_close", "watch"]
