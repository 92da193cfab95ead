"""Cancel: predictions, right and wrong, and the score that stands still or does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rope_core.problem import read_problem
from rope_core.proof import BROKEN, predictions, shift_scores
from tests.browser.browser_support import (
    NUMBER,
    Watch,
    button,
    read,
    settled,
    step_shown,
    step_to,
    text_of,
)
from ui.cancel.trial import SHIFTS
from ui.numbers import agrees

Open = Callable[[str], Page]
PROBLEM = read_problem({}).problem
ASKED = predictions(PROBLEM.q, PROBLEM.k, PROBLEM.m, PROBLEM.n, PROBLEM.spec)
#: The slider's last shift.
SPAN = SHIFTS[-1]
THE_PROBLEM = (PROBLEM.q, PROBLEM.k, PROBLEM.m, PROBLEM.n, PROBLEM.spec)


def test_predictions_are_answered_right_and_wrong(open_at: Open, watch: Watch) -> None:
    page = open_at("/cancel")
    settled(page)
    sent = len(watch.sent)
    met = 0
    for step in range(1, step_shown(page)[1] + 1):
        step_to(page, step)
        if not text_of(page).count("Predict"):
            continue
        asked = next(one for one in ASKED.values() if one.question in text_of(page))
        met += 1
        # Every other one is answered wrongly.
        given = asked.correct if met % 2 else (asked.correct + 1) % len(asked.choices)
        button(page, asked.choices[given]).click()
        # Focus stays on the answer, which now also says what it was.
        told = page.get_by_role("button", name=re.compile(r"^[✓✗] "))
        expect(told.first).to_be_visible()
        text = text_of(page)
        assert ("Right." if met % 2 else "Not so.") in text
        assert asked.because in text
        right = page.get_by_role("button", name=f"✓ {asked.choices[asked.correct]}", exact=True)
        expect(right).to_be_visible()
        # A second answer does not overwrite the first.
        right.click()
        assert ("Right." if met % 2 else "Not so.") in text_of(page)
    assert met == len(ASKED) > 1
    assert len(watch.sent) == sent


def slide(page: Page, shift: int) -> None:
    page.get_by_role("slider", name="Shift in tokens").fill(str(shift))


def score_told(page: Page) -> float:
    found = re.search(rf"score ({NUMBER})", text_of(page).partition("Try it")[2])
    assert found
    return float(read(found[1]))


WAYS = {
    "RoPE, shift both": {"move": "both"},
    "RoPE, shift the query only": {"move": "query"},
} | {broken.title: {"variant": key} for key, broken in BROKEN.items()}


def test_the_score_stands_still_exactly_where_it_should(open_at: Open, watch: Watch) -> None:
    page = open_at("/cancel")
    settled(page)
    sent = len(watch.sent)
    group = page.get_by_role("group", name="What is shifted, and how")
    for title, how in WAYS.items():
        group.get_by_role("button", name=re.compile(f"{re.escape(title)}$", re.IGNORECASE)).click()
        wanted = shift_scores(*THE_PROBLEM, range(SPAN + 1), **how)
        seen = []
        for shift in (0, 17, SPAN):
            slide(page, shift)
            expect(
                page.get_by_text(re.compile(rf"^Shift\s+{shift}: query at {1 + shift},"))
            ).to_be_visible()
            seen.append(score_told(page))
            assert seen[-1] == pytest.approx(wanted[shift], abs=0.00051), f"{title}, {shift}"
        assert (len({*seen}) == 1) is (title == "RoPE, shift both"), f"{title}: {seen}"
        told = re.search(
            rf"Largest difference over shifts 0 to {SPAN}: (\S+?)(, which is rounding)?\.\s",
            text_of(page),
        )
        assert told
        largest = np.abs(np.array(wanted) - wanted[0]).max()
        assert agrees(Decimal(float(largest)), told[1]), f"{told[1]} beside {largest}"
        assert bool(told[2]) is (title == "RoPE, shift both")
    assert len(watch.sent) == sent


def test_on_a_projector_each_track_of_each_step_is_seen_whole(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{app_url}/cancel?projector=1")
    button(page, "Next step").wait_for()
    for track, other in (("Numbers", "Symbols"), ("Symbols", "Numbers")):
        step_to(page, 1)
        button(page, track).click()
        expect(page.get_by_role("region", name=other, exact=True)).to_be_hidden()
        for step in range(1, step_shown(page)[1] + 1):
            step_to(page, step)
            # After the proof there are no tracks, but all of it is to be seen as well.
            lines = page.locator(f".track.{track.lower()} .new, .beyond")
            box = lines.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 720, f"{track}, step {step}"


def test_a_pair_has_its_real_places_and_a_sum_its_index(open_at: Open) -> None:
    page = open_at("/cancel?seed=1&d=128&pairing=half_split&pair=2")
    assert "Turn the pair (q₂, q₆₆)" in text_of(page)
    symbols = page.get_by_role("region", name="Symbols")
    expect(symbols).to_contain_text("q′₆₆ = q₂ sin(mω) + q₆₆ cos(mω)")
    page.get_by_role("button", name="All pairs, and matrices").click()
    expect(symbols).to_contain_text("Σi = 0 … 63")
    expect(symbols).to_contain_text("q′i,0")
    # The picture stands before the lines that say it.
    order = page.locator(".proof > *").evaluate_all("nodes => nodes.map((node) => node.className)")
    assert order == ["proof-words", "picture", "proof-lines"]
