"""Ask before showing: graded by the mistakes of Practice, remembered, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from rope_core.mistakes import MISTAKES
from tests.browser.browser_support import Watch, arrived, button, go, settled, step_shown

Open = Callable[[str], Page]


def answer(page: Page, text: str) -> None:
    field = page.locator(".ask input")
    field.fill(text)
    field.press("Enter")


def test_a_number_is_graded_here_and_remembered(open_at: Open, watch: Watch) -> None:
    page = open_at("/rotate?step=6")
    settled(page)
    sent = len(watch.sent)
    answer(page, "a lot")
    expect(page.get_by_role("alert").filter(has_text="“a lot” is not a number")).to_be_visible()
    answer(page, "0.432")
    expect(page.locator(".ask .feedback")).to_contain_text(MISTAKES["sign_flipped"].title)
    # What was said of one answer does not stand beside the next.
    for typed, said in (("abc", "“abc” is not a number"), ("", "The field is empty")):
        answer(page, "0.432")
        expect(page.locator(".ask .feedback")).to_be_visible()
        answer(page, typed)
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        expect(page.locator(".ask .feedback")).to_have_count(0)
    answer(page, "0.57")
    expect(page.locator(".ask .feedback")).to_contain_text("rounded on the way")
    answer(page, "0,558")
    expect(page.locator(".ask .feedback")).to_contain_text("Right.")
    button(page, "Next step").click()
    assert step_shown(page)[0] == 7
    settled(page)
    assert len(watch.sent) == sent
    page.reload()
    arrived(page, "rotate")
    button(page, "Previous step").click()
    expect(page.locator(".ask input")).to_have_value("0,558")
    # Another problem is another question.
    page.goto(page.url.split("?")[0] + "?m=3&step=6")
    arrived(page, "rotate")
    expect(page.locator(".ask input")).to_have_value("")


@pytest.mark.parametrize("path", ["rotate?step=6", "rotate?step=12", "matrix?step=1"])
def test_what_is_said_of_an_answer_is_in_sight(
    new_page: Callable[..., Page], app_url: str, path: str
) -> None:
    page = go(new_page(viewport={"width": 1280, "height": 720}), f"{app_url}/{path}")
    answer(page, "0.416")
    expect(page.locator(".ask .feedback")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("turn?step=2", "It goes up and down"),
        ("attend?step=2", "1"),
        ("attend?step=3", "They stay"),
        ("scale", "The slow ones"),
        ("scale?step=3", "Less, but more than the slowest"),
        ("cancel?step=17", "added"),
        ("rotate?step=15", "As long as before"),
    ],
)
def test_a_guess_is_committed_to(work_at: Open, path: str, right: str) -> None:
    page = work_at(f"/{path}")
    choices = page.locator(".ask .choice")
    expect(choices.first).to_be_visible()
    assert not page.locator(".ask .right, .ask .wrong").count(), "nothing is told before"
    page.locator(".ask").get_by_role("button", name=right, exact=True).click()
    expect(page.locator(".ask .feedback.right")).to_be_visible()


#: Where something on screen would answer, and how much of it.
COVERED = (
    ("matrix?step=1", 4), ("scale?step=1", 5), ("scale?step=2", 2), ("attend?step=1", 15),
    ("attend?step=2", 1), ("attend?step=4", 6), ("attend?step=5", 3),
)  # fmt: skip


@pytest.mark.parametrize(("path", "count"), COVERED)
def test_what_answers_is_covered_until_one_has_guessed(
    open_at: Open, path: str, count: int
) -> None:
    page = open_at(f"/{path}")
    covered = page.locator(".until-answered")
    expect(covered).to_have_count(count)
    for at in range(count):
        expect(covered.nth(at)).not_to_be_visible()
    page.locator(".ask .choice, .ask [type=submit]").first.wait_for()
    if page.locator(".ask input").count():
        answer(page, "1")
    else:
        page.locator(".ask .choice").first.click()
    expect(page.locator(".ask .feedback")).to_be_visible()
    for at in range(count):
        expect(covered.nth(at)).to_have_css("visibility", "visible")
    expect(button(page, "Skip")).to_have_count(0)


def test_a_guess_is_passed_over_once(open_at: Open) -> None:
    """Nobody has to guess: it is seen then and after a reload, and can still be guessed."""
    page = open_at("/scale")
    said = page.locator(".until-answered").first
    expect(said).to_be_hidden()
    button(page, "Skip").click()
    expect(said).to_be_visible()
    expect(page.locator(".ask .feedback")).to_have_count(0)
    page.reload()
    arrived(page, "scale")
    expect(said).to_be_visible()
    button(page, "The slow ones").click()
    expect(page.locator(".ask .feedback.right")).to_be_visible()
    # A class is asked by a vote, and where everything is open nothing is asked.
    for path in ("?step=5&projector=1", "?all=1"):
        page.goto(page.url.partition("/scale")[0].partition("/attend")[0] + "/attend" + path)
        expect(page.locator(".attend-claim")).to_have_css("visibility", "visible")


def test_nothing_is_asked_on_a_projector(open_at: Open) -> None:
    page = open_at("/rotate?step=6&projector=1")
    expect(page.locator(".ask")).to_be_hidden()


def test_chapters_are_seen_and_jumped_to(look_at: Open) -> None:
    page = look_at("/rotate?seed=1&d=64&step=10")
    chapters = page.get_by_role("navigation", name="Chapters")
    assert chapters.get_by_role("button").all_inner_texts() == [
        "All pairs",
        "Pair 0",
        "Pair 16",
        "Pair 31",
    ]
    expect(chapters.locator("[aria-current]")).to_have_text("Pair 16")
    chapters.get_by_role("button", name="Pair 31").click()
    expect(page.get_by_role("heading", name="Inverse frequency pair 31")).to_be_visible()
    for path, names in (
        ("matrix", ["Row 0", "Row 1", "Row 2", "Row 3"]),
        (
            "cancel",
            [
                "Turn and multiply",
                "Only the distance",
                "All pairs, and matrices",
                "Beyond the score",
            ],
        ),
        ("turn", ["0 to 15", "16 to 31", "32 to 47", "48 to 64"]),
    ):
        page = look_at(f"/{path}")
        assert chapters.get_by_role("button").all_inner_texts() == names
        chapters.get_by_role("button").nth(1).click()
        expect(chapters.locator("[aria-current]")).to_have_text(names[1])


def test_the_question_stands_under_the_matrix_in_a_low_window(look_at: Open) -> None:
    page = look_at("/matrix")
    page.set_viewport_size({"width": 1280, "height": 720})
    for chapter in ("Row 0", "Row 1", "Row 2", "Row 3"):
        page.get_by_role("button", name=chapter, exact=True).click()
        while not page.locator(".ask").count():
            button(page, "Next step").click()
        expect(page.locator(".ask input")).to_be_in_viewport(ratio=1)
        expect(page.locator(".equation")).to_be_in_viewport(ratio=1)


def test_a_step_and_its_question_are_in_one_view(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    for path, parts in (
        ("rotate?step=12", (".asks-here .ask", ".plane", "figcaption")),
        ("rotate?step=6", (".asks-here .ask", ".plane", "figcaption", ".step-text .note")),
        ("rotate?step=15", (".asks-here .ask", ".plane", "figcaption")),
        ("turn?step=3", (".ask", ".js-plotly-plot")),
        ("attend?step=1", (".ask", ".attend-sum", ".attend-detail .note")),
        ("attend?step=2", (".ask", ".attend-cells", "figcaption", ".attend-equation")),
        ("attend?step=2&stext=1&shead=0", (".ask", ".attend-cells", ".attend-detail p")),
        ("attend?step=7", (".habit-cells", "figcaption", ".habit-kept")),
        ("scale?step=1", (".ask", ".says", "figcaption", ".scale-both .note")),
        ("scale?step=3", (".ask", ".says", ".scale-sum", "svg.scale-spectrum")),
        ("cancel?step=17", (".ask", ".says", ".beyond-rows", ".beyond .note")),
        ("scale?step=4", (".scale-sum", ".step-text .note", "svg.scale-spectrum")),
        ("scale?step=8", (".says", ".scale-sum", "svg.scale-spectrum")),
    ):
        go(page, f"{app_url}/{path}")
        settled(page)
        for part in parts:
            box = page.locator(part).first.bounding_box()
            assert box, (path, part)
            assert box["y"] + box["height"] <= 720, (path, part, box)


def test_what_is_often_said_of_far_tokens_comes_with_the_answer(open_at: Open) -> None:
    """It says whether it is so, which is what the step asks."""
    page = open_at("/attend?step=5")
    claim = page.locator(".attend-claim")
    expect(page.locator(".attend-distance .ask")).to_be_visible()
    expect(claim).to_be_hidden()
    button(page, "Yes, far tokens score less").click()
    expect(claim).to_be_visible()
    go(page, page.url.partition("/attend")[0] + "/attend?step=5&projector=1")
    expect(claim).to_be_visible()  # where nothing is asked


def test_a_step_of_the_proof_is_in_one_view(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    settled(go(page, f"{app_url}/cancel"))
    seen = 0
    while page.locator(".proof").count():
        _, last = step_shown(page)
        # The sum is what the numbers come to; where a step asks there is none yet.
        for part in (".proof-words", ".proof figure", ".numbers .new", ".numbers .note"):
            for node in page.locator(part).all():
                box = node.bounding_box()
                assert box, (seen, part)
                assert box["y"] + box["height"] <= 720, (seen, part, box)
        button(page, "Next step").click()
        seen += 1
    assert seen > last * 0.7
