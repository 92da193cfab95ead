"""How a model's frequencies are changed for longer contexts: one module a method."""

from rope_core.scaling.base import Scaling
from rope_core.scaling.default import Default
from rope_core.scaling.dynamic import Dynamic
from rope_core.scaling.linear import Linear
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.longrope import LongRope
from rope_core.scaling.methods import SCALING_METHODS, make_scaling
from rope_core.scaling.ntk import Ntk
from rope_core.scaling.proportional import Proportional
from rope_core.scaling.yarn import Yarn

__all__ = [
    "SCALING_METHODS",
    "Default",
    "Dynamic",
    "Linear",
    "Llama3",
    "LongRope",
    "Ntk",
    "Proportional",
    "Scaling",
    "Yarn",
    "make_scaling",
]
