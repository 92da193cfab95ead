"""What is said to an answer: one function for every outcome.

>>> session = Session("angle", 3, 4)
>>> session.answer("77777")
>>> reply(session, Words(session.exercise))["title"]
'Not one of the usual slips.'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rope_core.mistakes import Mistake
from rope_core.practice import Exercise, Verdict
from rope_core.practice.exercise import Line
from rope_core.practice.rules import MISTAKES, RULES
from ui.numbers import full
from ui.practice.at_hand import Said
from ui.practice.names import figures
from ui.practice.session import Session
from ui.practice.words import Words, number, worked

View = dict[str, Any]


def reply(session: Session, words: Words) -> View | None:
    if session.verdict is None:
        return None
    said = _SAID[session.verdict.outcome](session, words, session.verdict)
    said["parts"] += [asdict(Part(_beside(each, words))) for each in session.others]
    return said


def _beside(verdict: Verdict, words: Words) -> str:
    """What another line than the first wrong one came to."""
    label = words.lines()[verdict.line].label
    if verdict.outcome == "carried":
        return f"{label} follows from that: it is not a second error. Mend it after the first."
    if verdict.outcome == "right":
        return f"{label} is right."
    if verdict.outcome == "rounded":
        return f"{label} is close: rounded early. Keep four digits until the end."
    named = " and ".join(each.title for each in verdict.mistakes)
    return f"{label} is to be looked at too{f': {named}' if named else ''}."


@dataclass(frozen=True)
class Part:
    """A part of what is said: a line of arithmetic or a sentence; verbatim: nothing is raised."""

    text: str
    line: bool = False
    verbatim: bool = False


def _sum(text: str) -> Part:
    return Part(text, line=True)


def _say(tone: str, title: str, *parts: str | Part) -> View:
    told = [asdict(part if isinstance(part, Part) else Part(part)) for part in parts]
    return {"tone": tone, "title": title, "parts": told}


def _yours(said: Said) -> str:
    """The learner's own number: as typed, and what a sum comes to, or a comma is read as."""
    typed = " ".join(said.typed.split())
    assert said.verdict is not None
    if all(char in "0123456789.,+-−" for char in typed):
        return f"{typed} (that is {full(said.verdict.answer)})" if "," in typed else typed
    return f"{typed[:60]} (that is {figures(said.verdict.answer)})"


def _right(session: Session, words: Words, said: Said) -> View:
    exercise = session.exercise
    told = words.lines()
    if exercise.kind == "predict":
        return _say("good", "Right.", words.after_change())
    if exercise.kind == "rule":
        line = told[exercise.marked]
        return _say("good", "Right.", _sum(f"{line.label} = {line.law}"), line.sentence)
    if exercise.bug:
        mistake, line = MISTAKES[exercise.bug.mistake], told[exercise.bug.line]
        return _say("good", "Right.", mistake.story, mistake.instead, _sum(worked(line)))
    assert said.verdict is not None
    line = told[said.verdict.line]
    return _say("good", "Right.", _sum(worked(line)))


def _slip(session: Session, words: Words, said: Said) -> View:
    exercise, verdict = session.exercise, said.verdict
    assert verdict is not None
    line = words.lines()[verdict.line]
    # All of a problem has one number, made of several lines; any other line has its own.
    at = verdict.line if verdict.line in exercise.blanks else exercise.blanks[-1]
    asked, asked_label = exercise.lines[at], words.lines()[at].label
    there = number(verdict.there, exercise.lines[verdict.line].style)
    if verdict.line == at:
        where = f"{line.label} = {line.law}, and you have {_yours(said)}."
    else:
        with_it = "this slip" if len(verdict.mistakes) == 1 else "both slips"
        where = f"It happened at {line.label} = {line.law}: with {with_it} it is {there}, "
        where += f"and {asked_label} becomes your {_yours(said)}."
    if len(verdict.mistakes) > 1:
        told = [
            f"{each.title}: {each.story} {each.instead} "
            f"By itself it would make {asked_label} {_with(each.key, asked, exercise)}."
            for each in verdict.mistakes
        ]
        return _say("again", "Two slips at once.", _sum(where), *told)
    mistake = verdict.mistakes[0]
    return _say("again", mistake.title, _sum(where), mistake.story, mistake.instead)


def _lost_sign(session: Session, words: Words, said: Said) -> View:
    return _say(
        "again",
        "The sign is the other one.",
        f"The size of {_yours(said)} is right: look at the sign of your last step.",
    )


def _swapped_digits(session: Session, words: Words, said: Said) -> View:
    return _say(
        "again",
        "Two digits changed places.",
        f"Your steps are right, but in {_yours(said)} two neighbouring digits are swapped.",
    )


