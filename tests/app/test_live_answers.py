"""What Practice tells a live class: the first answer to a problem, with its mistake, once."""

from __future__ import annotations

from typing import Any

import pytest

from rope_core.practice import SKILLS
from ui.live.reader import read_message
from ui.practice import page
from ui.practice.session import Session


def told(monkeypatch: pytest.MonkeyPatch, session: Session, **event: Any) -> Any:
    """What the browser gets to tell, after it sent that."""
    state = {
        "practice": session,
        "practice_turn": 0,
        "practice_chosen": True,
        "practice_stage": {"event": {"id": session.key, **event}},
    }
    monkeypatch.setattr(page.st, "session_state", state)
    page._take_event()
    return session.first_answer


@pytest.mark.parametrize("skill", SKILLS)
def test_a_first_answer_is_told_with_its_mistake_and_once(
    skill: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = 0
    for seed in range(12):
        session = Session(skill, 1, seed)
        if not session.exercise.candidates or not session.exercise.candidates[0]:
            continue
        found += 1
        slip = session.exercise.candidates[0][0]
        first = told(monkeypatch, session, type="answer", text=repr(slip.value))
        assert first is not None
        assert (first.skill, first.right, first.mistake) == (skill, False, slip.mistake)
        # As the class's server reads it.
        read_message(f'{{"id": "a", "do": "tried", "skill": "{skill}", "right": false, '
                     f'"mistake": "{first.mistake}"}}')  # fmt: skip
        right = repr(session.exercise.lines[session.exercise.blanks[0]].value)
        assert told(monkeypatch, session, type="answer", text=right) is None
    assert found


def test_what_cannot_be_read_is_no_answer_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("angle", 1, 4)
    assert told(monkeypatch, session, type="answer", text="about one") is None
    right = repr(session.exercise.lines[session.exercise.blanks[0]].value)
    first = told(monkeypatch, session, type="answer", text=right)
    assert first is not None
    assert (first.right, first.mistake) == (True, None)
    assert told(monkeypatch, session, type="next") is None


def test_the_second_hint_counts_as_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("angle", 1, 4)
    assert told(monkeypatch, session, type="hint") is None
    first = told(monkeypatch, session, type="hint")
    assert first is not None
    assert (first.right, first.mistake) == (False, None)
