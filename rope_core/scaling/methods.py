"""All scaling methods by their name in config files. To add one: a module, and its line here.

>>> SCALING_METHODS["linear"](factor=8.0).table(10000.0, 4).tolist()
[0.125, 0.00125]
>>> make_scaling({"rope_type": "linear", "factor": 8})
Linear(factor=8.0)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from rope_core.errors import RopeError
from rope_core.scaling.base import Scaling
from rope_core.scaling.default import Default
from rope_core.scaling.dynamic import Dynamic
from rope_core.scaling.linear import Linear
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.longrope import LongRope
from rope_core.scaling.ntk import Ntk
from rope_core.scaling.proportional import Proportional
from rope_core.scaling.yarn import Yarn

# Order of the menu. The tuple is the one place to touch besides the class itself.
SCALING_METHODS: Mapping[str, type[Scaling]] = {
    method.rope_type: method
    for method in (Default, Linear, Ntk, Dynamic, Yarn, Llama3, LongRope, Proportional)
}


def make_scaling(parameters: Mapping[str, object]) -> Scaling:
    """Return the method that `rope_type` names, with the other entries as its parameters.

    Raises RopeError for an unknown rope_type, a missing or an unknown parameter.

    >>> make_scaling({"rope_type": "default"})
    Default()
    """
    given = dict(parameters)
    name = given.pop("rope_type", None)
    if not isinstance(name, str) or name not in SCALING_METHODS:
        raise RopeError("rope_type", name, "one of " + ", ".join(SCALING_METHODS))
    method = SCALING_METHODS[name]
    fields = {field.name: field for field in dataclasses.fields(method)}
    for key in given:
        if key not in fields:
            allowed = ", ".join(fields) or "no parameters"
            raise RopeError("scaling", key, f"{allowed} (rope_type {name})")
    for key, field in fields.items():
        if field.default is dataclasses.MISSING and given.get(key) is None:
            meaning = field.metadata["meaning"]
            raise RopeError(
                key, None, f"a {field.metadata['kind']}", f"{name} needs it: {meaning}."
            )
    return method(**given)
