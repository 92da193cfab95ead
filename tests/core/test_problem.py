"""The problem and its link: what is written is read back, what is wrong falls back and is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core.models.presets import models
from rope_core.models.real_model import real_model
from rope_core.problem import (
    DEFAULTS,
    PAIRINGS,
    Problem,
    Reading,
    model_key,
    read_problem,
    source_of,
    write_params,
)
from rope_core.reading.numbers import MAX_POSITION, MAX_SEED
from rope_core.reading.vectors import MAX_MAGNITUDE, WORKED_EXAMPLE, format_vector, random_vectors

positions = st.integers(0, MAX_POSITION).map(str)
numbers = st.floats(-MAX_MAGNITUDE, MAX_MAGNITUDE)


@st.composite
def links(draw: st.DrawFn) -> dict[str, str]:
    """Every link that is right, with each parameter there or not."""
    fields: dict[str, st.SearchStrategy[str]] = {
        "m": positions,
        "n": positions,
        "base": st.floats(1.0001, 1e300).map(repr),
        "pairing": st.sampled_from(PAIRINGS),
        "digits": st.integers(3, 8).map(str),
    }
    source = draw(st.sampled_from(["worked", "own", "random", "real"]))
    if source == "own":
        length = 2 * draw(st.integers(1, 6))
        vector = st.lists(numbers, min_size=length, max_size=length).map(format_vector)
        params = {"q": draw(vector), "k": draw(vector)}
    elif source == "random":
        params = {
            "seed": str(draw(st.integers(0, MAX_SEED))),
            "d": str(2 * draw(st.integers(1, 128))),
        }
    elif source == "real":
        model = real_model()
        text = draw(st.integers(0, len(model.texts) - 1))
        place = st.integers(0, len(model.texts[text].tokens) - 1).map(str)
        fields |= {"m": place, "n": place}
        params = {
            "text": str(text),
            "layer": str(draw(st.integers(0, model.layers - 1))),
            "head": str(draw(st.integers(0, model.heads - 1))),
        }
    else:
        params = {}
    for name, strategy in fields.items():
        if draw(st.booleans()):
            params[name] = draw(strategy)
    return params


def same(one: Reading, other: Reading) -> bool:
    return (one.problem, one.source, one.digits) == (other.problem, other.source, other.digits)


@given(links())
def test_a_link_gives_the_problem_back_exactly(params: dict[str, str]) -> None:
    reading = read_problem(params)
    assert not reading.errors
    written = write_params(reading)
    again = read_problem(written)
    assert same(again, reading)
    assert write_params(again) == written
    assert all(written.get(name) != DEFAULTS[name] for name in ("m", "n", "base", "digits"))


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=40)))
def test_any_text_gives_a_problem(params: dict[str, str]) -> None:
    reading = read_problem(params)
    problem = reading.problem
    assert len(problem.q) == len(problem.k) == problem.spec.head_dim
    assert set(reading.errors) <= set(DEFAULTS)
    assert not read_problem(write_params(reading)).errors


@given(links(), st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=20)))
def test_what_is_wrong_keeps_the_last_good_problem(
    params: dict[str, str], wrong: dict[str, str]
) -> None:
    last = read_problem(params)
    texts = {name: last.fields[name] for name in DEFAULTS}
    reading = read_problem(texts | wrong, last.source, last)
    for name, error in reading.errors.items():
        assert error.field == name
        assert error.allowed
    kept = {
        "m": reading.problem.m == last.problem.m,
        "n": reading.problem.n == last.problem.n,
        "base": reading.problem.spec.base == last.problem.spec.base,
        "digits": reading.digits == last.digits,
    }
    # In a real sentence a place beyond its end falls back to the first tokens.
    for name in set(reading.errors) & set(kept):
        assert kept[name] or last.source == "real", name
    if {"q", "k"} & set(reading.errors) and last.source == "own":
        assert (reading.problem.q, reading.problem.k) == (last.problem.q, last.problem.k)


def test_nothing_given_is_the_worked_example() -> None:
    assert read_problem({}).problem == Problem(
        read_problem({}).problem.spec,
        WORKED_EXAMPLE.q,
        WORKED_EXAMPLE.m,
        WORKED_EXAMPLE.k,
        WORKED_EXAMPLE.n,
    )
    spec = read_problem({}).problem.spec
    assert (spec.head_dim, spec.base, spec.pairing) == (4, 10000.0, "interleaved")
    assert write_params(read_problem({})) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m", "-1"),
        ("m", "1e12"),
        ("m", "1.5"),
        ("n", ""),
        ("n", "x"),
        ("base", "0"),
        ("base", "1"),
        ("base", "-5"),
        ("base", "nan"),
        ("pairing", "both"),
        ("digits", "2"),
        ("digits", "9"),
        ("q", "1, 2, 3"),
        ("k", "nan, 1"),
        ("q", "<script>"),
        ("q", "1e400, 1"),
        ("k", ", ".join(["1"] * 10_000)),
    ],
)
def test_a_wrong_parameter_takes_its_default(name: str, text: str) -> None:
    reading = read_problem({name: text})
    assert set(reading.errors) == {name}
    assert reading.problem == read_problem({}).problem
    assert reading.digits == 3


@pytest.mark.parametrize(
    ("seed", "d", "wrong"),
    [("-1", "4", {"seed"}), ("1", "3", {"d"}), ("1", "0", {"d"}), ("x", "1e9", {"seed", "d"})],
)
def test_random_vectors_need_a_seed_and_an_even_length(seed: str, d: str, wrong: set[str]) -> None:
    reading = read_problem({"seed": seed, "d": d})
    assert set(reading.errors) == wrong
    assert reading.problem.q == WORKED_EXAMPLE.q


def test_vectors_of_unequal_length_are_refused_together() -> None:
    reading = read_problem({"q": "1,2,3,4", "k": "1,2"})
    assert reading.errors["k"].received == "2 numbers"
    assert (reading.problem.q, reading.problem.k) == (WORKED_EXAMPLE.q, WORKED_EXAMPLE.k)


def test_the_parameters_tell_the_source() -> None:
    assert source_of({}) == "worked"
    assert source_of({"m": "3", "digits": "5"}) == "worked"
    assert source_of({"q": "1,2"}) == "own"
    assert source_of({"d": "8"}) == "random"
    assert source_of({"head": "1"}) == "real"


def test_a_random_problem_is_its_seed() -> None:
    reading = read_problem({"seed": "7", "d": "128"})
    assert (reading.problem.q, reading.problem.k) == random_vectors(7, 128)


def test_a_real_problem_is_the_models_vectors() -> None:
    params = {"text": "1", "layer": "2", "head": "5", "m": "4", "n": "3"}
    problem = read_problem(params).problem
    model = real_model()
    assert problem.q == tuple(model.q(1, 2, 5)[4])
    assert problem.k == tuple(model.k(1, 2, 5)[3])
    tokens = len(model.texts[1].tokens)
    far = read_problem(params | {"m": str(tokens)})
    assert set(far.errors) == {"m"}
    assert f"0 to {tokens - 1}" in far.errors["m"].allowed


def test_every_published_model_can_be_linked() -> None:
    for preset in models():
        reading = read_problem({"model": model_key(preset), "m": "5"})
        if not preset.rotates or preset.spec().head_dim > 256:
            assert set(reading.errors) == {"model"}
            continue
        assert not reading.errors, preset.name
        assert reading.problem.spec == preset.spec()
        assert same(read_problem(write_params(reading)), reading)
