"""The codes of a class, read out of whatever a teacher pasted.

Where a code and its name stand is found by pasted.py. Two codes on a line are two students.

>>> [row.name for row in read_class("Ada: R2-XXXX.\\nR2-YYYY Bob").rows]
['Ada', 'Bob']
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from rope_core import RopeError
from rope_core.practice import SKILLS
from ui.homework.assignment import Assignment
from ui.homework.code import Result, read_result
from ui.homework.letters import plain
from ui.homework.pasted import codes_in

MAX_LINES = 2000
#: Hyphens as word processors and mail set them; what is not seen is dropped.
_HYPHENS = str.maketrans(
    dict.fromkeys("‐‑‒–—−﹣－", "-") | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)


@dataclass(frozen=True)
class Row:
    """One code that was pasted: whose it is, what it says, or what is wrong with it.

    repeats: another row's name, if both come from the same browser's record; only the one that
    says more is counted. named: a name stood at the code; else it is called by its line.
    """

    name: str
    result: Result | None = None
    error: RopeError | None = None
    repeats: str = ""
    named: bool = True

    @property
    def counts(self) -> bool:
        """Whether the class's numbers have it in them."""
        return self.result is not None and not self.repeats


@dataclass(frozen=True)
class ClassResults:
    """All that was pasted, and which assignment it was read for (None: whatever the codes say)."""

    rows: tuple[Row, ...]
    homework: Assignment | None = None

    @property
    def skills(self) -> tuple[str, ...]:
        """Keys of all that the assignment asks, and of what else a row has, in Practice's order."""
        asked = {key for key in SKILLS if self.homework and self.homework.count(key)}
        had = {key for row in self.rows if row.result for key in row.result.skills}
        return tuple(key for key in SKILLS if key in asked | had)

    @property
    def mistakes(self) -> tuple[tuple[str, int], ...]:
        """Mistake keys of all rows that count, the most frequent first."""
        counter: Counter[str] = Counter()
        for row in self.rows:
            if row.result and row.counts:
                counter.update(row.result.mistakes)
        return tuple(counter.most_common())


def read_class(text: str, secret: str = "", homework: Assignment | None = None) -> ClassResults:
    """A row for every code, and for every line without one; empty lines do not count.

    With homework, codes of another assignment are refused. RopeError for more than 2,000 lines.
    """
    lines = text.translate(_HYPHENS).splitlines()
    said = sum(bool(line.strip()) for line in lines)
    if said > MAX_LINES:
        raise RopeError("codes", f"{said:,} lines", f"at most {MAX_LINES:,} lines")
    rows: list[Row] = []
    for name, code in codes_in(lines, lambda code: _reads(code, secret)):
        shown = name or f"line {len(rows) + 1}"
        try:
            result = read_result(code, secret)
            if homework:
                _require_of(result, homework, code)
        except RopeError as error:
            rows.append(Row(shown, error=error, named=bool(name)))
        else:
            rows.append(Row(shown, result, named=bool(name)))
    return ClassResults(_without_repeats(rows), homework)


def _reads(code: str, secret: str) -> bool:
    try:
        read_result(code, secret)
    except RopeError:
        return False
    return True


def _require_of(result: Result, homework: Assignment, code: str) -> None:
    """The code is of this assignment, and says no more than it asks."""
    allowed = f"a code of the assignment {homework.id}"
    if plain(result.assignment) != plain(homework.id):
        hint = f"It is of {result.assignment}." if result.assignment else "It is of no assignment."
        raise RopeError("code", code, allowed, hint)
    fits = (result.level, result.problems) == (homework.level, homework.problems)
    asked = all(tried <= homework.count(key) for key, (_, tried) in result.skills.items())
    if not (fits and asked):
        raise RopeError("code", code, allowed, "It says more than the assignment asks.")


def _without_repeats(rows: list[Row]) -> tuple[Row, ...]:
    """Rows of one record: the first that says most counts, the others point to it."""
    best: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        if row.result is None or not row.result.learner:
            continue
        key = row.result.assignment, row.result.learner
        other = best.get(key)
        if other is None or _says(row.result) > _says(rows[other].result):
            best[key] = at
    kept = list(rows)
    for at, row in enumerate(rows):
        if row.result is None or not row.result.learner:
            continue
        first = best[row.result.assignment, row.result.learner]
        if first != at:
            kept[at] = replace(row, repeats=rows[first].name)
    return tuple(kept)


def _says(result: Result | None) -> int:
    return result.answered + result.skips if result else 0
