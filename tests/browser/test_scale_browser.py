"""Scale in a real browser: steps, pairs and methods without the server, configs, phones."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core import RopeSpec
from rope_core.models.presets import find_model
from rope_core.problem import model_key
from tests.browser.browser_support import Watch, go, settled, step_to
from ui.numbers import scale
from ui.scale.stage import scale_data
from ui.scale.subject import DEFAULT_MODEL, model_subject, reach_of

SUBJECT = model_subject(DEFAULT_MODEL)
DATA = scale_data(SUBJECT, reach_of(SUBJECT, None, None), 3)
HOSTILE = '{"head_dim": "<img src=x onerror=alert(1)>"}'


Open = Callable[..., Page]


@pytest.fixture
def open_scale(page: Page, app_url: str) -> Open:
    def opened(query: str = "", waits_for: str = ".scale-work") -> Page:
        page.goto(f"{app_url}/scale{query}")
        expect(page.locator(waits_for).first).to_be_visible(timeout=30_000)
        return settled(page)

    return opened


@pytest.fixture
def turn_to_scale(work_at: Callable[[str], Page]) -> Open:
    """As `open_scale`, where what was chosen and folded open before does not matter."""

    def turned(query: str = "", waits_for: str = ".scale-work") -> Page:
        page = work_at(f"/scale{query}")
        expect(page.locator(waits_for).first).to_be_visible()
        return page

    return turned


def slide(field: Locator, value: int) -> None:
    field.fill(str(value))


def test_steps_pairs_and_methods_are_the_browsers(turn_to_scale: Open, work_watch: Watch) -> None:
    page = turn_to_scale()
    sent = len(work_watch.sent)
    title = page.locator(".scale-work h2")
    # First what breaks, then one method, then the others.
    expect(title).to_have_text("Position 9,000")
    expect(page.locator(".scale-angles").first).to_contain_text("≈ 14.220 rad")
    expect(page.locator(".scale-angles").last).to_contain_text("9,000 is new to it")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("What breaks")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("Inverse frequency before pair 31")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("Wavelength pair 31")
    expect(page.locator(".scale-sum")).to_contain_text("3,619.249 tokens")
    page.keyboard.press("End")
    others = page.locator(".scale-others")
    expect(others.get_by_role("row")).to_have_count(1 + len(DATA["others"]))  # type: ignore[arg-type]
    expect(title).to_have_text("Inverse frequency after pair 31")
    after = DATA["methods"][5]["after"]["w"].split("|")  # type: ignore[index]
    expect(page.locator(".scale-sum b")).to_have_text(after[31])
    slide(page.get_by_role("slider", name="Pair", exact=True), 40)
    expect(title).to_have_text("Inverse frequency after pair 40")
    expect(page.locator(".scale-sum b")).to_have_text(after[40])
    page.get_by_role("button", name="YaRN", exact=True).click()
    expect(title).to_have_text("Inverse frequency after pair 40")
    expect(page.locator(".scale-about")).to_contain_text("Libraries disagree. litgpt")
    expect(page.locator(".scale-about")).to_contain_text("Libraries disagree. mlx-lm")
    assert "method=yarn" in page.url
    assert "scalepair=40" in page.url
    assert len(work_watch.sent) == sent, "the server was asked"


def test_a_link_brings_pair_method_and_step_back(open_scale: Open) -> None:
    page = open_scale("?show=deepseek-v3&method=ntk&scalepair=7&step=4&digits=5")
    expect(page.locator(".scale-work h2")).to_have_text("New base pair 7")
    spec = RopeSpec(64, scaling={"rope_type": "ntk", "factor": 40.0})
    page.keyboard.press("End")
    expect(page.locator(".scale-sum b")).to_have_text(
        scale(spec.scaling.inv_freq_of(10000.0, 64, 7), 5)  # type: ignore[union-attr]
    )


def test_a_wrong_method_or_pair_in_a_link_is_told(open_scale: Open) -> None:
    page = open_scale("?method=<b>warp&scalepair=99")
    alert = page.locator(".rope .alert").first
    expect(alert).to_contain_text("method: received “<b>warp”")
    expect(alert).to_contain_text("scalepair: received “99”; allowed: a whole number from 0 to 63")


def test_every_method_steps_through_every_pair(turn_to_scale: Open) -> None:
    page = turn_to_scale("?show=llama-3.2-1b")
    for method in page.locator(".scale-tabs button").all():
        method.click()
        for pair in (0, 15, 16, 31):
            slide(page.get_by_role("slider", name="Pair", exact=True), pair)
            page.keyboard.press("Escape")
            page.locator(".scale-work").click()
            page.keyboard.press("End")
            expect(page.locator(".scale-sum b")).not_to_have_text("")
            text = page.locator(".scale-work").inner_text()
            assert "undefined" not in text
            assert "{" not in text


def test_the_table_says_what_the_picture_does(open_scale: Open) -> None:
    page = open_scale()
    page.get_by_text("Every pair in a table: before, and with Llama 3").click()
    rows = page.locator(".scale-table[open] tbody tr")
    expect(rows).to_have_count(64)
    cells = rows.nth(31).locator("td").all_inner_texts()
    assert cells[0] == DATA["before"]["w"].split("|")[31]  # type: ignore[index]
    assert cells[1] == DATA["methods"][5]["after"]["w"].split("|")[31]  # type: ignore[index]


def test_a_model_is_found_and_compared(open_scale: Open) -> None:
    page = open_scale("?beside=deepseek-v3", waits_for=".scale-settings")
    expect(page.locator(".scale-settings")).to_contain_text("interleaved_to_half")
    page.get_by_text("models, with sources").click()
    page.get_by_label("Find a model").fill("gemma linear")
    shown = page.locator(".scale-models tbody tr:visible")
    expect(shown).to_have_count(2)
    expect(shown.first).to_contain_text("Gemma 3")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".scale-work h2")).to_contain_text("Position 9,000")


def test_a_model_of_the_list_is_looked_at_then_used_then_let_go(
    open_scale: Open,
) -> None:
    page = open_scale("?m=9&n=2&q=1,2,3,4&k=4,3,2,1", waits_for=".scale-settings")
    page.get_by_text("models, with sources").click()
    page.evaluate("window.stays = true")  # gone where the page is loaded anew
    field = page.get_by_label("Find a model")
    field.fill("pythia 70")
    field.press("Enter")
    named = page.locator(".scale-settings thead")
    expect(named).to_contain_text("Pythia 70M")
    # Whoever took it by keyboard is still there, and is told what happened.
    expect(page.locator(".scale-models a:focus")).to_have_text("Pythia 70M")
    expect(page.get_by_text("Pythia 70M is shown now.")).to_be_visible()
    assert page.evaluate("window.stays")
    # Looking changed nothing of the learner's.
    query, width = page.get_by_label("Query vector q"), page.get_by_label("Head dimension")
    expect(query).to_have_value("1,2,3,4")
    page.get_by_role("button", name="Use this model in the whole course").click()
    expect(width).to_have_value(str(find_model("Pythia 70M").spec().head_dim))
    expect(page.get_by_label("Query position m")).to_have_value("9")
    page.get_by_role("button", name="Let go of it in the whole course").click()
    # The fields move out of their fold, and for a moment both places show them.
    expect(query).to_have_value("1,2,3,4")
    expect(width).to_have_count(1)
    expect(width).to_have_value("4")


@pytest.mark.parametrize("width", [1280, 1440])
def test_what_is_published_is_whole_in_its_field(
    new_page: Callable[..., Page], app_url: str, width: int
) -> None:
    """Each model that has another text there: as published, the maximum, assumed."""
    page = new_page(viewport={"width": width, "height": 720})
    for name in ("Qwen2.5 7B", "Llama 4 Scout 17B-16E Instruct", "GPT-J-6B"):
        go(page, f"{app_url}/scale?show={model_key(find_model(name))}")
        expect(page.get_by_role("textbox", name="Trained length")).to_be_visible()
        cut = page.locator(".st-key-scale_fields input[placeholder]").evaluate_all(
            """(fields) => fields.filter((field) => {
              const { font, paddingLeft, paddingRight } = getComputedStyle(field);
              const pen = document.createElement('canvas').getContext('2d');
              pen.font = font;
              const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
              return pen.measureText(field.placeholder).width > room;
            }).map((field) => field.placeholder)"""
        )
        assert not cut, name


def test_sources_are_links_where_they_name_a_place(open_scale: Open) -> None:
    page = open_scale("", waits_for=".scale-settings")
    page.get_by_text("models, with sources").click()
    told = page.locator(".scale-models td.sources p").evaluate_all(
        "all => all.map(p => [p.textContent, p.querySelector('a')?.href ?? ''])"
    )
    addresses = dict(told)
    assert addresses["transformers 5.23.0 GptOssConfig defaults"].endswith("/tree/v5.23.0")
    assert addresses["github.com/google/gemma_pytorch gemma/config.py @014acb7a"] == (
        "https://github.com/google/gemma_pytorch/blob/014acb7a/gemma/config.py"
    )
    assert addresses["github.com/datamllab/LongLM issue 42 (theta 8,000,000)"].endswith(
        "/datamllab/LongLM/issues/42"
    )
    for text, href in told:
        assert ("github.com" not in text and not text.startswith("transformers")) or href, text
        assert not href or re.fullmatch(r"https://github\.com/[\w./:-]+", href), href


def test_the_axis_is_read_both_ways(open_scale: Open) -> None:
    """A tick of inv_freq stands where a turn takes 2π over it."""
    page = open_scale("?step=3")
    axis = DATA["axis"]
    for tick in axis["speeds"]:  # type: ignore[index]
        power = int(tick["label"].partition("[")[2].rstrip("]") or 0)
        assert 10 ** tick["x"] == pytest.approx(math.tau / 10.0**power, rel=1e-3)
    ticks = page.locator(".scale-work .tick").count()
    assert ticks == len(axis["ticks"]) + len(axis["speeds"])  # type: ignore[index]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_what_the_picture_shows_is_said_in_view(
    new_page: Callable[..., Page], app_url: str, width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    page.goto(f"{app_url}/scale?step=3")
    said = page.locator(".scale-work figcaption")
    expect(said).to_be_visible(timeout=30_000)
    for step in range(3, 11):
        step_to(page, step)
        box = settled(page).locator(".scale-work figcaption").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, step


def test_the_step_fits_the_projector(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{app_url}/scale?projector=1&method=yarn&view=layers")
    expect(page.locator(".scale-work")).to_be_visible(timeout=30_000)
    for _ in range(11):
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        assert tall <= 724, page.locator(".scale-work h2").inner_text()
        # And the picture has the height that the rows above and below it leave.
        picture = page.locator("svg.scale-spectrum").bounding_box()
        below = page.locator(".rope > .result").bounding_box()
        assert picture is not None
        ends = picture["y"] + picture["height"]
        assert ends > (below["y"] if below else 720) - 40, page.locator("h2").first.inner_text()
        assert picture["height"] > 400
        page.keyboard.press("PageDown")


def test_a_phone_begins_with_what_is_said(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{app_url}/scale")
    expect(page.locator(".scale-work")).to_be_visible(timeout=30_000)
    settled(page)
    for css in ("[data-testid=stMain] [data-testid=stMarkdown] p", ".scale-work .says"):
        expect(page.locator(css).first).to_be_in_viewport(ratio=1)
    # What is chosen is said, and its fields are one press away.
    chosen = page.locator(".scale-chosen")
    expect(chosen).to_have_text("Model: Llama 3.1 8B / 70B / 405BTrained length 8,192, factor 8")
    factor = page.get_by_role("textbox", name="Factor")
    expect(factor).to_be_hidden()
    page.locator(".scale-fold summary").click()
    for one in ("Trained length", "Factor"):
        expect(page.get_by_role("textbox", name=one)).to_be_in_viewport()
    expect(page.get_by_label("Model (type to search)")).to_be_visible()
    factor.fill("4")
    factor.press("Enter")
    expect(chosen).to_contain_text("factor 4")
    expect(factor).to_be_visible()
    # The methods are a field of one line, which keeps the focus.
    method = page.get_by_label("Method", exact=True)
    expect(method.locator("option:checked")).to_have_text("Llama 3")
    method.focus()
    method.select_option("YaRN")
    expect(page.locator(".scale-work h2")).to_contain_text("Inverse frequency before")
    expect(page.get_by_label("Method", exact=True)).to_be_focused()
    assert "method=yarn" in page.url


def test_a_fold_is_open_where_its_fields_are_wrong(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{app_url}/scale?trained=many")
    expect(page.get_by_role("textbox", name="Trained length")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("query", ["?show=glm-5.2-5.3", "?show=problem", "?trained=16777216"])
def test_the_question_takes_one_line(turn_to_scale: Open, query: str) -> None:
    """However long its lengths are, and whatever they are called."""
    page = turn_to_scale(query)
    page.set_viewport_size({"width": 1280, "height": 720})
    asked = settled(page).get_by_text("what breaks, and how do real models get there?").last
    lines = asked.evaluate(
        """(asked) => { const words = document.createRange(); words.selectNodeContents(asked);
        return new Set([...words.getClientRects()].map(({ top }) => top)).size; }"""
    )
    assert lines == 1


def test_a_hostile_config_is_text(turn_to_scale: Open) -> None:
    page = turn_to_scale("?view=config", waits_for="textarea")
    field = page.get_by_label("Your config.json", exact=True)
    field.fill('{"head_dim": 64, "<i>key</i>": "<script>alert(1)</script>"}')
    field.press("Control+Enter")
    expect(page.locator(".scale-keys")).to_contain_text("<i>key</i>")
    field.fill(HOSTILE)
    field.press("Control+Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("head_dim: received <img src=x")
    # The last good one is still told, the text is still there.
    expect(page.locator(".scale-keys")).to_be_visible()
    expect(field).to_have_value(HOSTILE)
    assert page.locator(".rope i, .rope img, .rope script").count() == 0


@pytest.mark.parametrize(
    "view", ["models", "extend&to=1000000", "config", "layers", "precision", "reach"]
)
def test_a_phone_never_scrolls_sideways(turn_to_scale: Open, view: str) -> None:
    others = {"config": "textarea", "models": ".scale-settings", "extend": ".scale-output"}
    waits_for = others.get(view.partition("&")[0], ".scale-why")
    page = turn_to_scale(f"?view={view}&method=yarn&step=8&digits=8", waits_for=waits_for)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        wide = settled(page).evaluate(
            """() => { const main = document.querySelector('[data-testid="stMain"]');
            return [main.scrollWidth - main.clientWidth,
                document.documentElement.scrollWidth - innerWidth]; }"""
        )
        assert max(wide) <= 0, (width, wide)
    # What copies a code stands above it.
    for code in page.locator(".rope .scale-output .code").all():
        copy = code.get_by_role("button").bounding_box()
        first = code.locator("code").evaluate("(one) => one.getClientRects()[0].top")
        assert copy is not None
        assert copy["y"] + copy["height"] <= first
