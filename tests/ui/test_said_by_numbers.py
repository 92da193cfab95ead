"""What is said of a vector is made from its numbers: zeros, position 0, products with a sign."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from rope_core.problem import read_problem
from tests.ui.test_questions import LINKS
from ui.matrix.stage import WORDS
from ui.numbers import agrees, shown
from ui.rotate.moved import how_moved
from ui.rotate.stage import rotate_data, sides
from ui.turn.page import turn_folded

YARN = {
    "q": "1,2,3,4",
    "k": "-1,0.5,2,1",
    "m": "6",
    "n": "2",
    "config": '{"head_dim":4,"hidden_size":16,"num_attention_heads":4,"rope_theta":100,'
    '"max_position_embeddings":256,"model_type":"llama","rope_scaling":{"rope_type":"yarn",'
    '"factor":4.0,"original_max_position_embeddings":64}}',
}
ZERO = {"q": "0,0,0,0", "k": "1,-2,0,3", "m": "4", "n": "9"}
NUMBER = r"−?\d[\d,.]*\d(?:×10[⁻⁰-⁹¹²³]+)?"
EACH = pytest.mark.parametrize("link", [*LINKS, YARN, ZERO], ids=str)


def told(link: dict[str, str]) -> list[dict[str, Any]]:
    reading = read_problem(link)
    return [
        rotate_data(vector, at, reading.problem.spec, view) for vector, at, view in sides(reading)
    ]


@EACH
def test_an_angle_that_its_shown_factors_do_not_give_has_its_note(link: dict[str, str]) -> None:
    for vector in told(link):
        for pair in vector["pairs"]:
            given = vector["position"] * shown(pair["w"])
            alike = agrees(given, pair["angle"].removeprefix("−"))
            assert bool(pair.get("note_angle")) != alike


@EACH
def test_no_note_says_one_thing_twice(link: dict[str, str]) -> None:
    for vector in told(link):
        for pair in vector["pairs"]:
            for name in ("note_products", "note_angle", "note_length"):
                said = [
                    one for one in re.split(r"(?<=[.;]) ", pair.get(name, "")) if "full" not in one
                ]
                assert len(said) == len(set(said)), said


def test_the_note_of_a_matrix_entry_has_the_signs_of_its_line() -> None:
    seen = 0
    draw = np.random.default_rng(3)
    for _ in range(60):
        q = ",".join(map(str, draw.uniform(-9, 9, 4).round(3)))
        m = str(draw.integers(1, 50))
        for pair in told({"q": q, "k": q, "m": m, "n": m})[0]["pairs"]:
            if note := pair.get("note_sx1"):
                seen += 1
                product = -shown(pair["sx1"])
                numbers = [
                    shown(one) for one in re.findall(r"−?\d[\d,.]*\d(?:×10[⁻⁰-⁹¹²³]+)?", note)
                ]
                assert numbers[0] == -shown(pair["sin"])
                assert numbers[-1] == product
    assert seen > 10


@EACH
def test_pairs_are_said_to_have_turned_where_they_have(link: dict[str, str]) -> None:
    reading = read_problem(link)
    for vector, at, view in sides(reading):
        moved = how_moved(vector, at, reading.problem.spec)
        texts = (moved.every(), moved.drawn(view.letter), moved.asked(view.letter))
        none = at == 0 or not any(vector)
        assert (moved.count == 0) == none
        for text in texts:
            assert bool(re.match("no pair", text, re.IGNORECASE)) == none, text


@EACH
def test_turn_ends_in_what_was_seen(link: dict[str, str]) -> None:
    reading = read_problem(link)
    problem = reading.problem
    leads = turn_folded(reading)["leads"]
    still = not (any(problem.q) and any(problem.k))
    assert ("alone changed the score" in leads) != still
    assert leads.endswith("it wants a proof.")


def test_where_entries_stand_outside_of_a_window_is_said() -> None:
    for name, text in WORDS.items():
        if name.startswith("window"):
            for side in ("left", "right"):
                assert (f" {side}" in name) == (f" {side}" in text.split(":")[0]), name
