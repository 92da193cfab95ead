"""Practice as data for the browser: plain texts and flags, no markup.

>>> view = practice_view(Session("angle", 1, 4))
>>> [line["state"] for line in view["lines"]], view["ask"]["fields"][0]["label"]
(['shown', 'blank'], 'angle₁')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rope_core.practice import SKILLS
from rope_core.practice.exercise import Kind
from rope_core.practice.mastery import INTERVALS, VISITS, WRONG_STEP, Standing
from rope_core.practice.rules import MISTAKES, Style
from ui.homework.record import Attempt, First
from ui.practice.at_hand import FREE_HINTS, HINTS
from ui.practice.replies import consequence, reply
from ui.practice.session import Session
from ui.practice.sitting import sitting_view, standing_words
from ui.practice.text import BELIEFS, LEVELS, LOCKED
from ui.practice.words import EXACT, Words, worked

View = dict[str, Any]

_STATES: Mapping[First, str] = {
    "": "not answered",
    "skipped": "left out",
    "right": "right at the first try",
    "wrong": "not right at the first try",
}
#: What the kinds ask, in words.
KIND_WORDS: Mapping[Kind, str] = {
    "rule": "a worked solution",
    "blank": "a line",
    "whole": "all of it",
    "bug": "a wrong step",
    "predict": "a prediction",
}


def _series(things: Iterable[object]) -> str:
    """As one says it.

    >>> _series((1, 7, 21)), _series((1, 7))
    ('1, 7 and 21', '1 and 7')
    """
    *most, last = map(str, things)
    return f"{', '.join(most)} and {last}"


COUNTED = (
    f"A skill is mastered when the last answer of every kind ({_series(KIND_WORDS.values())}) was "
    f"right, and there were right answers on at least {VISITS} days since its last wrong one. So a "
    "wrong answer takes it back: that kind must be right again, and the days begin anew. The bar "
    f"shows how much of that is there. A skill comes back after {_series(INTERVALS)} days; after a "
    "wrong answer it begins again. The first answer to a problem counts. A number that is rounded "
    f"or cannot be read does not; from hint {FREE_HINTS + 1} on a problem counts as not known."
)


def practice_view(session: Session) -> View:
    """All the practice stage needs to know."""
    exercise = session.exercise
    words = Words(exercise)
    known = session.known
    # Whoever follows a link to a wrong step may hunt it all the same.
    locked = not known.get(exercise.skill, Standing()).solved
    return {
        "id": session.key,
        "strip": [_skill(session, key, known.get(key, Standing())) for key in SKILLS],
        "levels": [
            {
                "title": title,
                "tip": LOCKED if locked and level == WRONG_STEP else tip,
                "here": level == exercise.level,
                "locked": locked and level == WRONG_STEP,
            }
            for level, (title, tip) in enumerate(LEVELS)
        ],
        "sitting": sitting_view(session),
        "due": {key: each.due.isoformat() for key, each in known.items() if each.due},
        "title": SKILLS[exercise.skill].title,
        "question": words.question,
        "prompt": _prompt(session, words),
        "given": [{"head": table.head, "rows": table.rows} for table in words.given()],
        "lines": _lines(session, words),
        "ask": None if session.ended else _ask(session, words),
        "options": _options(session, words),
        "verdict": None if session.ended else reply(session, words),
        "hints": [] if session.ended else _hints(session, words),
        "more_hints": 0 if session.done or session.ended else HINTS - session.hints,
        "done": session.done,
        "next": _next(session),
        "counted": COUNTED,
    }


def homework_view(session: Session, day: date) -> View | None:
    """Which homework it is, how far one is, until when; nothing where there is none."""
    if session.homework is None:
        return None
    homework = session.homework.assignment
    attempts = session.record.attempts
    firsts = [attempts[key].first for key in attempts]
    right = firsts.count("right")
    answered = right + firsts.count("wrong")
    of = f"{homework.problems} problem{'s' if homework.problems > 1 else ''}"
    level = "mixed" if homework.level is None else LEVELS[homework.level][0].lower()
    return {
        "title": f"Homework {homework.id}",
        "says": f"{of}, {level}: {', '.join(SKILLS[key].title for key in homework.asked)}.",
        "due": _due(homework.due, day),
        "far": f"{answered} of {homework.problems} answered, {right} right at the first try.",
        "strip": [
            _place(session, place, attempts.get(str(place))) for place in range(homework.problems)
        ],
    }


def _place(session: Session, place: int, known: Attempt | None) -> View:
    state = "not answered" if known is None else _STATES[known.first]
    if known and known.first == "wrong" and not known.done:
        state += ", still open"
    return {"state": state, "here": place == session.place}


def _due(due: date | None, day: date) -> str:
    """Until when, in days.

    >>> _due(date(2026, 12, 1), date(2026, 11, 29))
    'Due 1 December 2026, in 2 days.'
    """
    if due is None:
        return ""
    left = (due - day).days
    when = f"{due.day} {due:%B %Y}"
    if left < 0:
        return f"Was due {when}. The result code says the day of your last answer."
    return f"Due {when}, {('today', 'tomorrow')[left] if left < 2 else f'in {left} days'}."


def _skill(session: Session, key: str, standing: Standing) -> View:
    return {
        "key": key,
        "title": SKILLS[key].title,
        "share": round(standing.share, 2),
        "says": standing_words(standing),
        "mastered": standing.mastered,
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
    told = words.lines()
    # A wrong number stays in its field, to be mended.
    typed = [] if session.done else session.typed
    fields = [
        {"label": told[at].label, "typed": typed[place] if place < len(typed) else ""}
        for place, at in enumerate(exercise.blanks[session.blank :])
    ]
    return {
        "exact": _exact(exercise.lines[exercise.blanks[session.blank]].style),
        "blank": session.blank,
        "fields": fields[:1] if session.done else fields,
    }


def _exact(style: Style) -> str:
    told = EXACT[style][0].upper() + EXACT[style][1:]
    if style == "whole":
        return f"{told}."
    return f"{told}. A fraction or a sum will do: cos(1)*0.588-sin(1)*0.117"


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
        # Its numbers stand in the line: the hints begin with what does not.
        line = told[exercise.marked]
        wrong = next(option.key for option in exercise.options if not option.right)
        hints = [
            f"In symbols: {line.label} = {line.law}.",
            f"This is not why: “{BELIEFS[wrong]}” {consequence(exercise, words, wrong)}",
            f"It is “{line.title}”: {line.sentence}",
        ]
    elif exercise.kind == "bug" and exercise.bug:
        line, bug = told[exercise.bug.line], exercise.bug
        hints = [
            "Work each line out yourself, from the top, with the numbers of the lines above it.",
            f"It is the line {line.label}. {line.sentence}",
            f"{MISTAKES[bug.mistake].title}. {MISTAKES[bug.mistake].story} "
            f"Right is {worked(line)}.",
        ]
    elif exercise.kind == "predict":
        line = told[-1]
        hints = [
            line.sentence,
            f"Now: {worked(line)}. Which of its numbers change?",
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
            f"{'; '.join(map(worked, told)) if whole else worked(line)}.",
        ]
    return hints[: session.hints]


def _next(session: Session) -> str:
    if session.ended:
        return "Ten more"
    if not session.done:
        return "Later" if session.homework and session.counted else "Skip"
    if session.homework:
        return "Next problem"
    return "To the end" if session.ending else "Next"
