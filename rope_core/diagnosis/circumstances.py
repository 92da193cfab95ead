"""What a diagnosis was made of, for a bug tracker: shapes, types, positions, config, versions.

>>> from rope_core.reading.tensors import read_pasted
>>> x = read_pasted("[[1.5, 2], [0.25, 4]]", "x")
>>> print(circumstances({"x": x}, {"": None}, Belief(base=10000.0)).partition("\\nVersions")[0])
Given:
  x: (2, 2), printed to 2 decimals
  positions: not given, so 0, 1, 2, …
  meant: base 10,000, scaling not said, pairing not said
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

import rope_core
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.wording import described
from rope_core.figures import rough
from rope_core.reading.positions import ranges
from rope_core.reading.tensor import Tensor
from rope_core.spec import RopeSpec

_LONGEST = 2000


def circumstances(
    tensors: Mapping[str, Tensor],
    positions: Mapping[str, ArrayLike | None],
    meant: RopeSpec | Belief,
    config: str = "",
    sections: Sequence[int] | None = None,
    interleaved: bool = False,
) -> str:
    """Lines that say what was compared. positions: by tensor, or under "" for all. sections: the
    pairs that follow each axis of them, in blocks or (interleaved) in turn."""
    lines = ["Given:"]
    lines += [f"  {name}: {tensor.values.shape}{_type(tensor)}" for name, tensor in tensors.items()]
    for name, where in positions.items():
        label = f"positions of {name}" if name else "positions"
        lines.append(f"  {label}: {_positions(where)}")
    if sections:
        order = "in turn" if interleaved else "in blocks"
        lines.append(f"  mrope_section: {' '.join(map(str, sections))}, {order}")
    lines.append(f"  meant: {described(meant) if isinstance(meant, RopeSpec) else _parts(meant)}")
    if config.strip():
        lines.append(f"  config: {_compact(config)}")
    versions = f"rope-by-hand {rope_core.__version__}, NumPy {np.__version__}"
    return "\n".join([*lines, f"Versions: {versions}, Python {platform.python_version()}"])


def _type(tensor: Tensor) -> str:
    if tensor.kind in ("print", "numbers"):
        decimals = round(-math.log10(tensor.resolution)) if tensor.resolution > 0 else 0
        return f", printed to {decimals} decimals" if decimals > 0 else ", numbers as text"
    return f" {tensor.kind}"


def _positions(given: ArrayLike | None) -> str:
    if given is None:
        return "not given, so 0, 1, 2, …"
    where = np.asarray(given, dtype=np.float64)
    if where.ndim < 2:
        return ranges(where.reshape(-1).tolist())
    rows = dict.fromkeys(ranges(row.tolist()) for row in where.reshape(-1, where.shape[-1]))
    return f"{where.shape}: {'; '.join(list(rows)[:4])}{'; …' if len(rows) > 4 else ''}"


def _parts(belief: Belief) -> str:
    base = "base not said" if belief.base is None else f"base {rough(belief.base, 10)}"
    width = "" if belief.rotary_dim is None else f", rotary_dim {belief.rotary_dim}"
    scaling = {None: "no scaling", "unknown": "scaling not said"}.get(
        belief.scaling if isinstance(belief.scaling, str) else None, ""
    )
    if belief.method is not None:
        scaling = f"{belief.method.rope_type} scaling"
    return f"{base}{width}, {scaling}, pairing {belief.pairing or 'not said'}"


def _compact(config: str) -> str:
    """On one line, and not longer than a tracker bears."""
    try:
        text = json.dumps(json.loads(config), separators=(", ", ": "))
    except ValueError:
        text = " ".join(config.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
