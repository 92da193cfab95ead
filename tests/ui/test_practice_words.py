"""Sentences of Practice that are put together: what is said of a wrong reason, and the hints."""

from __future__ import annotations

import re

from rope_core.practice import SKILLS
from ui.practice.session import Session
from ui.practice.view import practice_view
from ui.practice.words import Words


def _worked() -> list[Session]:
    return [Session(skill, 0, seed) for skill in SKILLS for seed in range(12)]


def test_what_a_wrong_reason_would_make_of_the_line_is_a_sentence() -> None:
    ends = ("be the same here, but not for every problem", "be −?[0-9][^ ]*")
    told = re.compile(f"Then (the )?(.+) would ({'|'.join(ends)})\\.")
    for session in _worked():
        label = Words(session.exercise).lines()[session.exercise.marked].label
        for at, option in enumerate(session.exercise.options):
            if not option.right:
                session.choose(at)
                said = practice_view(session)["verdict"]["parts"][0]["text"]
                found = told.fullmatch(said)
                if found is None:
                    assert said == f"Then there would be no {label} here."
                else:
                    assert found[2] == label
                    assert bool(found[1]) == bool(re.fullmatch("[a-z0-9 ]+", label)), said


def test_a_hint_to_a_worked_line_says_what_does_not_stand_there() -> None:
    for session in _worked():
        marked = next(line for line in practice_view(session)["lines"] if line["marked"])
        law = Words(session.exercise).lines()[session.exercise.marked].law
        session.hint()
        (hint,) = practice_view(session)["hints"]
        assert law in hint
        assert f"{marked['numbers']} {marked['sign']} {marked['value']}" not in hint
        session.hint()
        assert "not why" in practice_view(session)["hints"][1]
        texts = Words(session.exercise).options()
        right = next(at for at, option in enumerate(session.exercise.options) if option.right)
        assert texts[right] not in " ".join(practice_view(session)["hints"])
