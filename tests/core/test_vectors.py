"""What may be typed as a vector, a position, a base, and what is refused with which words."""

import math
import struct
import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core.errors import RopeError
from rope_core.reading.vectors import (
    MAX_MAGNITUDE,
    WORKED_EXAMPLE,
    format_vector,
    parse_base,
    parse_choice,
    parse_digits,
    parse_head_dim,
    parse_position,
    parse_seed,
    parse_vector,
    random_vectors,
)

PAIR = (0.588, 0.117)
PAIRINGS = ("interleaved", "half_split")


@pytest.mark.parametrize(
    "text",
    [
        "0.588, 0.117",
        "0.588,0.117",
        "0.588 0.117",
        "  0.588\t0.117  ",
        "0.588; 0.117;",
        "0.588\n0.117\n",
        "0.588,\r\n0.117,",
        "0.588\u00a00.117",
        "0.588,\u202f\ufeff+0.117",
        "[0.588 0.117]",
        "[0.588,\n 0.117]",
        "(0.588, 0.117)",
        "{0.588, 0.117};",
        "[[0.588, 0.117]]",
        "[[[0.588 0.117]]]",
        "tensor([[ 0.5880, 0.1170 ]])",
        "tensor([0.5880, 0.1170], device='cuda:0')",
        "tensor([0.5880, 0.1170], dtype=torch.float32, requires_grad=True)",
        "tensor([0.5880, 0.1170], device='cuda:0', grad_fn=<AddBackward0>)",
        "tensor([0.5880, 0.1170], device=device(type='cuda', index=0))",
        "torch.tensor([0.588, 0.117], dtype=torch.bfloat16)",
        "Parameter containing:\ntensor([0.5880, 0.1170], requires_grad=True)",
        "tf.Tensor([0.588 0.117], shape=(2,), dtype=float32)",
        "np.array([0.588, 0.117])",
        "np.array([0.588, 0.117], np.float32)",
        "numpy.array([[0.588, 0.117]], dtype=np.float32)",
        "array([0.588, 0.117], dtype=float32)",
        "Array([0.588, 0.117], dtype=float32, weak_type=True)",
        "jnp.asarray([0.588, 0.117])",
        "[np.float64(0.588), np.float64(0.117)]",
        "[tensor(0.5880, device='cuda:0'), tensor(0.1170, device='cuda:0')]",
        "q = [0.588, 0.117]",
        "588/1000, 117 / 1000",
        "588e-3 1.17E-1",
        ".588 0.117",
    ],
)
def test_reasonable_pastes_are_read(text: str) -> None:
    assert parse_vector(text, "q") == PAIR


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1/3, -1/3, 1/-4", (1 / 3, -1 / 3, -0.25)),
        ("1\u20443", (1 / 3,)),
        ("\u22120.231, \u2013.5", (-0.231, -0.5)),
        ("5., +2, 1_000, 1e-3", (5.0, 2.0, 1000.0, 0.001)),
        ("0,1,0,1", (0.0, 1.0, 0.0, 1.0)),
        ("1, 2,3, 4", (1.0, 2.0, 3.0, 4.0)),
        ("1;2;3", (1.0, 2.0, 3.0)),
        ("tensor(0.25)", (0.25,)),
        ("[0.1 0.2\n 0.3 0.4]", (0.1, 0.2, 0.3, 0.4)),
        ("0.1, 0.2,\n0.3, 0.4", (0.1, 0.2, 0.3, 0.4)),
        ("1e150 -1e150 1e-400", (1e150, -1e150, 0.0)),
        ("0.1 , 0.2 , 0.3", (0.1, 0.2, 0.3)),
    ],
)
def test_values_are_exact(text: str, values: tuple[float, ...]) -> None:
    assert parse_vector(text, "k") == values


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("", "nothing"),
        (" \t\n", "nothing"),
        ("[]", "[]"),
        ("hello", "hello"),
        ("0.588, hello", "hello"),
        ("0.588, nan", "nan"),
        ("NaN 1", "NaN"),
        ("1, -inf", "-inf"),
        ("1, np.inf", "np.inf"),
        ("Infinity", "Infinity"),
        ("1, 1e400", "1e400"),
        ("1, 1e151", "1e151"),
        ("1/1e400, 1", "1/1e400"),
        ("2, 1/0", "1/0"),
        ("1/2/3", "1/2/3"),
        ("1 /", "1/"),
        ("1 / / 3", "1//"),
        ("1, /3", "/3"),
        ("1, 2 / hello", "2/hello"),
        ("1, --2", "--2"),
        ("1, - 2", "-"),
        ("1-2", "1-2"),
        ("1.2.3", "1.2.3"),
        ("0x10", "0x10"),
        ("1j", "1j"),
        ("1, 1__0", "1__0"),
        ("\u0661, 2", "\u0661"),
        ("1,,2", ","),
        (", 1", ","),
        ("[1, 2", "[1, 2"),
        ("1, 2]", "]"),
        ("[1, 2)", ")"),
        ("[0.1, ..., 0.2]", "..."),
        ("[0.1 \u2026 0.2]", "\u2026"),
        ("[[1, 2], [3, 4]]", "2 rows (4 numbers)"),
        ("[[1], [2], [3]]", "3 rows (3 numbers)"),
        ("tensor([[1., 2.],\n        [3., 4.]])", "2 rows (4 numbers)"),
        ("[1, 2], 3", "2 rows (3 numbers)"),
        ("[1.5 2; 3 4]", "several rows (4 numbers)"),
        ("0.1 0.2\n0.3 0.4", "several rows (4 numbers)"),
        ("0.1, 0.2\n0.3, 0.4", "several rows (4 numbers)"),
        ("0,588 0,117", "0,588 0,117"),
        ("0,588; 0,117", "0,588; 0,117"),
        ("0,588\n0,117", "0,588\\n0,117"),
        ("0,588, 0,117", "0,588, 0,117"),
        ("__import__('os').system('true')", "__import__"),
        ("eval(1)", "eval"),
        ("q = k = 1", "k"),
        ("tensor([1.], shell=True)", "shell"),
        ("1, dtype=float32", "dtype"),
        ("<script>alert(1)</script>", "<script>alert"),
        ("=1", "=1"),
    ],
)
def test_the_offending_piece_is_named(text: str, received: str) -> None:
    with pytest.raises(RopeError) as caught:
        parse_vector(text, "q")
    assert caught.value.field == "q"
    assert caught.value.received == received
    assert "1 to 256 finite numbers" in caught.value.allowed
    assert caught.value.hint