def _rounded(session: Session, words: Words, said: Said) -> View:
    return _say(
        "close",
        "Close: rounded early.",
        f"The steps are right, but {_yours(said)} is not exact enough. Keep four digits until the "
        "end and enter it again. Nothing is counted.",
    )


def _close(session: Session, words: Words, said: Said) -> View:
    assert said.verdict is not None
    return _say(
        "close",
        "Close, but not exact.",
        f"{_yours(said)} is near the right number. Either it was rounded early, or it is a slip:",
        *_each(said.verdict.mistakes),
        "Keep four digits until the end and enter it again. Nothing is counted.",
    )


def _either(session: Session, words: Words, said: Said) -> View:
    verdict = said.verdict
    assert verdict is not None
    line, count = words.lines()[verdict.line], len(verdict.mistakes)
    return _say(
        "again",
        f"One of {'two' if count == 2 else 'several'} slips.",
        _sum(f"{line.label} = {line.law}, and you have {_yours(said)}."),
        f"{'Both' if count == 2 else 'All of them'} give that number here:",
        *_each(verdict.mistakes),
    )


def _each(mistakes: Iterable[Mistake]) -> list[str]:
    return [f"“{each.title}”. {each.story} {each.instead}" for each in mistakes]


def _unfinished(session: Session, words: Words, said: Said) -> View:
    assert said.verdict is not None
    line = words.lines()[said.verdict.line]
    return _say(
        "again", "Not finished.", f"{_yours(said)} is {line.label}, and right so far. Go on."
    )


def _unknown(session: Session, words: Words, said: Said) -> View:
    assert said.verdict is not None
    line = words.lines()[said.verdict.line]
    if session.exercise.kind == "whole" and len(session.exercise.lines) > 1:
        text, shown = "Compare from the top: is this what you have first?", worked(line)
    else:
        text, shown = "Compare your numbers with these:", f"{line.label} = {line.law} = "
        shown += line.numbers
    return _say("again", "Not one of the usual slips.", text, _sum(shown))


def _unreadable(session: Session, words: Words, said: Said) -> View:
    assert said.error is not None
    error = said.error
    return _say(
        "close",
        "That cannot be read as a number.",
        Part(
            f"Received “{error.received}”; allowed: {error.allowed}. {error.hint}".strip(),
            verbatim=True,
        ),
    )


def _wrong(session: Session, words: Words, said: Said) -> View:
    exercise = session.exercise
    option = exercise.options[int(said.typed)]
    if option.positions is not None:
        mistake = MISTAKES[option.key]
        return _say("again", "Not these.", mistake.story, mistake.instead)
    if exercise.kind == "rule":
        text = consequence(exercise, words, option.key)
        return _say("again", "That is not why.", text, MISTAKES[option.key].instead)
    if exercise.bug:
        line = exercise.lines[exercise.bug.line]
        value = _with(option.key, line, exercise)
        same = value == number(line.value, line.style)
        text = "leave the line right" if same else f"make the line {value}"
        return _say("again", "Not this slip.", f"It would {text}.")
    return _say("again", "Not so.", "Work out the answer before and after the change.")


def consequence(exercise: Exercise, words: Words, mistake: str) -> str:
    """What a wrong reason for the marked line would make of it."""
    line, label = exercise.lines[exercise.marked], words.lines()[exercise.marked].label
    the = "the " if label.isascii() and "[" not in label else ""  # a word, not a symbol
    value = _with(mistake, line, exercise)
    if not value:
        return f"Then there would be no {label} here."
    if value == number(line.value, line.style):
        return f"Then {the}{label} would be the same here, but not for every problem."
    return f"Then {the}{label} would be {value}."


def _with(mistake: str, line: Line, exercise: Exercise) -> str:
    """What a mistake makes of a line; nothing where it cannot be made."""
    value = float(RULES[line.rule].value(MISTAKES[mistake].recipe, exercise.facts))
    return number(value, line.style) if math.isfinite(value) else ""


def _step(session: Session, words: Words, said: Said) -> View:
    return _say("close", "That is the line.", "What went wrong in it?")


def _not_this_step(session: Session, words: Words, said: Said) -> View:
    at = int(said.typed)
    label = words.lines()[at].label
    if RULES[session.exercise.lines[at].rule].carry is None:
        return _say("again", "That line is right.", f"{label} is what the given numbers make it.")
    return _say("again", "That line is right.", f"{label} follows from the lines above it.")


_SAID: Mapping[str, Callable[[Session, Words, Said], View]] = {
    "right": _right,
    "slip": _slip,
    "two_slips": _slip,
    "lost_sign": _lost_sign,
    "swapped_digits": _swapped_digits,
    "rounded": _rounded,
    "close": _close,
    "either": _either,
    "unfinished": _unfinished,
    "unknown": _unknown,
    "unreadable": _unreadable,
    "wrong": _wrong,
    "step": _step,
    "not_this_step": _not_this_step,
}
