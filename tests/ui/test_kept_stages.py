"""What a class asks for again is not made again: counted, not timed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rope_core.problem import Reading, read_problem
from ui.rotate.page import rotate_page
from ui.rotate.stage import rotate_data
from ui.web import stage
from ui.web.stage import encode, stage_of_problem

CONFIG = (
    '{"head_dim": 4, "rope_theta": 10000, "max_position_embeddings": 64, "rope_scaling": '
    '{"rope_type": "yarn", "factor": %s, "attention_factor": %s}}'
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    """The readings that the page below was asked to be made of."""
    stage._of_problem.cache_clear()
    return []


def page(made: list[Reading]) -> Any:
    def make(reading: Reading) -> dict[str, Any]:
        made.append(reading)
        return {"m": reading.problem.m, "said": reading.fields.get("m", "")}

    return make


def test_one_link_is_made_once_however_many_open_it(made: list[Reading]) -> None:
    make = page(made)
    sent = {stage_of_problem("rotate", make, read_problem({"m": "7"})) for _ in range(100)}
    assert len(made) == 1
    assert [json.loads(one)["m"] for one in sent] == [7]


@pytest.mark.parametrize(
    "other",
    [{"m": "8"}, {"m": "7", "digits": "5"}, {"m": "7", "q": "1,2,3,4"}, {"m": "7", "base": "50"},
     {"m": "7", "model": "gpt-j-6b"}, {"m": "7", "source": "random", "seed": "3"}],
    ids=str,
)  # fmt: skip
def test_another_link_is_made_anew(made: list[Reading], other: dict[str, str]) -> None:
    make = page(made)
    for params in ({"m": "7"}, other):
        stage_of_problem("rotate", make, read_problem(params))
    assert len(made) == 2


def test_what_was_refused_or_is_long_is_not_kept(made: list[Reading]) -> None:
    make = page(made)
    wrong = read_problem({"m": "oops"})
    long = read_problem({"q": "1,2,3," + " " * stage._LONGEST + "4"})
    assert wrong.errors
    assert not long.errors
    for reading in (wrong, long, wrong, long):
        stage_of_problem("rotate", make, reading)
    assert len(made) == 4


def test_what_is_kept_is_what_the_page_sends() -> None:
    for params in ({}, {"m": "7", "pairing": "half_split"}, {"model": "gpt-j-6b"}):
        reading = read_problem(params)
        kept = [stage_of_problem("rotate", rotate_page, reading) for _ in range(2)]
        assert kept == [encode("rotate", rotate_page(reading))] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [({"q": "0,1", "k": "0,0"}, {"q": "-0,1", "k": "-1e-400,−0.0"}),
     ({"m": "7", "base": "10000"}, {"m": "+7", "base": "1e4"}),
     ({"config": CONFIG % ("4", "1")}, {"config": CONFIG % ("4.0", "1.00")})],
    ids=str,
)  # fmt: skip
def test_problems_that_are_equal_look_alike(one: dict[str, str], other: dict[str, str]) -> None:
    """What is kept by a problem is shown to everybody whose problem equals it."""
    first, second = read_problem(one).problem, read_problem(other).problem
    assert first == second
    assert repr(first) == repr(second)


def test_a_moved_key_leaves_the_query_as_it_is() -> None:
    """Of the two vectors of a problem, only the one whose position changed is turned anew."""
    rotate_data.cache_clear()
    for n in range(100, 110):
        rotate_page(read_problem({"m": "7", "n": str(n)}))
    assert rotate_data.made == 11
    # So it stays while each of a hundred people changes one.
    assert rotate_data.most >= 200 * 32
