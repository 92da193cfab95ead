"""RopeSpec, RopeError, pairing and frequencies."""

from __future__ import annotations

import dataclasses
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import rope_core
from rope_core import (
    RopeError,
    RopeSpec,
    angles,
    attention_factor,
    inv_freq,
    output_indices,
    pair_indices,
    permutation,
    wavelength,
)
from rope_core.config import read_config
from rope_core.diagnosis.bugs.place import offset, stuck
from rope_core.errors import require_number, require_whole
from rope_core.reading.numbers import parse_base, parse_seed
from rope_core.scaling import Linear, Llama3


def test_defaults_and_identity() -> None:
    spec = RopeSpec(8)
    assert (spec.head_dim, spec.base, spec.pairing, spec.rotary_dim, spec.scaling) == (
        8, 10000.0, "interleaved", 8, None,
    )  # fmt: skip
    assert spec.pairs == 4
    same = RopeSpec(np.int64(8), np.float32(10000), rotary_dim=8)  # type: ignore[arg-type]
    assert same == spec
    assert hash(same) == hash(spec)
    assert type(same.head_dim) is int
    assert type(same.base) is float
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert dataclasses.replace(spec, base=500.0) == RopeSpec(8, 500.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.base = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        *[((value,), "head_dim") for value in (0, -2, 3, 1, 65538, 10**30, True, 4.0, "4", None)],
        *[((math.nan,), "head_dim"), (([4],), "head_dim")],
        *[((4, value), "base") for value in (0, 1, 1.0, -5, math.nan, math.inf, -math.inf)],
        *[((4, value), "base") for value in (True, "10000", None, 10**400, 1e301, 1j)],
        *[((4, Fraction(10) ** 400), "base")],
        *[((4, 1e4, value), "pairing") for value in ("", "Interleaved", None, 1, ["interleaved"])],
        *[((4, 1e4, "interleaved", value), "rotary_dim") for value in (0, 3, 6, -2, 2.0, True)],
        ((4, 1e4, "interleaved", None, "linear"), "scaling"),
    ],
)
def test_nonsense_is_refused(arguments: tuple[Any, ...], field: str) -> None:
    with pytest.raises(RopeError) as caught:
        RopeSpec(*arguments)
    assert caught.value.field == field
    assert str(caught.value).startswith(f'{field}: received "')


def test_the_largest_are_allowed() -> None:
    assert inv_freq(RopeSpec(65536)).shape == (32768,)
    assert np.isfinite(wavelength(RopeSpec(4, 1e300))).all()
    assert RopeSpec(2, math.nextafter(1.0, 2.0)).base > 1


def test_the_error_reads_as_promised() -> None:
    error = RopeError("m", "-1", "a whole number from 0 to 1,048,576", "Count from 0.")
    assert str(error) == (
        'm: received "-1"; allowed: a whole number from 0 to 1,048,576. Count from 0.'
    )
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))
    assert (again.field, again.received, again.allowed, again.hint) == (
        error.field, error.received, error.allowed, error.hint,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("refuse", "allowed"),
    [
        (lambda: require_whole("m", -1, 0, 2**40), "a whole number from 0 to 1,099,511,627,776"),
        (lambda: Linear(2e6), "a finite number at least 1 and at most 1,000,000"),
        (lambda: require_number("x", 0, above=2e7), "a finite number above 20,000,000"),
        (lambda: require_number("x", 1, at_most=1e-5), "a finite number at most 1e-5"),
        (lambda: RopeSpec(4, 1e301), "a finite number above 1 and at most 1e300"),
        (lambda: RopeSpec(3), "an even whole number from 2 to 65,536"),
        (lambda: parse_base("0", "base"), "a number greater than 1, at most 1e300"),
        (lambda: parse_seed("-1"), "a whole number from 0 to 4,294,967,295"),
        (
            lambda: Llama3(8.0, 999_999.5, 1.0, 8192),
            "at least low_freq_factor, 999,999.5",
        ),
        (
            lambda: read_config(dict.fromkeys(map(str, range(3000)))),
            "at most 2,000 keys",
        ),
    ],
)
def test_a_limit_has_its_thousands_apart_and_no_power(
    refuse: Callable[[], object], allowed: str
) -> None:
    with pytest.raises(RopeError) as caught:
        refuse()
    assert caught.value.allowed == allowed


