"""What the browser says to a number of a Learn page: a slip's own number names that slip."""

from __future__ import annotations

import random
from typing import Any

from rope_core import RopeSpec
from rope_core.mistakes import MISTAKES
from rope_core.practice.ask import Asked, ask, ask_each
from rope_core.practice.exactness import EXACTNESS, is_right, is_rounded, matches
from rope_core.practice.rules import RULES, Facts
from tests.in_node import in_node
from ui.finish.stage import finish_data
from ui.lesson.questions import filled, numbers, slips
from ui.matrix.questions import matrix_frames
from ui.rotate.questions import rotate_frames


def _question(asked: Asked) -> dict[str, Any]:
    """As a page puts it together: see ui/web/asking.js."""
    name, _, value, shown, mistakes = filled("rule", "0", asked, 3)
    told = slips()
    frame = numbers("rule", "What is it?", "Look below.")[str(name)]
    assert isinstance(mistakes, list)
    named = [{"value": number, **told[key]} for key, number in mistakes]
    return {**frame, "value": value, "shown": shown, "mistakes": named}


def _said(cases: list[tuple[dict[str, Any], str]]) -> list[dict[str, str]]:
    given: list[dict[str, str]] = in_node("graded_runner", cases)
    return given


def _problems() -> list[Facts]:
    draw = random.Random(11)
    facts = []
    for _ in range(150):
        d = draw.choice((2, 4, 8))
        q = tuple(round(draw.uniform(-1, 1), draw.choice((1, 3))) for _ in range(d))
        facts.append(Facts(RopeSpec(d, 100.0), q=q, m=draw.choice((0, 1, 2, 3, 5, 977))))
    return facts


def test_a_slips_own_number_names_it_and_no_other_that_does_not_give_it() -> None:
    cases: list[tuple[dict[str, Any], str]] = []
    told: list[tuple[Asked, str, float]] = []
    for facts in _problems():
        for rule in ("first", "second", "rotated"):
            for asked in ask_each(rule, facts):
                for key in RULES[rule].mistakes:
                    values = [one.value for one in asked.candidates if one.mistake == key]
                    for typed in (f"{values[0]:.7g}", f"{values[0]:.3f}") if values else ():
                        cases.append((_question(asked), typed))
                        told.append((asked, key, float(typed)))
    several = 0
    for (asked, key, typed), verdict in zip(told, _said(cases), strict=True):
        line, titles = asked.line, f"{verdict['title']} {verdict['says']}"
        if is_right(typed, line.value, line.style):
            continue
        own = next(one.value for one in asked.candidates if one.mistake == key)
        if not is_right(typed, own, line.style):  # 0.0005 to three places is 0.001, say
            continue
        assert MISTAKES[key].title in titles, (asked, key, typed, verdict)
        exactly = [one for one in asked.candidates if is_right(typed, one.value, line.style)]
        for other in asked.candidates:
            assert (MISTAKES[other.mistake].title in titles) == (other in exactly)
        rounded = is_rounded(typed, line.value, line.style)
        assert verdict["title"].startswith("Close") == rounded
        assert verdict["title"].startswith("One of") == (len(exactly) > 1 and not rounded)
        several += len(exactly) > 1
    assert several > 20, "no slips that lie together were tried"


def test_of_two_slips_that_lie_together_the_one_that_gives_the_number_is_named() -> None:
    """A flipped sign and swapped sine and cosine come to −0.7809 and −0.7838 here."""
    q = (-0.777, 0.108, -0.921, 0.613, -0.791, -0.099, -0.265, -0.266)
    facts = Facts(RopeSpec(8), q=q, m=2)
    asked = ask_each("first", facts)[1]
    values = {one.mistake: one.value for one in asked.candidates}
    keys = ("sign_flipped", "sin_cos_swapped")
    typed = [f"{values[key]:.3f}" for key in keys]
    assert abs(values[keys[0]] - values[keys[1]]) < EXACTNESS["places"].match
    said = _said([(_question(asked), text) for text in typed])
    assert [one["title"] for one in said] == [f"{MISTAKES[key].title}." for key in keys]


def test_near_two_slips_and_exactly_neither_both_are_named() -> None:
    exact = EXACTNESS["places"]
    spec = RopeSpec(8)
    near = []
    draw = random.Random(5)
    while len(near) < 20:
        q = tuple(round(draw.uniform(-1, 1), 3) for _ in range(8))
        asked = ask("first", Facts(spec, q=q, m=draw.randrange(1, 9), pair=1))
        for one in asked.candidates:
            for other in asked.candidates:
                gap = other.value - one.value
                if asked.line.style == "places" and 2.2 * exact.right < gap < 2 * exact.match:
                    near.append((asked, (one.value + other.value) / 2, one, other))
    cases = [(_question(asked), f"{middle:.7f}") for asked, middle, _, _ in near]
    named = 0
    for (asked, middle, one, other), verdict in zip(near, _said(cases), strict=True):
        line = asked.line
        fits = [each for each in asked.candidates if matches(middle, each.value, line.style)]
        exactly = [each for each in fits if is_right(middle, each.value, line.style)]
        if is_rounded(middle, line.value, line.style) or exactly:
            continue
        assert {one, other} <= set(fits)
        assert all(MISTAKES[each.mistake].title in verdict["says"] for each in fits)
        named += 1
    assert named > 5


def test_a_number_of_no_slip_is_told_where_this_page_shows_it() -> None:
    """Finish has no next step, and the steps of a row of Matrix come one by one."""
    frames = [*rotate_frames().values(), *matrix_frames("qk").values()]
    lines: Any = finish_data()["lines"]
    asked = [*frames, *lines]
    own = {"value": 1.0, "shown": "1", "mistakes": []}
    for question, said in zip(asked, _said([(one | own, "77777") for one in asked]), strict=True):
        assert said["says"] == question["otherwise"]
    assert all("next step" not in line["otherwise"] for line in lines)


def test_every_slip_of_the_finish_is_named_by_its_number() -> None:
    lines: Any = finish_data()["lines"]
    cases = [(line, f"{slip['value']:.6g}") for line in lines for slip in line["mistakes"]]
    slips_of = [slip["title"] for line in lines for slip in line["mistakes"]]
    for title, verdict in zip(slips_of, _said(cases), strict=True):
        assert title in f"{verdict['title']} {verdict['says']}"
