"""How the scripts reach the browser: from any path, once, and what happens when they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect
from prefix_proxy import PREFIX, PrefixProxy

from tests.browser.browser_support import (
    GOING_ON,
    PATIENCE,
    Server,
    Watch,
    arrived,
    button,
    go,
    settled,
    step_shown,
)

ASSETS = re.compile(r"/assets/[0-9a-f]{16}(?:\.\d+)?/")
#: The files of the other pages as well, which come after those of the one that is open.
ALL_THERE = "globalThis.ropeByHand?.whole"
MAIN = re.compile(r"/assets/[^/]+/web/main\.js$")


@pytest.fixture
def proxy(server: Server, page: Page) -> Iterator[PrefixProxy]:
    proxy = PrefixProxy(server.url)
    yield proxy
    page.close()  # or it asks on for what nobody answers any more
    proxy.stop()


def asked_for(page: Page) -> list[Request]:
    """The scripts and styles of ours that the page asks for from now on."""
    seen: list[Request] = []
    page.on("request", lambda one: seen.append(one) if ASSETS.search(one.url) else None)
    return seen


def test_every_file_is_asked_for_once_and_kept_between_visits(
    page: Page, app_url: str, open_at: Callable[[str], Page]
) -> None:
    first = asked_for(page)
    open_at("/rotate")
    page.wait_for_function(ALL_THERE)
    assert len(first) > 100
    assert len({request.url for request in first}) == len(first)
    for request in first:
        answer = request.response()
        assert answer is not None
        assert answer.headers["content-encoding"] == "gzip"
    open_at("/matrix")
    page.wait_for_function(ALL_THERE)
    again = [request for request in first if request.timing["requestStart"] >= 0]
    sizes = [request.sizes()["responseBodySize"] for request in again[len(first) // 2 :]]
    assert not any(sizes), "a second visit takes them from the browser's own store"


@pytest.mark.parametrize("name", ["rotate", "turn", "attend"])
def test_below_a_path_the_app_works(
    name: str, page: Page, watch: Watch, proxy: PrefixProxy
) -> None:
    watch.others.append(f"127.0.0.1:{proxy.port}")
    asked = asked_for(page)
    page.goto(f"{proxy.url}/{name}")
    arrived(page, name)
    assert asked
    assert all(urlsplit(one.url).path.startswith(f"{PREFIX}/assets/") for one in asked)
    here, last = step_shown(page)
    button(page, "Next step").click()
    expect(page.get_by_text(f"{here + 1} of {last}", exact=True)).to_be_visible()
    assert urlsplit(page.url).path == f"{PREFIX}/{name}"


def test_in_a_frame_below_a_path_the_app_works(
    page: Page, watch: Watch, proxy: PrefixProxy
) -> None:
    watch.others.append(f"127.0.0.1:{proxy.port}")
    page.goto(f"{proxy.framed}/matrix?m=3")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Matrix", timeout=PATIENCE)
    frame.get_by_role("button", name="Next step", exact=True).click()
    expect(frame.get_by_text("Row 0, column 0").first).to_be_visible()


def test_with_a_base_path_of_its_own_the_app_works(page: Page, watch: Watch) -> None:
    below = Server(options=("--server.baseUrlPath", "course/rope"))
    below.url += "/course/rope"
    with below:
        watch.others.append(f"127.0.0.1:{below.port}")
        asked = asked_for(page)
        page.goto(f"{below.url}/rotate")
        arrived(page, "rotate")
        assert asked
        for one in asked:
            assert urlsplit(one.url).path.startswith("/course/rope/assets/")
        page.close()


def test_a_failed_load_says_so_and_tries_again(page: Page, app_url: str, watch: Watch) -> None:
    watch.server_may_be_gone = True  # what fails is on the console
    failing = [True]

    def answer(route: Route) -> None:
        if failing[0]:
            route.abort()
        else:
            route.continue_()

    page.route(MAIN, answer)
    page.goto(f"{app_url}/rotate")
    said = page.get_by_role("alert").filter(has_text="could not be loaded from the server")
    expect(said).to_be_visible(timeout=PATIENCE)
    expect(said).to_contain_text("tried again in")
    # Further tries fail as well and say so; then one succeeds, by itself.
    expect(said).to_contain_text("in 2 seconds", timeout=PATIENCE)
    failing[0] = False
    arrived(page, "rotate")
    expect(said).to_have_count(0)
    button(page, "Next step").click()
    expect(page.get_by_text(re.compile(r"^2 of \d+$"))).to_be_visible()


def test_who_does_not_want_to_wait_tries_again(page: Page, app_url: str, watch: Watch) -> None:
    watch.server_may_be_gone = True
    page.route(re.compile(r"/assets/.*\.css$"), lambda route: route.abort())
    page.goto(f"{app_url}/rotate")
    again = button(page, "Try again now")
    expect(again).to_be_visible(timeout=PATIENCE)
    # The waits grow: at the fourth try there is time to press.
    expect(page.get_by_role("alert").filter(has_text="in 8 seconds")).to_be_visible(
        timeout=PATIENCE
    )
    page.unroute_all()
    again.click()
    arrived(page, "rotate")


def test_what_is_not_the_file_is_a_failure_too(page: Page, app_url: str, watch: Watch) -> None:
    """A proxy's error page in the place of a script."""
    watch.server_may_be_gone = True
    asked: list[Route] = []

    def answer(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=200, content_type="text/html", body="<h1>Sorry</h1>")
        else:
            route.continue_()

    # Not times=1: where a route ends while others are on their way, these never arrive.
    page.route(re.compile(r"/assets/.*/rotate/rotate\.js$"), answer)
    go(page, f"{app_url}/rotate")


