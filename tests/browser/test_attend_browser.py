"""Attend in a real browser: cells by mouse and by keys, sliding, encodings, distance, pairs off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core.analysis.distances import lookalikes
from rope_core.encodings import ENCODINGS
from rope_core.models.real_model import real_model
from rope_core.problem import read_problem
from rope_core.spec import RopeSpec
from tests.browser.browser_support import Watch, enter, settled
from ui.attend.distance import ALIKE
from ui.attend.stage import VIEWS, attend_data

REAL = {"text": "2", "layer": "3", "head": "5", "m": "15", "n": "9"}
LINK = "&".join(f"{name}={value}" for name, value in REAL.items())
NUMBER = {view["key"]: index for index, view in enumerate(VIEWS, start=1)}
DATA, _, KEPT = attend_data(read_problem(REAL))
SENTENCE = json.loads(json.dumps(KEPT))["sentence"]


#: Heads of the small model and, with 32 pairs, of SmolLM2: its longest sentence has 20 tokens.
SMOLLM2 = "?stext={}&shead=0&m=12&n=11&base=100000&pairing=half_split"
PROBLEMS = ["", "?text=0&layer=0&head=1", SMOLLM2.format(1), SMOLLM2.format(4)]


@pytest.fixture
def attend(work_at: Callable[[str], Page]) -> Callable[..., Page]:
    def open_view(view: str, link: str = LINK) -> Page:
        page = work_at(f"/attend?{link}&step={NUMBER[view]}")
        expect(page.locator(f".attend-{view}")).to_be_visible()
        return page

    return open_view


@pytest.fixture
def attend_anew(page: Page, app_url: str) -> Callable[..., Page]:
    """As `attend`, where the chosen cell, encoding and pairs are those of a first visit."""

    def open_view(view: str, link: str = LINK) -> Page:
        page.goto(f"{app_url}/attend?{link}&step={NUMBER[view]}")
        expect(page.locator(f".attend-{view}")).to_be_visible(timeout=30_000)
        return settled(page)

    return open_view


def slide(field: Locator, value: int) -> None:
    field.fill(str(value))


def test_a_cell_is_taken_apart_by_mouse_and_by_keys(
    attend_anew: Callable[..., Page], watch: Watch
) -> None:
    page = attend_anew("scores")
    detail = page.locator(".attend-detail")
    expect(detail).to_contain_text(SENTENCE["scores"][15][9])
    settled(page)
    sent = len(watch.sent)
    page.locator('td[data-at="4,2"]').hover()
    for share in SENTENCE["shares"][4][2]:
        expect(detail).to_contain_text(share)
    expect(detail).to_contain_text(SENTENCE["scores"][4][2])
    page.locator("h1").hover()
    expect(detail).to_contain_text(SENTENCE["scores"][15][9])
    page.locator('td[data-at="15,9"]').focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(detail).to_contain_text(SENTENCE["scores"][14][8])
    # The keys moved in the grid, not from step to step; and the link has the cell.
    expect(page.locator(".attend-scores")).to_be_visible()
    assert "cell=14,8" in page.url
    assert len(watch.sent) == sent
    page.keyboard.press("End")
    expect(detail).to_contain_text("the mask takes the score away")


def test_attention_beside_what_the_model_recorded(attend_anew: Callable[..., Page]) -> None:
    page = attend_anew("attention")
    expect(page.locator(".attend-result")).to_contain_text(SENTENCE["difference"])
    expect(page.locator(".attend-result")).to_contain_text("they are the same")
    row = page.locator(".attend-row tr.here")
    expect(row).to_contain_text(SENTENCE["weights"][15][9])
    assert page.locator(".attend-cells td.blank").count() == 18 * 17 // 2
    recorded = real_model().attention(2, 3, 5)[15, 9]
    cells = row.locator("td").all_text_contents()
    assert float(cells[-1]) == pytest.approx(recorded, abs=5e-4)


def test_sliding_sends_nothing_and_only_absolute_encodings_move(
    attend: Callable[..., Page], work_watch: Watch
) -> None:
    page = attend("slide")
    settled(page)
    sent = len(work_watch.sent)
    rope, other = (page.locator(".attend-triangle").nth(i) for i in (0, 1))
    paint = "svg => [...svg.querySelectorAll('rect')].map(r => getComputedStyle(r).fill).join()"
    before = [one.evaluate(paint) for one in (rope, other)]
    slide(page.get_by_label("Shift in tokens"), len(KEPT["slide"]["shifts"]) - 1)
    expect(page.locator(".attend-words")).to_contain_text("100,000")
    after = [one.evaluate(paint) for one in (rope, other)]
    assert before[0] == after[0]
    assert before[1] != after[1]
    page.get_by_role("button", name="Learned absolute").click()
    expect(page.locator(".attend-missing")).to_contain_text("the table ends with row 63")
    assert len(work_watch.sent) == sent


def test_every_encoding_shows_its_arithmetic(attend: Callable[..., Page]) -> None:
    page = attend("encodings", "m=9&n=4")
    told = attend_data(read_problem({"m": "9", "n": "4"}))[0]["encodings"]["encodings"]
    for name, one in zip(ENCODINGS, told, strict=True):
        page.get_by_role("button", name=ENCODINGS[name].title, exact=True).click()
        written = page.locator(".attend-equations")
        expect(written).to_contain_text(ENCODINGS[name].how)
        assert written.locator(".attend-line").count() == len(one["lines"])
        expect(written.locator(".attend-line b").last).to_have_text(one["score"])
        assert ("stand-in" in written.inner_text()) == ENCODINGS[name].stand_in


def test_the_distance_is_scrubbed_in_the_browser(
    attend: Callable[..., Page], work_watch: Watch
) -> None:
    page, told = attend("distance"), DATA["distance"]
    settled(page)
    sent = len(work_watch.sent)
    expect(page.locator(".attend-claim")).to_contain_text(told["claim"]["farScore"])
    page.get_by_role("button", name="0 to 4,096").click()
    last = len(told["stops"]) - 1
    slide(page.get_by_label("Distance in tokens"), last)
    expect(page.locator(".attend-score")).to_contain_text(told["score"][last])
    for share in told["shares"][last]:
        expect(page.locator(".attend-readout")).to_contain_text(share)
    page.get_by_role("button", name="Show the bound").click()
    expect(page.locator(".attend-waves .bound")).to_have_count(2)
    assert len(work_watch.sent) == sent


def test_what_looks_alike_is_what_the_core_says(attend_anew: Callable[..., Page]) -> None:
    """Pairs that a link turns off, and others that are turned off and on by hand."""
    page = attend_anew("pairs", f"{LINK}&off=0,1")
    toggles = [page.get_by_role("button", name=re.compile(f"^Pair {at},")) for at in range(4)]
    for off in ((0, 1), (), (0,), (3,), (0, 1, 2, 3)):
        kept = [pair not in off for pair in range(4)]
        for toggle, on in zip(toggles, kept, strict=True):
            pressed = str(on).lower()
            if off != (0, 1) and toggle.get_attribute("aria-pressed") != pressed:
                toggle.click()
            expect(toggle).to_have_attribute("aria-pressed", pressed)
        alike = lookalikes(RopeSpec(8), kept, 6, 64, ALIKE)
        label = page.locator(".attend-pairs .attend-waves").get_attribute("aria-label")
        ends = np.flatnonzero(np.diff(alike) > 1)
        runs = np.split(np.asarray(alike), ends + 1)
        home = next(run for run in runs if 6 in run)
        far = len(alike) - len(home)
        says = (
            "every distance looks the same"
            if not any(kept)
            else "none other looks like 6"
            if len(alike) == 1
            else f"({far} in all)"
            if len(home) == 1
            else f"{home[0]} to {home[-1]} blur into one"
        )
        assert says in str(label), off
        assert f"({far} farther off in all)" in str(label) or not far or len(home) == 1, off
        blocks = len(runs)
        assert page.locator(".attend-waves .same").count() == blocks, off


def test_another_head_is_another_grid(attend_anew: Callable[..., Page]) -> None:
    page = attend_anew("scores")
    page.get_by_label("Query position m").fill("12")
    page.get_by_label("Query position m").press("Enter")
    expect(page.locator(".attend-cell-title")).to_contain_text("at 12")
    expect(page.locator(".attend-detail .line")).to_contain_text(SENTENCE["scores"][12][9])


def test_arrow_keys_are_no_term(attend_anew: Callable[..., Page]) -> None:
    says = attend_anew("scores").locator(".attend-scores .says")
    expect(says.get_by_role("button")).to_have_text(["query", "key", "pairs"])
    expect(says).to_contain_text("use the arrow keys")


def test_a_grid_that_is_kept_asks_once(attend_anew: Callable[..., Page]) -> None:
    page = attend_anew("scores")
    grid = page.locator(".attend-scores").element_handle()
    for position in ("4", "5"):
        enter(page, "Query position m", position)
        expect(page).to_have_url(re.compile(rf"\bm={position}"))
        settled(page)
        assert page.locator(".asking").count() == 1
    assert grid is not None
    assert grid.evaluate("(node) => node.isConnected"), "the grid was drawn anew"


def test_wrong_links_do_no_harm(attend_anew: Callable[..., Page]) -> None:
    page = attend_anew("scores", "cell=99,99&encoding=<script>&off=77,x,-1")
    page.get_by_role("button", name="Encodings", exact=True).click()
    expect(page.locator(".attend-equations h3")).to_have_text("RoPE")
    page.get_by_role("button", name="Pairs off", exact=True).click()
    expect(page.locator(".attend-pairs .attend-words")).to_contain_text("2 of 2 pairs on")


def test_layer_head_and_sentence_are_chosen_on_the_page(
    attend_anew: Callable[..., Page], watch: Watch
) -> None:
    page = attend_anew("attention", "step=2&m=15&n=9&digits=4")
    page.evaluate("window.stays = true")  # gone where the page is loaded anew
    # With other vectors in the problem the page says so, and one link takes the model's.
    page.get_by_role("link", name="take the real model's").click()
    expect(page.get_by_label("Vectors", exact=True)).to_have_value("A real model")
    page.get_by_role("button", name="Layer 2", exact=True).click()
    page.get_by_role("button", name="Head 6", exact=True).click()
    told = dict(REAL, text="0", layer="2", head="6", digits="4")
    kept = attend_data(read_problem(told))[2]["sentence"]
    expect(page.locator(".attend-result")).to_contain_text(kept["difference"])  # type: ignore[index]
    expect(page.get_by_role("button", name="Head 6", exact=True)).to_be_focused()
    # The sidebar has the same choice, for there is only one.
    expect(page.get_by_label("Layer", exact=True)).to_have_value("2")
    expect(page.get_by_label("Head", exact=True)).to_have_value("6")
    expect(page.locator(".attend-attention")).to_be_visible()
    # A shorter sentence: the chosen tokens are ones that it has.
    page.get_by_label("Words shown").select_option("1")
    last = len(real_model().texts[1].tokens) - 1
    expect(page.locator(".attend-cell-title")).to_contain_text(f"at {last}")
    assert page.get_by_test_id("stAlert").count() == 0
    page.go_back()
    expect(page.locator(".attend-cell-title")).to_contain_text("at 15")
    page.go_back()
    expect(page.get_by_label("Head", exact=True)).to_have_value("0")
    assert page.evaluate("window.stays")


def test_whose_vectors_a_locked_link_shows_is_not_chosen(page: Page, app_url: str) -> None:
    for link in ("text=1&layer=2&head=3", "m=2"):
        page.goto(f"{app_url}/attend?{link}&lock=vectors")
        expect(page.locator(".attend-subject")).to_contain_text("stories260K, layer")
        assert page.locator(".attend-subject").locator("a, button, select").count() == 0


#: Contrast of text and ground of every cell, as the browser paints them.
CONTRAST = """cells => {
  const light = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const of = (text) => {
    const numbers = text.match(/[\\d.]+/g).map(Number).slice(0, 3);
    const [r, g, b] = text.startsWith("color(") ? numbers : numbers.map((x) => x / 255);
    return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  };
  const seen = (node) => {
    for (; node; node = node.parentElement) {
      const ground = getComputedStyle(node).backgroundColor;
      if (!/^rgba\\(0, 0, 0, 0\\)$|^transparent$/.test(ground)) return ground;
    }
    return "rgb(255, 255, 255)";
  };
  return cells.filter((cell) => cell.textContent).map((cell) => {
    const [a, b] = [getComputedStyle(cell).color, seen(cell)].map(of);
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), cell.ariaLabel];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_cell_can_be_read(attend: Callable[..., Page], scheme: str) -> None:
    page = attend("scores")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(
        "(dark) => getComputedStyle(document.querySelector('.stApp')).colorScheme.includes("
        "dark ? 'dark' : 'light')",
        arg=scheme == "dark",
    )
    # Two heads that between them have every depth of both tints.
    for head in ("text=0&layer=0&head=0", "text=2&layer=1&head=0"):
        for view in ("scores", "attention"):
            attend(view, head)
            cells = page.locator(f".attend-{view} .attend-cells :is(td, th)")
            expect(cells.first).to_be_attached(timeout=30_000)
            ratios = cells.evaluate_all(CONTRAST)
            assert len(ratios) > 150
            assert min(ratios)[0] >= 4.5, f"{scheme}, {view}: {min(ratios)}"


def test_every_depth_of_a_tint_can_be_read(new_page: Callable[..., Page], app_url: str) -> None:
    """Not only the depths that some sentence happens to have."""
    every = """async (cells) => {
      const { loading: version } = globalThis.ropeByHand;
      const { tintOf } = await import(
        new URL(`assets/${version}/attend/grid.js`, document.baseURI).href);
      [-32, 0, 1, ...Array.from({length: 32}, (_, i) => i + 1)]
      .flatMap((level) => [level, -level]).map((level, at) => {
        const tint = tintOf(String.fromCharCode(48 + 32 + level));
        const cell = cells[at];
        cell.className = [tint.side, ...tint.depth.split(".")].join(" ");
        cell.style.setProperty("--tint", `${Math.round(tint.share * 100)}%`);
        cell.ariaLabel = `level ${level}`;
      });
    }"""
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto(f"{app_url}/attend?{LINK}")
        cells = page.locator(".attend-scores .attend-cells td[data-at]")
        expect(cells.first).to_be_attached(timeout=30_000)
        cells.evaluate_all(every)
        worst = min(cells.evaluate_all(CONTRAST))
        assert worst[0] >= 4.5, f"{scheme}: {worst}"


@pytest.mark.parametrize("link", [f"?{LINK}", SMOLLM2.format(1), SMOLLM2.format(4)])
def test_each_step_fits_the_projector(
    new_page: Callable[..., Page], app_url: str, link: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{app_url}/attend{link}&projector=1")
    for view in (view["key"] for view in VIEWS):
        expect(page.locator(f".attend-{view}")).to_be_visible(timeout=30_000)
        settled(page)
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        assert tall <= 721, view
        page.keyboard.press("PageDown")


def below_the_edge(page: Page, height: int, *parts: str) -> list[str]:
    """Which of these parts of the page end below the window."""
    settled(page)
    boxes = {part: page.locator(part).bounding_box() for part in parts}
    return [part for part, box in boxes.items() if not box or box["y"] + box["height"] > height]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_every_query_and_the_cells_sum_are_in_one_view(
    new_page: Callable[..., Page], app_url: str, width: int, height: int, problem: str
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    page.goto(f"{app_url}/attend{problem}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Attend", timeout=30_000)
    cell = page.locator(".attend-scores tbody tr:last-child td >> nth=-1")
    expect(cell).to_be_visible(timeout=30_000)
    shown = ".attend-scores {}".format
    parts = (".attend-sum", ".attend-detail .note >> nth=0", "tbody tr:last-child td >> nth=-1")
    assert not below_the_edge(page, height, *map(shown, parts))


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_the_sentence_is_slid_in_one_view(
    new_page: Callable[..., Page], app_url: str, width: int, height: int, problem: str
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    page.goto(f"{app_url}/attend{problem}{'&' if problem else '?'}step={NUMBER['slide']}")
    expect(page.locator(".attend-slide")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Learned absolute").click()
    shift = page.get_by_role("slider", name="Shift in tokens")
    shift.fill(shift.get_attribute("max") or "")
    expect(page.locator(".attend-missing")).to_be_visible()
    figure = ".attend-slide figure >> nth={}".format
    assert not below_the_edge(page, height, figure(0), figure(1), ".attend-slide > .note")
    # What stands in the corner of a triangle lies on none of its names.
    assert page.evaluate(_MET) == []


def test_the_heads_of_encodings_stand_over_their_numbers(
    new_page: Callable[..., Page], app_url: str
) -> None:
    """And so apart from each other, however narrow the columns are."""
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{app_url}/attend?step={NUMBER['encodings']}")
    expect(page.locator(".attend-compare")).to_be_visible(timeout=30_000)
    heads = settled(page).evaluate(
        """() => [...document.querySelectorAll(".attend-compare thead th")].map((head) => {
          const text = document.createRange();
          text.selectNodeContents(head);
          const { left, right } = text.getBoundingClientRect();
          return [left, right];
        })"""
    )
    assert len(heads) == 6
    for (_, ends), (begins, _) in pairwise(heads):
        assert begins - ends > 12


_MET = """() => [...document.querySelectorAll(".attend-slide figure")].flatMap((figure) => {
  const corner = figure.querySelector(".attend-largest");
  const around = document.createRange();
  around.selectNodeContents(corner);
  return [...figure.querySelectorAll("h3, text")].filter((name) => {
    const one = name.getBoundingClientRect();
    return [...around.getClientRects()].some((other) => one.left < other.right - 1
      && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1);
  }).map((name) => `${corner.innerText} on ${name.textContent}`);
})"""


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_everything_without_scrolling_sideways(
    new_page: Callable[..., Page], app_url: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{app_url}/attend?{LINK}&all=1")
    expect(page.locator(".attend")).to_have_count(len(VIEWS), timeout=30_000)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= width


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_cell_holds_its_number(new_page: Callable[..., Page], app_url: str, problem: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    for view in ("scores", "attention"):
        page.goto(f"{app_url}/attend{problem}{'&' if problem else '?'}step={NUMBER[view]}")
        expect(page.locator(f".attend-{view} td").first).to_be_visible(timeout=30_000)
        wider = page.evaluate(
            """() => [...document.querySelectorAll(".attend-cells td")].filter((cell) => {
              const text = document.createRange();
              text.selectNodeContents(cell);
              return text.getBoundingClientRect().width > cell.getBoundingClientRect().width + 0.5;
            }).map((cell) => cell.textContent)"""
        )
        assert wider == []
