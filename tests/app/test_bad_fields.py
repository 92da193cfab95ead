"""Bad input in every field: a message beside it and above the stage, and the stage as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")
HACKS = (
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    "[x](javascript:window.hacked=1) `</code><svg onload=window.hacked=1>` $\\alpha$ :red[x]",
)
ODD_VECTORS = (
    "1, 2, 3",
    "hello world",
    "nan, 1",
    "1, inf",
    "1e400, 1",
    "1/0, 2",
    "",
    "1 2; 3 4",
    *HACKS,
)
POSITIONS = ("-1", "1e12", "1.5", "five", "nan", "", "1048577", *HACKS)

#: The field, what it is called in a message and a link, the wrong texts, and a good one.
FIELDS: dict[str, tuple[list[str], str]] = {
    "q": ([*ODD_VECTORS, "1, 2", ", ".join(["0.5"] * 10_000)], "1, 2, 3, 4"),
    "k": ([*ODD_VECTORS, "1, 2", "9 " * 10_000], "4, 3, 2, 1"),
    "m": ([*POSITIONS], "12"),
    "n": ([*POSITIONS], "12"),
    "d": (["3", "0", "-2", "1e9", "258", "4.5", "wide", "", *HACKS], "8"),
    "base": (["0", "1", "-10000", "nan", "1e400", "big", "", *HACKS], "500000"),
    "seed": (["-1", "1.5", "4294967296", "lucky", "", *HACKS], "8"),
}
#: Code in a text: it begins and ends with as many backticks.
CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
#: What Streamlit's Markdown would make something of.
MARKS = ("<img", "<script", "<svg", "[x](", "$\\alpha$", ":red[")


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def stage(app: AppTest) -> list[str]:
    """All that the page says and sends below the messages, in order."""
    parts = []
    for element in app.main:
        if element.type == "bidi_component":
            parts.append(element.proto.bytes.decode() or element.proto.json)
        elif element.type in ("title", "markdown") and "received" not in element.value:
            parts.append(element.value)
    assert len(parts) >= 4
    assert max(map(len, parts)) > 5000
    return parts


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_refuses_and_the_last_good_problem_stays(name: str) -> None:
    wrong, good = FIELDS[name]
    app = AppTest.from_file(APP, default_timeout=30)
    params = {"m": "5", "step": "3"}
    params |= {"seed": "3", "d": "4"} if name in ("d", "seed") else {"n": "2"}
    for key, text in params.items():
        app.query_params[key] = text
    run(app).switch_page("pages/matrix.py")
    before = stage(run(app))
    for text in wrong:
        app.text_input(key=name).set_value(text)
        run(app)
        # A vector of another length is a fault of the other one.
        whose = "k" if text == "1, 2" else name
        beside = [error.value for error in app.error]
        assert len(beside) == 1
        (said,) = beside
        assert said.startswith(f"{whose}: received ")
        assert "; allowed: " in said
        if 0 < len(text) < 30 and text not in ODD_VECTORS and text != "1, 2":
            assert text.removesuffix(">") in said
        # Whatever was typed stands as code, where Markdown makes nothing of it.
        outside = CODE.sub("", said)
        assert not [mark for mark in MARKS if mark in outside], said
        # The same stands above the stage, and nothing else has changed there.
        above = [line.value for line in app.main.markdown if "received" in line.value]
        assert above == [said]
        assert stage(app) == before, f"{name}={text[:60]!r} changed the stage"
    # Another edit does not make it forget the complaint; a good text does.
    app.segmented_control(key="digits").set_value("4")
    run(app)
    assert [error.value.partition(":")[0] for error in app.error] == [name]
    app.segmented_control(key="digits").set_value("3")
    run(app).text_input(key=name).set_value(good)
    run(app)
    assert not app.error
    assert stage(app) != before
