"""What a lecturer does from the front of the room: a remote, a dark screen, slides, a way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import (
    PATIENCE,
    Watch,
    arrived,
    button,
    complaint,
    go,
    step_shown,
)

SVG = "{http://www.w3.org/2000/svg}"
DARK = "Show the screen again"


def test_a_lesson_by_remote(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/cancel?projector=1&step=7&student=1")
    page.get_by_role("slider", name="Step", exact=True).click()  # in its middle
    here, last = step_shown(page)
    page.keyboard.press("PageDown")
    assert step_shown(page)[0] == here + 1
    page.keyboard.press("PageUp")
    assert step_shown(page)[0] == here
    for key in ("b", "."):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=DARK)).to_be_visible()
        page.keyboard.press("PageDown")  # shows the screen again, and nothing else
        expect(page.get_by_role("button", name=DARK)).to_have_count(0)
        assert step_shown(page)[0] == here
    trial = page.get_by_role("heading", name="Try it, then break it")
    expect(trial).to_be_hidden()
    button(page, "Break it").click()
    expect(trial).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(trial).to_be_hidden()
    page.keyboard.press("End")
    assert step_shown(page) == (last, last)
    page.keyboard.press("PageDown")
    arrived(page, "attend")
    # Whoever pressed once too often is back with one press.
    page.keyboard.press("PageUp")
    expect(page.get_by_role("heading", level=1, name="Cancel")).to_be_attached()
    expect(page.locator(".rope .controls .count")).to_have_text(f"{last} of {last}")
    page.keyboard.press("PageDown")
    arrived(page, "attend")
    expect(button(page, "Leave")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Attend")).to_be_visible()
    expect(page.get_by_role("link", name="Class")).to_be_hidden()


#: As large as a text of a picture is on screen; powers of ten are as small as powers are.
_SMALLEST = """() => Math.min(...[...document.querySelectorAll(".rope .body svg text")]
  .filter((text) => text.getBoundingClientRect().width)
  .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""


@pytest.mark.parametrize(
    "path", ["rotate", "rotate?seed=1&d=64", "rotate?seed=1&d=2", "cancel", "scale", "attend"]
)
def test_pictures_are_read_from_the_last_row(
    new_page: Callable[..., Page], app_url: str, path: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    go(page, f"{app_url}/{path}{'&' if '?' in path else '?'}projector=1")
    count = page.locator(".rope .controls .count")
    last = int(count.inner_text().partition(" of ")[2])
    for step in range(1, last + 1):
        expect(count).to_have_text(f"{step} of {last}")
        if page.locator(".rope .body svg text").count():
            assert page.evaluate(_SMALLEST) >= 22, step
        if step < last:
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("path", ["practice", "rotate"])
def test_every_page_can_be_left_on_a_phone(
    new_page: Callable[..., Page], app_url: str, path: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{app_url}/{path}?projector=1&step=999")
    leave = page.get_by_role("button", name=re.compile("^Leave"))
    expect(leave).to_be_visible(timeout=PATIENCE)
    if path == "rotate":
        expect(complaint(page, "step")).to_be_visible()
    leave.click()
    expect(page.locator("html.projector")).to_have_count(0)
    assert "projector" not in page.url


@pytest.mark.parametrize(
    ("link", "first", "apart"),
    [
        ("turn?m=65536&n=65530", ".thousands span", ["65", ",", "536"]),
        ("cancel?m=1000000&n=3&step=17", ".long th", ["RoPE", "query's two", "(0.592, −0.096)"]),
    ],
)
def test_what_a_style_says_is_in_a_copied_step(
    new_page: Callable[..., Page], app_url: str, link: str, first: str, apart: list[str]
) -> None:
    """The thousands' signs and the names of a folded table's columns are in no text."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, f"{app_url}/{link}")
    expect(page.locator(f".rope {first}", has_text=apart[0]).first).to_be_visible()
    texts = texts_of(copied(page))
    at = texts.index(apart[0])
    assert texts[at : at + 3] == apart


def test_brackets_and_hatching_are_in_a_copied_step(
    new_page: Callable[..., Page], app_url: str
) -> None:
    """A style paints them as gradients; without its ends a bracket is a determinant's bar."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    for link, brackets in (("cancel?step=2", ".matrix-box .grid"), ("matrix?step=2", ".matrix")):
        go(page, f"{app_url}/{link}")
        count = page.locator(f".rope {brackets}:visible").count()
        sizes = [
            (node.get("width"), node.get("height")) for node in copied(page).iter(f"{SVG}rect")
        ]
        ends = [size for size in sizes if size in {("6", "2"), ("7", "2")}]
        assert count
        assert len(ends) >= 4 * count
    go(page, f"{app_url}/attend?step=2")
    blank = page.locator(".attend-cells td.blank").count()
    lines = [
        pane
        for pane in copied(page).iter(f"{SVG}svg")
        if len(pane) and all(node.tag == f"{SVG}line" for node in pane)
    ]
    assert len(lines) == blank > 0


def test_quotation_marks_are_in_a_copied_step(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, f"{app_url}/attend?step=2")
    quoted = page.locator(".rope .body q:visible").count()
    texts = texts_of(copied(page))
    assert texts.count("“") == texts.count("”") == quoted > 0


def copied(page: Page) -> ElementTree.Element:
    button(page, "Copy this step as SVG").click()
    expect(page.get_by_text("Copied: paste it")).to_be_visible()
    return ElementTree.fromstring(page.evaluate("navigator.clipboard.readText()"))


def texts_of(root: ElementTree.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_only_what_is_on_screen_is_in_a_copied_step(
    new_page: Callable[..., Page], app_url: str
) -> None:
    """Nothing folded, only heard, covered or scrolled away; and what runs upwards runs upwards."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, f"{app_url}/cancel?step=5")
    folded = page.locator(".rope details.check")
    assert any("SymPy: equal" in text for text in texts_of(copied(page)))
    assert not any("Difference" in text for text in texts_of(copied(page)))
    folded.locator("summary").click()
    assert any("Difference" in text for text in texts_of(copied(page)))
    page.locator(".rope .body .says").evaluate(
        """(says) => says.insertAdjacentHTML("beforeend", "<span class='hidden'>heard</span>")"""
    )
    assert not any("heard" in text for text in texts_of(copied(page)))
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, f"{app_url}/attend?step=1")
    root = copied(page)
    heads = page.locator(".attend-cells thead span").all_inner_texts()
    turned = [node for node in root.iter(f"{SVG}text") if "rotate(-90" in node.get("transform", "")]
    assert len(turned) == sum(len(head.split()) for head in heads) > 0
    # As much of the grid as is scrolled to.
    (pane,) = [node for node in root.iter(f"{SVG}svg") if node.get("overflow") == "hidden"]
    assert float(pane.get("width", "")) < 390
    assert set(turned) <= set(pane.iter(f"{SVG}text"))
    # What is covered until it is answered: not a number of its row.
    covered = page.locator(".attend-cells tbody tr", has=page.locator(".until-answered"))
    assert covered.locator(".until-answered").count() == 15
    shown = page.locator(".attend-cells tbody td:not(.until-answered)").all_inner_texts()
    grid = [text for text in texts_of(pane) if re.fullmatch(r"−?\d+\.\d", text)]
    assert len(grid) == len([text for text in shown if text.strip()])


def test_a_step_is_copied_as_a_picture_of_its_own(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, f"{app_url}/rotate?step=5")
    button(page, "Copy this step as SVG").click()
    expect(page.get_by_text("Copied: paste it")).to_be_visible()
    picture = page.evaluate("navigator.clipboard.readText()")
    root = ElementTree.fromstring(picture)
    texts = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    for text in ("0.540", "0.588", "0.318", "Four products", "1.000 rad"):
        assert text in texts
    assert len(list(root.iter(f"{SVG}svg"))) > 1, "the picture beside the numbers is in it"
    # A program that knows nothing of this page draws it.
    size = page.evaluate(
        """async (svg) => {
          const image = new Image();
          image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
          await image.decode();
          return [image.naturalWidth, image.naturalHeight];
        }""",
        picture,
    )
    assert min(size) > 100
    assert not re.search(r"var\(|class=|https?://(?!www\.w3\.org)", picture)


@pytest.fixture
def slides(app_url: str) -> Iterator[str]:
    """Somebody's page on a server of its own, another host to the browser, with a frame of ours."""
    frame = f'<iframe src="{app_url}/matrix?embed=true&step=3" width=1000 height=560></iframe>'

    class Slides(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<link rel=icon href=data:,>{frame}".encode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Slides) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_stage_alone_in_a_frame_of_another_site(page: Page, slides: str, watch: Watch) -> None:
    watch.others.append(urlsplit(slides).netloc)
    page.goto(slides)
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Next step").click(timeout=PATIENCE)
    expect(inside.get_by_text("4 of 18", exact=True)).to_be_visible()
    expect(inside.get_by_test_id("stSidebar")).to_be_hidden()
    expect(inside.get_by_role("table", name="R at 1")).to_be_visible()


@pytest.mark.parametrize("size", [(760, 480), (390, 844)])
def test_start_in_a_frame_is_its_stage_alone(
    new_page: Callable[..., Page], app_url: str, size: tuple[int, int]
) -> None:
    """Without the ways out of it, and flush left: there is no sign beside it that opens a menu."""
    page = new_page(viewport={"width": size[0], "height": size[1]})
    go(page, f"{app_url}/start?embed=true")
    headline = page.locator(".rope .start-headline")
    expect(headline).to_be_visible()
    for part in (".way", ".live-joining"):
        expect(page.locator(f".rope {part}")).to_be_hidden()
    for step in ("2", "3"):
        assert headline.evaluate("(node) => node.getBoundingClientRect().left") in (0, 16)
        page.get_by_role("button", name=re.compile(f"^{step} ")).click()
        begins = "(node) => node.getBoundingClientRect().left"
        assert page.locator(".rope .discovery").evaluate(begins) == 16
