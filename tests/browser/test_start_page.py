"""The start page: three things to do by mouse, finger and keyboard; every number is the core's."""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core import RopeSpec, rotate, scores
from rope_core.reading.vectors import WORKED_EXAMPLE
from tests.browser.browser_support import (
    Watch,
    arrived,
    button,
    field_named,
    go,
    read,
    settled,
    text_of,
    visit,
)

Open = Callable[[str], Page]
Q, K = np.array(WORKED_EXAMPLE.q[:2]), np.array(WORKED_EXAMPLE.k[:2])


def score_of(m: float, n: float) -> str:
    value = float(scores(Q[None], K[None], np.array([m]), np.array([n]), RopeSpec(2))[0, 0])
    return f"{value:.3f}".replace("-", "−")


def score(page: Page) -> Locator:
    return page.locator(".tally .score")


def apart(m: float, n: float) -> str:
    """The smaller of the two angles between the arrows at these turns."""
    turned = [rotate(x, turn, RopeSpec(2)) for x, turn in ((Q, m), (K, n))]
    q, k = (complex(*x) for x in turned)
    return f"{abs(cmath.phase(k / q)):.3f} rad apart"


def assert_roles_are_named(page: Page) -> None:
    """Which of the two asks stands beside its arrow and above the score, at every step."""
    expect(page.locator(".two-arrows .of-query .name")).to_have_text("dogsquery")
    expect(page.locator(".two-arrows .of-key .name")).to_have_text("catskey")
    expect(page.locator(".tally .pairing")).to_have_text("dogs asks, cats answers: their score")


def sentence(page: Page) -> str:
    return " ".join(page.locator(".sentence .word").all_inner_texts())


def sent_by(page: Page, watch: Watch) -> int:
    """Frames sent once the page has fallen silent."""
    settled(page)
    return len(watch.sent)


def assert_working_is_true(page: Page) -> None:
    """What stands under the score, worked out again from the digits it shows."""
    told = page.locator(".working").inner_text()
    number = r"\(?(−?\d+\.\d{3})\)?"
    match = re.fullmatch(rf"{number}×{number} \+ {number}×{number} ([=≈]) {number}", told)
    assert match, told
    a, b, c, d, sign, result = match.groups()
    again = read(a) * read(b) + read(c) * read(d)
    assert (abs(again - read(result)) <= Decimal("0.0005")) == (sign == "="), told
    assert result == score(page).inner_text()


