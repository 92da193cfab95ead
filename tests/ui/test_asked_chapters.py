"""Every chapter of a stepped Learn page asks something, whatever the problem.

The pages' own scripts are run in Node with what the server sends them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest

from rope_core.problem import read_problem
from tests.in_node import in_node
from ui.app.course import COURSE
from ui.app.first_stage import first_stage
from ui.scale.page import model_told
from ui.scale.subject import model_subject, problem_subject, reach_of
from ui.web.stage import encode, encode_shared

PROBLEMS: dict[str, dict[str, str]] = {
    "worked example": {},
    "one pair": {"q": "1,2", "k": "3,-4", "m": "70"},
    "wide": {"seed": "0", "d": "128"},
    "wide and far": {"seed": "3", "d": "128", "pairing": "half_split", "m": "100000"},
    "one pair chosen": {"seed": "1", "d": "64", "pairs": "5"},
    "halves": {"seed": "2", "d": "8", "pairing": "half_split"},
    "a part turns": {"model": "gpt-neox-20b", "m": "5"},
    "a model that scales": {"model": "llama-3.1-8b-70b-405b", "m": "9000", "n": "7"},
    "negative": {"q": "-1,-2,-3,-4", "k": "-0.5,0,-7,-1", "m": "3", "n": "9"},
    "zeros": {"q": "0,0,0,0", "k": "0,0,0,0", "m": "0", "n": "0"},
    "a window beside the diagonal": {"seed": "1", "d": "16", "row": "1", "column": "4"},
    "a window across it": {"seed": "1", "d": "16", "row": "4", "column": "6"},
}
#: Pages with steps; Start discovers by trying, Finish is questions throughout.
STEPPED = [
    entry.path
    for entry in COURSE
    if entry.section == "Learn" and entry.path not in ("start", "finish")
]
#: The view that asks by itself, in its own way.
ITS_OWN = {("attend", "habit")}


def scale(query: dict[str, str]) -> list[str]:
    """What Scale sends of the problem, or of a model where one is chosen."""
    reading = read_problem(query)
    spec = reading.problem.spec
    subject = model_subject(query["model"]) if "model" in query else problem_subject(spec)
    name, data = model_told(subject, reach_of(subject, None, None), reading.digits)
    sent = encode_shared(name, data), encode("scale", {"sharedAs": name}, needs=(name,))
    return ["{}", *(message.decode() for message in sent)]


@cache
def told() -> dict[tuple[str, str], Any]:
    """What each page makes of each problem, by its own script."""
    cases = {
        (name, path): {
            "path": path,
            "query": urlencode(query),
            "messages": scale(query) if path == "scale" else json.loads(first_stage(path, query)),
        }
        for name, query in PROBLEMS.items()
        for path in STEPPED
    }
    return dict(zip(cases, in_node("asked_runner", list(cases.values())), strict=True))


@pytest.mark.parametrize("path", STEPPED)
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_chapter_asks(name: str, path: str) -> None:
    page = told()[name, path]
    chapters = page["chapters"]
    begins = [chapter["from"] for chapter in chapters]
    assert begins[0] == 1
    assert begins == sorted(set(begins))
    assert begins[-1] <= len(page["steps"])
    assert len({chapter["title"] for chapter in chapters}) == len(chapters)
    for chapter in chapters:
        if (path, chapter["title"]) in ITS_OWN:
            continue
        assert chapter["asked"], f"{chapter['title']} asks nothing"
        for question in chapter["asked"]:
            assert "{" not in question["text"] + question.get("because", "")
            if question["kind"] == "choice":
                assert 0 <= question["correct"] < len(question["choices"])
            else:
                assert question["shown"]


def test_chapters_are_parts_and_steps_are_where_they_were() -> None:
    def titles(name: str, path: str) -> list[tuple[str, int]]:
        return [(one["title"], one["from"]) for one in told()[name, path]["chapters"]]

    assert titles("worked example", "rotate") == [("Pair 0", 1), ("Pair 1", 9)]
    assert titles("wide", "rotate") == [
        ("All pairs", 1),
        ("Pair 0", 3),
        ("Pair 32", 10),
        ("Pair 63", 17),
    ]
    assert titles("worked example", "matrix") == [
        ("Row 0", 1),
        ("Row 1", 6),
        ("Row 2", 10),
        ("Row 3", 14),
    ]
    # All rows of this window are complete left of it: there is nothing to ask between them.
    assert titles("a window beside the diagonal", "matrix") == [("Rows 1 to 3", 1), ("Row 4", 14)]
    rotate, matrix = (told()["worked example", path]["steps"] for path in ("rotate", "matrix"))
    assert (rotate[0], rotate[15], len(rotate)) == ("One line", "The rotated vector", 16)
    assert (matrix[0], matrix[17], len(matrix)) == ("Matrix times vector", "The rotated vector", 18)
    assert told()["worked example", "cancel"]["steps"][16] == "RoPE is one of a family"


def test_no_number_is_asked_for_where_it_is_shown_already() -> None:
    for name in PROBLEMS:
        for chapter in told()[name, "matrix"]["chapters"]:
            rows = {question["text"].split(" times ")[0] for question in chapter["asked"]}
            named = chapter["title"].split()
            first, last = int(named[1]), int(named[-1])
            assert rows == {f"row {row}" for row in range(first, last + 1)}, chapter["title"]
