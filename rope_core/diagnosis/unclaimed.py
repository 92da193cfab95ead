"""Where nobody said what is meant, nothing is right: it is only consistent with something.

>>> unclaimed(Diagnosis("right", "Right: this is half_split RoPE with base 500.", "")).verdict
'Consistent with half_split RoPE with base 500; not compared with any intent.'
"""

from __future__ import annotations

from dataclasses import replace

from rope_core.diagnosis.verdict import Diagnosis

_STARTS = ("Right: this is ", "Right: these are ", "This is ", "These are ")


def unclaimed(said: Diagnosis) -> Diagnosis:
    """The same diagnosis for data that no intent was given for."""
    words = said.verdict.rstrip(".")
    start = next((one for one in _STARTS if words.startswith(one)), "")
    verdict = f"Consistent with {words.removeprefix(start)}; not compared with any intent."
    if said.status == "right":
        ask = "Say what is meant (base, pairing, or a config) to have it judged."
        return replace(said, status="cannot_tell", verdict=verdict, ask=ask)
    if said.status == "bug" and start:
        return replace(said, verdict=verdict)
    return said