def test_the_first_page_is_the_discovery_and_nothing_of_it_is_sent(
    page: Page, app_url: str, watch: Watch
) -> None:
    go(page, app_url + "/")
    expect(page.get_by_role("heading", name="Who chases whom?")).to_be_visible()
    sent = sent_by(page, watch)

    # 1: swapped, the sentence says something else and the score is the same.
    assert sentence(page) == "Some dogs chase cats"
    expect(score(page)).to_have_text("0.202")
    expect(page.locator(".tally .apart")).to_contain_text(apart(0, 0))
    assert_roles_are_named(page)
    assert_working_is_true(page)
    button(page, "⇄ Swap the two words").click()
    assert sentence(page) == "Some cats chase dogs"
    expect(score(page)).to_have_text("0.202")
    expect(page.get_by_text("The score is the same:")).to_be_visible()

    # 2: turned by hand, then by the place; now the order counts.
    button(page, "Give them a place →").click()
    assert sentence(page) == "Some dogs chase cats"
    tip = page.get_by_role("slider", name="The arrow of dogs")
    tip.focus()
    for _ in range(7):
        page.keyboard.press("ArrowUp")
    expect(tip).to_have_attribute("aria-valuetext", "turned by 0.7 radians")
    expect(score(page)).to_have_text(score_of(0.7, 0))
    expect(page.locator(".tally .apart")).to_contain_text(apart(0.7, 0))
    assert_roles_are_named(page)
    assert_working_is_true(page)
    button(page, "Let the place turn them").click()
    expect(score(page)).to_have_text(score_of(1, 3))
    button(page, "⇄ Swap the two words").click()
    expect(score(page)).to_have_text(score_of(3, 1))
    expect(page.locator(".tally .apart")).to_contain_text(apart(3, 1))
    assert_working_is_true(page)
    both = page.locator(".both-ways").inner_text().split("\n")
    assert [line for line in both if re.match(r"−?\d", line)] == [score_of(1, 3), score_of(3, 1)]

    # 3: a guess, then the whole sentence moves and the score does not.
    button(page, "Move the sentence →").click()
    assert not page.get_by_role("slider", name="Where the sentence begins").count()
    button(page, "It rises").click()
    place = page.get_by_role("slider", name="Where the sentence begins")
    for begin in (1, 16, 60):
        place.fill(str(begin))
        assert page.locator(".sentence .place").all_text_contents() == [
            f"place {at}" for at in range(begin, begin + 4)
        ]
        expect(score(page)).to_have_text(score_of(1, 3))
        expect(page.locator(".tally .apart")).to_contain_text(apart(1, 3))
        assert_roles_are_named(page)
        assert_working_is_true(page)
    expect(page.get_by_text("You said: it rises. But it stays!")).to_be_visible()
    # 61 and 63 radians are more than nine times round, and a line is drawn for each of them.
    for side, times in (("query", "9.7"), ("key", "10.0")):
        page.wait_for_function(
            """([side, times]) => {
              const path = document.querySelector(`.two-arrows .of-${side} .sweep`);
              return path.getTotalLength() > times * path.getBBox().width;
            }""",
            arg=[side, 8 * math.pi * 0.8],
        )
        expect(page.locator(f".sentence .of-{side} .round")).to_have_text(f"{times} times round")
    button(page, "Add instead of turning").click()
    waves = [np.array([np.sin(place), np.cos(place)]) for place in (61, 63)]
    added = (Q + waves[0]) @ (K + waves[1])
    expect(score(page)).to_have_text(f"{added:.3f}".replace("-", "−"))
    assert_working_is_true(page)
    # Beside each other: what adding does to the score and to a length, and what turning does not.
    rows = [row.split("\t") for row in page.locator("table.both-ways").inner_text().split("\n")]
    places = [np.array([[np.sin(at), np.cos(at)] for at in range(x, x + 61)]) for x in (1, 3)]
    sums = (Q + places[0], K + places[1])
    bounds = [np.sum(sums[0] * sums[1], axis=1), np.linalg.norm(sums[0], axis=1)]
    still = [score_of(1, 3), f"{np.linalg.norm(Q):.3f}"]
    assert rows == [
        ["from place 0 to 60", "added", "turned"],
        *(
            [name, f"{x.min():.3f} to {x.max():.3f}".replace("-", "−"), one]
            for name, x, one in zip(("the score", "length of dogs"), bounds, still, strict=True)
        ),
    ]
    button(page, "Turn them again").click()
    expect(score(page)).to_have_text(score_of(61, 63))
    expect(button(page, "Add instead of turning")).to_be_focused()
    assert sent_by(page, watch) == sent, "the discovery talked to the server"

    button(page, "Why? On to Rotate →").click()
    arrived(page, "rotate")


def test_words_and_arrows_are_taken_by_the_mouse(open_at: Open) -> None:
    page = open_at("/")
    dogs, cats = (
        page.get_by_role("button", name=re.compile(f"^{w}, at")) for w in ("dogs", "cats")
    )
    cats.drag_to(dogs)
    expect(dogs).to_have_accessible_name("dogs, at place 3: change places")
    dogs.press("Enter")
    expect(dogs).to_have_accessible_name("dogs, at place 1: change places")
    expect(dogs).to_be_focused()

    page.keyboard.press("ArrowRight")
    expect(page.locator(".steps [aria-current]")).to_have_text(re.compile("Turn by the place"))
    grip = page.get_by_role("slider", name="The arrow of cats").bounding_box()
    dial = page.locator(".two-arrows").bounding_box()
    assert grip
    assert dial
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    # Straight down: from 1.074 rad to −π/2 is a turn of −2.6.
    page.mouse.move(dial["x"] + dial["width"] / 2, dial["y"] + dial["height"] * 0.95, steps=6)
    page.mouse.up()
    turned = rotate(K, -2.6, RopeSpec(2))
    expect(score(page)).to_have_text(f"{float(Q @ turned):.3f}".replace("-", "−"))


@pytest.mark.parametrize("words", ["Skip the guess", "It stays"])
def test_a_guess_can_be_left_out_and_the_sentence_dragged(open_at: Open, words: str) -> None:
    page = open_at("/?step=3")
    button(page, words).click()
    row = page.locator(".sentence").bounding_box()
    assert row
    page.mouse.move(row["x"] + 40, row["y"] + 20)
    page.mouse.down()
    page.mouse.move(row["x"] + 40 + 115, row["y"] + 20, steps=5)
    page.mouse.up()
    assert page.locator(".sentence .place").first.text_content() == "place 10"
    said = {"Skip the guess": "It stays.", "It stays": "As you said, it stays."}[words]
    expect(page.get_by_text(said)).to_be_visible()


