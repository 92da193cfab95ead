"""What is said of a program: right, or what is wrong with it, where, and how to go on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rope_core.exercises.slip import Part

#: right; slip: wrong, and it is known what; unknown: wrong numbers that no known slip gives; shape:
#: not the numbers that were asked for; error: the program ended with one.
Status = Literal["right", "slip", "unknown", "shape", "error"]


@dataclass(frozen=True)
class Number:
    """One number of the call that is shown: its name, what came, what was wanted."""

    place: str
    got: float
    wanted: float
    off: bool


@dataclass(frozen=True)
class PairFinding:
    """The first pair that is wrong: what it was turned by, and should have been (radians).

    got and wanted are the angles from −π to π that the numbers show. long: the length it has now,
    as a share of what it had; 1 for a rotation. right: how many pairs before it are right.
    """

    pair: int
    got: float
    wanted: float
    long: float
    right: int


@dataclass(frozen=True)
class Verdict:
    """exercise: its key. title: one sentence. keys: the slips, or bugs of rope_core.diagnosis.

    call: the first call that is wrong, as one types it, at: in words. numbers: of that call.
    place: the first that differs. pair: of a turned vector. question, story, fix: the three hints.
    line: of an error. part: where in a program to look. threads: where others met it.
    """

    exercise: str
    status: Status
    title: str
    keys: tuple[str, ...] = ()
    call: str = ""
    at: str = ""
    numbers: tuple[Number, ...] = ()
    place: str = ""
    pair: PairFinding | None = None
    question: str = ""
    story: str = ""
    fix: str = ""
    line: int | None = None
    part: Part | None = None
    threads: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    calls: int = 0

    @property
    def ok(self) -> bool:
        """Whether the exercise is solved."""
        return self.status == "right"

    def __str__(self) -> str:
        """A few lines for a terminal; the fix is not among them.

        >>> print(Verdict("rotate", "error", "IndexError: list index out of range.", line=4))
        rotate: IndexError: list index out of range. (line 4)
        """
        where = f" (line {self.line})" if self.line else ""
        lines = [f"{self.exercise}: {self.title}{where}"]
        if self.numbers and not self.ok:
            lines.append(f"  first wrong: {self.call} {self.at}".rstrip())
            lines += [
                f"  {'≠' if one.off else ' '} {one.place} = {one.got:.6g}, wanted {one.wanted:.6g}"
                for one in self.numbers
            ]
        lines += [f"  {text}" for text in (self.story, self.question, *self.remarks) if text]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """All of it as dicts, lists, texts and numbers, ready for JSON.

        >>> Verdict("rotate", "right", "Right.").to_dict()["ok"]
        True
        """
        return asdict(self) | {"ok": self.ok}
