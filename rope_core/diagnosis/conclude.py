"""From what explains the numbers to what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rope_core.counts import agreed, all_compared, counted
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import are_alike
from rope_core.diagnosis.evidence import angle_evidence, deciding_numbers
from rope_core.diagnosis.explain import Explained
from rope_core.diagnosis.layouts import layout_of, order_between
from rope_core.diagnosis.meant import specs_of
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.parts_said import said_of_parts, with_positions
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.search import Found, weight
from rope_core.diagnosis.tried import all_tried
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Diagnosis, Hypothesis, Permutation, Status
from rope_core.diagnosis.wording import described, found_bugs, sentence, words_of
from rope_core.figures import rough
from rope_core.spec import RopeSpec

#: Bugs that must be ruled out before something may be called right.
_ESSENTIAL = frozenset(("other_pairing", "backwards", "mixed_layout", "not_rotated"))
_SHOWN = 12
_NOT_ALL = (
    "Not everything was tried: the search for numbers that are on no list (a base, an offset, a "
    "stretch, a part's own bug) ended at its limit of attempts."
)


def conclude(sample: Sample, belief: Belief, made: Explained, note: str = "") -> Diagnosis:
    """The diagnosis that an explanation comes to."""
    texts = (note, sample.noise.words(), _left_out(sample), "" if made.all_tried else _NOT_ALL)
    notes = tuple(text for text in texts if text)
    if made.main is None or made.seen is None:
        said = _unknown(sample, belief, made.found, notes)
        return replace(said, all_tried=made.all_tried)
    said = _whole(sample, belief, made, notes) if made.whole else _parts(
        sample, belief, made, notes
    )  # fmt: skip
    said = replace(said, all_tried=made.all_tried)
    return said if belief.claimed else unclaimed(said)


def _evidence(sample: Sample, best: Account, expected: RopeSpec, found: Found) -> Diagnosis:
    """A diagnosis with all the numbers, but no words yet."""
    angles, at, vector = angle_evidence(sample, best, expected)
    numbers, where = deciding_numbers(sample, best, expected)
    return Diagnosis(
        "unknown", "", "", believed=expected, angles=angles, angle_position=at, vector=vector,
        deciding=numbers, deciding_at=where,
        hypotheses=all_tried(sample, best, expected, hypotheses(found)),
    )  # fmt: skip


def _whole(sample: Sample, belief: Belief, made: Explained, notes: tuple[str, ...]) -> Diagnosis:
    """One explanation holds for every number."""
    best, seen, accounts = made.main, made.seen, made.found.accounts
    assert best is not None
    assert seen is not None
    spec, expected = specs_of(best, sample.head_dim, belief)
    still = "not_rotated" in best.bugs
    rivals = [] if still else _rivals(accounts, best)
    later = {key for a in accounts if weight(a) == weight(best) + 1 for key in a.bugs}
    not_seen = () if still else tuple(sorted(later - set(best.bugs)))
    said = replace(
        _evidence(sample, best, expected, made.found), spec=spec, compared=seen.compared,
        not_seen=not_seen, notes=notes,
        alternatives=tuple(dict.fromkeys(words_of(account) for account in rivals))[:6],
    )  # fmt: skip
    if _undecided(best, rivals, not_seen):
        return _cannot_tell(said, sample, best, spec, expected)
    bugs = found_bugs(best)
    status: Status = "bug" if bugs else "right"
    verdict = sentence(best, expected, spec)
    compared = all_compared(seen.compared, "number")
    sure = f"{compared}; {agreed(seen.compared, _limit(seen.worst))}. " + (
        "Others with as few bugs fit too." if rivals else "Nothing else with as few bugs fits."
    )
    if made.noise:
        verdict = f"{verdict.rstrip('.')}, but for noise."
        sure = (
            f"{compared}. They are off by {rough(made.noise, 2)} of their size, "
            f"{made.noise / 6e-8:,.0f} times what float32 rounds off, at random: as from TF32, "
            "fast-math or 16-bit products."
        )
    said = replace(said, status=status, verdict=verdict, sure=sure, bugs=bugs)
    said = with_positions(said, sample, best)
    if best.layout.equivalent:
        return _equivalent(said, best, expected)
    return said


def _limit(worst: float) -> str:
    if worst <= 1:
        return "every one agrees within rounding"
    return f"the largest difference is {rough(worst, 2)} times what rounding explains"


def _equivalent(said: Diagnosis, best: Account, expected: RopeSpec) -> Diagnosis:
    """Another layout with the same scores, alone or with a bug beside it."""
    meant = layout_of(expected)
    order = order_between(meant, best.layout)
    assert order is not None  # that is what equivalent means
    also = "The features of each head stand in another order than meant; if q and k both do, "
    if said.bugs:
        return replace(
            said, permutation=Permutation(order), notes=(*said.notes, f"{also}scores are the same.")
        )
    what = described(expected)
    return replace(
        said, status="equivalent", permutation=Permutation(order), spec=expected,
        verdict=f"Equivalent to {what}: the same numbers in another order, so the same scores.",
        sure=f"{said.sure} {also}nothing is wrong; the weights' rows of q and k go from one order "
        "to the other by the permutation below, those of v stay.",
    )  # fmt: skip


def _left_out(sample: Sample) -> str:
    count = int((~sample.finite).sum())
    if not count:
        return ""
    return f"{counted(count, 'row', 'were not compared')}: x is nan or inf there."


# --- parts ----------------------------------------------------------------------------------


def _parts(sample: Sample, belief: Belief, made: Explained, notes: tuple[str, ...]) -> Diagnosis:
    """Most of the numbers have one explanation, some another or none."""
    best, seen = made.main, made.seen
    assert best is not None
    assert seen is not None
    spec, expected = specs_of(best, sample.head_dim, belief)
    said = said_of_parts(sample, made, best, spec or expected, expected)
    evidence = _evidence(sample, best, expected, made.found)
    return replace(
        evidence, status=said.status, verdict=said.verdict, sure=said.sure, bugs=said.bugs,
        located=said.located, positions=said.positions, used_positions=said.used_positions,
        spec=spec, compared=seen.compared, notes=(*notes, *said.notes),
    )  # fmt: skip


# --- rivals, and what cannot be told ----------------------------------------------------------


def _undecided(best: Account, rivals: list[Account], not_seen: tuple[str, ...]) -> bool:
    if not best.bugs and _ESSENTIAL & set(not_seen):
        return True
    # With a bug, only explanations as likely as the first one leave it open.
    return any(a.prior <= best.prior + 0.15 and not _same_bugs(a, best) for a in rivals)


def _rivals(accounts: list[Account], best: Account) -> list[Account]:
    """Explanations as simple as the best one, and as good, that mean something else."""
    limit = max(0.3, 2.0 * best.misfit)
    rivals = [a for a in accounts[1:] if weight(a) == weight(best) and a.misfit <= limit]
    rivals = [a for a in rivals if not a.layout.equivalent or best.layout.equivalent]
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


def _cannot_tell(
    said: Diagnosis, sample: Sample, best: Account, made: RopeSpec | None, expected: RopeSpec
) -> Diagnosis:
    verdict, sure, ask = _open(sample, best, made, expected)
    return replace(said, status="cannot_tell", verdict=verdict, sure=sure, ask=ask)


def _open(
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
        max(sample.head_dim - sample.head_dim % 2, 2), belief.base or 10000.0,
        belief.pairing or "interleaved", belief.rotary_dim, belief.method,
    )  # fmt: skip
    return Diagnosis(
        "unknown", "Not one of the known conventions or bugs.", facts, believed=expected,
        hypotheses=hypotheses(found), notes=notes, ask=ask, compared=int(sample.y.size),
    )  # fmt: skip
