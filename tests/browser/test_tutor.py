"""The tutor as a person meets it: numbers, steps, links, mistakes in entering, phones."""

from __future__ import annotations

import re

import numpy as np
import pytest
from browser_support import PATIENCE, Server, button, go
from playwright.sync_api import Page, expect

from rope_core import rotate, rotation_matrix, scores
from rope_core.problem import read_problem
from ui.numbers import shown

LINE = "cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219"
PROBLEMS = {
    "worked": {},
    "half_split": {"pairing": "half_split", "m": "5", "digits": "5"},
    "real": {"text": "0", "layer": "1", "head": "2", "m": "6", "n": "2"},
    "random": {"seed": "7", "d": "16", "m": "1000", "base": "500"},
}


def link(path: str, params: dict[str, str]) -> str:
    return path + "?" + "&".join(f"{name}={text}" for name, text in params.items())


def count(page: Page, text: str) -> None:
    expect(page.locator(".rope .count").first).to_have_text(text)


def enter(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label)
    field.fill(text)
    field.press("Enter")


@pytest.mark.parametrize("path", ["/", "/rotate"])
def test_the_first_line_on_screen(open_at, path):
    page = open_at(path)
    expect(page).to_have_title("Rotate · RoPE, by hand")
    expect(page.get_by_text(LINE)).to_be_visible()


@pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)
def test_rotate_and_matrix_show_the_cores_numbers(open_at, params):
    reading = read_problem(params)
    problem, places = reading.problem, 10.0**-reading.digits
    y = rotate(np.array(problem.q), problem.m, problem.spec)
    page = open_at(link("/rotate", params))
    page.keyboard.press("End")
    cells = page.locator(".rope .result .number").all_inner_texts()
    np.testing.assert_allclose([float(shown(text)) for text in cells], y, atol=0.51 * places)
    page = open_at(link("/matrix", params))
    page.keyboard.press("End")
    rows = page.locator(".rope table.matrix tbody tr").all()
    matrix = rotation_matrix(problem.spec, problem.m)
    for at, row in enumerate(rows):
        entries = [float(shown(text)) for text in row.locator("td").all_inner_texts()]
        np.testing.assert_allclose(entries, matrix[at, : len(entries)], atol=0.51 * places)


@pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)
def test_cancel_shows_the_cores_score(open_at, params):
    problem = read_problem(params).problem
    q, k = (np.array([x], dtype=float) for x in (problem.q, problem.k))
    score = scores(q, k, np.array([problem.m]), np.array([problem.n]), problem.spec)[0, 0]
    page = open_at(link("/cancel", params))
    text = page.locator(".readout .score").inner_text().removeprefix("score").strip()
    assert float(text.replace("−", "-")) == pytest.approx(score, rel=1e-9, abs=1e-9)


