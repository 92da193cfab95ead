"""Practice as data for the browser: plain texts and flags, no markup.

>>> view = practice_view(Session("angle", 1, 4))
>>> [line["state"] for line in view["lines"]], view["ask"]["label"]
(['shown', 'blank'], 'angle₁')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rope_core.practice import SKILLS
from rope_core.practice.mastery import GUESS, KNOWN_AT_FIRST, LEARN, MASTERY, SLIP
from rope_core.practice.rules import MISTAKES, RULES, Style
from ui.practice_session import HINTS, Said, Session
from ui.practice_text import LAW_WORDS, LEVELS
from ui.practice_words import EXACT, LineWords, Words, figures, number

View = dict[str, Any]

COUNTED = (
    "The bar of a skill is the probability that you know it, by Bayesian knowledge tracing. It "
    f"starts at {KNOWN_AT_FIRST:g}; the first answer to a problem moves it (slip {SLIP:g}; guess "
    f"{GUESS['whole']:g} where all of it is asked, {GUESS['bug']:g} for a wrong step, "
    f"{GUESS['blank']:g} for a line, {GUESS['rule']:g} for a choice), and every problem may teach "
    f"it ({LEARN:g}). From {MASTERY:g} on the skill is mastered and the next one follows. A number "
    "that is rounded or cannot be read is not counted; after the second hint a problem counts as "
    "not known."
)


def practice_view(session: Session) -> View:
    """All the practice stage needs to know."""
    exercise = session.exercise
    words = Words(exercise)
    link = session.link()
    return {
        "id": "/".join(link.values()),
        "link": link,
        "strip": [_skill(session, key) for key in SKILLS],
        "levels": [
            {"title": title, "tip": tip, "here": level == exercise.level}
            for level, (title, tip) in enumerate(LEVELS)
        ],
        "title": SKILLS[exercise.skill].title,
        "question": words.question,
        "prompt": _prompt(session, words),
        "given": [{"head": table.head, "rows": table.rows} for table in words.given()],
        "lines": _lines(session, words),
        "ask": _ask(session, words),
        "options": _options(session, words),
        "verdict": _verdict(session, words),
        "hints": _hints(session, words),
        "more_hints": 0 if session.done else HINTS - session.hints,
        "done": session.done,
        "next": _next(session),
        "progress": session.progress_text(),
        "counted": COUNTED,
    }


def _skill(session: Session, key: str) -> View:
    standing = session.standing(key)
    return {
        "key": key,
        "title": SKILLS[key].title,
        "known": round(standing.known, 2) if standing.tried else 0,
        "mastered": standing.mastered,
        "tried": standing.tried,
        "here": key == session.exercise.skill,
    }


def _prompt(session: Session, words: Words) -> str:
    if session.exercise.bug and session.step_found and not session.done:
        return "Yes, that line. What went wrong in it?"
    return words.prompt


def _lines(session: Session, words: Words) -> list[View]:
    exercise = session.exercise
    if exercise.kind in ("whole", "predict") and not session.done:
        return []
    bug = exercise.bug
    told = words.lines(bug.values if bug and not session.done else None)
    asked = exercise.blanks[session.blank :] if not session.done else ()
    lines: list[View] = []
    for at, line in enumerate(told):
        view: View = {"label": line.label, "law": line.law, "state": "shown", "at": at}
        if at in asked:
            view["state"] = "blank" if at == asked[0] else "later"
        elif bug and not session.done:
            # Only what somebody would have written down: which rule it was is the question.
            view |= {"value": line.value, "law": "", "state": "step"}
            if session.step_found:
                view["state"] = "found" if at == bug.line else "shown"
        else:
            view |= {"numbers": line.numbers, "sign": line.sign, "value": line.value}
        if exercise.kind == "rule":
            view |= {"marked": at == exercise.marked, "law": line.law if session.done else ""}
        if bug and session.done:
            view["marked"] = at == bug.line
        lines.append(view)
    return lines


def _ask(session: Session, words: Words) -> View | None:
    exercise = session.exercise
    if not exercise.blanks:
        return None
    at = exercise.blanks[session.blank]
    line = exercise.lines[at]
    return {
        "label": words.lines()[at].label,
        "exact": _exact(line.style),
        "blank": session.blank,
        # A wrong number stays in the field, to be mended.
        "typed": session.verdict.typed if session.verdict and not _passed(session) else "",
    }


def _exact(style: Style) -> str:
    told = EXACT[style][0].upper() + EXACT[style][1:]
    if style == "whole":
        return f"{told}."
    return f"{told}. A fraction or a sum will do: cos(1)*0.588-sin(1)*0.117"


def _passed(session: Session) -> bool:
    return session.verdict is not None and session.verdict.outcome == "right"


def _options(session: Session, words: Words) -> list[View]:
    exercise = session.exercise
    if exercise.bug and not (session.step_found or session.done):
        return []
    return [
        {
            "text": text,
            "tried": at in session.tried,
            "right": option.right and session.done,
        }
        for at, (text, option) in enumerate(zip(words.options(), exercise.options, strict=True))
    ]


def _hints(session: Session, words: Words) -> list[str]:
    """The hints asked for: the rule in words, in numbers, and worked."""
    exercise = session.exercise
    told = words.lines()
    if exercise.kind == "rule":
        line = told[exercise.marked]
        hints = [
            f"Look at its numbers: {line.numbers} {line.sign} {line.value}.",
            f"In symbols: {line.label} = {line.law}.",
            f"It is “{line.title}”: {line.sentence}",
        ]
    elif exercise.kind == "bug" and exercise.bug:
        line, bug = told[exercise.bug.line], exercise.bug
        hints = [
            "Work each line out yourself, from the top, with the numbers of the lines above it.",
            f"It is the line {line.label}. {line.sentence}",
            f"{MISTAKES[bug.mistake].title}. {MISTAKES[bug.mistake].story} "
            f"Right is {_worked(line)}.",
        ]
    elif exercise.kind == "predict":
        line = told[-1]
        hints = [
            line.sentence,
            f"Now: {_worked(line)}. Which of its numbers change?",
            words.after_change(),
        ]
    else:
        at = exercise.blanks[session.blank]
        line = told[at]
        whole = exercise.kind == "whole"
        start = told[0] if whole else line
        hints = [
            line.sentence if not whole else " ".join(dict.fromkeys(each.sentence for each in told)),
            f"{'Start with ' if whole else ''}{start.label} = {start.law} = {start.numbers}.",
            f"{'; '.join(map(_worked, told)) if whole else _worked(line)}.",
        ]
    return hints[: session.hints]


def _worked(line: LineWords) -> str:
    if line.numbers == line.value:
        return f"{line.label} = {line.law} = {line.value}"
    return f"{line.label} = {line.law} = {line.numbers} {line.sign} {line.value}"


def _next(session: Session) -> str:
    if not session.done:
        return "Skip"
    return "Next" if _passed(session) else "Another of this kind"


# --- what is said to an answer ------------------------------------------------------------


def _verdict(session: Session, words: Words) -> View | None:
    if session.verdict is None:
        return None
    return _SAID[session.verdict.outcome](session, words, session.verdict)


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
    """The learner's own number: as typed, and what a sum comes to."""
    typed = " ".join(said.typed.split())
    assert said.verdict is not None
    if all(char in "0123456789.,+-−" for char in typed):
        return typed
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
        return _say("good", "Right.", mistake.story, mistake.instead, _sum(_worked(line)))
    assert said.verdict is not None
    line = told[said.verdict.line]
    return _say("good", "Right.", _sum(_worked(line)))


