"""Turn: the arrows stand where the core says, play and pause, both or one, nothing sent."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rope_core import angles, pair_indices, rotate, scores
from rope_core.problem import read_problem
from tests.browser.browser_support import (
    PATIENCE,
    Watch,
    address,
    button,
    enter,
    frames,
    go,
    settled,
    step_shown,
    step_to,
    text_of,
)

Open = Callable[[str], Page]
PROBLEM = read_problem({}).problem

#: Name and coordinates of every trace, column after column, as Plotly holds them.
TRACES = """() => document.querySelector('.js-plotly-plot').data.map(
  ({ name, x, y }) => ({ name, x: [...x].slice(-2), y: [...y].slice(-2) }))"""

#: Whether the arrows of a vector point there, pair by pair.
POINTING = """([name, wanted]) => {
  const plot = document.querySelector('.js-plotly-plot');
  const arrows = plot?.data?.filter((trace) => trace.name === name) ?? [];
  return arrows.length === wanted.length && arrows.every(({ x, y }, at) => {
    const apart = Math.atan2(y.at(-1), x.at(-1)) - wanted[at];
    return Math.abs(Math.atan2(Math.sin(apart), Math.cos(apart))) < 1e-6;
  });
}"""


def traces(page: Page, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(TRACES)
    return [trace for trace in found if trace["name"] == name]


def directions(page: Page, name: str) -> list[float]:
    """Where the arrows of q (or k) point, pair by pair, in radians."""
    return [math.atan2(trace["y"][1], trace["x"][1]) for trace in traces(page, name)]


def pointing(vector: tuple[float, ...], position: int) -> list[float]:
    """Where they are to point: the directions of the rotated pairs."""
    turned = rotate(vector, position, PROBLEM.spec)
    return [math.atan2(turned[b], turned[a]) for a, b in pair_indices(PROBLEM.spec)]


def same(ones: list[float], others: list[float]) -> bool:
    return len(ones) == len(others) and all(
        abs(math.remainder(one - other, math.tau)) < 1e-6
        for one, other in zip(ones, others, strict=True)
    )


def wait_for_arrows(page: Page, query: int, key: int) -> None:
    """The arrows follow within a frame or two; the first time Plotly itself has to come."""
    page.wait_for_function(POINTING, arg=["q", pointing(PROBLEM.q, query)], timeout=PATIENCE)
    page.wait_for_function(POINTING, arg=["k", pointing(PROBLEM.k, key)], timeout=PATIENCE)
    assert same(directions(page, "q"), pointing(PROBLEM.q, query)), f"q at {query}"
    assert same(directions(page, "k"), pointing(PROBLEM.k, key)), f"k at {key}"


def test_arrows_words_and_curves_move_together(work_at: Open, work_watch: Watch) -> None:
    page = work_at("/turn")
    wait_for_arrows(page, 1, 3)
    settled(page)
    sent = len(work_watch.sent)
    for move, key in (("Move both", 12), ("Move one", 3)):
        button(page, move).click()
        step_to(page, 11)
        wait_for_arrows(page, 10, key)
        text = text_of(page)
        assert "q at 10" in text
        assert f"k at {key}" in text
        score = scores(PROBLEM.q, PROBLEM.k, 10, key, PROBLEM.spec)
        assert f"Score {score:.3f}".replace("-", "−") in text
        for pair, marker in enumerate(traces(page, "cos and sin now")):
            angle = angles(10, PROBLEM.spec)[pair]
            assert marker["x"] == [10, 10]
            assert marker["y"] == pytest.approx([math.cos(angle), math.sin(angle)])
    assert address(page)["move"] == "one"
    # Both moved: the score is that of the problem, whatever the position.
    button(page, "Move both").click()
    problem_score = f"{scores(PROBLEM.q, PROBLEM.k, 1, 3, PROBLEM.spec):.3f}".replace("-", "−")
    for step in (5, 30, 65):
        step_to(page, step)
        assert f"Score {problem_score}" in text_of(page)
    assert len(work_watch.sent) == sent


def test_curves_are_those_of_the_positions_played(work_at: Open) -> None:
    page = work_at("/turn?m=100000&n=99990")
    curves = """() => document.querySelector('.js-plotly-plot')?.data.map(
      ({ name, x, y }) => ({ name, x: [...x], y: [...y] })) ?? []"""
    for position in (100_000, 7, 40_000):
        enter(page, "Query position m", str(position))
        page.wait_for_function(
            f"({curves})()[0]?.x[0] <= {position} && ({curves})()[0]?.x.at(-1) >= {position}"
        )
        drawn = page.evaluate(curves)
        for name, wave in (("cos", math.cos), ("sin", math.sin)):
            lines = [trace for trace in drawn if trace["name"] == name]
            assert len(lines) == PROBLEM.spec.pairs
            for pair, line in enumerate(lines):
                turned = [float(angles(x, PROBLEM.spec)[pair]) for x in line["x"]]
                assert line["y"] == pytest.approx([wave(angle) for angle in turned], abs=1e-9)
        left, right = page.evaluate(
            "document.querySelector('.js-plotly-plot')._fullLayout.xaxis2.range"
        )
        assert left == drawn[0]["x"][0]
        assert right == drawn[0]["x"][-1]


def test_a_position_is_copied_as_its_field_takes_it(work_at: Open) -> None:
    page = work_at("/turn?m=1048576&n=3&step=17")
    at = page.locator(".turning .says .of-query")
    expect(at).to_have_text("q at 1048576")
    between = "(node) => getComputedStyle(node, '::before').content"
    marks = [one.evaluate(between) for one in at.locator(".thousands span").all()]
    assert marks == ["none", '","', '","'], "it is read as 1,048,576"


def test_play_and_pause(open_at: Open, watch: Watch) -> None:
    page = open_at("/turn")
    wait_for_arrows(page, 1, 3)
    settled(page)
    sent, before = len(watch.sent), directions(page, "q")
    button(page, "Play").click()
    expect(page.get_by_text(re.compile(r"^([4-9]|[1-5]\d) of 65$"))).to_be_visible()
    moving = directions(page, "q")
    assert moving != before
    button(page, "Pause").click()
    here = step_shown(page)[0]
    wait_for_arrows(page, here - 1, here + 1)
    still = directions(page, "q")
    frames(page, 30)
    assert directions(page, "q") == still
    assert step_shown(page)[0] == here
    expect(button(page, "Play")).to_be_visible()
    # From the end it starts again; a step by hand stops it.
    page.keyboard.press("End")
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^([1-9]|[1-5]\d) of 65$"))).to_be_visible()
    assert len(watch.sent) == sent


def test_another_problem_is_drawn_anew(work_at: Open) -> None:
    page = work_at("/turn?seed=4&d=64")
    for pair in (0, 10, 21, 31):
        expect(page.get_by_text(f"pair {pair}", exact=True)).to_be_visible()
    page.wait_for_function("document.querySelector('.js-plotly-plot')?.data?.length >= 4 * 7")
    assert len(traces(page, "q")) == len(traces(page, "k")) == 4


#: Where things stand and how large the figure's type is, once Plotly has drawn it.
LAID_OUT = """() => {
  const box = (css) => document.querySelector(css)?.getBoundingClientRect();
  const texts = [...document.querySelectorAll(".js-plotly-plot text")];
  const sizes = texts.map((node) => parseFloat(getComputedStyle(node).fontSize));
  const circle = box(".js-plotly-plot .shapelayer path");
  const [table, plot, legend] = [".turns", ".js-plotly-plot", ".turn-legend"].map(box);
  return texts.length && plot.height > 200 && {
    order: [table.bottom, plot.top, plot.bottom, legend.top, legend.bottom, innerHeight],
    smallest: Math.min(...sizes),
    round: Math.abs(circle?.width - circle?.height) < 1,
  };
}"""


@pytest.mark.parametrize(
    ("width", "height", "query"),
    [(1280, 720, ""), (1440, 900, ""), (1280, 720, "?seed=4&d=64&projector=1")],
    ids=["laptop", "desk", "projector"],
)
def test_the_picture_is_in_view_under_its_numbers(
    new_page: Callable[..., Page], app_url: str, width: int, height: int, query: str
) -> None:
    page = go(new_page(viewport={"width": width, "height": height}), f"{app_url}/turn{query}")
    large = 22 if query else 12
    page.wait_for_function(f"({LAID_OUT})()?.smallest >= {large}", timeout=PATIENCE)
    page.wait_for_function(f"({LAID_OUT})()?.round")
    settled(page)
    assert page.evaluate(LAID_OUT)["round"]
    order = page.evaluate(LAID_OUT)["order"]
    assert order == sorted(order), order


#: The first circle and the first axis of curves: whether they stand beside each other, and how
#: large the circle is.
ARRANGED = """() => {
  const circle = document.querySelector(".js-plotly-plot .shapelayer path").getBoundingClientRect();
  const { xaxis2, yaxis2 } = document.querySelector(".js-plotly-plot")._fullLayout;
  const plot = document.querySelector(".js-plotly-plot").getBoundingClientRect();
  const left = plot.left + xaxis2._offset, top = plot.top + yaxis2._offset;
  const beside = left > circle.right && top < circle.bottom;
  return Math.abs(circle.width - circle.height) < 1 && (beside || top > circle.bottom)
    ? [beside, circle.width] : null;
}"""


def test_circle_and_curves_stand_so_that_the_circle_is_large(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = go(new_page(viewport={"width": 1280, "height": 720}), f"{app_url}/turn")
    wait_for_arrows(page, 1, 3)
    page.wait_for_function(f"({ARRANGED})()?.[0] === true && ({ARRANGED})()[1] > 140")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.wait_for_function(f"({ARRANGED})()?.[0] === false && ({ARRANGED})()[1] > 200")
    wait_for_arrows(page, 1, 3)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(f"({ARRANGED})()?.[0] === true && ({ARRANGED})()[1] > 140")


def test_a_step_is_seen_to_turn(open_at: Open) -> None:
    page = open_at("/turn")
    wait_for_arrows(page, 1, 3)
    where = (
        "document.querySelector('.js-plotly-plot').data.find((one) => one.name === 'q').y.at(-1)"
    )
    page.evaluate(
        f"""() => {{
          window.seen = new Set();
          const note = () => {{ seen.add({where}); requestAnimationFrame(note); }};
          note();
        }}"""
    )
    button(page, "Next step").click()
    wait_for_arrows(page, 2, 4)
    assert page.evaluate("seen.size") > 2
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("seen.clear()")
    button(page, "Next step").click()
    wait_for_arrows(page, 3, 5)
    assert page.evaluate("seen.size") <= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_arrows_and_curves_have_the_colours_of_q_and_k(
    new_page: Callable[..., Page], app_url: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    settled(go(page, f"{app_url}/turn?step=3"))
    page.wait_for_function(
        """() => {
          const colour = (name) => getComputedStyle(document.querySelector(name)).color;
          const lines = [...document.querySelectorAll(".js-plotly-plot .scatterlayer .js-line")];
          const drawn = (wanted) =>
            lines.filter((line) => getComputedStyle(line).stroke === wanted).length;
          const pairs = document.querySelectorAll(".turns th").length;
          // cos, sin and the arrow of q; the arrow of k.
          return pairs > 1 && drawn(colour(".turning .of-query")) === 3 * pairs
            && drawn(colour(".turning .of-key")) === pairs;
        }"""
    )


#: A step, and as soon as Plotly has a frame to draw it loses what a figure that goes loses.
_GOES = """async () => {
  const plot = document.querySelector(".js-plotly-plot");
  const bar = document.querySelector('[aria-label="Step"]');
  while (!plot._transitionData?._animationRaf) {
    bar.value = bar.value === "9" ? "5" : "9";
    bar.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
  }
  delete plot.emit;
}"""


def test_a_figure_that_goes_while_it_turns_comes_to_rest(open_at: Open) -> None:
    """It failed in every frame from then on; an error on the page fails the test at its end."""
    page = settled(open_at("/turn"))
    page.evaluate(_GOES)
    page.wait_for_function(
        "() => !document.querySelector('.js-plotly-plot')._transitionData._animationRaf",
        timeout=PATIENCE,
    )
    frames(page, 3)
