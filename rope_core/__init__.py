"""RoPE, by hand: the arithmetic of Rotary Position Embedding, in NumPy.

>>> from rope_core import RopeSpec, rotate
>>> rotate([0.588, 0.117, 0.342, -0.231], 1, RopeSpec(head_dim=4)).round(3).tolist()
[0.219, 0.558, 0.344, -0.228]

Read it in this order: errors, spec, pairing, frequencies, blocks, rotate, trace, problem; then the
rooms: steps, scaling, config, encodings, analysis, reading, mistakes, models, proof, practice,
diagnosis, exercises.
"""

from importlib import import_module

from rope_core.config import read_config
from rope_core.errors import RopeError
from rope_core.frequencies import angles, attention_factor, inv_freq, wavelength
from rope_core.pairing import output_indices, pair_indices, permutation
from rope_core.rotate import rotate, rotation_matrix, scores
from rope_core.scaling import SCALING_METHODS
from rope_core.spec import PAIRINGS, Pairing, RopeSpec
from rope_core.trace import trace_rotation, trace_score

#: The one place where the version stands.
__version__ = "0.2.0"

__all__ = [
    "PAIRINGS",
    "SCALING_METHODS",
    "Pairing",
    "RopeError",
    "RopeSpec",
    "__version__",
    "angles",
    "attention_factor",
    "inv_freq",
    "output_indices",
    "pair_indices",
    "permutation",
    "rotate",
    "rotation_matrix",
    "scores",
    "trace_rotation",
    "trace_score",
    "wavelength",
]

# A config is read into specs, so the reader stands above RopeSpec: this module joins the two.
RopeSpec.config_reader = lambda config, seq_len: read_config(config, seq_len).spec


def __getattr__(name: str) -> object:
    # The diagnosis is large, and most who import this package only rotate.
    if name == "diagnose":
        return import_module("rope_core.diagnosis.run").diagnose
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
