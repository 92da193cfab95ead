"""diagnose: given x, positions and y, which RoPE was that, or which bug.

>>> from rope_core.rotate import rotate
>>> x = np.arange(32.0).reshape(4, 8) % 5 - 2
>>> y = rotate(x, [1, 2, 3, 4], RopeSpec(8, pairing="half_split"))
>>> diagnose(x, y, [0, 1, 2, 3]).verdict
'This is half_split RoPE with base 10,000, but positions start at 1.'
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import are_alike
from rope_core.diagnosis.evidence import angle_evidence, deciding_numbers
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import RELATIVE, Noise, Sample, take_sample
from rope_core.diagnosis.search import Found, search, weight
from rope_core.diagnosis.tried import all_tried
from rope_core.diagnosis.verdict import (
    Diagnosis,
    FoundBug,
    Hypothesis,
    Status,
    described,
    found_bugs,
    sentence,
    words_of,
)
from rope_core.errors import RopeError
from rope_core.spec import RopeSpec

Role = Literal["query or key", "value"]
#: Bugs that must be ruled out before something may be called right.
_ESSENTIAL = frozenset(("other_pairing", "backwards", "mixed_layout", "not_rotated"))
_SHOWN = 12


def diagnose(
    x: ArrayLike,
    y: ArrayLike,
    positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | None = None,
    *,
    axes: str | None = None,
    role: Role = "query or key",
    resolution: float = 0.0,
) -> Diagnosis:
    """Say what y is of x: which convention, or which bug, or that these data cannot tell.

    x, y: before and after, (head_dim,), (seq, head_dim), (heads, seq, head_dim) or with a batch
    axis in front. positions: one, or (seq,); None means 0, 1, 2, … believed: what the code is
    meant to do, as far as known. axes: "heads, seq" or "seq, heads" if it should not be
    inferred. role: "value" for vectors that must not be rotated. resolution: what rounding may
    have taken off each number, for copies of a print (0.0001 for PyTorch's four digits).
    Raises RopeError for input that cannot be compared.
    """
    belief = Belief.of(believed)
    sample = take_sample(x, y, positions, axes, resolution)
    if belief.rotary_dim is not None and belief.rotary_dim > sample.head_dim:
        raise RopeError("rotary_dim", belief.rotary_dim, f"at most head_dim = {sample.head_dim}")
    if role == "value":
        return _value(sample, belief)
    found = _search(sample, belief)
    note = ""
    if axes is None and not _clean(found) and (turned := _other_axes(x, y, positions, resolution)):
        other = search(turned, belief, most_bugs=0)
        if _clean(other):
            sample, found = turned, other
            note = "Read as (seq, heads, head_dim): the other order does not fit."
    return conclude(sample, belief, found, note)


def _clean(found: Found) -> bool:
    return bool(found.accounts) and not found.accounts[0].bugs


def _other_axes(
    x: ArrayLike, y: ArrayLike, positions: ArrayLike | None, resolution: float
) -> Sample | None:
    if np.ndim(x) < 3 or np.shape(x)[-2] == 1 or np.shape(x)[-3] == 1:
        return None
    try:
        return take_sample(x, y, positions, "seq, heads", resolution)
    except RopeError:  # the positions fit one order only
        return None


def _search(sample: Sample, belief: Belief) -> Found:
    """The search at the noise of the data; then, if nothing fits, at that of 16-bit types."""
    found = search(sample, belief)
    if found.accounts or sample.noise.name not in ("float32", "float64"):
        return found
    for name in ("float16", "bfloat16"):
        noise = Noise(name, RELATIVE[name], sample.noise.absolute)
        rough = search(sample.with_noise(noise), belief)
        accounts = [replace(a, inside=name) for a in rough.accounts if len(a.bugs) < 2]
        if accounts and weight(accounts[0]) <= 2:
            return replace(rough, accounts=accounts)
    return found


def conclude(sample: Sample, belief: Belief, found: Found, note: str = "") -> Diagnosis:
    """The diagnosis that a search comes to."""
    notes = tuple(text for text in (sample.note, note, _noise_note(sample)) if text)
    if not found.accounts:
        return _unknown(sample, belief, found, notes)
    best = found.accounts[0]
    made, expected = specs_of(best, sample, belief)
    rivals = [] if "not_rotated" in best.bugs else _rivals(found.accounts, best)
    later = {key for a in found.accounts if weight(a) == weight(best) + 1 for key in a.bugs}
    tried = all_tried(sample, best, expected, hypotheses(found))
    not_seen = () if "not_rotated" in best.bugs else tuple(sorted(later - set(best.bugs)))
    undecided = _undecided(best, rivals, not_seen)
    alternatives = tuple(dict.fromkeys(words_of(account) for account in rivals))[:6]
    bugs = found_bugs(best)
    if undecided:
        status: Status = "cannot_tell"
        verdict, sure, ask = _cannot_tell(sample, best, made, expected)
    else:
        status = "bug" if bugs else "right"
        verdict, ask = sentence(best, expected, made), ""
        sure = _sure(best, rivals, sample)
    return Diagnosis(
        status, verdict, sure, bugs if status == "bug" else (), made, expected,
        tried, *angle_evidence(sample, best, expected), (), 0.0,
        *deciding_numbers(sample, best, expected), "feature", alternatives, not_seen, notes, ask,
    )  # fmt: skip


def _undecided(best: Account, rivals: list[Account], not_seen: tuple[str, ...]) -> bool:
    if not best.bugs and _ESSENTIAL & set(not_seen):
        return True
    # With a bug, only explanations as likely as the first one leave it open.
    return any(a.prior <= best.prior + 0.15 and not _same_bugs(a, best) for a in rivals)


def _rivals(accounts: list[Account], best: Account) -> list[Account]:
    """Explanations as simple as the best one, and as good, that mean something else."""
    limit = max(0.3, 2.0 * best.misfit)
    rivals = [a for a in accounts[1:] if weight(a) == weight(best) and a.misfit <= limit]
    return [a for a in rivals if not _same_bugs(a, best) or _other_numbers(a, best)]


def _same_bugs(one: Account, other: Account) -> bool:
    left, right = sorted(one.bugs), sorted(other.bugs)
    if len(left) != len(right):
        return False
    if not left:
        return _other_numbers(one, other) is False
    return all(any(are_alike(a, b) for b in right) for a in left)


def _other_numbers(one: Account, other: Account) -> bool:
    return (one.table.words, one.place.words) != (other.table.words, other.place.words) or (
        one.layout.same_wiring() != other.layout.same_wiring()
    )


def specs_of(best: Account, sample: Sample, belief: Belief) -> tuple[RopeSpec | None, RopeSpec]:
    """The RoPE that was made, as far as it is one; and the one that should have been."""
    head_dim = sample.head_dim
    pairing = belief.pairing or best.layout.pairing
    width = belief.rotary_dim or best.layout.rotary_dim
    base = belief.base or best.table.base or 10000.0
    method = best.table.scaling if belief.scaling == "unknown" else belief.method
    expected = RopeSpec(head_dim, base, pairing, width, method)
    wrong = set(best.bugs)
    made_base = best.table.base if "base" in wrong and best.table.base else base
    scaling = belief.method
    if wrong & {"scaling_ignored", "scaling_wrong"} or belief.scaling == "unknown":
        scaling = best.table.scaling
    try:
        made = RopeSpec(head_dim, made_base, best.layout.pairing, best.layout.rotary_dim, scaling)
    except RopeError:
        made = None
    return made, expected


def _noise_note(sample: Sample) -> str:
    if sample.noise.name in ("float16", "bfloat16"):
        return f"The numbers are {sample.noise.name}; its rounding is not counted as an error."
    return ""


def _sure(best: Account, rivals: list[Account], sample: Sample) -> str:
    rows, features = sample.y.shape
    count = rows * features
    off = (
        f"largest difference {best.worst:.2g} times what rounding explains"
        if (best.worst > 1)
        else "every one within rounding"
    )
    if rivals:
        return f"Likely: it explains all {count:,} numbers compared, but others do so too."
    return (
        f"Certain: it explains all {count:,} numbers compared, {off}; nothing else as simple does."
    )


def _cannot_tell(
    sample: Sample, best: Account, made: RopeSpec | None, expected: RopeSpec
) -> tuple[str, str, str]:
    if not np.any(sample.positions):
        return (
            "These data cannot tell: at position 0 every convention agrees.",
            "y is x, as it should be at position 0 whatever the code does elsewhere.",
            "Send another position, or several: 1, 7 and 1000 tell nearly everything.",
        )
    if not np.any(sample.x):
        return (
            "These data cannot tell: x is zero.",
            "A zero stays zero under every rotation.", "Send random numbers for x.",
        )  # fmt: skip
    what = sentence(best, expected, made).removeprefix("Right: this is ").rstrip(".")
    fits = f"They fit {what}, " if not best.bugs else f"The likeliest is: {what}. It fits, "
    return (
        "These data cannot tell."
        if best.bugs
        else "Nothing wrong is visible, but these data cannot tell: "
        f"{what} fits, and so do others.",
        f"{fits}but so does something else that is as simple.",
        _ask(sample),
    )


def _ask(sample: Sample) -> str:
    largest = float(np.abs(sample.positions).max())
    wants = []
    if len(np.unique(sample.positions)) < 3:
        wants.append("several positions in a row")
    if largest < 300:
        wants.append("a larger position (1000 or more)")
    if sample.noise.name in ("float16", "bfloat16") or sample.noise.absolute:
        wants.append("the same in float32, unrounded")
    if sample.head_dim < 16:
        wants.append("a larger head_dim")
    return f"Send {', or '.join(wants or ['other numbers for x'])}."


def hypotheses(found: Found) -> tuple[Hypothesis, ...]:
    """The explanations tried that came nearest, the best first, one of each kind."""
    listed = [(True, a) for a in found.accounts] + [(False, a) for a in found.near]
    made: dict[tuple[str, ...], Hypothesis] = {}
    for fit, account in listed:
        # One of each kind of explanation, not every factor of every method that does the same.
        kind = (account.layout.pairing, *account.bugs)
        words = words_of(account)
        made.setdefault(
            kind, Hypothesis(words, account.bugs, account.residual, account.misfit, fit)
        )
    return tuple(made.values())[:_SHOWN]


def _unknown(sample: Sample, belief: Belief, found: Found, notes: tuple[str, ...]) -> Diagnosis:
    layout, recovered = found.closest
    if recovered.fits:
        facts = (
            f"Pairs are turned as in {layout.pairing} and keep their length, but by angles that "
            "follow no frequencies and positions known here."
        )
        ask = "Send neighbouring positions (0 to 15): then frequencies can be read off."
    else:
        kept = np.hypot.reduce(sample.x, axis=1), np.hypot.reduce(sample.y, axis=1)
        same = np.allclose(*kept, rtol=10 * sample.noise.relative, atol=1e-9)
        facts = (
            "Vectors keep their length, but no" if same else "Vectors change their length, and no"
        )
        facts += " known pairing of features turns x into y."
        ask = "Check that x and y are the same heads and tokens, and send the positions used."
    expected = RopeSpec(
        sample.head_dim - sample.head_dim % 2 if sample.head_dim % 2 else sample.head_dim,
        belief.base or 10000.0, belief.pairing or "interleaved", belief.rotary_dim, belief.method,
    )  # fmt: skip
    return Diagnosis(
        "unknown", "Not one of the known conventions or bugs.", facts, (), None, expected,
        hypotheses(found), notes=notes, ask=ask,
    )  # fmt: skip


def _value(sample: Sample, belief: Belief) -> Diagnosis:
    """Value vectors: they must come out as they went in."""
    if np.array_equal(sample.x, sample.y):
        return Diagnosis("right", "Right: the values are unchanged.", "Every number is the same.")
    found = _search(sample, belief)
    inner = conclude(sample, belief, found)
    if inner.status == "unknown" or inner.spec is None:
        return inner
    bug = FoundBug("values_rotated", described(inner.spec))
    return replace(
        inner, status="bug", bugs=(bug, *inner.bugs),
        verdict=f"The values were rotated, by {described(inner.spec)}; they must stay as they are.",
    )  # fmt: skip
