"""Bad input, typed into the fields: a message beside the field, the last good problem stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import (
    complaint,
    enter,
    field_named,
    pick,
    settled,
    text_of,
    unfold,
)

Open = Callable[[str], Page]
#: In each field a wrong text, and one that would do harm; of every other text
#: tests/app/test_bad_fields.py looks at what is sent.
IMAGE = "<img src=x onerror=window.hacked=1>"
SCRIPT = "<script>window.hacked=1</script>"
LINK = "[x](javascript:window.hacked=1) `</code><svg onload=window.hacked=1>` $\\alpha$ :red[x]"
#: Address, and the fields filled in there: what it is called in a message and a link, the wrong
#: texts, and a good one.
FIELDS = {
    "/matrix?m=5&n=2&step=3": {
        "q": ("Query vector q", ["1, 2", IMAGE], "1, 2, 3, 4"),
        "k": ("Key vector k", ["9 " * 10_000, LINK], "4, 3, 2, 1"),
        "m": ("Query position m", ["1e12", SCRIPT, IMAGE], "12"),
        "n": ("Key position n", ["", LINK], "12"),
        "base": ("Base", ["1", SCRIPT], "500000"),
    },
    "/matrix?seed=3&d=4&m=5&step=3": {
        "d": ("Head dimension", ["3", LINK], "8"),
        "seed": ("Seed", ["lucky", IMAGE], "8"),
    },
}


@pytest.mark.parametrize(("address", "fields"), FIELDS.items(), ids=["own", "random"])
def test_a_field_refuses_and_the_last_good_problem_stays(
    open_at: Open, address: str, fields: dict[str, tuple[str, list[str], str]]
) -> None:
    page = open_at(address)
    above = page.locator(".st-key-wrong")
    for name, (label, wrong, good) in fields.items():
        before, link = text_of(settled(page)), page.url
        for text in wrong:
            enter(page, label, text)
            whose = "k" if text == "1, 2" else name
            said = complaint(page, whose)
            expect(said).to_be_visible()
            expect(said).to_contain_text("allowed:")
            if 0 < len(text) < 10 and text != "1, 2":
                expect(said).to_contain_text(text)
            # The same stands above the stage, and nothing else has changed there.
            expect(above).to_contain_text(f"{whose}: received")
            settled(page)
            above.evaluate("(node) => (node.style.display = 'none')")
            rest = text_of(page)
            above.evaluate("(node) => (node.style.display = '')")
            assert rest == before, f"{name}={text[:60]!r} changed the stage"
            assert page.evaluate("window.hacked === undefined"), text[:60]
        # A good text takes the complaint away.
        enter(page, label, good)
        expect(page.get_by_role("alert").filter(has_text="received")).to_have_count(0)
        if name != "n":
            page.wait_for_function("(link) => location.href !== link", arg=link)
    assert page.locator("img[src=x]").count() == 0


PASTED = {
    "0.588, 0.117": (0.588, 0.117),
    "[0.588 0.117]": (0.588, 0.117),
    "tensor([[ 0.5880, 0.1170 ]])": (0.588, 0.117),
    "np.array([0.588, 0.117], dtype=np.float32)": (0.588, 0.117),
    "0.588\n0.117": (0.588, 0.117),
    "1/4; −1e-3": (0.25, -0.001),
}


def test_anything_reasonable_can_be_pasted(open_at: Open) -> None:
    page = open_at("/rotate?q=1,0&k=1,0&m=0&digits=4")
    for text, (first, second) in PASTED.items():
        enter(page, "Query vector q", text)
        line = f"cos(0)×{first:.4f} − sin(0)×"
        line += f"({second:.4f})" if second < 0 else f"{second:.4f}"
        expect(
            page.get_by_text(line.replace("(-", "(−") + f" = {first:.4f}", exact=True)
        ).to_be_visible()
        expect(page.get_by_role("alert").filter(has_text="received")).to_have_count(0)


def test_vectors_come_from_where_one_says(open_at: Open) -> None:
    page = open_at("/rotate")

    def choose_source(name: str) -> None:
        pick(page, "Vectors", name)

    choose_source("Random")
    expect(field_named(page, "Seed")).to_have_value("0")
    page.wait_for_function("location.search.includes('seed=0')")
    enter(page, "Head dimension", "64")
    expect(page.get_by_role("button", name="Pair 31", exact=True)).to_be_visible()
    choose_source("A real model")
    expect(page.get_by_role("combobox", name="Sentence")).to_be_visible()
    page.get_by_role("radiogroup", name="Key token").get_by_role("radio").nth(4).click()
    expect(field_named(page, "Key position n")).to_have_value("4")
    expect(field_named(page, "Head dimension")).to_have_value("8")
    # A number changed by hand makes the vectors one's own.
    enter(page, "Query vector q", "1 2 3 4 5 6 7 8")
    expect(page.get_by_role("combobox", name="Vectors")).to_have_value("Your own numbers")
    enter(page, "Head dimension", "4")
    expect(complaint(page, "d")).to_contain_text("8")
    choose_source("Worked example")
    expect(
        page.get_by_text("cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219", exact=True)
    ).to_be_visible()
    toy = page.get_by_role("radio", name="100 (toy)", include_hidden=True)
    unfold(page, toy)
    toy.click()
    expect(field_named(page, "Base")).to_have_value("100")
    page.wait_for_function("location.search.includes('base=100')")
