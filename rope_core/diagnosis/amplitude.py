"""The common length factor of y: the attention factor, or a mistake with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rope_core.diagnosis.angles import Recovered
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample


def name_amplitude(account: Account, found: Recovered, sample: Sample, belief: Belief) -> Account:
    """The account with the amplitude that y shows; a known one exactly, any other as measured."""
    expected = belief.factor()
    table = account.table.factor
    # What rounding in print takes off counts for more the shorter the vectors are.
    long = float(np.sqrt(2 * np.mean(sample.x**2))) or 1.0
    tolerance = max(2e-5, 0.5 * sample.noise.relative, sample.noise.absolute / long)
    if expected is None:
        # Nothing is believed about scaling: the factor that goes with the table is right.
        expected = table if table is not None else 1.0
    known = [(expected, "")]
    if table is not None and table != expected:
        # Another method was applied as a whole, its factor with it: one bug, not two.
        known.append((table, "" if account.table.bugs else "factor_wrong"))
    known += [(1.0, "factor_ignored"), (expected**2, "factor_squared")]
    for value, bug in known:
        if abs(found.amplitude - value) <= tolerance * value:
            return replace(account, amplitude=value, amplitude_bug=bug)
    if belief.scaling == "unknown" and account.table.factor is None:
        return replace(account, amplitude=found.amplitude, amplitude_bug="factor_wrong")
    return replace(
        account, amplitude=float(np.float64(found.amplitude)), amplitude_bug="factor_wrong"
    )
