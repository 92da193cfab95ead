"""The RoPE that was made, and the one that was meant, as specs."""

from __future__ import annotations

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.options import Account
from rope_core.errors import RopeError
from rope_core.spec import RopeSpec


def specs_of(best: Account, head_dim: int, belief: Belief) -> tuple[RopeSpec | None, RopeSpec]:
    """The RoPE that was made, as far as it is one; and the one that should have been."""
    pairing = belief.pairing or best.layout.pairing
    width = belief.rotary_dim or best.layout.rotary_dim
    base = belief.base or best.table.base or 10000.0
    method = best.table.scaling if belief.scaling == "unknown" else belief.method
    ends = belief.features, belief.backwards
    expected = RopeSpec(head_dim, base, pairing, width, method, *ends)
    wrong = set(best.bugs)
    other = wrong & {"base", "other_layers_table"}
    made_base = best.table.base if other and best.table.base else base
    scaling = belief.method
    if (
        wrong & {"scaling_ignored", "scaling_wrong", "yarn_field", "other_layers_table"}
        or belief.scaling == "unknown"
    ):
        scaling = best.table.scaling
    try:
        made = RopeSpec(
            head_dim, made_base, best.layout.pairing, best.layout.rotary_dim, scaling, *ends
        )
    except RopeError:
        made = None
    return made, expected