def test_absurd_lengths_are_counted() -> None:
    with pytest.raises(RopeError, match="10,000 numbers") as caught:
        parse_vector(", ".join(["0.5"] * 10_000), "k")
    assert "256" in str(caught.value)
    with pytest.raises(RopeError, match="5 numbers"):
        parse_vector("1 2 3 4 5", "k", max_length=4)
    assert len(parse_vector("1 " * 256, "k")) == 256


def test_too_much_text_is_refused_before_any_work() -> None:
    with pytest.raises(RopeError, match="100,001 characters"):
        parse_vector("1" * 100_001, "q")


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1,", "1/", "1 / ", "[", "(", "tensor(", "<", "=", "'", "e", "-", "\u2212"]
)
def test_time_is_linear(piece: str) -> None:
    start = time.perf_counter()
    for opening in ("", "tensor([1], dtype="):
        with pytest.raises(RopeError):
            parse_vector((opening + piece * 100_000)[:100_000], "q")
    # Linear takes about a tenth of a second, quadratic would take minutes.
    assert time.perf_counter() - start < 5


# Text made of the pieces real input is made of gets much deeper into the scanner than any text.
PIECE_TEXT = (
    "0 1 5. .5 1e3 1e400 - + \u2212 / , ; [ ] ( ) { } = . ... _ e tensor array np. float32 dtype= "
    "device='cuda:0' < > ' \" nan inf q x \u2026 \u0661 \ud800 \x00 <script>"
)
PIECES = st.sampled_from([*PIECE_TEXT.split(" "), " ", "\n", "\t", "\u00a0"])

T = TypeVar("T")


def read_or_refused(parse: Callable[[str, str], T], text: str) -> T | None:
    """What parse makes of the text; None where it raises RopeError. Anything else comes through."""
    try:
        return parse(text, "f")
    except RopeError as caught:
        error = caught
    assert error.field == "f"
    assert error.allowed
    assert len(error.received) <= 60
    return None


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    values = read_or_refused(parse_vector, text)
    if values is not None:
        assert 1 <= len(values) <= 256
        assert all(abs(value) <= MAX_MAGNITUDE for value in values)
        assert parse_vector(format_vector(values), "q") == values


@given(st.text() | st.lists(PIECES, max_size=6).map("".join))
def test_any_text_in_a_field_is_read_or_refused(text: str) -> None:
    for parse in (parse_position, parse_base, parse_head_dim, parse_seed, parse_digits):
        value = read_or_refused(parse, text)
        assert value is None or math.isfinite(value)
    choice = read_or_refused(lambda typed, field: parse_choice(typed, field, PAIRINGS), text)
    assert choice in (None, *PAIRINGS)


@given(
    st.lists(
        st.floats(-MAX_MAGNITUDE, MAX_MAGNITUDE, allow_nan=False), min_size=1, max_size=256
    ).map(tuple)
)
def test_formatted_vectors_are_read_back_exactly(values: tuple[float, ...]) -> None:
    text = format_vector(values)
    assert "+" not in text
    again = parse_vector(text, "q")
    # Compared bit by bit, so that -0.0 is not taken for 0.0.
    assert struct.pack(f"{len(again)}d", *again) == struct.pack(f"{len(values)}d", *values)


def test_format_is_short() -> None:
    assert format_vector((1.0, 0.37, -0.231, 0.0)) == "1, 0.37, -0.231, 0"
    assert format_vector((1e22, 1e-7)) == "1e22, 1e-07"
    assert format_vector(()) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("5.0", 5),
        ("1e3", 1000),
        ("+7", 7),
        ("1_000", 1000),
        (" 1,048,576 ", 1_048_576),
        ("1\u202f048\u202f576", 1_048_576),
    ],
)
def test_positions(text: str, value: int) -> None:
    position = parse_position(text, "m")
    assert position == value
    assert isinstance(position, int)


