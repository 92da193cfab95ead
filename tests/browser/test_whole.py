"""No text is cut, at any step, in any window; on a projector nothing has to be scrolled to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import GOING_ON, STEPPED
from tests.browser.page_support import PAGES, open_entry
from tests.browser.whole import WINDOWS, Cut, look
from ui.app.course import PageEntry

#: A few figures more than one is used to.
LONG = "q=-12345.678,0.117,0.342,-9876.543&k=0.251,-12345.678,1234.5,0.37&m=123456&n=98765"
PROJECTORS = [window for window in WINDOWS if window[2]]
DESKS = [window for window in WINDOWS if not window[2]]


def cuts(
    page: Page, name: str, windows: list[tuple[int, int, bool]], *, arranged: bool = False
) -> list[Cut]:
    return [
        cut for window in windows for _, cut in look(page, name, window, arranged=arranged) if cut
    ]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)
def test_every_step_is_whole(entry: PageEntry, page: Page, app_url: str) -> None:
    open_entry(page, app_url, entry, "?projector=1")
    found = cuts(page, entry.path, PROJECTORS)
    page.get_by_role("button", name=re.compile("^Leave")).click()
    expect(page.locator("html.projector")).to_have_count(0)
    found += cuts(page, entry.path, DESKS, arranged=True)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", STEPPED + GOING_ON)
def test_eight_digits_are_whole_on_a_projector(name: str, open_at: Callable[[str], Page]) -> None:
    page = open_at(f"/{name}?projector=1&digits=8&{LONG}")
    found = cuts(page, name, PROJECTORS[:1])
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    "link",
    [
        "d=16&seed=5&pairing=half_split",
        "d=128&seed=3&pairing=half_split&m=65535&digits=8",
    ],
    ids=["window", "wide"],
)
def test_a_large_matrix_is_whole_on_a_projector(link: str, open_at: Callable[[str], Page]) -> None:
    page = open_at(f"/matrix?{link}&projector=1")
    found = cuts(page, "matrix", PROJECTORS)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    "link",
    [
        "q=1,-2&k=1,2",
        "q=0.5,1.5,-2,0.25,1,-1&k=-1,1,0.5,2,0.3,0.7&m=1&n=2&base=1000000",
        "d=8&seed=3&m=77",
        "q=-12345.678,0.117,0.342,-9876.543,1,2&k=1,2,3,4,5,6&m=123456&n=98765",
        "d=8&seed=3&q=-12345.678,1,2,3,4,5,6,-9876.543&k=1,2,3,4,5,6,7,8",
    ],
    ids=["2", "6", "8", "6 long", "8 long"],
)
def test_a_matrix_of_eight_digits_is_whole_on_a_projector(
    link: str, open_at: Callable[[str], Page]
) -> None:
    page = open_at(f"/matrix?{link}&digits=8&projector=1")
    found = cuts(page, "matrix", PROJECTORS)
    assert not found, "\n".join(map(str, found))
    # Whatever gives way, the entry that is told is seen, and what it meets.
    bar = page.get_by_label("Step", exact=True)
    for step in (2, int(bar.get_attribute("max") or 0) - 1):
        bar.fill(str(step))
        expect(page.locator(".equation .entry.here")).to_have_count(1)
        expect(page.locator(".equation table:not(.matrix) td.here")).to_have_count(2)


@pytest.mark.parametrize(
    "link",
    [
        "seed=3&d=128&m=131072&n=131072&pairing=half_split&base=1000000",
        "model=phi-4-mini&m=9000&n=5",
        "seed=3&d=32&m=7&base=1e12",
    ],
    ids=["far", "model", "slow"],
)
def test_all_pairs_at_a_glance_are_whole(link: str, open_at: Callable[[str], Page]) -> None:
    page = open_at(f"/rotate?{link}&projector=1")
    found = cuts(page, "rotate", PROJECTORS)
    page.get_by_role("button", name=re.compile("^Leave")).click()
    expect(page.locator("html.projector")).to_have_count(0)
    found += cuts(page, "rotate", DESKS)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", ["rotate", "cancel", "scale", "turn", "attend", "questions"])
def test_long_numbers_are_whole(name: str, look_at: Callable[[str], Page]) -> None:
    page = look_at(f"/{name}?{LONG}")
    found = cuts(page, name, DESKS)
    assert not found, "\n".join(map(str, found))
