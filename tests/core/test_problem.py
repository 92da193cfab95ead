"""A link gives the same problem back, and what is wrong in one is answered, not raised."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rope_core import RopeSpec, rotate
from rope_core.presets import models
from rope_core.problem import DEFAULTS, PAIRINGS, model_key, read_problem, write_params

numbers = st.floats(-1e6, 1e6, allow_nan=False)
vectors = st.integers(1, 8).flatmap(
    lambda pairs: st.tuples(*[st.lists(numbers, min_size=2 * pairs, max_size=2 * pairs)] * 2)
)


@given(vectors, st.integers(0, 1_048_576), st.integers(0, 1_048_576), st.floats(1.01, 1e9),
       st.sampled_from(PAIRINGS), st.integers(3, 8))  # fmt: skip
def test_own_numbers_come_back_exactly(both, m, n, base, pairing, digits):
    q, k = (",".join(map(repr, vector)) for vector in both)
    texts = {"q": q, "k": k, "m": str(m), "n": str(n), "base": repr(base), "pairing": pairing,
             "digits": str(digits)}  # fmt: skip
    reading = read_problem(texts)
    assert not reading.errors
    assert reading.problem.q == tuple(both[0])
    assert reading.problem.spec == RopeSpec(len(both[0]), base, pairing)
    again = read_problem(write_params(reading))
    assert (again.problem, again.digits) == (reading.problem, digits)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["2", "4", "64", "256"]))
def test_random_vectors_come_back(seed, head_dim):
    reading = read_problem({"seed": str(seed), "d": head_dim})
    assert read_problem(write_params(reading)).problem == reading.problem
    assert len(write_params(reading)) <= 2, "a link of random vectors stays short"


def test_defaults_are_left_out():
    assert write_params(read_problem({})) == {}
    assert write_params(read_problem(dict(DEFAULTS), "worked")) == {}


@given(st.dictionaries(st.sampled_from(list(DEFAULTS)), st.text(max_size=30)))
def test_any_link_gives_a_problem(params):
    reading = read_problem(params)
    problem = reading.problem
    assert len(problem.q) == len(problem.k) == problem.spec.head_dim
    rotate(np.array(problem.q), problem.m, problem.spec)
    for name, error in reading.errors.items():
        assert error.field == name
    assert not read_problem(write_params(reading)).errors


def test_a_refused_field_keeps_the_last_good_value():
    last = read_problem({"m": "7", "base": "500"})
    now = read_problem({"m": "-7", "base": "100"}, last=last)
    assert set(now.errors) == {"m"}
    assert (now.problem.m, now.problem.spec.base) == (7, 100.0)


def test_every_model_has_a_link_of_its_own():
    keys = [model_key(model) for model in models()]
    assert len(set(keys)) == len(keys)
    for model in models():
        reading = read_problem({"model": model_key(model)})
        if model.spec().head_dim > 256:
            assert "model" in reading.errors
            continue
        assert reading.problem.spec == model.spec()
        assert read_problem(write_params(reading)).problem == reading.problem