@pytest.mark.parametrize(
    "text",
    [
        *("-1", "\u22121", "1e12", "1.5", "1048577", "one", "", " ", "nan", "inf", "1e400"),
        *("1,5", "1,0000", ",1", "1/2", "0x10", "1 2", "9" * 5000, "<b>1</b>"),
    ],
)
def test_positions_refused(text: str) -> None:
    with pytest.raises(RopeError) as caught:
        parse_position(text, "n")
    assert caught.value.field == "n"
    assert caught.value.allowed == "a whole number from 0 to 1,048,576"


def test_bases() -> None:
    assert parse_base("10,000") == parse_base("1e4") == parse_base("10_000") == 10_000.0
    assert parse_base("1.0000001") == 1.0000001
    assert parse_base("500 000.5") == 500_000.5
    for text in ("0", "1", "-10000", "inf", "nan", "1e400", "1e301", "ten", "", "1,5", "1/2"):
        with pytest.raises(RopeError) as caught:
            parse_base(text)
        assert caught.value.field == "base"
        assert "greater than 1" in caught.value.allowed


def test_head_dims() -> None:
    assert [parse_head_dim(text) for text in ("2", "64", "128.0", "256")] == [2, 64, 128, 256]
    for text in ("0", "3", "-4", "258", "1e9", "4.5", "four", "", "nan"):
        with pytest.raises(RopeError) as caught:
            parse_head_dim(text)
        assert caught.value.field == "d"
        assert caught.value.allowed == "an even whole number from 2 to 256"


def test_seeds_digits_and_choices() -> None:
    assert parse_seed("4294967295") == 2**32 - 1
    assert [parse_digits(str(n)) for n in range(3, 9)] == [3, 4, 5, 6, 7, 8]
    for text in ("2", "9", "3.5", "", "x"):
        with pytest.raises(RopeError, match="digits"):
            parse_digits(text)
    for text in ("4294967296", "-1", "x", ""):
        with pytest.raises(RopeError, match="seed"):
            parse_seed(text)
    for text in ("half_split", "Half-Split", " half split "):
        assert parse_choice(text, "pairing", PAIRINGS) == "half_split"
    for text in ("", "half", "rotate_half", "x" * 1000):
        with pytest.raises(RopeError, match="interleaved or half_split"):
            parse_choice(text, "pairing", PAIRINGS)


def test_random_vectors_never_change() -> None:
    # Links carry the seed alone, so these numbers must stay what they are for good.
    assert random_vectors(0, 4) == ((-0.777, 0.108, -0.921, 0.613), (-0.475, 0.738, -0.808, 0.022))
    assert random_vectors(2**32 - 1, 2) == ((-0.542, -0.639), (0.791, 0.137))


@given(st.integers(0, 2**32 - 1), st.integers(1, 128))
def test_random_vectors_are_short_numbers_in_range(seed: int, pairs: int) -> None:
    q, k = random_vectors(seed, 2 * pairs)
    assert len(q) == len(k) == 2 * pairs
    assert all(-1 <= value <= 1 and round(value, 3) == value for value in q + k)
    assert parse_vector(format_vector(q), "q") == q
    assert random_vectors(seed, 2)[0] == q[:2]


def test_random_vectors_look_uniform() -> None:
    values = [value for seed in range(100) for half in random_vectors(seed, 128) for value in half]
    assert abs(sum(values) / len(values)) < 0.02
    assert sum(value * value for value in values) / len(values) == pytest.approx(1 / 3, abs=0.02)


def test_random_vectors_refuse_what_no_link_carries() -> None:
    for seed, head_dim in ((-1, 4), (2**32, 4), (0, 0), (0, 258)):
        with pytest.raises(RopeError):
            random_vectors(seed, head_dim)


def test_worked_example() -> None:
    assert WORKED_EXAMPLE.q == (0.588, 0.117, 0.342, -0.231)
    assert WORKED_EXAMPLE.k == (0.251, 0.463, -0.129, 0.370)
    assert (WORKED_EXAMPLE.m, WORKED_EXAMPLE.n) == (1, 3)
    q, _ = WORKED_EXAMPLE.q, WORKED_EXAMPLE.k
    assert f"{math.cos(1) * q[0] - math.sin(1) * q[1]:.3f}" == "0.219"