def test_a_page_does_not_wait_for_the_files_of_the_others(page: Page, app_url: str) -> None:
    held: list[Route] = []
    others = re.compile(r"/assets/[^/]+/(attend|cancel|write)/")
    page.route(others, lambda one: held.append(one))
    go(page, f"{app_url}/rotate")
    button(page, "Next step").click()
    expect(page.get_by_text(re.compile(r"^2 of \d+$"))).to_be_visible()
    # Whoever goes on before they are there waits for them, on the page that was gone to.
    page.get_by_role("navigation").get_by_role("link", name="Attend", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attend")
    expect(page.locator(".rope .attend")).to_have_count(0)
    assert held
    page.unroute_all()  # and what was held goes on
    arrived(page, "attend")
    expect(page.locator(".rope .attend").first).to_be_visible()


def test_styles_stand_in_one_order_whichever_page_is_opened_first(page: Page, app_url: str) -> None:
    orders = []
    for name in ("write", "attend"):
        go(page, f"{app_url}/{name}")
        page.wait_for_function(ALL_THERE)
        texts = page.locator("style.rope-style").all_text_contents()
        orders.append([text.partition("/web/")[2] or text for text in texts])
    assert orders[0] == orders[1]
    assert len(orders[0]) > 20


#: What a page that is open hears of a server with other scripts: here the same, at another address.
_NEWER = """async () => {
  const text = await (await fetch(location.href)).text();
  const view = new DOMParser().parseFromString(text, "text/html");
  const [listed] = JSON.parse(view.querySelector("#first-view main script").textContent);
  const { loading: version } = ropeByHand;
  const { default: load } = await import(
    new URL(`assets/${version}/web/loader.js`, document.baseURI).href);
  load({ data: new TextEncoder().encode(
    JSON.stringify({ ...JSON.parse(listed), version: `${version}.7` })) });
}"""


def test_what_a_newer_server_sends_waits_for_its_own_scripts(page: Page, app_url: str) -> None:
    settled(go(page, f"{app_url}/rotate?step=3"))
    held: list[Route] = []
    page.route(re.compile(r"/assets/\w+\.7/rotate/rotate\.js"), lambda one: held.append(one))
    page.evaluate(_NEWER)
    position = page.get_by_role("textbox", name="Query position m")
    position.fill("4")
    position.press("Enter")
    page.wait_for_function("ropeByHand.waiting.length")
    expect(page.get_by_role("button", name="q at position 1 “dogs”")).to_be_visible()
    page.unroute_all()  # and what was held goes on
    expect(page.get_by_role("button", name="q at position 4 “dogs”")).to_be_visible()
    button(page, "Next step").click()
    expect(page.get_by_text(re.compile(r"^4 of \d+$"))).to_be_visible()
    assert held


#: Where the names of the menu, the title and the question stand, from the top and the left.
_PLACES = """(parts) => [...document.querySelectorAll(parts)].map((node) => {
  const { x, y } = node.getBoundingClientRect();
  return [node.innerText.trim(), Math.round(x), Math.round(y)];
})"""
_FRAME = "#first-view > nav :is(div, a), #first-view > main > div > :is(.title, p)"
_NAMES = "[data-testid=stNavSectionHeader], [data-testid=stSidebarNavLink]"
_PAGE = f"{_NAMES}, h1, [data-testid=stMain] [data-testid=stMarkdown] p"
#: Every part of the stage that is seen: what it is, where, how large, and in which letters.
_STAGE = """() => [...document.querySelectorAll("section.rope *")]
  .filter((node) => node.checkVisibility() && !node.matches(".live"))
  .map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    const { fontSize, lineHeight, color } = getComputedStyle(node);
    return { is: `${node.tagName} ${node.getAttribute("class")}`, letters:
      [fontSize, lineHeight, color].join(), at: [x, y, width, height] };
  })"""
#: Streamlit's own first script, without which there is nothing of its.
STREAMLIT = "**/static/js/index.*.js"


@contextmanager
def before_streamlit(page: Page) -> Iterator[None]:
    """What happens within happens before any of Streamlit's scripts is there."""
    page.route(STREAMLIT, lambda _route: None)
    yield
    page.unroute(STREAMLIT)  # and what was held goes on


def stage_there(page: Page) -> Locator:
    early = page.locator("#first-view .rope[data-early]")
    expect(early).to_be_visible(timeout=PATIENCE)
    return early


@pytest.mark.parametrize(
    ("path", "width", "height", "scheme"),
    [
        ("start", 1280, 720, "dark"),
        ("start", 390, 844, "light"),
        ("rotate?q=0.5,-12345.678,3,4&step=3", 1440, 900, "light"),
        ("matrix?digits=8", 820, 1100, "light"),
        ("turn", 1440, 1000, "light"),
        ("turn", 1280, 720, "light"),
        ("rotate", 844, 390, "light"),
        ("rotate", 901, 451, "light"),
        ("cancel?m=5", 390, 844, "dark"),
        ("attend", 1280, 720, "light"),
        ("scale", 820, 1100, "dark"),
        ("rotate?projector=1&digits=8&q=-12345.678,0.1,3,4&step=9", 1280, 720, "light"),
        ("turn?projector=1", 1280, 720, "light"),
        ("cancel?projector=1&step=12", 1920, 1080, "light"),
        ("attend?projector=1", 1280, 720, "light"),
        ("scale?projector=1&step=4", 1280, 720, "dark"),
        ("see?projector=1", 1280, 720, "light"),
        ("matrix?embed=true&embed_options=dark_theme", 1000, 560, "light"),
        ("turn?embed=true", 1000, 560, "light"),
        ("scale?embed=true", 1000, 560, "light"),
    ],
)
def test_the_stage_stands_before_the_page_where_it_stands_in_it(
    path: str,
    width: int,
    height: int,
    scheme: str,
    new_page: Callable[..., Page],
    app_url: str,
) -> None:
    page = new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    with before_streamlit(page):
        page.goto(f"{app_url}/{path}", wait_until="commit")
        stage_there(page)
        page.evaluate("document.fonts.ready")
        frame, stage = page.evaluate(_PLACES, _FRAME), page.evaluate(_STAGE)
    name = path.partition("?")[0]
    settled(arrived(page, name))
    expect(page.locator("#first-view")).to_have_count(0)
    now = page.evaluate(_STAGE)
    assert len(stage) > (10 if name in GOING_ON else 50)
    if name not in ("turn", "scale"):  # what stands below is of stages of their own
        assert [one["is"] for one in now] == [one["is"] for one in stage]
    for before, after in zip(stage, now, strict=False):
        assert before["letters"] == after["letters"], before
        assert before["at"] == pytest.approx(after["at"], abs=1.5), before
    if "projector" in path or "embed" in path:
        assert not any(x or y for _, x, y in frame), "the stage stands alone"
    # Start has a headline in the place of title and question.
    elif min(width - 900, height - 450) > 0 and name != "start":
        after = page.evaluate(_PLACES, _PAGE)
        assert [label for label, *_ in after] == [label for label, *_ in frame]
        for (label, *here), (_, *there) in zip(frame, after, strict=True):
            assert here == pytest.approx(there, abs=2), label


#: As another stage of the page arrives, and then the page's own.
_ARRIVALS = """async (own) => {
  const file = document.querySelector('link[href*="/web/early.js"], script[src*="/web/early.js"]');
  const { takeOver } = await import(new URL("first_view.js", file.href || file.src));
  const arrive = (kind) => {
    const root = document.body.appendChild(document.createElement("section"));
    const taken = takeOver(root, kind);
    return [taken === root, document.querySelector("#first-view") !== null];
  };
  return [arrive(`${own}/models`), arrive(own), arrive(`${own}/models`)];
}"""


def test_a_stage_below_that_is_there_sooner_does_not_take_the_first_view(
    page: Page, app_url: str
) -> None:
    """Or what was typed there, and what was said of the link, would be lost."""
    with before_streamlit(page):
        page.goto(f"{app_url}/scale?method=warp", wait_until="commit")
        stage_there(page)
        # Whether it stays where it is, and whether the first view is there still.
        assert page.evaluate(_ARRIVALS, "scale") == [[True, True], [False, False], [True, False]]
        expect(page.locator(".rope .alert").first).to_contain_text("method: received “warp”")


def test_what_is_done_before_the_page_is_there_stays(page: Page, app_url: str) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate", wait_until="commit")
        stage = stage_there(page)
        field = stage.locator(".asking input").first
        while not field.is_visible():
            page.keyboard.press("ArrowRight")
        here, last = step_shown(page)
        assert here > 1
        field.fill("0.21")
        field.press("ArrowLeft")
        page.evaluate("document.querySelector('#first-view .body').dataset.same = 'one'")
    settled(arrived(page, "rotate"))
    expect(page.get_by_text(f"{here} of {last}", exact=True)).to_be_visible()
    # Not one like it: the same, with what was typed, and where.
    expect(page.locator(".rope .body[data-same=one]")).to_have_count(1)
    field = page.locator(".rope .asking input").first
    expect(field).to_have_value("0.21")
    expect(field).to_be_focused()
    assert field.evaluate("(node) => node.selectionStart") == 3
    assert f"step={here}" in page.url
    # From here on it is the page's: a changed problem is shown at the same step.
    page.get_by_role("textbox", name="Query vector q").fill("1, 2, 3, 4")
    page.keyboard.press("Enter")
    expect(page.locator(".rope .head")).to_contain_text("1.000")
    expect(page.get_by_text(f"{here} of {last}", exact=True)).to_be_visible()


def test_the_menu_works_before_the_page_is_there(page: Page, app_url: str) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate?m=5&step=3", wait_until="commit")
        stage_there(page)
        page.locator("#first-view").get_by_role("link", name="Cancel").click()
        expect(page.locator("#first-view").get_by_text("“dogs” at 5 and “cats”")).to_be_visible()
        stage_there(page)
    arrived(page, "cancel")


def test_what_leads_on_takes_the_problem_along_before_the_page_is_there(
    page: Page, app_url: str
) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate?m=5&lock=pairing", wait_until="commit")
        expect(page.locator("#first-view .loading")).to_be_visible()
        page.locator("#first-view").get_by_role("link", name="Matrix").click()
        expect(page).to_have_url(re.compile("matrix.*m=5.*lock=pairing"))
        page.goto(f"{app_url}/rotate?m=5&step=16", wait_until="commit")
        stage = stage_there(page)
        stage.get_by_role("button", name="Go on to").click()
        expect(page).to_have_url(re.compile("matrix.*m=5"))
        stage_there(page)
    settled(arrived(page, "matrix"))


def test_what_came_after_the_address_goes_along_before_the_page_is_there(
    page: Page, app_url: str
) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate?m=5&step=16", wait_until="commit")
        stage = stage_there(page)
        stage.get_by_role("button", name="Projector").click()
        expect(page).to_have_url(re.compile("projector=1"))
        # The other page's scripts are asked for, and held too, before any goes on.
        with page.expect_request(STREAMLIT):
            stage.get_by_role("button", name="Go on to").click()
        expect(page).to_have_url(re.compile("matrix.*m=5.*projector=1"))
    settled(arrived(page, "matrix"))


def test_a_wall_shows_the_stage_alone_before_the_page_is_there(page: Page, app_url: str) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate", wait_until="commit")
        stage = stage_there(page)
        stage.get_by_role("button", name="Projector").click()
        expect(page.locator("#first-view > nav")).to_be_hidden()
        expect(page.locator("#first-view .title")).to_be_hidden()
        box = stage.bounding_box()
        assert box is not None
        assert box["x"] < 60
        assert box["width"] > 1100
    settled(arrived(page, "rotate"))
    expect(page.locator("#first-view")).to_have_count(0)
    expect(page.locator("html.projector")).to_have_count(1)


@pytest.mark.parametrize(
    "link",
    [
        "rotate?projector=1",
        "rotate?projector=1&live=BCDFGH",
        "write?projector=1",
        "cache?embed=true",
    ],
)
def test_a_wall_shows_no_menu_before_anything_is_there(page: Page, app_url: str, link: str) -> None:
    """Also where the stage has to wait, there is nothing beside it."""
    for theirs in (STREAMLIT, "**/assets/**"):
        page.route(theirs, lambda _route: None)
    page.goto(f"{app_url}/{link}", wait_until="commit")
    expect(page.locator("#first-view .loading")).to_be_in_viewport()
    for part in ("> nav", ".title", "> main > div > p"):
        expect(page.locator(f"#first-view {part}")).to_be_hidden()
    assert page.locator("#first-view > main").bounding_box() == {
        **{"x": 0, "y": 0},
        **(page.viewport_size or {}),
    }
    page.close()  # what was held is still asked for


def test_what_goes_wrong_before_the_stage_came_is_seen(page: Page, app_url: str) -> None:
    with before_streamlit(page):
        page.goto(f"{app_url}/rotate", wait_until="commit")
        stage_there(page)
        page.evaluate(
            """document.getElementById("root").innerHTML =
              "<p data-testid='stException'>It broke</p>" """
        )
        expect(page.locator("#first-view")).to_have_count(0)
        expect(page.get_by_text("It broke")).to_be_visible()
        page.goto("about:blank")


def test_what_is_wrong_with_a_link_is_seen_where_there_is_no_stage(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/practice?sheet=half")
    expect(page.get_by_role("alert").first).to_contain_text("half")
    expect(page.locator("#first-view")).to_have_count(0)


def test_a_server_that_never_answers_is_said_over_the_stage(page: Page, app_url: str) -> None:
    page.clock.install()
    # Kept back for ever: an error would be another case, and one that the console repeats.
    page.route("**/_stcore/health", lambda _: None)
    page.goto(f"{app_url}/rotate", wait_until="commit")
    stage_there(page)
    page.locator("[data-testid=stApp]").wait_for(state="attached")
    words = page.get_by_text("The connection is lost: stepping still works")
    expect(words).to_have_count(0)
    page.clock.fast_forward(10_000)
    expect(words).to_be_in_viewport()
    above = """(node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }"""
    assert words.evaluate(above)
    button(page, "Next step").click()
    expect(page.get_by_text(re.compile(r"^2 of \d+$"))).to_be_visible()


@pytest.mark.parametrize(
    ("chosen", "system", "shown"), [("Dark", "light", 1), ("Light", "dark", 0)]
)
def test_the_colours_that_were_chosen_stand_from_the_beginning(
    chosen: str, system: str, shown: int, new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(color_scheme=system)
    keep = f"localStorage.setItem('stActiveTheme-/cancel-v2', '\"{chosen}\"')"
    page.add_init_script(keep)
    with before_streamlit(page):
        page.goto(f"{app_url}/cancel", wait_until="commit")
        stage_there(page)
        expect(page.locator("html.dark")).to_have_count(shown)
    settled(arrived(page, "cancel"))
    expect(page.locator("html.dark")).to_have_count(shown)


def test_where_the_page_never_comes_what_is_below_its_frame_is_seen(
    page: Page, app_url: str
) -> None:
    page.route("**/static/js/*", lambda _route: None)
    page.goto(f"{app_url}/cancel", wait_until="commit")
    expect(page.locator("#first-view")).to_be_visible()
    hidden = "getComputedStyle(document.getElementById('root')).visibility"
    page.locator("#root").wait_for(state="attached")
    page.wait_for_function(f"{hidden} === 'hidden'")
    # After two minutes, which a test does not wait for.
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    expect(page.locator("#first-view")).to_be_hidden()
    assert page.evaluate(hidden) == "visible"
    page.close()  # its scripts are still asked for
