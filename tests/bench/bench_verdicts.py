"""How often verdicts are right: every kind of a whole model and of scores, once."""

from __future__ import annotations

from collections import Counter

from tests.bench import score_rates, whole_model_rates
from tests.bench import whole_model_bugs as kinds


def bench() -> list[tuple[str, str, str]]:
    """Rows of the table: what, measured, wanted."""
    bugs = whole_model_rates.tally(kinds.BUGS, seeds=1)
    right = whole_model_rates.tally(kinds.RIGHT, seeds=1).total
    unknown = whole_model_rates.tally(kinds.UNKNOWN, seeds=1).total
    scores, _ = score_rates.tally(seeds=1)
    of_scores = sum(scores.values(), Counter[str]())
    total = bugs.total
    return [
        (f"{len(bugs.by_kind)} kinds of bugs, named", _share(total, "named", "seen"), "98 %"),
        ("the kind named least", f"{bugs.worst:.0%}", "90 %"),
        ("of those with a place, located", _share(total, "placed", "places"), "95 %"),
        ("right or equivalent, called so", _share(right, "named", "seen"), "all"),
        ("unknown bugs, called unknown", _share(unknown, "named", "seen"), "all"),
        (f"scores, {len(scores)} kinds", _share(of_scores, "right", "seen"), "98 %"),
    ]


def _share(count: Counter[str], part: str, whole: str) -> str:
    return f"{count[part]} of {count[whole]} ({count[part] / count[whole]:.1%})"
