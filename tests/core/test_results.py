"""Result codes: what goes in comes out, and nothing else is believed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core.errors import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice.results import (
    MAX_NONCE,
    class_csv,
    common_mistakes,
    read_class,
    read_result,
    write_result,
)
from rope_core.practice.skills import SKILLS

counts = st.integers(0, 255)
done = st.dictionaries(st.sampled_from(list(SKILLS)), st.tuples(counts, counts))
slips = st.dictionaries(st.sampled_from(list(MISTAKES)), counts, max_size=8)
secrets = st.sampled_from(["", "chalk", "Kreide €"])


@given(done, slips, st.integers(0, MAX_NONCE - 1), secrets)
def test_round_trip(skills, mistakes, nonce, secret):
    result = read_result(write_result(skills, mistakes, nonce, secret), secret)
    assert (result.skills, result.mistakes, result.nonce) == (skills, mistakes, nonce)
    assert result.signed == bool(secret)


@given(done, slips, st.integers(0, MAX_NONCE - 1), st.data())
def test_every_changed_letter_is_refused(skills, mistakes, nonce, data):
    code = write_result(skills, mistakes, nonce, "chalk")
    at = data.draw(st.sampled_from([i for i, c in enumerate(code) if i > 2 and c != "-"]))
    other = data.draw(
        st.sampled_from([c for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if c != code[at]])
    )
    with pytest.raises(RopeError):
        read_result(code[:at] + other + code[at + 1 :], "chalk")


def test_a_signed_code_cannot_pass_as_unsigned():
    honest = write_result({"pairs": (1, 9)}, {}, 1, "chalk")
    forged = write_result({"pairs": (9, 9)}, {}, 1)
    assert not read_result(forged, "chalk").signed
    with pytest.raises(RopeError, match="secret"):
        read_result(honest)


@given(st.text(max_size=80))
def test_any_text_is_answered_in_words(text):
    with pytest.raises(RopeError):
        read_result(text + "!")
    read_class(text)


def test_spelling_is_forgiven():
    code = write_result({"angle": (2, 3)}, {"degrees": 1}, 5)
    assert read_result(code.lower().replace("0", "o")) == read_result(code)


def test_class_points_out_repeats_and_refusals():
    one = write_result({"pairs": (3, 4)}, {"degrees": 2, "backwards": 1}, 1, "chalk")
    two = write_result({"pairs": (4, 4)}, {"degrees": 1}, 2, "chalk")
    rows = read_class(f"Ada {one}\n\nBob\t{one}\n=cmd() {two}\nEve {two[:-1]}", "chalk")
    assert [row.name for row in rows] == ["Ada", "Bob", "=cmd()", "Eve"]
    assert [row.repeats for row in rows] == ["", "Ada", "", ""]
    assert rows[3].result is None
    assert common_mistakes(rows) == (("degrees", 3), ("backwards", 1))
    table = list(csv.DictReader(io.StringIO(class_csv(rows))))
    assert table[0]["pairs"] == "3 of 4"
    assert table[1]["status"] == "same as Ada"
    assert table[2]["name"] == "'=cmd()"
    assert table[3]["status"] == "refused"