def test_stepping_every_way_sends_nothing(open_at, watch):
    page = open_at("/")
    page.wait_for_timeout(500)
    watch.sent.clear()
    button(page, "Next step").click()
    count(page, "2 of 16")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    count(page, "4 of 16")
    button(page, "Previous step").click()
    page.keyboard.press("ArrowLeft")
    count(page, "2 of 16")
    page.keyboard.press("End")
    count(page, "16 of 16")
    page.keyboard.press("Home")
    count(page, "1 of 16")
    page.get_by_label("Step", exact=True).fill("6")
    count(page, "6 of 16")
    expect(page).to_have_url(re.compile(r"[?&]step=6"))
    expect(page.get_by_text("Rounded terms give 0.220")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Pair 1:")).click()
    count(page, "13 of 16")
    button(page, "Open everything").click()
    expect(page.get_by_role("heading", name="Pair 1: q₂ and q₃")).to_be_visible()
    button(page, "k at position 3").click()
    expect(page.get_by_role("heading", name="Pair 1: k₂ and k₃")).to_be_visible()
    assert not watch.sent, "stepping is the browser's alone"


def test_a_step_survives_reload_and_a_changed_problem(open_at):
    page = open_at("/cancel?m=5&step=9")
    count(page, "9 of 16")
    enter(page, "Query position m", "6")
    expect(page.get_by_text("query at 6, key at 3")).to_be_visible()
    count(page, "9 of 16")
    expect(page).to_have_url(re.compile(r"/cancel\?m=6&step=9"))
    page.reload()
    count(page, "9 of 16")


def test_the_problem_goes_along_and_back_undoes(open_at):
    page = open_at("/?m=5")
    page.get_by_role("link", name="Matrix", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Matrix")
    expect(button(page, "q at position 5")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/matrix\?m=5$"))
    enter(page, "Query position m", "8")
    expect(button(page, "q at position 8")).to_be_visible()
    page.go_back()
    expect(button(page, "q at position 5")).to_be_visible()
    expect(page.get_by_label("Query position m")).to_have_value("5")


def test_questions_are_answered(open_at, watch):
    page = open_at("/cancel?step=10")
    page.wait_for_timeout(300)
    watch.sent.clear()
    button(page, "Yes, it gets larger").click()
    expect(page.locator(".feedback")).to_contain_text("Not so.")
    button(page, "Next step").click()
    expect(page.get_by_text("SymPy: equal.")).to_be_visible()
    button(page, "Break it: rotate q only").click()
    before = page.locator(".readout .score").inner_text()
    page.get_by_label("Shift in tokens").fill("7")
    expect(page.locator(".readout .score")).not_to_have_text(before)
    button(page, "RoPE, shift both").click()
    expect(page.locator(".readout")).to_contain_text("−0.43630557500854")
    assert not watch.sent


ARROWS = """() => {
  const plot = document.querySelector("[class*=st-key-turn_plot] .js-plotly-plot");
  return plot?.data?.filter((trace) => ["q", "k"].includes(trace.name))
    .map((trace) => [trace.x[1], trace.y[1]]);
}"""


def angle(x: float, y: float) -> float:
    return float(np.arctan2(y, x))


def test_turn_moves_the_arrows_in_the_browser(open_at, watch):
    page = open_at("/turn")
    page.wait_for_function(f"() => ({ARROWS})()?.[0]?.some((number) => number !== 0)")
    page.wait_for_timeout(500)
    watch.sent.clear()
    (k, q), still = page.evaluate(ARROWS)[:2], page.evaluate(ARROWS)
    button(page, "Play").click()
    page.wait_for_timeout(1500)
    button(page, "Pause").click()
    page.wait_for_timeout(200)
    moved = page.evaluate(ARROWS)
    assert moved[0] != still[0]
    assert moved[1] != still[1]
    between = angle(*q) - angle(*k)
    now = angle(*moved[1]) - angle(*moved[0])
    assert np.cos(between - now) == pytest.approx(1, abs=1e-6), "moved together, the angle stays"
    button(page, "Move one").click()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    k_now, q_now = page.evaluate(ARROWS)[:2]
    assert np.cos(angle(*q_now) - angle(*k_now) - between) < 0.999, "moved alone, it changes"
    assert not watch.sent


BAD = {
    "Query vector q": ["1, 2, 3", "", "one two", "nan, 1", "inf, 1", "1e400, 1",
                       "<img src=x onerror='window.hacked=1'>"],
    "Query position m": ["-1", "1e12", "1.5", "<script>window.hacked=1</script>"],
    "Base": ["0", "1", "-3"],
    "Head dimension": ["7", "0", "99999"],
}  # fmt: skip


@pytest.mark.parametrize(("label", "texts"), BAD.items(), ids=BAD)
def test_bad_input_keeps_the_last_good_problem(open_at, label, texts):
    page = open_at("/?m=1")
    for text in texts:
        enter(page, label, text)
        expect(page.get_by_role("alert").filter(has_text="allowed:").first).to_be_visible()
        expect(page.get_by_label(label)).to_have_value(text)
        expect(page.get_by_text(LINE)).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_ten_thousand_numbers_are_refused(open_at):
    page = open_at("/")
    enter(page, "Key vector k", ", ".join(["0.5"] * 10_000))
    expect(page.get_by_role("alert").filter(has_text="10,000")).to_be_visible()
    expect(page.get_by_text(LINE)).to_be_visible()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("m", "-1", "m: received -1; allowed: a whole number from 0 to 1,048,576"),
        ("k", "<b>x</b>", "k: received <b>x</b>; allowed:"),
        ("pairing", "both", "pairing: received both; allowed: interleaved or half_split"),
        ("digits", "2", "digits: received 2; allowed: a whole number from 3 to 8"),
        ("step", "77", "step: received “77”; allowed: a whole number from 1 to 16"),
        ("base", "1", "base: received 1; allowed: a number greater than 1"),
    ],
)
def test_a_wrong_link_is_answered(open_at, name, text, says):
    page = open_at(f"/?{name}={text}")
    expect(page.get_by_role("alert").filter(has_text=says).first).to_be_visible()
    expect(page.get_by_text(LINE)).to_be_visible()


def test_switching_the_pairing_moves_the_entries(open_at):
    page = open_at("/matrix")
    corner = page.locator(".rope table.matrix tbody tr").first.locator("td")
    assert corner.all_inner_texts() == ["0.540", "−0.841", "0", "0"]
    page.get_by_role("radio", name="half_split").click()
    expect(corner.nth(2)).to_have_text("−0.841")
    assert corner.all_inner_texts() == ["0.540", "0", "−0.841", "0"]


def test_a_large_matrix_is_looked_at_through_a_window(open_at, watch):
    page = open_at("/matrix?seed=1&d=128&pairing=half_split")
    page.wait_for_timeout(400)
    watch.sent.clear()
    button(page, "To −sin of pair 0").click()
    headings = page.locator(".rope table.matrix thead th")
    expect(headings.first).to_have_text("64")
    page.get_by_label("First row of the window").fill("9")
    expect(page.locator(".rope table.matrix tbody th").first).to_have_text("9")
    assert not watch.sent


def test_projector_mode_shows_the_stage_alone(new_page, app_url):
    page = go(new_page(viewport={"width": 1280, "height": 720}), f"{app_url}/?projector=1")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.keyboard.press("PageDown")
    count(page, "2 of 16")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page).not_to_have_url(re.compile("projector"))


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_does_not_scroll_sideways(new_page, app_url, width):
    page = new_page(viewport={"width": width, "height": 800})
    for path in ("/?step=6", "/?seed=2&d=128&all=1", "/matrix?seed=3&d=8", "/cancel?step=9",
                 "/turn?seed=1&d=64"):  # fmt: skip
        go(page, app_url + path)
        wide = page.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]');"
            "return [main.scrollWidth - main.clientWidth,"
            "document.documentElement.scrollWidth - innerWidth]; }"
        )
        assert max(wide) <= 0, path


def test_a_cold_server_opens_any_page_and_a_restart_loses_nothing(new_page, chromium, watch):
    server = Server().start()
    watch.url = server.url
    try:
        page = go(new_page(), f"{server.url}/matrix?m=5&step=4")
        count(page, "4 of 18")
        expect(page.get_by_label("Query position m")).to_have_value("5")
        watch.server_may_be_gone = True
        server.stop()
        page.wait_for_timeout(1000)
        server.start()
        # Streamlit tries again by itself; the first edit after that must not be lost.
        page.wait_for_timeout(8000)
        enter(page, "Key position n", "9")
        expect(button(page, "k at position 9")).to_be_visible(timeout=PATIENCE)
        expect(button(page, "q at position 5")).to_be_visible()
        count(page, "4 of 18")
    finally:
        server.stop()


def test_dark_is_dark(new_page, app_url):
    page = go(new_page(color_scheme="dark"), f"{app_url}/?step=6")
    ink = page.locator(".rope").first.evaluate("(node) => getComputedStyle(node).color")
    red, green, blue = map(int, re.findall(r"\d+", ink)[:3])
    assert min(red, green, blue) > 200
