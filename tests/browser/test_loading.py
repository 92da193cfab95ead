"""How the scripts reach the browser: from any path, once, and what happens when they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect
from prefix_proxy import PREFIX, PrefixProxy

from tests.browser.browser_support import PATIENCE, Server, Watch, arrived, button, go, step_shown

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
    page.route(
        re.compile(r"/assets/.*/rotate/rotate\.js$"),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Sorry</h1>"),
        times=1,
    )
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


#: Where the names of the menu, the title and the question stand, from the top and the left.
_PLACES = """(parts) => [...document.querySelectorAll(parts)].map((node) => {
  const { x, y } = node.getBoundingClientRect();
  return [node.innerText.trim(), Math.round(x), Math.round(y)];
})"""
_FRAME = "#first-view :is(nav div, nav span, .title, p)"
_NAMES = "[data-testid=stNavSectionHeader], [data-testid=stSidebarNavLink]"
_PAGE = f"{_NAMES}, h1, [data-testid=stMain] [data-testid=stMarkdown] p"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1440, 1000), (820, 1100), (390, 844)])
def test_before_the_scripts_are_there_the_frame_of_the_page_is(
    width: int, height: int, new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    page.route("**/static/js/*", lambda _route: None)  # asked for, and on its way
    page.goto(f"{app_url}/cancel?m=5", wait_until="commit")
    frame = page.locator("#first-view")
    expect(frame.get_by_text("Why does the score of a query at 5")).to_be_visible()
    before = page.evaluate(_PLACES, _FRAME)
    page.unroute("**/static/js/*")
    arrived(page, "cancel")
    expect(frame).to_have_count(0)
    if width > 768:
        after = page.evaluate(_PLACES, _PAGE)
        assert [name for name, *_ in after] == [name for name, *_ in before]
        for (name, *here), (_, *there) in zip(before, after, strict=True):
            assert here == pytest.approx(there, abs=2), name


def test_where_the_page_never_comes_what_is_below_its_frame_is_seen(
    page: Page, app_url: str
) -> None:
    page.route("**/static/js/*", lambda _route: None)
    page.goto(f"{app_url}/cancel", wait_until="commit")
    expect(page.locator("#first-view")).to_be_visible()
    hidden = "getComputedStyle(document.getElementById('root')).visibility"
    page.wait_for_function(f"{hidden} === 'hidden'")
    # After half a minute, which a test does not wait for.
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    expect(page.locator("#first-view")).to_be_hidden()
    assert page.evaluate(hidden) == "visible"
    page.close()  # its scripts are still asked for
