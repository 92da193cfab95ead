"""What the Learn pages ask: every right answer by another route, for unusual problems too."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import (
    RopeSpec,
    inv_freq,
    output_indices,
    rotate,
    rotation_matrix,
    scores,
    wavelength,
)
from rope_core.frequencies import attention_factor
from rope_core.practice.exactness import is_right
from rope_core.practice.rules import Style
from rope_core.problem import read_problem
from tests.ui.test_scale_breaks import angle_was_had
from ui.app.course import COURSE
from ui.app.course import question as question_of
from ui.attend.heads import stories_head
from ui.attend.questions import attend_questions
from ui.attend.stage import VIEWS, attend_data
from ui.cancel.beyond import beyond_data
from ui.cancel.questions import beyond_questions
from ui.lesson.questions import Wire
from ui.matrix.page import matrix_page
from ui.matrix.questions import matrix_frames, matrix_questions
from ui.numbers import fixed
from ui.rotate.questions import rotate_frames, rotate_questions
from ui.rotate.stage import View, views
from ui.scale.breaks import beyond, breaks
from ui.scale.questions import scale_questions
from ui.scale.stage import scale_data
from ui.scale.subject import methods, model_subject, reach_of, unscaled
from ui.turn.questions import CHOICES, turn_questions
from ui.turn.stage import first_position

LINKS = (
    {},
    {"m": "3", "base": "100"},
    {"m": "0", "n": "0"},
    {"q": "0,0,0,0", "k": "0,0,0,0"},
    {"q": "1,2", "k": "3,-4", "m": "70"},
    {"seed": "3", "d": "128", "pairing": "half_split", "m": "100000"},
    {"model": "gpt-neox-20b", "m": "5"},
    {"model": "phi-4-mini", "m": "9000"},
    {"model": "llama-3.1-8b-70b-405b", "m": "70"},
    {"seed": "3", "d": "8", "pairing": "half_split", "m": "1048576"},
)
#: Numbers of every size that can be typed, and 0.
SIZES = st.one_of(
    st.just(0.0),
    st.builds(lambda part, power: part * 10.0**power, st.floats(-9, 9), st.integers(-9, 6)),
)
EACH = pytest.mark.parametrize("link", LINKS, ids=str)


def test_one_pair_is_not_told_of_as_many() -> None:
    """Of two numbers neither the questions of the pages nor what Attend says knows other pairs."""
    reading = read_problem({"q": "1,2", "k": "3,4"})
    problem, view = reading.problem, views(reading)[0]
    told = [question_of(entry, reading) for entry in COURSE] + [matrix_page(reading)["form"]]
    told.append(rotate_questions(((problem.q, problem.m, view),), problem.spec)["0 turn"]["text"])
    data, _, _ = attend_data(reading)
    told += [words for one in data["sayings"].values() for words in one.values()]
    assert set(data["sayings"]) == {"distance", "pairs"}
    about_it = [text for text in told if "patch" not in text]  # a picture's head is another one
    assert not [
        text
        for text in about_it
        if re.search(r"so few|\bpairs|[Ee](ach|very) pair|hal(f|ves)", text)
    ]
    # Of four numbers the same places speak of all pairs.
    assert attend_data(read_problem({"seed": "1", "d": "4"}))[0]["sayings"] == {}
    assert "so few" in " ".join(question_of(entry, read_problem({})) for entry in COURSE)


@EACH
def test_rotate_and_matrix_ask_for_the_numbers_they_show(link: dict[str, str]) -> None:
    reading = read_problem(link)
    problem, spec = reading.problem, reading.problem.spec
    query, key = views(reading)
    sides = ((problem.q, problem.m, query), (problem.k, problem.n, key))
    asked, rows = rotate_questions(sides, spec), matrix_questions(sides, spec)
    json.dumps([asked, rows], allow_nan=False)
    for which, (vector, at, view) in enumerate(sides):
        turned = rotate(np.array(vector), at, spec)
        # Every pair is asked about twice, and every row once; the page begins with the first
        # number of pair 0, so that this one is not asked for.
        assert f"{which} 0 products" not in asked
        for pair, places in enumerate(output_indices(spec)):
            for place, step in list(zip(places, ("products", "first"), strict=True))[not pair :]:
                name, about, value, shown_as, mistakes = asked[f"{which} {pair} {step}"]
                assert about == str(pair)
                assert value == pytest.approx(turned[place], abs=1e-8 * (1 + abs(value)))
                assert shown_as == fixed(value, view.digits)
                assert len(mistakes) == len({key for key, _ in mistakes})
                style: Style = "digits" if name.endswith(" digits") else "places"
                assert not any(is_right(wrong, value, style) for _, wrong in mistakes)
        whole = rotation_matrix(spec, at) @ np.array(vector)
        for row in range(spec.head_dim):
            assert rows[f"{which} {row}"][2] == pytest.approx(whole[row], abs=1e-6)
        if spec.pairs > 8:
            round_once = int((at / wavelength(spec) >= 1).sum())
            said = asked[f"{which} 0 line"]
            half, all_pairs = spec.pairs / 2, spec.pairs
            ranges = ((0, 0), (1, half - 0.5), (half, all_pairs - 1), (all_pairs, all_pairs))
            low, high = ranges[said["correct"]]
            assert low <= round_once <= high
            assert f"{round_once} of {spec.pairs} have" in said["because"]
        question = asked[f"{which} turn"]
        longer = np.linalg.norm(turned) - np.linalg.norm(vector)
        assert question["correct"] == (1 if abs(longer) < 1e-6 else 0 if longer > 0 else 2)
    used = {one[0] for one in asked.values() if isinstance(one, list)}
    assert used <= set(rotate_frames())
    rules = {"second"} if spec.pairs == 1 else {"first", "second"}
    assert {name.split()[0] for name in used} == rules
    used = {one[0] for one in rows.values()}
    assert used <= set(matrix_frames(("q", "k")))
    assert {name.split()[0] for name in used} == {"q", "k"}


@given(st.lists(SIZES, min_size=4, max_size=4), st.integers(0, 50))
def test_an_answer_is_as_exact_as_its_number_is_large(vector: list[float], position: int) -> None:
    """As the sentence asks for it, it is right; 0 is not, where the number is not 0."""
    q, spec, view = tuple(vector), RopeSpec(4), View("q", "m", 3)
    frames = rotate_frames() | matrix_frames("q")
    asked = rotate_questions(((q, position, view),), spec)
    asked |= {
        f"row {at}": one for at, one in matrix_questions(((q, position, view),), spec).items()
    }
    for one in asked.values():
        if isinstance(one, dict):
            continue
        frame, value = frames[one[0]], one[2]
        of_three = {
            "three places after the point are enough": f"{value:.3f}",
            "three digits are enough": f"{value:.2e}",
        }[frame["exact"]]

        def right(answer: float, value: float = value, frame: Wire = frame) -> bool:
            gap = abs(answer - value)
            if frame["share"] and gap:
                gap /= max(abs(answer), abs(value))
            return bool(gap <= frame["right"] + 1e-12)

        assert right(float(of_three)), (value, of_three)
        assert right(0.0) == (value == 0), value
        assert not right(-value) or value == 0


def test_a_models_own_factor_is_in_what_is_asked() -> None:
    reading = read_problem({"model": "phi-4-mini", "m": "9000"})
    problem = reading.problem
    assert attention_factor(problem.spec) > 1
    asked = rotate_questions(((problem.q, problem.m, views(reading)[0]),), problem.spec)["0 turn"]
    assert asked["choices"][asked["correct"]] == "Longer"


@EACH
def test_turn_asks_what_its_scores_do(link: dict[str, str]) -> None:
    reading = read_problem(link)
    p = reading.problem
    asked = turn_questions(p.q, p.m, p.k, p.n, p.spec, reading.digits)
    low = first_position(p.m)
    for number, question in asked.items():
        first = low + 16 * int(number)
        last = first + 15 if number != "3" else low + 64
        places = np.arange(first, last + 1)
        table = scores(
            np.tile(p.q, (len(places), 1)), np.array([p.k]), places, np.array([p.n]), p.spec
        )[:, 0]
        steps = np.diff(table)
        said = question["choices"][question["correct"]]
        if "highest" in question["text"]:
            choices = [int(one.replace(",", "")) for one in question["choices"]]
            assert 3 <= len(set(choices)) == len(choices)
            assert int(said.replace(",", "")) == places[table.argmax()]
            assert all(first <= one <= last for one in choices)
            # What is said of a choice is so: the nearest, the lowest, the first, the last.
            nearest = places[np.abs(places - p.n).argmin()]
            for one, stands in zip(choices, question["stands"], strict=True):
                assert ("nearest" in stands) == (one == nearest != int(said.replace(",", "")))
            continue
        assert question["choices"] == list(CHOICES)
        if said == "It only falls":
            assert np.all(steps <= 1e-9 * np.abs(table).max())
        elif said == "It only rises":
            assert np.all(steps >= -1e-9 * np.abs(table).max())
        elif said == "It stays":
            np.testing.assert_allclose(table, table[0], atol=1e-6)
        else:
            assert steps.min() < 0 < steps.max()


@EACH
def test_cancel_asks_whose_score_changes(link: dict[str, str]) -> None:
    p = read_problem(link).problem
    asked = beyond_questions(p.q, p.m, p.k, p.n, p.spec, 3)["family"]
    lines = beyond_data(p.q, p.m, p.k, p.n, p.spec, 8)[0]["ways"][0]["lines"]  # type: ignore[index]
    scores_of = {
        row[0]: {line[2]["rows"][at][-1] for line in lines}
        for at, row in enumerate(lines[0][2]["rows"])
    }
    right = asked["choices"][asked["correct"]]
    # Far out the angles of RoPE's own pair are rounded in the last of these eight places.
    if max(p.m, p.n) < 1000:
        changes = [name for name, shown in scores_of.items() if len(shown) > 1]
        assert changes == ([] if right == "None" else [right])
    assert all("has changed" in line[1] for line in lines[1:])
    assert "changed" not in lines[0][1]


@EACH
def test_attend_asks_of_what_its_views_show(link: dict[str, str]) -> None:
    problem = read_problem(link).problem
    head = stories_head(0, 0, 0)
    asked = attend_questions(head, head.spec, problem, 3)
    assert set(asked) == {view["key"] for view in VIEWS} - {"habit"}, "the last asks by itself"
    moved = asked["encodings"]
    still = not any(problem.q) and not any(problem.k)
    assert moved["choices"][moved["correct"]] == (
        "With none of them" if still else "With Sinusoidal"
    )
    # A change that is named beside "they stay" is named as what it is.
    for title, told, note in re.findall(
        r"(RoPE|ALiBi) ([\d,]*\d(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)( \(rounding\))?", moved["because"]
    ):
        assert bool(note) == (told != "0"), title
    falling = asked["distance"]
    if not any(problem.q) or not any(problem.k):
        assert falling["choices"][falling["correct"]] == "No", "a score that stays falls nowhere"
        assert falling["because"] == "It is 0 at every distance."
    alike = asked["pairs"]
    frequency = inv_freq(problem.spec).max()
    offered = [int(text.split()[0]) for text in alike["choices"]]
    assert np.argmax(np.cos(np.array(offered) * frequency)) == alike["correct"]
    json.dumps(asked, allow_nan=False)
    for question in asked.values():
        assert 0 <= question["correct"] < len(question["choices"])
        assert len(set(question["choices"])) == len(question["choices"])


@pytest.mark.parametrize("key", ["llama-3.1-8b-70b-405b", "deepseek-v3", "phi-4-mini"])
def test_scale_asks_what_its_steps_show(key: str) -> None:
    subject = model_subject(key)
    reach = reach_of(subject, None, None)
    asked = scale_questions(subject, reach, 3)
    pairs = inv_freq(unscaled(subject.spec))
    had = [angle_was_had(step, reach.trained, beyond(reach.trained)) for step in pairs.tolist()]
    new = had.count(False)
    question = asked["beyond"]
    right = "None" if not new else "All of them" if new == len(pairs) else "The slow ones"
    assert question["choices"][question["correct"]] == right
    if new:
        assert f"({new} of {len(pairs)})" in question["because"]
    for method in methods(subject, reach):
        if method.spec:
            slower = inv_freq(method.spec)[0] < inv_freq(unscaled(subject.spec))[0]
            one = asked[f"method {method.rope_type}"]
            assert one["choices"][one["correct"]] == ("Yes" if slower else "No")
            share = inv_freq(method.spec) / inv_freq(unscaled(subject.spec))
            kept = asked[f"kept {method.rope_type}"]["each"]["correct"]
            for one, part in zip(kept, share, strict=True):
                near = part == pytest.approx(share[-1], rel=1e-6)
                wanted = "0" if part >= 1 else "3" if part == 0 else "2" if near else "1"
                assert one == wanted or (one == "2" and part < share[-1]), method.rope_type
    told = breaks(unscaled(subject.spec), reach, 3)
    assert told["verdicts"].count("new") == new
    assert beyond(reach.trained) > reach.trained


@pytest.mark.parametrize("key", ["qwen3-8b", "smollm3-3b", "seed-oss-36b"])
def test_a_factor_of_1_keeps_everything_whatever_the_last_digit_is(key: str) -> None:
    subject = model_subject(key)
    reach = reach_of(subject, None, 1.0)
    asked, told = scale_questions(subject, reach, 3), scale_data(subject, reach, 3)
    by_key = {method["key"]: method for method in told["methods"]}
    for name in ("linear", "yarn", "llama3"):
        assert set(asked[f"kept {name}"]["each"]["correct"]) == {"0"}
        assert set(asked[f"kept {name}"]["each"]["shown"].split("|")) == {"all"}
        fastest = asked[f"method {name}"]
        assert fastest["choices"][fastest["correct"]] == "No"
        assert fastest["because"].startswith("It turns as fast as before.")
        assert by_key[name]["change"] == "Every pair is as it was."
