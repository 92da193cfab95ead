"""What a browser keeps of a homework: the same whichever tab was first, and nothing foreign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core.errors import RopeError
from rope_core.mistakes import MISTAKES
from ui.homework.assignment import Assignment
from ui.homework.code import MAX_ATTEMPTS, read_result, write_result
from ui.homework.record import MAX_LINES, Attempt, Record

CHALK = "chalk and blackboard"
HOMEWORK = Assignment(("pairs", "angle"), 3, 9, 7, date(2026, 12, 1))

attempts = st.builds(
    Attempt,
    st.just("pairs"),
    st.sampled_from(["", "skipped", "right", "wrong"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 9),
    st.booleans(),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    st.dictionaries(st.sampled_from(list(MISTAKES)[:4]), st.integers(1, 5)),
)
records = st.dictionaries(st.sampled_from(["0", "1", "2"]), attempts)


def record_of(kept: dict[str, Attempt], learner: str = "0000-0001") -> Record:
    record = Record(HOMEWORK.id, learner)
    for key, attempt in kept.items():
        record.note(key, attempt)
    return record


def lines_of(record: Record, secret: str = CHALK) -> list[str]:
    return [record.line(key, secret) for key in record.attempts]


@given(records, records)
@settings(deadline=None)
def test_two_tabs_come_to_the_same_whoever_is_first(one, other):
    left, right = record_of(one), record_of(other)
    kept = lines_of(left), lines_of(right)
    assert left.take(kept[1], "0000-0001", CHALK) == 0
    assert right.take(kept[0], "0000-0001", CHALK) == 0
    assert left.attempts == right.attempts
    for key in one.keys() | other.keys():
        firsts = {each[key].first for each in (one, other) if key in each}
        assert (left.attempts[key].first == "wrong") == ("wrong" in firsts)
    # What is joined once is joined: nothing new is to be kept.
    left.fresh.clear()
    left.take(lines_of(left), "0000-0001", CHALK)
    assert not left.fresh


def test_what_was_done_goes_on_under_the_browsers_number():
    record = record_of({"0": Attempt("pairs", "right")}, "0000-0002")
    record.fresh.clear()
    kept = record_of({"1": Attempt("angle", "wrong")})
    assert record.take(lines_of(kept), "0000-0001", CHALK) == 0
    assert record.learner == "0000-0001"
    # Signed for another number before: the browser gets it anew.
    assert record.fresh == {"0"}
    assert record_of({}).take(lines_of(record), "0000-0001", CHALK) == 0


@pytest.mark.parametrize(
    "line",
    ["", "x", "0 pairs right 0 0 0 1 2025-01-01 - unsigned", "0 " * 4000, "é ☃ \ud800", "\n", "-"],
)
def test_lines_that_are_not_from_here_are_refused(line):
    record = record_of({})
    assert record.take([line], "0000-0001", CHALK) == 1
    assert not record.attempts


def test_a_line_of_another_homework_or_learner_is_refused():
    (line,) = lines_of(record_of({"0": Attempt("pairs", "right")}))
    assert record_of({}).take([line], "0000-0002", CHALK) == 1
    assert Record("", "0000-0001").take([line], "0000-0001", CHALK) == 1
    assert record_of({}).take([line], "0000-0001", "another secret of a class") == 1


def test_a_record_tells_a_code_what_was_done():
    record = record_of(
        {
            "0": Attempt("pairs", "right"),
            "1": Attempt("angle", "wrong", hints=2, slips={"degrees": 2}),
            "2": Attempt("pairs", "skipped"),
        }
    )
    result = record.result(HOMEWORK)
    assert result is not None
    assert result.skills == {"pairs": (1, 1), "angle": (0, 1)}
    assert (result.hints, result.skips, result.mistakes) == (2, 1, {"degrees": 2})
    assert read_result(write_result(result, CHALK), CHALK) == replace(result, signed=True)
    assert record_of({}).result(HOMEWORK) is None


def test_what_is_kept_again_is_not_dropped_and_what_is_dropped_is_not_kept():
    record = Record("", "0000-0001")
    for seed in range(MAX_ATTEMPTS + 2):
        record.note(f"pairs/0/{seed}", Attempt("pairs", "right"))
    assert record.dropped == {"pairs/0/0", "pairs/0/1"}
    record.note("pairs/0/0", Attempt("pairs", "wrong"))
    assert record.dropped == {"pairs/0/1", "pairs/0/2"}
    assert record.fresh == set(record.attempts)
    # A browser that did not hear yet that one was dropped brings it back.
    old = Record("", "0000-0001", {"pairs/0/1": Attempt("pairs", "right")})
    record.take(lines_of(old), "0000-0001", CHALK)
    assert not record.dropped & set(record.attempts)
    assert len(record.attempts) == MAX_ATTEMPTS


def test_a_browser_that_keeps_too_much_forgets_what_makes_room():
    many = Record("", "0000-0001")
    many.attempts = {f"pairs/0/{seed}": Attempt("pairs", "right") for seed in range(MAX_LINES)}
    record = Record("", "0000-0001")
    assert record.take(lines_of(many), "0000-0001", CHALK) == 0
    assert list(record.attempts) == list(many.attempts)[-MAX_ATTEMPTS:]
    assert record.dropped == many.attempts.keys() - record.attempts.keys()
    assert not record.fresh


def test_a_paste_is_joined_under_ones_own_number_and_only_what_is_new_is_to_be_kept():
    record = record_of({"0": Attempt("pairs", "right"), "1": Attempt("angle", "wrong")})
    record.fresh.clear()
    there = record_of(
        {"0": Attempt("pairs", "right"), "1": Attempt("angle", hints=2), "2": Attempt("pairs")},
        "0000-0002",
    )
    record.take_text(there.as_text(CHALK), CHALK)
    assert record.learner == "0000-0001"
    assert record.fresh == {"1", "2"}
    assert record.attempts["1"] == Attempt("angle", "wrong", hints=2)


def test_a_paste_of_too_many_is_refused_whole():
    many = Record("", "0000-0001")
    many.attempts = {f"pairs/0/{seed}": Attempt("pairs") for seed in range(MAX_LINES + 1)}
    record = Record("", "0000-0001")
    with pytest.raises(RopeError, match=rf"{MAX_LINES + 1} problems.*at most {MAX_LINES}"):
        record.take_text(many.as_text(CHALK), CHALK)
    assert not record.attempts
