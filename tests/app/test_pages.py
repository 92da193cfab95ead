"""Every page, run through app.py without a browser: its title, no exception, the picker's logic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rope_core.models.real_model import real_model
from rope_core.problem import DEFAULTS
from ui.app.course import COURSE

ROOT = Path(__file__).parents[2]
PAGES = {entry.path: entry.title for entry in COURSE}


def start(**params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, text in params.items():
        app.query_params[name] = text
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def field(app: AppTest, label: str) -> Any:
    return next(box for box in app.sidebar.text_input if box.label == label)


def type_in(app: AppTest, label: str, text: str) -> AppTest:
    field(app, label).set_value(text)
    return run(app)


def choose_source(app: AppTest, name: str) -> AppTest:
    app.sidebar.selectbox(key="source").set_value(name)
    return run(app)


def problem(app: AppTest) -> Any:
    return app.session_state["reading"].problem


def complaints(app: AppTest) -> list[str]:
    return [error.value for error in app.sidebar.error]


def test_the_course_is_what_is_in_the_folder() -> None:
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} >= set(PAGES)
    assert len(PAGES) == len(COURSE)


@pytest.mark.parametrize(("path", "title"), PAGES.items())
@pytest.mark.parametrize(
    "params",
    [{}, {"seed": "2", "d": "128", "pairing": "half_split", "digits": "8"}, {"m": "x", "d": "3"}],
    ids=["worked", "random", "wrong"],
)
def test_every_page_shows_its_title(path: str, title: str, params: dict[str, str]) -> None:
    app = start(**params)
    assert app.title[0].value == "Start"
    app.switch_page(f"pages/{path}.py")
    run(app)
    assert app.title[0].value == title
    assert len(complaints(app)) == sum(name in params for name in ("m",)) + (params.get("d") == "3")


def test_the_link_fills_the_fields() -> None:
    app = start(m="7", base="100", pairing="half-split", digits="5", q="1/2 1", k="2,3")
    assert field(app, "Query position m").value == "7"
    assert field(app, "Query vector q").value == "1/2 1"
    assert problem(app).q == (0.5, 1.0)
    assert problem(app).spec.pairing == "half_split"
    assert app.session_state["reading"].digits == 5
    assert not complaints(app)


def test_a_wrong_link_is_told_and_mended_by_an_edit() -> None:
    app = start(m="-1", pairing="<b>", digits="99", base="0")
    assert [told.split(":")[0] for told in complaints(app)] == ["m", "base", "pairing", "digits"]
    assert "`<b>`" in complaints(app)[2], "what was typed stands as code, not as markup"
    assert problem(app).m == int(DEFAULTS["m"])
    type_in(app, "Query position m", "4")
    type_in(app, "Base", "100")
    assert [told.split(":")[0] for told in complaints(app)] == ["pairing", "digits"]
    assert (problem(app).m, problem(app).spec.base) == (4, 100.0)


def test_the_last_good_problem_stays() -> None:
    app = start(m="9", q="1,2", k="3,4")
    good = problem(app)
    for label, text in (
        ("Query position m", "1e12"),
        ("Query vector q", "one"),
        ("Key vector k", "1,2,3,4"),
        ("Base", "1"),
    ):
        kept = field(app, label).value
        type_in(app, label, text)
        assert problem(app) == good
        assert len(complaints(app)) == 1
        assert field(app, label).value == text
        type_in(app, label, kept)
        assert not complaints(app)


def test_sources() -> None:
    app = start(m="40", n="50")
    choose_source(app, "real")
    tokens = len(real_model().texts[0].tokens)
    assert (problem(app).m, problem(app).n) == (tokens - 1, tokens - 1)
    assert problem(app).spec.head_dim == 8
    assert field(app, "Head dimension").value == "8"
    type_in(app, "Query position m", str(tokens))
    assert complaints(app)[0].startswith("m: ")
    choose_source(app, "own")
    assert len(problem(app).q) == 8, "one's own numbers start from those that are there"
    type_in(app, "Query vector q", "1,2,3,4,5,6,7,8")
    assert problem(app).q[-1] == 8.0
    choose_source(app, "worked")
    assert problem(app).q == (0.588, 0.117, 0.342, -0.231)
    assert (problem(app).m, problem(app).n) == (1, 3)


def test_tokens_set_positions() -> None:
    app = start(text="0", m="2", n="1")
    pills = next(row for row in app.sidebar.button_group if row.key == "m_token")
    pills.set_value(5)
    run(app)
    assert problem(app).m == 5
    assert field(app, "Query position m").value == "5"
    assert problem(app).q == tuple(real_model().q(0, 0, 0)[5])


def test_the_problem_is_kept_from_page_to_page() -> None:
    app = start(seed="9", d="6", m="12", digits="7")
    before = problem(app)
    for path in PAGES:
        app.switch_page(f"pages/{path}.py")
        run(app)
        assert problem(app) == before, path
