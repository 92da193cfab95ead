"""Every term: one sentence, one number of this problem, and no equation that is false."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from rope_core.problem import read_problem
from ui.lesson import glossary
from ui.lesson.glossary import TERMS, meanings, numbers
from ui.numbers import agrees, shown

WANTED = (
    "query", "key", "token", "pair", "head dimension", "base", "inverse frequency", "angle",
    "score", "pairing",
)  # fmt: skip
LINKS = (
    {},
    {"m": "3", "base": "100"},
    {"m": "100000", "n": "7", "base": "500000", "pairing": "half_split", "digits": "3"},
    {"seed": "4", "d": "128", "digits": "8"},
    {"q": "1, 2", "k": "3, 4"},
    {"model": "gpt-neox-20b"},
)


def test_all_that_a_beginner_meets_is_there() -> None:
    assert set(WANTED) <= set(TERMS)


@pytest.mark.parametrize("link", LINKS)
def test_one_sentence_and_one_number(link: dict[str, str]) -> None:
    for name, here in numbers(read_problem(link)):
        means = str(meanings()[name]["means"])
        assert re.fullmatch(r"[^.]*(\.\d[^.]*)*\.", means) or name == "θ", f"{name}: one sentence"
        assert re.search(r"\d", here), f"{name}: a number of this problem"
        assert "1 pairs" not in here
        for left, right, sign, result in re.findall(
            r"([\d,]+) × ([\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+) (=|≈) ([−\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+) rad", here
        ):
            product = Decimal(left.replace(",", "")) * shown(right)
            assert (sign == "=") == agrees(product, result), here


#: Words before "key" with which it is none of a token's, and what "pairs" does as a verb.
ELSEWHERE = re.compile(
    r"\b(?:(?:arrow|answer|config|Enter|Escape|Tab) keys?|pairs (?:neighbours|halves))\b"
)


def test_no_word_is_a_term_where_it_means_something_else() -> None:
    """Whatever the rooms say to everyone, such as "arrow keys", is told apart from the term."""
    apart = {phrase for term in TERMS.values() for phrase in term.apart}
    here = Path(glossary.__file__)
    said = {
        phrase
        for file in (*here.parents[1].rglob("*.py"), *here.parents[1].rglob("*.js"))
        if file != here
        for phrase in ELSEWHERE.findall(
            " ".join(re.sub(r'"\s+"', "", file.read_text(encoding="utf-8")).split())
        )
    }
    assert {"arrow keys", "pairs neighbours"} <= said <= apart


def test_no_two_terms_are_said_alike() -> None:
    said = [form for term in TERMS.values() for form in term.said]
    assert len(said) == len(set(said))
