"""What is left of a class: one table of its votes and of Practice's first answers, as CSV.

No names are in it. A vote has a row an option, a skill a row for what was right and one for each
mistake.
"""

from __future__ import annotations

from collections.abc import Sequence

from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from ui.homework.tables import BOM, Cell, csv_of
from ui.live.messages import ROUNDS, FirstAnswers
from ui.live.view import VoteNow

_HEAD: list[Cell] = ["kind", "question", "answer", "right", "stands_for"]
_HEAD += [f"round_{number}" for number in range(1, ROUNDS + 1)]
_UNNAMED = "another answer"


def class_table(votes: Sequence[VoteNow], tried: Sequence[FirstAnswers]) -> str:
    """The table.

    >>> class_table([], [FirstAnswers("angle", True, None, 3)]).splitlines()[1]
    '"Practice","Angle","right",1,"",3,""'
    """
    rows = [_HEAD]
    for vote in votes:
        bars = vote.bars()
        for number, option in enumerate(vote.question.options):
            row: list[Cell] = ["vote", vote.question.text, option.label, _known(option.right)]
            counts = [bar[number] for bar in bars]
            rows.append([*row, option.says, *_filled(counts)])
    for each in tried:
        mistake = MISTAKES[each.mistake].title if each.mistake else ""
        answer = "right" if each.right else mistake or _UNNAMED
        told: list[Cell] = ["Practice", SKILLS[each.skill].title, answer, int(each.right)]
        rows.append([*told, "" if each.right else mistake, *_filled([each.count])])
    return BOM + csv_of(rows)


def _known(right: bool | None) -> Cell:
    """Empty where nobody knows."""
    return "" if right is None else int(right)


def _filled(counts: Sequence[int]) -> list[Cell]:
    """A cell a round, empty for one that was not."""
    return [*counts, *[""] * (ROUNDS - len(counts))]