def _slip(session: Session, words: Words, said: Said) -> View:
    exercise, verdict = session.exercise, said.verdict
    assert verdict is not None
    line = words.lines()[verdict.line]
    asked = exercise.lines[exercise.blanks[session.blank]]
    there = number(verdict.there, exercise.lines[verdict.line].style)
    if exercise.lines[verdict.line] is asked:
        where = f"{line.label} = {line.law}, and you have {_yours(said)}."
    else:
        asked_label = words.lines()[exercise.blanks[session.blank]].label
        where = f"It happened at {line.label} = {line.law}: with this slip it is {there}, "
        where += f"and {asked_label} becomes your {_yours(said)}."
    named = " or: ".join(mistake.title for mistake in verdict.mistakes)
    mistake = verdict.mistakes[0]
    return _say("again", named, _sum(where), mistake.story, mistake.instead)


def _rounded(session: Session, words: Words, said: Said) -> View:
    return _say(
        "close",
        "Close: rounded early.",
        f"The steps are right, but {_yours(said)} is not exact enough. Keep four digits until the "
        "end and enter it again. Nothing is counted.",
    )


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
        text, shown = "Compare from the top: is this what you have first?", _worked(line)
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
        return _say("again", "Not this rule.", f"It says: {LAW_WORDS[option.key][1]}")
    if exercise.bug:
        line = exercise.lines[exercise.bug.line]
        recipe = MISTAKES[option.key].recipe
        value = number(float(RULES[line.rule].value(recipe, exercise.facts)), line.style)
        same = value == number(line.value, line.style)
        text = "leave the line right" if same else f"make the line {value}"
        return _say("again", "Not this slip.", f"It would {text}.")
    return _say("again", "Not so.", "Work out the answer before and after the change.")


def _step(session: Session, words: Words, said: Said) -> View:
    return _say("close", "That is the line.", "What went wrong in it?")


def _not_this_step(session: Session, words: Words, said: Said) -> View:
    label = words.lines()[int(said.typed)].label
    return _say("again", "That line is right.", f"{label} follows from what stands above it.")


_SAID: Mapping[str, Callable[[Session, Words, Said], View]] = {
    "right": _right,
    "slip": _slip,
    "rounded": _rounded,
    "unfinished": _unfinished,
    "unknown": _unknown,
    "unreadable": _unreadable,
    "wrong": _wrong,
    "step": _step,
    "not_this_step": _not_this_step,
}
