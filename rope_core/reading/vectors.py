"""Vectors: what a person may paste, how one is written in a link, and the built-in ones.

    >>> parse_vector("tensor([[ 0.5880, 1/4 ]], device='cuda:0')", "q")
    (0.588, 0.25)
    >>> format_vector((0.588, 0.25))
    '0.588, 0.25'
    >>> parse_vector("0.588, hello", "q")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: ...

Whatever is not a number, a separator, a bracket or a known wrapper is refused; nothing is evaluated
(scanner.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rope_core.errors import RopeError, require_whole
from rope_core.reading.numbers import (
    MAX_HEAD_DIM,
    MAX_SEED,
    parse_base,
    parse_choice,
    parse_digits,
    parse_head_dim,
    parse_position,
    parse_seed,
    plain,
)
from rope_core.reading.scanner import MAX_MAGNITUDE, Scanner

__all__ = [
    "MAX_MAGNITUDE",
    "WORKED_EXAMPLE",
    "Example",
    "format_vector",
    "parse_base",
    "parse_choice",
    "parse_digits",
    "parse_head_dim",
    "parse_position",
    "parse_seed",
    "parse_vector",
    "random_vectors",
]

MAX_CHARACTERS = 100_000


@dataclass(frozen=True)
class Example:
    """A query q at position m and a key k at position n (positions in tokens), of two words."""

    q: tuple[float, ...]
    k: tuple[float, ...]
    m: int
    n: int
    sentence: tuple[str, ...]


WORKED_EXAMPLE = Example(
    q=(0.588, 0.117, 0.342, -0.231),
    k=(0.251, 0.463, -0.129, 0.370),
    m=1,
    n=3,
    sentence=("Some", "dogs", "chase", "cats"),
)


def parse_vector(text: str, field: str, max_length: int = MAX_HEAD_DIM) -> tuple[float, ...]:
    """The numbers of one pasted vector, 1 to max_length of them, each finite and below 1e150.

    Reads numbers separated by commas, spaces, tabs, semicolons or lines; fractions (1/3); lists;
    what NumPy, PyTorch and JAX print or are given, with one row at most: (d,) or (1, d).
    Raises RopeError, with the offending piece as `received`, for anything else: no numbers, words,
    nan, inf, 1e400, 1/0, several rows, too many numbers, more than 100,000 characters.

    >>> parse_vector("[0.588 −.5 1e-3]", "k")
    (0.588, -0.5, 0.001)
    """
    allowed = f"1 to {max_length} finite numbers, such as 0.588, 0.117 or [1/3 1e-3]"
    if len(text) > MAX_CHARACTERS:
        raise RopeError(field, f"{len(text):,} characters", allowed, "Paste one vector.")
    stripped = plain(text).strip().removeprefix("Parameter containing:")
    values = Scanner(stripped, field, allowed).one_row()
    if not values:
        received = stripped or "nothing"
        raise RopeError(field, received, allowed, "Enter the numbers of one vector.")
    if len(values) > max_length:
        hint = f"Keep at most {max_length:,} of them."
        raise RopeError(field, f"{len(values):,} numbers", allowed, hint)
    return tuple(values)


def format_vector(values: Sequence[float]) -> str:
    """The shortest text that parse_vector reads back as exactly these finite numbers.

    >>> format_vector([1.0, -0.231, 1e-7, 1e22])
    '1, -0.231, 1e-07, 1e22'
    """
    # No + of an exponent, because a + in a link is read as a space.
    return ", ".join(repr(float(v)).removesuffix(".0").replace("e+", "e") for v in values)


def random_vectors(seed: int, head_dim: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A query and a key, each head_dim numbers from -1.000 to 1.000, the same on every machine.

    A larger head_dim with the same seed starts with the same numbers. Raises RopeError for a seed
    outside 0 to 2**32 - 1, or a head_dim below 1 or above 256.

    >>> random_vectors(7, 2)
    ((0.542, 0.515), (0.65, 0.539))
    """
    require_whole("seed", seed, 0, MAX_SEED)
    require_whole("d", head_dim, 1, MAX_HEAD_DIM)
    draws = [_thousandths(seed, i) / 1000 for i in range(2 * head_dim)]
    return tuple(draws[0::2]), tuple(draws[1::2])


def _thousandths(seed: int, index: int) -> int:
    """Draw number `index` of the SplitMix64 stream of this seed, as an integer -1000 to 1000.

    Its own few lines, because links must give the same vectors whatever NumPy version is there.
    """
    z = (seed + (index + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return (z ^ (z >> 31)) % 2001 - 1000
