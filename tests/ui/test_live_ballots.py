"""Every question of a stage as a vote: the server takes it, one answer is right, none is twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from rope_core.mistakes import MISTAKES
from rope_core.problem import Reading, read_problem
from tests.ui.test_held_to_core import in_browser
from tests.ui.test_questions import LINKS
from ui.attend.heads import stories_head
from ui.attend.questions import attend_questions
from ui.cancel.stage import problem_data
from ui.class_.lesson import LESSON, params_of
from ui.class_.link import query_of
from ui.class_.live import invitation_to
from ui.lesson.questions import slips
from ui.live.reader import LARGEST, read_place, read_question
from ui.matrix.questions import matrix_frames, matrix_questions
from ui.rotate.questions import rotate_frames, rotate_questions
from ui.rotate.stage import views
from ui.scale.questions import scale_questions
from ui.scale.subject import model_subject, reach_of
from ui.turn.questions import turn_questions

Wire = dict[str, Any]


def framed(frames: Wire, asked: Wire) -> Iterator[Wire]:
    """The questions as a page puts them together."""
    told = slips()
    for one in asked.values():
        if isinstance(one, dict):
            yield one
            continue
        frame, about, value, shown, mistakes = one
        named = [{"value": wrong, **told[key]} for key, wrong in mistakes]
        text = frames[frame]["text"].replace("{at}", about)
        yield {**frames[frame], "text": text, "value": value, "shown": shown, "mistakes": named}


def questions_of(reading: Reading) -> list[Wire]:
    problem = reading.problem
    given = (problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
    query, key = views(reading)
    sides = ((problem.q, problem.m, query), (problem.k, problem.n, key))
    head = stories_head(0, 0, 0)
    subject = model_subject("llama-3.1-8b-70b-405b")
    stages: list[tuple[Wire, Wire]] = [
        (rotate_frames(), rotate_questions(sides, problem.spec)),
        (matrix_frames(("q", "k")), matrix_questions(sides, problem.spec)),
        ({}, turn_questions(*given)),
        ({}, dict(problem_data(*given)["questions"])),  # type: ignore[call-overload]
        ({}, attend_questions(head, head.spec, problem, reading.digits)),
        ({}, scale_questions(subject, reach_of(subject, None, None), reading.digits)),
    ]
    return [one for frames, asked in stages for one in framed(frames, asked)]


@pytest.mark.parametrize("link", LINKS, ids=str)
def test_every_question_of_a_stage_can_be_voted_on(link: dict[str, str]) -> None:
    questions = questions_of(read_problem(link))
    ballots = in_browser("live/ballot.js", "ballotOf", [[one] for one in questions])
    titles = {each.title for each in MISTAKES.values()}
    voted = 0
    for asked, ballot in zip(questions, ballots, strict=True):
        if ballot is None:
            # Nothing to choose between: no mistake gives another number there.
            assert asked["kind"] == "number", asked
            continue
        voted += 1
        question = read_question(ballot)
        assert len(json.dumps({"id": "x" * 40, "do": "open", "question": ballot})) < LARGEST
        labels = [option.label for option in question.options]
        assert len(set(labels)) == len(labels), labels
        right = [option for option in question.options if option.right]
        assert len(right) == 1, labels
        if asked["kind"] == "number":
            assert right[0].label == asked["shown"]
            assert all(each.says in titles for each in question.options if not each.right)
        else:
            assert labels == asked["choices"]
            assert right[0].label == asked["choices"][asked["correct"]]
            assert right[0].says
    assert voted > 10


def test_the_lesson_takes_a_class_to_places_that_there_are() -> None:
    reading = read_problem({"q": "1,2", "k": "3,-4", "m": "70"})
    for part in LESSON:
        query = query_of(params_of(part, reading))
        assert "projector" not in query
        place = {"path": part.path, "query": query, "step": 1, "steps": 1, "title": ""}
        assert read_place(place).query == query
    assert "q=1,2" in query_of(params_of(LESSON[0], reading))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("kmprtw", "KMPRTW"),
        ("KMP RTW", "KMPRTW"),
        ("kmp-rtw.", "KMPRTW"),
        ("KMPRTA", ""),
        ("KMPRT", ""),
        ("KMPRTWX", ""),
        ("ΚMPRTW", ""),
        ("<b>", ""),
        ("x" * 5000, ""),
    ],
)
def test_only_a_code_is_taken_for_one_from_the_address(text: str, code: str) -> None:
    invitation = invitation_to(text)
    assert invitation.code == code
    if code:
        assert f"live={code}" in invitation.link
        assert "student=1" in invitation.link
        assert invitation.qr
    else:
        assert (invitation.link, invitation.qr) == ("", [])
    # As the browser reads the same.
    assert (in_browser("web/live.js", "readCode", [[text]])[0] or "") == code
