"""Practice in a real browser: type, Enter, read, Enter, next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS, make_exercise
from rope_core.practice.exercise import KINDS
from tests.browser.browser_support import settled, turn_to
from ui.homework.assignment import read_sheet
from ui.practice.session import Session


def link(skill: str, level: int, seed: int) -> str:
    return f"/practice?skill={skill}&level={level}&pseed={seed}"


def practice(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice", timeout=30_000)
    expect(page.locator(".practice .ask")).to_be_visible(timeout=30_000)
    return page


@pytest.fixture
def open_exercise(page: Page, app_url: str) -> Callable[[str, int, int], Page]:
    return lambda skill, level, seed: practice(page, app_url + link(skill, level, seed))


@pytest.fixture
def go_on_with(work_at: Callable[[str], Page]) -> Callable[[str, int, int], Page]:
    """As `open_exercise`, where what was answered before does not matter.

    What was done is kept: no two tests have a problem in common.
    """

    def exercise(skill: str, level: int, seed: int) -> Page:
        page = work_at(link(skill, level, seed))
        expect(page.locator(".practice .ask")).to_be_visible()
        expect(page).to_have_url(re.compile(f"skill={skill}&level={level}&pseed={seed}$"))
        expect(reply(page)).to_be_empty()
        return page

    return exercise


def field(page: Page) -> Locator:
    return page.locator("#practice-answer")


def reply(page: Page) -> Locator:
    return page.locator(".practice .reply")


def answered(page: Page) -> None:
    """Wait until what was sent is answered."""
    expect(page.locator(".practice[aria-busy]")).to_have_count(0)


def test_type_enter_read_enter_next(open_exercise: Callable[[str, int, int], Page]) -> None:
    page = open_exercise("angle", 3, 4)
    exercise = make_exercise("angle", 3, 4)
    expect(field(page)).to_be_focused()
    page.keyboard.type(f"{exercise.lines[-1].value:.4g}")
    page.keyboard.press("Enter")
    expect(reply(page)).to_contain_text("Right.")
    expect(reply(page)).to_have_attribute("role", "status")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    # One right answer of a skill, and another one follows.
    expect(page).to_have_url(re.compile("skill=pairs&level=0&pseed=5"))
    expect(reply(page)).to_be_empty()
    expect(page.locator(".practice .beads .right")).to_have_count(1)


def test_a_slip_is_named_and_the_number_can_be_mended(
    go_on_with: Callable[[str, int, int], Page],
) -> None:
    page = go_on_with("products", 3, 2)
    exercise = make_exercise("products", 3, 2)
    for candidate in exercise.candidates[0][:3]:
        field(page).fill(f"{candidate.value:.3f}")
        field(page).press("Enter")
        expect(reply(page)).to_contain_text(MISTAKES[candidate.mistake].title)
        expect(reply(page)).to_contain_text(f"{candidate.value:.3f}")
        expect(field(page)).to_be_focused()
    field(page).fill(repr(exercise.lines[-1].value))
    field(page).press("Enter")
    expect(reply(page)).to_contain_text("Right.")


@pytest.mark.parametrize("skill", SKILLS)
def test_every_kind_can_be_solved_by_keyboard(
    go_on_with: Callable[[str, int, int], Page], skill: str
) -> None:
    for level, kind in enumerate(KINDS):
        page = go_on_with(skill, level, 6)
        exercise = make_exercise(skill, level, 6)
        for blank, at in enumerate(exercise.blanks):
            label = page.locator(".practice .asked")
            before = label.text_content()
            field(page).fill(repr(exercise.lines[at].value))
            field(page).press("Enter")
            if blank + 1 < len(exercise.blanks):
                expect(label).not_to_have_text(before or "")
        if exercise.bug:
            page.keyboard.press(str(exercise.bug.line + 1))
            expect(page.locator(".practice .choice")).to_have_count(len(exercise.options))
        if exercise.options:
            right = next(at for at, option in enumerate(exercise.options) if option.right)
            page.keyboard.press(str(right + 1))
        expect(reply(page), f"{skill}, {kind}").to_contain_text("Right.")


@pytest.mark.parametrize(
    ("seed", "typed"),
    enumerate(
        ["<img src=x onerror=alert(1)>", "^[2]{a}", "1e400", "__import__('os')", "0,5,1"], 40
    ),
)
def test_nothing_typed_is_executed(
    go_on_with: Callable[[str, int, int], Page], seed: int, typed: str
) -> None:
    page = go_on_with("angle", 3, seed)
    field(page).fill(typed)
    field(page).press("Enter")
    expect(reply(page)).to_contain_text("cannot be read")
    expect(reply(page)).to_contain_text(typed[:8])
    assert page.locator(".practice img").count() == 0
    expect(field(page)).to_have_value(typed)


def test_the_same_wrong_number_twice_is_answered_twice(
    go_on_with: Callable[[str, int, int], Page],
) -> None:
    page = go_on_with("angle", 3, 50)
    for _ in range(3):
        field(page).fill("77777")
        field(page).press("Enter")
        answered(page)
        expect(reply(page)).to_contain_text("Not one of the usual slips")
    exercise = make_exercise("angle", 3, 50)
    field(page).fill(repr(exercise.lines[-1].value))
    field(page).press("Enter")
    answered(page)
    expect(reply(page)).to_contain_text("Right.")


def test_hints_lead_to_the_worked_step(open_exercise: Callable[[str, int, int], Page]) -> None:
    page = open_exercise("inv_freq", 3, 4)
    for name in ("Hint", "Another hint", "Show the step"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    expect(page.locator(".practice .hinted")).to_contain_text("Worked:")
    page.get_by_role("button", name="Next", exact=False).last.click()
    expect(page).to_have_url(re.compile("skill=inv_freq&level=3&pseed=5"))


def test_progress_survives_a_reload_and_other_pages(
    open_exercise: Callable[[str, int, int], Page],
) -> None:
    page = open_exercise("pairs", 3, 4)
    exercise = make_exercise("pairs", 3, 4)
    field(page).fill(repr(exercise.lines[-1].value))
    field(page).press("Enter")
    expect(reply(page)).to_contain_text("Right.")
    bar = page.get_by_role("button", name="Which numbers pair up: right in 1 of 5 kinds")
    expect(bar).to_be_visible()
    page.get_by_role("link", name="Matrix").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Matrix")
    page.get_by_role("link", name="Practice").click()
    expect(bar).to_be_visible()
    expect(page).to_have_url(re.compile("pseed=4"))
    page.reload()
    expect(bar).to_be_visible()
    expect(page).to_have_url(re.compile("pseed=4"))


def test_back_and_forward_show_the_problem_of_the_address(
    open_exercise: Callable[[str, int, int], Page],
) -> None:
    def here() -> tuple[str, str]:
        answered(settled(page))
        return page.url, page.locator(".practice .ask").inner_text()

    page = open_exercise("angle", 3, 4)
    seen = [here()]
    for seed in (5, 6):
        page.get_by_role("button", name="Skip").click()
        expect(page).to_have_url(re.compile(f"pseed={seed}$"))
        seen.append(here())
    assert len(dict(seen)) == len({asks for _, asks in seen}) == 3
    # To the first one and on again, with a reload at each.
    for move, (url, asks) in (
        (page.go_back, seen[1]),
        (page.go_back, seen[0]),
        (page.go_forward, seen[1]),
        (page.go_forward, seen[2]),
    ):
        move()
        expect(page).to_have_url(url)
        expect(page.locator(".practice .ask")).to_have_text(asks, use_inner_text=True)
        assert here() == (url, asks)
        page.reload()
        expect(page.locator(".practice .ask")).to_have_text(asks, use_inner_text=True)
        assert here() == (url, asks)


def test_progress_can_be_pasted_and_nonsense_is_refused(
    open_exercise: Callable[[str, int, int], Page],
) -> None:
    page = open_exercise("pairs", 3, 4)
    page.get_by_text("Progress and how it is counted").click()
    box = page.get_by_role("textbox", name="Progress copied earlier")
    box.fill("hello <b>")
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="progress: received")).to_be_visible()
    session = Session("angle", 3, 4)
    session.answer(repr(session.exercise.lines[-1].value))
    box.fill(session.record.as_text(""))
    box.press("Enter")
    bar = page.get_by_role("button", name="Angle: right in 1 of 5 kinds")
    expect(bar).to_be_visible()
    page.reload()
    expect(bar).to_be_visible()


def test_two_tabs_count_what_was_done_in_both(new_page: Callable[..., Page], app_url: str) -> None:
    one = new_page()
    other = one.context.new_page()
    for page, skill in ((one, "angle"), (other, "pairs")):
        practice(page, app_url + link(skill, 3, 4))
    for page, skill in ((one, "angle"), (other, "pairs")):
        field(page).fill(repr(make_exercise(skill, 3, 4).lines[-1].value))
        field(page).press("Enter")
        expect(reply(page)).to_contain_text("Right.")
    for page in (one, other):
        for title in ("Angle", "Which numbers pair up"):
            known = page.get_by_role("button", name=f"{title}: right in 1 of 5 kinds")
            expect(known).to_be_visible()


def test_start_says_how_many_are_due(new_page: Callable[..., Page], app_url: str) -> None:
    page = practice(new_page(), app_url + link("pairs", 3, 4))
    field(page).fill(repr(make_exercise("pairs", 3, 4).lines[-1].value))
    field(page).press("Enter")
    expect(reply(page)).to_contain_text("Right.")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(1))
    page.goto(app_url)
    due = page.get_by_role("link", name="1 skill due")
    expect(due).to_be_visible(timeout=30_000)
    due.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")


def test_a_wrong_link_is_told_in_words(page: Page, app_url: str) -> None:
    practice(page, f"{app_url}/practice?skill=<b>x&level=7&pseed=-1")
    told = page.get_by_role("alert").all_text_contents()
    for name in ("skill", "level", "pseed"):
        assert any(f"{name}: received" in text for text in told)


def test_a_phone_gets_a_number_keyboard_and_no_sideways_scrolling(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    practice(page, app_url + link("pairs", 1, 2))
    for skill in SKILLS:
        turn_to(page, app_url + link(skill, 1, 2))
        expect(field(page)).to_have_attribute("inputmode", "decimal")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, skill
    page.get_by_role("button", name="Change the sign").tap()
    expect(field(page)).to_have_value("-")
    page.get_by_role("button", name="Keyboard with letters").tap()
    expect(field(page)).to_have_attribute("inputmode", "text")
    low = page.locator(".practice button:visible").evaluate_all(
        "nodes => nodes.filter(n => n.getBoundingClientRect().height < 40).map(n => n.textContent)"
    )
    assert not low


#: Whether the middle of each part can be seen, with nothing over it.
_SEEN = """(names) => names.filter((name) => {
  const node = document.querySelector(`.practice ${name}`);
  const { left, top, width, height } = node.getBoundingClientRect();
  const there = document.elementFromPoint(left + Math.min(width, 60) / 2, top + height / 2);
  return !(top >= 0 && there && (node.contains(there) || there.contains(node)));
})"""


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_question_answer_and_reply_are_in_view_together(
    new_page: Callable[..., Page], app_url: str, width: int, height: int
) -> None:
    phone = width < 500
    page = new_page(viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone)
    practice(page, app_url + link("pairs", 3, 3))
    for skill, level in (("conventions", 2), ("score", 2), ("score", 3), ("matrix", 3)):
        turn_to(page, app_url + link(skill, level, 3))
        field(page).fill("7.77")
        field(page).press("Enter")
        expect(reply(page)).not_to_be_empty()
        answered(page)
        hidden = page.evaluate(_SEEN, [".ask", "#practice-answer", ".reply .headline"])
        assert not hidden, (skill, level)


def test_lines_can_be_entered_together(go_on_with: Callable[[str, int, int], Page]) -> None:
    page = go_on_with("angle", 2, 3)
    facts = make_exercise("angle", 2, 3).facts
    field(page).fill("7.25")
    page.keyboard.press("Tab")
    page.locator("#practice-answer-1").fill(repr(7.25 * facts.m))
    page.keyboard.press("Enter")
    expect(reply(page)).to_contain_text("not a second error")
    expect(field(page)).to_have_value("7.25")


def test_a_sheet_prints_without_its_key(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/practice?sheet=7&problems=4&skills=angle,products")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice", timeout=30_000)
    expect(page.locator(".paper .asks")).to_have_count(4)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.get_by_text("Skills on the sheet")).to_be_hidden()
    expect(page.locator(".paper")).to_have_count(1)
    expect(page.locator(".paper")).to_be_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download PDF").click()
    sheet = read_sheet({"sheet": "7", "problems": "4", "skills": "angle,products"})
    assert download.value.suggested_filename == f"rope-worksheet-{sheet.id.lower()}.pdf"
    page.get_by_text("On screen").click()
    expect(page.locator(".practice .ask")).to_be_visible()
    assert "sheet=" not in page.url
