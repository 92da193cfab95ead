"""Homework in a real browser: nothing is lost by a reload, and two tabs keep what both did."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.browser_support import PATIENCE, Server, Watch, settled
from ui.homework.assignment import Assignment, problems_of
from ui.homework.code import Result, read_result

HOMEWORK = Assignment(("angle", "products"), 3, 4, 7, date(2030, 12, 1))
PROBLEMS = problems_of(HOMEWORK, "")


def begin(page: Page, app_url: str) -> Page:
    page.goto(f"{app_url}/practice?{urlencode(HOMEWORK.params())}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice", timeout=PATIENCE)
    return at(page, 1)


def at(page: Page, number: int) -> Page:
    """Wait until that problem is on the table and nothing is on its way."""
    here = page.locator(".practice .place[aria-current]")
    expect(here).to_have_accessible_name(re.compile(f"^Problem {number}: "), timeout=PATIENCE)
    expect(page.locator(".practice[aria-busy]")).to_have_count(0)
    return page


def solve(page: Page, number: int) -> None:
    field = page.locator("#practice-answer")
    field.fill(repr(PROBLEMS[number - 1].lines[-1].value))
    field.press("Enter")
    expect(page.locator(".practice .reply")).to_contain_text("Right.")


def result(page: Page) -> Result:
    page.get_by_text("Result code for a teacher").click()
    text = page.get_by_role("textbox", name="Result code").input_value()
    page.get_by_text("Result code for a teacher").click()
    return read_result(text.rpartition(" ")[2])


def test_a_reload_another_tab_and_somebody_else(page: Page, app_url: str) -> None:
    begin(page, app_url)
    far = page.locator(".practice .far")
    expect(page.locator(".homework-says")).to_contain_text(f"Homework {HOMEWORK.id}")
    expect(page.locator(".homework-says")).to_contain_text("Due 1 December 2030")
    solve(page, 1)
    page.get_by_role("button", name="Next problem").click()
    at(page, 2)
    page.locator("#practice-answer").fill("123456")
    page.locator("#practice-answer").press("Enter")
    expect(page.locator(".practice .reply")).to_contain_text("Not one of the usual slips")
    before = result(page)
    assert (before.assignment, before.problems) == (HOMEWORK.id, 4)
    assert before.skills == {"angle": (1, 1), "products": (0, 1)}

    page.reload()
    at(page, 3)  # what was tried waits until the rest is done
    expect(far).to_contain_text("2 of 4 answered, 1 right at the first try")
    assert result(page) == before
    # The second try of what was wrong is no first one.
    page.get_by_role("button", name="Problem 2").click()
    solve(at(page, 2), 2)
    assert result(page).skills == before.skills

    other = page.context.new_page()
    other.goto(page.url)
    at(other, 3)
    solve(other, 3)
    expect(far).to_contain_text("3 of 4 answered")  # told by the other tab
    page.get_by_role("button", name="Problem 4").click()
    solve(at(page, 4), 4)
    expect(other.locator(".practice .far")).to_contain_text("4 of 4 answered")
    assert result(page) == result(other)
    assert result(page).right == 3
    other.close()

    page.get_by_text("Result code for a teacher").click()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ada")
    name.press("Tab")
    expect(page.get_by_role("textbox", name="Result code")).to_have_value(f"Ada: {code_of(page)}")
    expect(page.locator(".practice .device")).to_contain_text("Not Ada?")
    page.get_by_role("button", name="Start fresh").click()
    page.get_by_role("button", name="Remove it and start").click()
    expect(far).to_contain_text("0 of 4 answered")
    at(page, 1)
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('rope-by-hand.'))"
    assert page.evaluate(kept) == []


def test_who_leaves_it_to_practise_freely_has_all_of_practice(page: Page, app_url: str) -> None:
    """At once; it is the homework again by the homework's link, not by a change or a reload."""
    begin(page, app_url)
    page.get_by_role("button", name="Practise freely").click()
    place = page.get_by_role("radiogroup", name="Where to practise")
    expect(place).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".homework-says")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("homework"))
    settled(page).get_by_role("button", name="Hint").click()
    expect(page.locator(".practice[aria-busy]")).to_have_count(0)
    # Whoever has just begun is not told of somebody else's progress.
    expect(page.locator(".practice .device")).to_contain_text("stays in this browser")
    expect(page.locator(".practice .device")).not_to_contain_text("Not you?")
    page.reload()
    expect(place).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".homework-says")).to_have_count(0)
    page.goto(f"{app_url}/practice?{urlencode(HOMEWORK.params())}")
    expect(page.locator(".homework-says")).to_be_visible(timeout=PATIENCE)
    expect(place).to_have_count(0)


def code_of(page: Page) -> str:
    text = page.get_by_role("textbox", name="Result code").input_value()
    return text.rpartition(" ")[2]


def test_a_restarted_server_loses_nothing(new_page: Callable[..., Page], watch: Watch) -> None:
    fresh = Server().start()
    watch.others.append(f"127.0.0.1:{fresh.port}")
    try:
        page = begin(new_page(), fresh.url)
        solve(page, 1)
        before = result(page)
        watch.server_may_be_gone = True
        fresh.stop()
        fresh.start()
        settled(page)  # connected again, to a server that knows nothing
        expect(page.locator(".practice .far")).to_contain_text("1 of 4 answered", timeout=PATIENCE)
        assert result(page) == before
        page.get_by_role("button", name="Problem 2").click()
        solve(at(page, 2), 2)
        assert result(page).right == 2
        page.close()
    finally:
        fresh.stop()
