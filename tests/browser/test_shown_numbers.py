"""The numbers on screen are the core's: every step of worked, real and random problems."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rope_core import (
    angles,
    attention_factor,
    inv_freq,
    output_indices,
    pair_indices,
    rotate,
    rotation_matrix,
    scores,
    wavelength,
)
from rope_core.models.presets import find_model
from rope_core.problem import Problem, read_problem
from tests.arithmetic import worked_out
from tests.browser.browser_support import (
    NUMBER,
    Watch,
    address,
    assert_shows,
    button,
    choose,
    read,
    settled,
    shows,
    step_shown,
    step_to,
    walk,
)
from ui.cancel.beyond import beyond_data

PROBLEMS = {
    "worked": {},
    "real": {"text": "1", "layer": "2", "head": "3", "m": "6", "n": "2", "digits": "5"},
    "random": {
        "seed": "7",
        "d": "6",
        "m": "1048576",
        "n": "20",
        "base": "500000",
        "pairing": "half_split",
        "digits": "6",
    },
}
each_problem = pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)
Open = Callable[[str], Page]


def link(path: str, params: dict[str, str]) -> str:
    return path + "?" + "&".join(f"{name}={text}" for name, text in params.items())


def numbers(pattern: str, text: str) -> list[str]:
    """The numbers that stand where N stands in ``pattern``; brackets round them do not count."""
    pattern = re.escape(pattern).replace("N", rf"\(?({NUMBER})\)?").replace(r"\ ", r"\s*")
    pattern = pattern.replace("=", "[=≈]")
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in: {text}"
    return list(found.groups())


def test_the_first_line_is_the_one_promised(look_at: Open) -> None:
    page = look_at("/rotate")
    expect(page).to_have_title("Rotate · RoPE, by hand")
    expect(
        page.get_by_text("cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219", exact=True)
    ).to_be_visible()
    assert step_shown(page)[0] == 1


@each_problem
def test_rotate(open_at: Open, params: dict[str, str]) -> None:
    page = open_at(link("/rotate", params))
    problem = read_problem(params).problem
    pairs = problem.spec.pairs
    whole_pair = 7
    steps = walk(page)
    assert len(steps) == 2 + whole_pair * pairs
    for at, step in enumerate(steps[1:-1]):
        check_rotate_step(step.text, at % whole_pair, at // whole_pair, problem)
    turned = page.get_by_role("group", name="Numbers of q′").inner_text()
    assert_shows(
        re.findall(NUMBER, re.sub(r"pair \d+|copied", "", turned)),
        rotate(problem.q, problem.m, problem.spec),
        "the rotated query",
    )
    length = float(np.hypot.reduce(problem.q))
    assert_shows(numbers("‖q‖ = N ‖q′‖ = N", steps[-1].text), [length] * 2, "length")
    # The key, at its own position, at the end of the same steps.
    page.get_by_role("button", name=f"k at position {problem.n}").or_(
        page.get_by_role("button", name=re.compile(r"^k ", re.IGNORECASE))
    ).first.click()
    expect(page.get_by_role("group", name="Numbers of k′")).to_be_visible()
    assert address(page)["vector"] == "k"
    turned = page.get_by_role("group", name="Numbers of k′").inner_text()
    assert_shows(
        re.findall(NUMBER, re.sub(r"pair \d+|copied", "", turned)),
        rotate(problem.k, problem.n, problem.spec),
        "the rotated key",
    )


def check_rotate_step(text: str, key: int, pair: int, problem: Problem) -> None:
    spec = problem.spec
    w = float(inv_freq(spec)[pair])
    angle = float(angles(problem.m, spec)[pair])
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = (problem.q[index] for index in pair_indices(spec)[pair])
    c, d = (rotate(problem.q, problem.m, spec)[index] for index in output_indices(spec)[pair])
    where = f"pair {pair}, step {key}"
    match key:
        case 0:
            assert f"= {spec.base:,.17g} to the power −2×{pair}/{spec.head_dim}" in text
            assert_shows(numbers("= N rad per token", text), [w], where)
            assert_shows(
                numbers("A full turn takes N tokens", text), [wavelength(spec)[pair]], where
            )
        case 1:
            assert_shows(numbers("= N × N = N rad", text), [problem.m, w, angle], where)
        case 2:
            values = [angle, cos, angle, sin]
            assert_shows(numbers("cos(N) = N sin(N) = N", text), values, where)
        case 3:
            for function, x, name in (
                (cos, a, "cos"),
                (sin, b, "sin"),
                (sin, a, "sin"),
                (cos, b, "cos"),
            ):
                products = re.findall(
                    rf"{name} × q\S+ = \(?({NUMBER})\)?×\(?({NUMBER})\)? [=≈] ({NUMBER})", text
                )
                assert any(
                    all(map(shows, product, (function, x, function * x))) for product in products
                ), f"{where}: {name} × {x} is not among {products}"
        case 4:
            pattern = "cos(N)×N − sin(N)×N = N×N − N×N = N − N = N"
            values = [angle, a, angle, b, cos, a, sin, b, cos * a, sin * b, c]
            assert_shows(numbers(pattern, text), values, where)
        case 5:
            pattern = "sin(N)×N + cos(N)×N = N×N + N×N = N + N = N"
            values = [angle, a, angle, b, sin, a, cos, b, sin * a, cos * b, d]
            assert_shows(numbers(pattern, text), values, where)
        case 6:
            length = np.hypot(a, b)
            values = [a, b, length, c, d, length]
            pattern = "before = √(N² + N²) = N after = √(N² + N²) = N"
            assert_shows(numbers(pattern, text), values, where)


@each_problem
def test_matrix(look_at: Open, params: dict[str, str]) -> None:
    page = look_at(link("/matrix", params))
    problem = read_problem(params).problem
    matrix = rotation_matrix(problem.spec, problem.m)
    d = len(problem.q)
    shown = page.get_by_role("table", name=re.compile(r"^R at ")).get_by_role("cell")
    assert_shows([text for text in shown.all_inner_texts() if text], matrix.flat, "the matrix")
    given = page.get_by_role("table", name="q", exact=True).get_by_role("cell")
    assert_shows(given.all_inner_texts(), problem.q, "the vector")
    steps = walk(page)
    assert len(steps) == d * d + 2
    for at, step in enumerate(steps[1:-1]):
        row, column = divmod(at, d)
        where = f"row {row}, column {column}"
        assert f"Row {row}, column {column}:" in step.text
        entry, x = matrix[row, column], problem.q[column]
        product = re.search(
            rf"× q\S+ = \(?({NUMBER})\)?×\(?({NUMBER})\)? [=≈] ({NUMBER})", step.text
        )
        assert product, f"{where}: no product in {step.text}"
        assert_shows(list(product.groups()), [entry, x, entry * x], where)
        # The running sum is the last result of the told rows.
        running = re.search(
            rf"q′\S+(?: so far)? = (?:[^=≈]* [=≈] )?({NUMBER})", step.text[product.end() :]
        )
        assert running, f"{where}: no sum in {step.text}"
        so_far = float(matrix[row, : column + 1] @ np.array(problem.q[: column + 1]))
        assert_shows([running[1]], [so_far], f"{where}, running sum")
    result = page.get_by_role("table", name="q′", exact=True).get_by_role("cell")
    turned = rotate(problem.q, problem.m, problem.spec)
    assert_shows(result.all_inner_texts(), turned, "the result")


def test_half_split_moves_the_same_numbers_to_other_cells(look_at: Open) -> None:
    page = look_at("/matrix")
    table = page.get_by_role("table", name=re.compile(r"^R at ")).get_by_role("cell")
    for pairing, other in (("interleaved", "half_split"), ("half_split", "interleaved")):
        problem = read_problem({"pairing": pairing}).problem
        cells = [text for text in table.all_inner_texts() if text]
        assert_shows(cells, rotation_matrix(problem.spec, problem.m).flat, pairing)
        place = 1 if pairing == "interleaved" else 2
        assert cells[place] == "−0.841"
        choose(page, "Pairing", other)
        expect(table.filter(has_text=re.compile(r"\S")).nth(3 - place)).to_have_text("−0.841")


def test_a_window_walks_over_a_large_matrix(open_at: Open, watch: Watch) -> None:
    page = open_at("/matrix?seed=3&d=128&row=8&column=8&m=77")
    settled(page)
    sent = len(watch.sent)
    problem = read_problem({"seed": "3", "d": "128", "m": "77"}).problem
    matrix = rotation_matrix(problem.spec, problem.m)
    table = page.get_by_role("table", name=re.compile(r"^R at ")).get_by_role("cell")
    for start in (8, 100):
        page.get_by_role("slider", name="First row of the window").fill(str(start))
        page.get_by_role("slider", name="First column of the window").fill(str(start))
        expect(page.get_by_role("rowheader", name=str(start), exact=True).first).to_be_visible()
        window = matrix[start : start + 4, start : start + 4]
        cells = [text for text in table.all_inner_texts() if text]
        assert_shows(cells, window.flat, f"window at {start}")
    step_to(page, 18)
    result = page.get_by_role("table", name=re.compile("^q′")).get_by_role("cell")
    turned = rotate(problem.q, problem.m, problem.spec)[100:104]
    assert_shows(result.all_inner_texts(), turned, "the window's rows")
    button(page, "Previous pair").click()
    expect(page.get_by_role("rowheader", name="98", exact=True).first).to_be_visible()
    assert len(watch.sent) == sent


def test_a_window_stands_anywhere_in_a_head_turned_in_part(open_at: Open) -> None:
    """Also at rows that are only copied, and where a pair is written elsewhere than it is read."""
    page = open_at("/matrix?model=gpt-j-6b&row=200&column=200")
    expect(page.get_by_role("rowheader", name="200", exact=True).first).to_be_visible()
    button(page, "Previous pair").click()
    before_last = pair_indices(find_model("GPT-J-6B").spec())[-2][0]
    expect(page.get_by_role("rowheader", name=str(before_last), exact=True).first).to_be_visible()
    page = open_at("/matrix?model=deepseek-v3&row=0&column=0")
    spec = find_model("DeepSeek-V3").spec()
    row, column = output_indices(spec)[1][0], pair_indices(spec)[1][0]
    button(page, "Next pair").click()
    shown = page.get_by_role("slider", name="First row of the window")
    expect(shown).to_have_value(str(row))
    expect(page.get_by_role("slider", name="First column of the window")).to_have_value(str(column))
    button(page, "To sin of pair 1").click()
    expect(shown).to_have_value(str(output_indices(spec)[1][1]))


@each_problem
def test_cancel(look_at: Open, params: dict[str, str]) -> None:
    """Both sides of every line, worked out from the numbers on screen, are the pair's score."""
    params = params | {"digits": "8"}
    page = look_at(link("/cancel", params))
    problem = read_problem(params).problem
    pair = problem.spec.pairs - 1
    button(page, f"pair {pair}").click()
    share = pair_share(problem, pair)
    exact = checked = beyond = 0
    whole = None
    for step in walk(page):
        if "Numbers" not in step.regions:
            beyond += 1  # the last chapter has no lines of the proof
            continue
        title, text = step.titles[1], step.regions["Numbers"].removeprefix("Numbers").strip()
        if title.startswith("Predict"):
            continue
        assert step.regions["Symbols"].removeprefix("Symbols").strip()
        assert "✓ SymPy: equal." in step.text, title
        told = re.search(r"The score of the whole vectors is (\S+)\. ", text)
        whole = told or whole
        full = re.search(r"at full precision: (\S+) before, (\S+?) after", step.folded)
        if not full:
            continue
        both = [float(read_plain(number.rstrip(","))) for number in full.groups()]
        assert both == pytest.approx([share] * 2, rel=1e-9, abs=1e-9), title
        exact += 1
        lines = re.split("Both lines come to|The score of the whole|Shown rounded", text)[0]
        sides = [work_out(side) for side in re.split("[=≈]", lines)]
        if len(sides) == 2:
            bound = 2e-6 * (1 + max(map(abs, (*problem.q, *problem.k)))) ** 2
            assert sides == pytest.approx([share] * 2, abs=bound), f"{title}: {text}"
            checked += 1
    assert exact >= 4, exact
    assert checked >= 3, checked
    assert beyond == len(beyond_data(problem.q, problem.m, problem.k, problem.n, problem.spec, 8))
    assert whole
    score = float(scores(problem.q, problem.k, problem.m, problem.n, problem.spec))
    assert shows(whole[1], score)


