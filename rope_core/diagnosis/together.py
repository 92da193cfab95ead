"""Several things wrong at once that are one decision: one finding, not two.

>>> from rope_core.diagnosis.bugs.place import AS_GIVEN
>>> from rope_core.diagnosis.bugs.turn import RIGHT
>>> from rope_core.diagnosis.layouts import rotation
>>> from rope_core.diagnosis.options import Table
>>> from rope_core.spec import RopeSpec
>>> wired = replace(rotation("half_split", 8, 4), bugs=("wrong_partner",))
>>> made = Account(wired, Table(np.ones(2), "", ("exponent_width",)), AS_GIVEN, RIGHT)
>>> together(made, Belief.of(RopeSpec(8, pairing="half_split", rotary_dim=4)), 8).bugs
('partial_kind',)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.options import Account
from rope_core.scaling.base import plain_table
from rope_core.scaling.proportional import Proportional


def together(account: Account, belief: Belief, head_dim: int) -> Account:
    """The account with bugs of layout and table told as one, where they are one.

    Partial rotation takes partner and exponent from the rotated part, proportional rotation from
    the whole head: who takes the one for the other changes both.
    """
    both = {*account.layout.bugs, *account.table.bugs}
    if len(both) != 2:
        return account
    method = belief.method
    if isinstance(method, Proportional):
        width = account.layout.rotary_dim
        if both - {"partial_width"} and width == 2 * int(
            method.partial_rotary_factor * head_dim // 2
        ):
            base = belief.base or 10_000.0
            values = account.table.values
            if np.allclose(values, plain_table(base, width) / method.factor, rtol=1e-9):
                return replace(account, as_one="partial_kind")
            of_head = plain_table(base, head_dim)[: width // 2] / method.factor
            if np.allclose(values, of_head, rtol=1e-9):
                return replace(account, as_one="wrong_partner")
    elif both == {"wrong_partner", "exponent_width"} and belief.rotary_dim is not None:
        return replace(account, as_one="partial_kind")
    return account