def test_one_view_of_1280_by_720_and_of_a_projector(
    new_page: Callable[..., Page], app_url: str
) -> None:
    for query in ("", "&projector=1"):
        page = go(new_page(viewport={"width": 1280, "height": 720}), f"{app_url}/?step=1{query}")
        for step, do in (
            (1, "⇄ Swap the two words"),
            (2, "Let the place turn them"),
            (3, "It rises"),
        ):
            if step > 1:
                page.keyboard.press("ArrowRight")
            expect(button(page, do)).to_be_visible()
            for last in (False, True):
                assert page.evaluate(
                    """() => {
                      const main = document.querySelector('[data-testid="stMain"]');
                      return main.scrollHeight <= main.clientHeight
                        && main.scrollWidth <= main.clientWidth;
                    }"""
                ), f"step {step}{query} scrolls"
                if query:
                    small = page.evaluate(
                        """() => [...document.querySelectorAll('.discovery *')].filter((node) =>
                          node.checkVisibility() && !node.closest('svg, sup')
                          && [...node.childNodes].some((one) => one.data?.trim())
                          && parseFloat(getComputedStyle(node).fontSize) < 22
                        ).map((node) => node.textContent)"""
                    )
                    assert not small, f"smaller than 22 px: {small}"
                    ends = page.evaluate(
                        """() => Math.max(...[...document.querySelectorAll(
                          '.seen > *, .step-text > *')].map((one) =>
                          one.getBoundingClientRect().bottom))"""
                    )
                    assert ends > 0.86 * 720, f"step {step}: empty from {ends} px on"
                if not last:
                    button(page, do).click()


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_no_button_moves_under_a_finger_and_nothing_tells_what_is_asked(
    new_page: Callable[..., Page], app_url: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 720}, reduced_motion="reduce")
    go(page, app_url + "/")
    tops = set()

    def stands(*, guessed: bool = False) -> None:
        settled(page)
        box = page.locator(".discovery .act").bounding_box()
        assert box
        tops.add(round(box["y"]))
        assert box["y"] + box["height"] <= 720, "below the edge"
        assert guessed or "distance" not in text_of(page), "the answer stands on the page"

    swap = button(page, "⇄ Swap the two words")
    stands()
    before = swap.bounding_box()
    swap.click()
    stands()
    after = swap.bounding_box()
    assert before
    assert after
    assert after == pytest.approx(before, abs=1)
    button(page, "Give them a place →").press("Enter")
    expect(page.get_by_role("button", name="2 Turn by the place")).to_be_focused()
    stands()
    button(page, "Let the place turn them").click()
    stands()
    swap.click()
    stands()
    button(page, "Move the sentence →").click()
    stands()
    button(page, "It falls").click()
    page.get_by_role("slider", name="Where the sentence begins").fill("5")
    stands(guessed=True)
    button(page, "Add instead of turning").click()
    stands(guessed=True)
    expect(page.locator(".two-arrows .of-query .role")).to_have_text("+ place 6")
    assert "only the distance counts" in text_of(page)
    # A phone has room for the text of each step alone; there they stay within reach.
    assert width < 901 or len(tops) == 1, tops


@pytest.mark.parametrize("width", [320, 820, 901, 1024, 1151])
def test_the_words_of_the_sentence_are_never_broken(
    new_page: Callable[..., Page], app_url: str, width: int
) -> None:
    page = go(new_page(viewport={"width": width, "height": 720}), f"{app_url}/?step=1")
    for step in (1, 2, 3):
        page.get_by_role("button", name=re.compile(f"^{step} ")).click()
        expect(page.locator(".steps [aria-current]")).to_have_text(re.compile(f"^{step}"))
        lines = page.locator(".sentence .word").evaluate_all(
            """(words) => words.map((word) => {
              const range = document.createRange();
              range.selectNodeContents(word);
              return range.getClientRects().length;
            })"""
        )
        assert lines == [1, 1, 1, 1], f"step {step}"


