"""Practice's page through app.py, its links and its sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rope_core.practice import SKILLS, make_sheet
from ui.homework.assignment import Assignment, problems_of
from ui.homework.code import MAX_ATTEMPTS
from ui.homework.record import MAX_LINES, Attempt, Record
from ui.practice import page
from ui.practice.past import key_of, read_link
from ui.practice.session import Session
from ui.practice.worksheet import sheet_html, sheet_items
from ui.practice.worksheet_pdf import key_pdf, sheet_pdf

ROOT = Path(__file__).parents[2]


def test_a_wrong_link_is_told_and_the_rest_of_it_used() -> None:
    chosen, errors = read_link({"skill": "<b>", "level": "1.5", "pseed": "4"}, ("pairs", 0, 9))
    assert chosen == ("pairs", 0, 4)
    assert [error.field for error in errors] == ["skill", "level"]


def test_a_sheet_and_its_key_are_two_files_and_the_same_every_time() -> None:
    homework = Assignment(problems=18, place="sheet")
    items = sheet_items(problems_of(homework, ""))
    assert items == sheet_items(make_sheet(1, tuple(SKILLS), 18))
    page = sheet_html(items, homework)
    assert page.count('class="asks"') == 18
    assert page.count('class="paper') == 1
    assert "Answers to" not in page
    assert not any(item.blank and item.key in page for item in items)
    assert all(item.key for item in items)
    sheet, key = sheet_pdf(items, homework), key_pdf(items, homework, False)
    assert sheet == sheet_pdf(items, homework)
    assert sheet.startswith(b"%PDF")
    assert key.startswith(b"%PDF")
    assert len(key) < len(key_pdf(items, homework, True))


def open_practice(**params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page("pages/practice.py")
    for name, text in params.items():
        app.query_params[name] = text
    return app.run()


def test_the_page_opens_with_the_exercise_of_the_link() -> None:
    app = open_practice(skill="angle", level="3", pseed="4")
    assert not app.exception
    assert app.title[0].value == "Practice"
    assert not app.error
    session = app.session_state["practice"]
    assert session.link() == {"skill": "angle", "level": "3", "pseed": "4"}


def test_a_wrong_link_is_said_on_the_page() -> None:
    app = open_practice(skill="<img src=x>", level="9")
    assert not app.exception
    told = " ".join(error.value for error in app.error)
    assert "`<img src=x>`" in told
    assert "level: received `9`" in told


@pytest.mark.parametrize("over", [0, 3])
def test_a_browser_that_keeps_too_many_lines_is_told(
    over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest are taken, which stand last."""
    kept = Record("", "0000-0002")
    kept.attempts = {
        key_of("pairs", 0, seed): Attempt("pairs", "right") for seed in range(MAX_LINES + over)
    }
    session = Session("angle", 0, 1)
    event = {
        "type": "restore",
        "record": "",
        "learner": kept.learner,
        "lines": [kept.line(key, "") for key in kept.attempts],
    }
    state = {
        "practice": session,
        "practice_turn": 0,
        "practice_chosen": True,
        "practice_stage": {"event": event},
    }
    monkeypatch.setattr(page.st, "session_state", state)
    monkeypatch.setattr(page, "class_secret", lambda: "")
    page._take_event()
    told = [str(error) for error in state["practice_errors"]]
    assert len(told) == bool(over)
    assert all(f"{MAX_LINES + over} lines" in each and f"{MAX_LINES}" in each for each in told)
    assert len(session.record.attempts) == MAX_ATTEMPTS
    assert list(kept.attempts)[-1] in session.record.attempts


def test_a_sheet_opens_by_its_link() -> None:
    app = open_practice(sheet="7", problems="4", skills="angle,score")
    assert not app.exception
    assert not app.error
    assert app.text_input(key="sheet_seed").value == "7"
    app.text_input(key="sheet_problems").set_value("400").run()
    assert "problems: received `400`" in app.error[0].value


def at(app: AppTest, **params: str) -> AppTest:
    """Go there as "back" and "forward" do: the page stays, its address is another."""
    app.query_params.clear()
    for name, text in params.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def address(app: AppTest) -> dict[str, str]:
    """The address as it is left: what the test put there is lists of one."""
    params: dict[str, str | list[str]] = dict(app.query_params)
    return {name: text if isinstance(text, str) else text[0] for name, text in params.items()}


def test_back_and_forward_show_the_problem_of_the_address() -> None:
    first = {"skill": "angle", "level": "3", "pseed": "4"}
    second = {"skill": "pairs", "level": "0", "pseed": "5"}
    app = open_practice(**first)
    for link in (second, first, second, first):
        at(app, **link)
        assert app.session_state["practice"].link() == link
        assert address(app) == link


def test_back_and_forward_show_the_sheet_of_the_address() -> None:
    on_screen = {"skill": "angle", "level": "3", "pseed": "4"}
    few, one = {"sheet": "7", "problems": "4"}, {"sheet": "8", "problems": "4", "skills": "angle"}
    app = open_practice(**few)
    app.text_input(key="sheet_seed").set_value("8")
    app.pills(key="sheet_skills").set_value(["angle"]).run()
    assert address(app) == one
    for sheet in (few, one, few):
        at(app, **sheet)
        assert address(app) == sheet
        assert app.text_input(key="sheet_seed").value == sheet["sheet"]
    at(app, **on_screen)
    assert app.session_state["practice"].link() == address(app) == on_screen
    assert app.segmented_control(key="practice_place").value == "screen"
    at(app, **one)
    assert app.pills(key="sheet_skills").value == ["angle"]
    # Other pages between: the menu opens on screen, "back" what was left.
    app.switch_page("pages/finish.py")
    at(app)
    app.switch_page("pages/practice.py")
    at(app, **one)
    assert app.text_input(key="sheet_seed").value == "8"
    assert address(app) == one
