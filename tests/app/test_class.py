"""Class through app.py: links, homework, what comes back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import segno.encoder
from streamlit.testing.v1 import AppTest

from rope_core.practice import SKILLS
from ui.class_.link import qr_code
from ui.homework.assignment import Assignment, linked
from ui.homework.code import Result, today, write_result

ROOT = Path(__file__).parents[2]
CHALK = "chalk and blackboard"


def open_class(secret: str = "", **params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if secret:
        app.secrets["class_secret"] = secret
    for name, text in params.items():
        app.query_params[name] = text
    app.run()
    app.switch_page("pages/class.py")
    app.run()
    assert not app.exception
    assert app.title[0].value == "Class"
    return app


def said(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.error, *app.warning))


def reloaded(address: dict[str, str]) -> AppTest:
    """Class by its own link, in a session that knows nothing."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page("pages/class.py")
    for name, text in address.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    assert app.title[0].value == "Class"
    return app


def sent(app: AppTest, script: str) -> str:
    """What the browser is to draw with that script."""
    parts = [each.proto for each in app.main if each.type == "bidi_component"]
    texts = [part.bytes.decode() or part.json for part in parts]
    return next(text for text in texts if f'"kind":"{script}"' in text)


def test_a_problem_too_long_for_a_code_is_told_in_words() -> None:
    numbers = ",".join(f"{0.12345678 + i / 1000:.8f}" for i in range(128))
    app = open_class(q=numbers, k=numbers, d="128")
    assert not app.error
    assert qr_code(f"https://x.invalid/rotate?q={numbers}&k={numbers}") == []
    assert qr_code("https://x.invalid/rotate?m=5")


def test_a_code_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To compare all patterns that may be laid over it costs more than the rest of the page."""
    laid = []
    apply = segno.encoder.apply_mask

    def counted(matrix: object, *rest: object) -> None:
        laid.append(rest)
        apply(matrix, *rest)

    monkeypatch.setattr(segno.encoder, "apply_mask", counted)
    qr_code.cache_clear()
    # And for as long as the link stays the same, whatever else on the page changes.
    for _ in range(2):
        assert qr_code("https://x.invalid/rotate?m=5")
    assert len(laid) == 1


def test_a_homework_is_chosen_and_its_link_is_it() -> None:
    app = open_class()
    opens = next(box for box in app.selectbox if box.label == "Opens at")
    opens.set_value("homework").run()
    assert not app.exception
    built = linked(app.session_state["class_homework"])
    assert built.skills == ("pairs", "inv_freq", "angle")
    assert built.id in said(app)
    app.text_input(key="homework_problems").set_value("41").run()
    assert "problems: received `41`" in said(app)
    # Of fewer problems than skills the last skills are not asked.
    app.text_input(key="homework_problems").set_value("2").run()
    assert "With 2 problems it does not come to: Angle." in said(app)
    app.text_input(key="homework_problems").set_value("4").run()
    app.selectbox(key="homework_level").set_value(0).run()
    app.selectbox(key="homework_place").set_value("sheet").run()
    assert "level: received `0`" in said(app)


def test_a_homework_built_comes_back_with_a_reload_and_from_another_page() -> None:
    app = open_class()
    app.selectbox(key="class_opens").set_value("homework").run()
    app.text_input(key="homework_problems").set_value("7").run()
    app.selectbox(key="homework_level").set_value(3).run()
    app.date_input(key="homework_due").set_value(date(2031, 5, 4)).run()
    built = app.session_state["class_homework"]
    address = dict(app.query_params.items())
    assert linked(built).due == date(2031, 5, 4)
    assert "gives" not in built

    app.query_params.clear()
    app.switch_page("pages/rotate.py").run()
    app.query_params.clear()
    assert app.title[0].value == "Rotate"
    app.switch_page("pages/class.py").run()
    assert app.session_state["class_homework"] == built

    again = reloaded(address)
    assert again.session_state["class_homework"] == built
    # And it is let go of with it.
    again.selectbox(key="class_opens").set_value("rotate").run()
    assert not [name for name in again.query_params if "gives" in name]

    wrong = reloaded(address | {"gives_problems": "8"})
    assert "gives: received" in said(wrong)
    assert wrong.selectbox(key="class_opens").value == "start"


def test_codes_are_read_for_their_homework() -> None:
    homework = Assignment(("pairs",), None, 4, 7)
    link = "https://x.invalid/practice?" + "&".join(
        f"{name}={text}" for name, text in homework.params().items()
    )
    done = Result(homework.id, None, 4, {"pairs": (3, 4)}, {"degrees": 1}, 0, 0, today(), "")
    app = open_class(CHALK)
    app.text_input(key="class_link").set_value(link).run()
    codes = f"Ada {write_result(done, CHALK)}\nEve {write_result(done)}"
    app.text_area(key="class_codes").set_value(codes).run()
    assert not app.exception
    assert "1 of 2 refused" in said(app)
    # Why stands once, at the row itself.
    assert "not signed" not in said(app)
    assert "not signed" in sent(app, "class_/results")
    app.text_input(key="class_link").set_value("https://x.invalid/").run()
    assert "link: received" in said(app)


def test_codes_of_the_homework_built_above_have_a_column_a_skill() -> None:
    app = open_class()
    next(box for box in app.selectbox if box.label == "Opens at").set_value("homework").run()
    built = linked(app.session_state["class_homework"])
    skills = dict.fromkeys(built.skills[:1], (1, 1))
    done = Result(built.id, None, built.problems, skills, {}, 0, 0, today(), "")
    app.text_area(key="class_codes").set_value(f"Ada {write_result(done)}").run()
    assert not app.exception
    for key in built.skills:
        assert SKILLS[key].title in sent(app, "class_/results")
    # Of another homework nothing is known but what its code says.
    app.text_input(key="homework_problems").set_value("4").run()
    assert SKILLS[built.skills[1]].title not in sent(app, "class_/results")
    assert "What nobody answered has no column" in " ".join(each.value for each in app.caption)


def test_the_key_wants_the_secret() -> None:
    homework = Assignment(("pairs",), None, 4, 7, None, "sheet")
    link = "https://x.invalid/practice?" + "&".join(
        f"{name}={text}" for name, text in homework.params().items()
    )

    def offered(app: AppTest) -> list[str]:
        return [each.proto.label for each in app.get("download_button")]

    app = open_class(CHALK)
    app.text_input(key="class_link").set_value(link).run()
    assert offered(app) == ["Download the sheet (PDF)"]
    app.text_input(key="key_secret").set_value("blackboard and chalk").run()
    assert "class_secret: received `20 characters`" in said(app)
    assert offered(app) == ["Download the sheet (PDF)"]
    app.text_input(key="key_secret").set_value(CHALK).run()
    assert offered(app) == ["Download the sheet (PDF)", "Download the key (PDF)"]


@pytest.mark.parametrize("secret", ["", "chalk"])
def test_a_good_secret_is_offered_where_there_is_none(secret: str) -> None:
    app = open_class(secret)
    offered = re.fullmatch(r'class_secret = "(\S{32})"', app.code[0].value)
    assert offered
    assert bool(secret) == ("class_secret: received" in said(app))


def test_a_students_link_stays_one_on_other_pages() -> None:
    for student in ("1", ""):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        if student:
            app.query_params["student"] = student
        app.run()
        app.query_params.clear()
        app.switch_page("pages/rotate.py")
        app.run()
        assert not app.exception
        assert app.title[0].value == "Rotate"
        assert ("student" in app.query_params) == bool(student)