def pair_share(problem: Problem, pair: int) -> float:
    """What one pair adds to the score."""
    at = list(output_indices(problem.spec)[pair])
    turned_q = rotate(problem.q, problem.m, problem.spec)[at]
    turned_k = rotate(problem.k, problem.n, problem.spec)[at]
    return float(turned_q @ turned_k)


def read_plain(text: str) -> str:
    return text.replace("−", "-")


def work_out(written: str) -> float:
    """The value of an expression of numbers as it stands on screen."""
    plain = re.sub(NUMBER, lambda found: f"({read(found[0])})", written.strip())
    return float(worked_out(plain.replace(")(", ")×(").replace(") (", ")×(")))


#: What of a picture's arrow is its length: its tip lies on the right before it is turned.
REACH = "arrow => Number(arrow.querySelector('path').getAttribute('d').match(/M([\\d.]+)/)[1])"
SEEN = ("before", "after")


def test_an_attention_factor_is_drawn_and_said(look_at: Open) -> None:
    params = {"model": "olmo-3.1-32b", "seed": "2", "m": "7", "n": "9000"}
    factor = attention_factor(read_problem(params).problem.spec)
    assert factor > 1.1
    page = look_at(link("/rotate", params | {"step": "6"}))
    expect(page.locator(".work")).to_contain_text(f"{factor:.3f}×cos × q")
    lengths = [page.locator(f".picture .arrow.{name}").evaluate(REACH) for name in SEEN]
    assert lengths[1] / lengths[0] == pytest.approx(factor)
    # More than a turn is not drawn as a small part of one.
    expect(page.locator(".picture circle.sweep")).to_have_count(1)
    # What is only turned is as long as it was.
    step_to(page, 4)
    lengths = [page.locator(f".picture .arrow.{name}").evaluate(REACH) for name in SEEN]
    assert lengths[0] == pytest.approx(lengths[1])
    page = look_at(link("/cancel", params))
    expect(page.locator(".proof-words .says")).to_contain_text(f"attention factor {factor:.3f}")


def test_what_is_not_rotated_stands_in_the_symbols_too(look_at: Open) -> None:
    page = look_at("/cancel?model=pythia-70m&seed=2&m=5&n=2&step=13")
    expect(page.locator(".proof-words")).to_contain_text("What is not rotated adds")
    for line in (".old", ".new"):
        expect(page.locator(".track").first.locator(line)).to_contain_text(
            "Σj = 16 … 63 qjkj (not rotated)"
        )


def test_nothing_has_no_sign(look_at: Open) -> None:
    page = look_at("/cancel?q=1,2&k=0.5,-1&m=0&n=3")
    entries = page.locator(".track").nth(1).locator(".matrix-box .grid > span")
    expect(entries.first).to_have_text("1.000")
    assert entries.all_inner_texts()[:4] == ["1.000", "0", "0", "1.000"]
    expect(page.locator(".track").nth(1)).to_contain_text("2.000×0 = 1.000")
