"""The codes of a class, read out of whatever a teacher pasted.

A code is found wherever it stands in a line; its name is what stands before it, else what stands
after it. Two codes on a line are two students.

>>> [row.name for row in read_class("Ada: R2-XXXX.\\nR2-YYYY Bob").rows]
['Ada', 'Bob']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rope_core import RopeError
from ui.homework.assignment import Assignment
from ui.homework.code import Result, length_of, read_result
from ui.homework.letters import plain

MAX_LINES = 2000
#: Hyphens as word processors and mail set them; what is not seen is dropped.
_HYPHENS = str.maketrans(
    dict.fromkeys("‐‑‒–—−﹣－", "-") | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)
_BEGINS = re.compile(r"(?<![A-Za-z0-9])R\d-(?=[A-Za-z0-9])", re.IGNORECASE)
#: What stands between a name and a code, and is neither.
_AROUND = " \t,;:.|\"'“”„=→*•–—-"
_BRACKETS = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"))
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s*")


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
    lines = [line for line in text.translate(_HYPHENS).splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        raise RopeError("codes", f"{len(lines):,} lines", f"at most {MAX_LINES:,} lines")
    rows: list[Row] = []
    for line in lines:
        for name, code in _codes(line):
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


def _codes(line: str) -> Iterator[tuple[str, str]]:
    """Each code of a line with its name; a line without a code with what it says."""
    found: list[str] = []
    between: list[str] = []
    at = 0
    while begins := _BEGINS.search(line, at):
        ends = begins.start() + length_of(line[begins.start() :])
        between.append(line[at : begins.start()])
        found.append(line[begins.start() : ends])
        at = ends
    between.append(line[at:])
    if not found:
        yield "", " ".join(line.split())
        return
    between[0] = _NUMBERED.sub("", between[0])
    names = [_name(each) for each in between]
    before = bool(names[0])
    yield from zip(names if before else names[1:], found, strict=False)


def _name(text: str) -> str:
    """A name without what stood around it; brackets of its own stay.

    >>> _name(" (Ada)"), _name("Ada (2): "), _name("Ada ("), _name("1, Ada; ")
    ('Ada', 'Ada (2)', 'Ada', '1, Ada')
    """
    name, before = " ".join(text.split()), ""
    while name != before:
        before, name = name, name.strip(_AROUND)
        for opens, closes in _BRACKETS:
            if name.startswith(opens) and name.endswith(closes):
                name = name[1:-1]
            if closes not in name:
                name = name.removeprefix(opens).removesuffix(opens)
            if opens not in name:
                name = name.removeprefix(closes).removesuffix(closes)
    return name


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