def test_on_a_phone_nothing_is_to_the_side_and_a_thumb_finds_everything(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    go(page, f"{app_url}/")
    for step in (1, 2, 3):
        if step > 1:
            page.get_by_role("button", name=re.compile(f"^{step} ")).tap()
        expect(page.locator(".steps [aria-current]")).to_have_text(re.compile(f"^{step}"))
        main = page.get_by_test_id("stMain")
        assert main.evaluate("(node) => node.scrollWidth <= node.clientWidth")
        for target in page.locator(".discovery :is(button, [role=slider]):visible").all():
            box = target.bounding_box()
            assert box
            assert min(box["height"], box["width"]) >= 43.9, target.evaluate("(n) => n.outerHTML")
    page.get_by_role("button", name="2 Turn by the place").tap()
    page.get_by_role("button", name="Let the place turn them").tap()
    expect(score(page)).to_have_text(score_of(1, 3))


def test_on_a_phone_the_first_score_is_in_sight(
    new_page: Callable[..., Page], app_url: str
) -> None:
    """Above the buttons, which stay at the lower edge."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    go(page, f"{app_url}/")
    buttons, shown = page.locator(".discovery .act").bounding_box(), score(page).bounding_box()
    assert buttons is not None
    assert shown is not None
    assert shown["y"] + shown["height"] <= buttons["y"]


def test_the_meters_ends_are_of_the_step_that_is_shown(open_at: Open) -> None:
    page = open_at("/?step=3")
    meter = page.locator(".meter")
    button(page, "Skip the guess").click()
    page.get_by_role("slider", name="Where the sentence begins").press("ArrowRight")
    button(page, "Add instead of turning").click()
    expect(meter).to_contain_text("at most")
    page.get_by_role("button", name=re.compile("^1 ")).click()
    expect(meter).to_contain_text("the same way")


def test_an_arrow_follows_the_finger_and_the_page_stays(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    go(page, f"{app_url}/?step=2")
    arrow = page.get_by_role("slider", name="The arrow of dogs")
    box = arrow.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    touch("Start", (x, y))
    for part in range(1, 21):
        touch("Move", (x - 2 * part, y + 4 * part))
    touch("End")
    # From nearly level to nearly upright, as far as the finger went.
    expect(arrow).to_have_attribute("aria-valuenow", re.compile(r"^-1\.[1-9]"))
    assert page.get_by_test_id("stMain").evaluate("(node) => node.scrollTop") == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_the_names_of_the_arrows_never_lie_on_each_other(
    new_page: Callable[..., Page], app_url: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    go(page, f"{app_url}/?step=2")
    # One arrow goes half a turn back, then all the way round; the other a little after each time.
    over = page.evaluate(
        """() => {
          const names = [...document.querySelectorAll('.two-arrows .name')];
          const grip = (side) => document.querySelector(`.two-arrows .of-${side} .grip`);
          const press = (side, key, times) => {
            const found = [];
            for (let time = 0; time < times; time += 1) {
              grip(side).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              const [a, b] = names.map((name) => name.getBoundingClientRect());
              const beside = a.right < b.left || b.right < a.left;
              if (!beside && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                found.push(['query', 'key'].map((one) => grip(one).ariaValueNow).join(' '));
              if (Math.min(a.left, b.left) < 0 || Math.max(a.right, b.right) > innerWidth)
                found.push('out of sight');
            }
            return found;
          };
          press('query', 'ArrowDown', 31);
          press('key', 'ArrowDown', 31);
          return Array.from({ length: 10 }, (_, round) => [
            ...press('key', 'ArrowUp', 6),
            ...press('query', round % 2 ? 'ArrowDown' : 'ArrowUp', 62),
          ]).flat();
        }"""
    )
    assert not over


def test_reduced_motion_turns_at_once(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(reduced_motion="reduce")
    go(page, f"{app_url}/?step=2")
    hand = page.locator(".two-arrows .of-key .hand")
    before = hand.get_attribute("d")
    drawn = page.evaluate(
        """() => {
          document.querySelector('[data-focus="given"]').click();
          return document.querySelector('.two-arrows .of-key .hand').getAttribute('d');
        }"""
    )
    assert drawn != before
    settled(page)
    assert hand.get_attribute("d") == drawn


def test_where_one_left_off(open_at: Open) -> None:
    page = open_at("/")
    assert "Go on where you left off" not in text_of(page)
    visit(page, "matrix")
    for _ in range(3):
        button(page, "Next step").click()
    visit(page, "start")
    page.get_by_role("link", name="Go on where you left off: Matrix, step 4").click()
    arrived(page, "matrix")
    expect(page.get_by_text(re.compile(r"^4 of \d+$"))).to_be_visible()


def test_the_problem_of_the_other_pages_is_kept(open_at: Open) -> None:
    page = open_at("/?m=5&base=100")
    expect(score(page)).to_have_text("0.202")
    visit(page, "rotate")
    expect(field_named(page, "Query position m")).to_have_value("5")
    expect(field_named(page, "Base")).to_have_value("100")


def test_on_a_phone_the_way_into_a_class_is_in_view(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    go(page, app_url)
    way = page.get_by_role("button", name="In a class?")
    expect(way).to_be_in_viewport(ratio=1)
    way.click()
    code = page.get_by_label("In a class? Join with its code")
    expect(code).to_be_focused()
    expect(code).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(way).to_be_hidden()
    expect(code).to_be_in_viewport(ratio=1)