def test_a_place_in_a_verdict_has_all_its_digits() -> None:
    assert offset(-1_048_576.0).words == "positions are 1,048,576 too small"
    assert offset(1_048_576.0).detail == "+1,048,576"
    assert stuck(1_234_567.5).words == "every row is turned as if at position 1,234,567.5"


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        (1e30, "1e30"),
        ("1e+30", "1e+30"),
        (2_000_000, "2000000"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\nb\x1b[31m\x00", r"a\nb\x1b[31m\x00"),
        ("\u202egnp.exe\u2028", r"\u202egnp.exe\u2028"),
        ("<b>é", "<b>é"),
        (np.zeros((3, 4)), "array of shape (3, 4), float64"),
    ],
)
def test_what_was_received_is_short_and_harmless(received: Any, shown: str) -> None:
    assert RopeError("q", received, "numbers").received == shown


def test_a_whole_number_python_refuses_to_print() -> None:
    assert RopeError("q", 10**5000, "numbers").received == "a whole number too long to print"


def test_escapes_do_not_make_it_long_again() -> None:
    assert len(RopeError("q", "\x00" * 50, "numbers").received) == 60


def test_bounds_are_named() -> None:
    for call, text in {
        lambda: require_number("f", 0, above=0): "a finite number above 0.",
        lambda: require_number("f", 3, at_least=0, at_most=2): "at least 0 and at most 2.",
        lambda: require_number("f", math.nan): "allowed: a finite number.",
        lambda: require_whole("f", 4.0, 0, 9): "a whole number from 0 to 9.",
    }.items():
        with pytest.raises(RopeError) as caught:
            call()
        assert text in str(caught.value)


def test_pairs() -> None:
    want_near, want_apart = ((0, 1), (2, 3)), ((0, 2), (1, 3))
    near, apart, mixed = (
        RopeSpec(6, pairing=pairing, rotary_dim=4)
        for pairing in ("interleaved", "half_split", "interleaved_to_half")
    )
    assert (pair_indices(near), output_indices(near)) == (want_near, want_near)
    assert (pair_indices(apart), output_indices(apart)) == (want_apart, want_apart)
    assert (pair_indices(mixed), output_indices(mixed)) == (want_near, want_apart)
    assert permutation(near, "half_split") == (0, 2, 1, 3, 4, 5)
    assert permutation(near, "interleaved_to_half") == (0, 1, 2, 3, 4, 5)


def test_frequencies_of_the_worked_example() -> None:
    spec = RopeSpec(4)
    assert spec.base == 10000
    assert inv_freq(spec).tolist() == [1.0, 0.01]
    np.testing.assert_allclose(wavelength(spec), [2 * math.pi, 200 * math.pi], rtol=1e-15)
    assert angles(3, spec).tolist() == [3.0, 0.03]
    assert angles([0, -1], spec).tolist() == [[-0.0, 0.0], [-1.0, -0.01]]
    assert attention_factor(spec) == 1.0
    assert inv_freq(RopeSpec(8, 10000.0, rotary_dim=4)).tolist() == [1.0, 0.01]


def test_a_caller_cannot_spoil_the_next_call() -> None:
    inv_freq(RopeSpec(4))[:] = 0
    assert inv_freq(RopeSpec(4)).tolist() == [1.0, 0.01]


def test_the_core_stands_alone() -> None:
    """Importing it loads neither the interface nor SymPy."""
    script = (
        "import sys, rope_core; rope_core.rotate([1.0, 0.0], 1, rope_core.RopeSpec(2));"
        "print([name for name in ('streamlit', 'plotly', 'sympy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    promised = {"RopeSpec", "rotate", "rotation_matrix", "inv_freq", "scores"}
    promised |= {"trace_rotation", "RopeError"}
    assert promised <= set(rope_core.__all__)
    for name in rope_core.__all__:
        thing = getattr(rope_core, name)
        if callable(thing) and not name.startswith("Pairing"):
            assert thing.__doc__, name
            assert ">>>" in thing.__doc__, name
