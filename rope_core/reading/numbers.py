"""What a person may type into a one-number or one-choice field.

Every reader here takes the text as typed and either returns a value that can be used as it is or
raises RopeError naming the field, what was received and what is allowed. None of them evaluates
the text: a number is recognised character by character, in time linear in its length.

    >>> parse_position("1,048,576", "m")
    1048576
    >>> parse_base("1e6")
    1000000.0
    >>> parse_choice("Half-split", "pairing", ("interleaved", "half_split"))
    'half_split'
"""

from collections.abc import Sequence

from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.spec import MAX_BASE

MAX_POSITION = 1_048_576
MAX_HEAD_DIM = 256
MAX_SEED = 2**32 - 1
MIN_DIGITS, MAX_DIGITS = 3, 8

# A field for one number has no use for more, and a bound keeps every reader cheap.
_MAX_FIELD_LENGTH = 400

_DIGITS = frozenset("0123456789")
# Characters that look like another one and come along with text copied from papers and pages.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff", None),
        "\uff0b": "+",
        "\uff0c": ",",
        "\uff1b": ";",
        "\uff0e": ".",
        "\u2044": "/",
        "\u2215": "/",
    }
)


def plain(text: str) -> str:
    """Text with unicode minus, no-break and thin spaces and the like as their ASCII twins.

    >>> plain("\u22120.5")
    '-0.5'
    """
    return text.translate(_LOOKALIKES)


def read_decimal(token: str) -> float | None:
    """The value of one decimal literal, or None where the token is not one.

    Accepted: 12, -0.5, .5, 5., +1e-3, 1_000. Not accepted: nan, inf, 0x10, 1j, digits of other
    scripts (all of which, but for 0x10 and 1j, Python's float() would take). A literal too large
    for a float gives inf, which callers refuse in their own words.

    >>> read_decimal("-.5"), read_decimal("five")
    (-0.5, None)
    """
    body = token[1:] if token[:1] in ("+", "-") else token
    mantissa, mark, exponent = body.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not (whole or fraction):
        return None
    if not all(part == "" or _is_digits(part) for part in (whole, fraction)):
        return None
    if mark:
        power = exponent[1:] if exponent[:1] in ("+", "-") else exponent
        if not _is_digits(power):
            return None
    return float(token)


def _is_digits(part: str) -> bool:
    """True for 0 or 1000 or 1_000: ASCII digits, single underscores between them."""
    return all(group != "" and _DIGITS.issuperset(group) for group in part.split("_"))


def _read_grouped(token: str) -> float | None:
    """As read_decimal, and the whole part may be grouped in thousands by commas or spaces."""
    for separator in (",", " "):
        if separator not in token:
            continue
        whole, dot, fraction = token.partition(".")
        first, *others = whole.split(separator)
        if not (1 <= len(first.lstrip("+-")) <= 3 and all(len(group) == 3 for group in others)):
            return None
        if not all(_is_digits(group) for group in others):
            return None
        token = first + "".join(others) + dot + fraction
        break
    return read_decimal(token)


def _field_text(text: str, field: str, allowed: str) -> str:
    """The text without lookalikes and outer space; refuses empty and absurdly long text."""
    if len(text) > _MAX_FIELD_LENGTH:
        raise RopeError(field, f"{len(text):,} characters", allowed, "Enter a single value.")
    stripped = plain(text).strip()
    if not stripped:
        raise RopeError(field, "nothing", allowed, "The field is empty.")
    return stripped


def parse_whole(text: str, field: str, low: int, high: int) -> int:
    """A whole number from low to high, written as 1000, 1,000, 1_000, 1e3 or 1000.0.

    Raises RopeError for anything else: words, 1.5, numbers outside low to high.

    >>> parse_whole("1e3", "m", 0, 5000)
    1000
    """
    allowed = f"a whole number from {typed(low)} to {typed(high)}"
    token = _field_text(text, field, allowed)
    value = _read_grouped(token)
    # The range is looked at first: inf and 1e400 have no whole number to compare.
    if value is None or not low <= value <= high or not value.is_integer():
        raise RopeError(field, token, allowed, f"Try {low or 1}.")
    return int(value)


def parse_position(text: str, field: str) -> int:
    """A token position, counted in tokens from 0: a whole number from 0 to 1,048,576.

    >>> parse_position("5.0", "n")
    5
    """
    return parse_whole(text, field, 0, MAX_POSITION)


def parse_head_dim(text: str, field: str = "d") -> int:
    """A head dimension: an even whole number from 2 to 256, because features turn in pairs.

    >>> parse_head_dim("64")
    64
    """
    allowed = f"an even whole number from 2 to {MAX_HEAD_DIM}"
    token = _field_text(text, field, allowed)
    value = _read_grouped(token)
    if value is None or not 2 <= value <= MAX_HEAD_DIM or value % 2 != 0:
        raise RopeError(
            field, token, allowed, "RoPE turns features two at a time; try 4, 8, 64 or 128."
        )
    return int(value)


def parse_seed(text: str, field: str = "seed") -> int:
    """A seed for random_vectors: a whole number from 0 to 2**32 - 1.

    >>> parse_seed("7")
    7
    """
    return parse_whole(text, field, 0, MAX_SEED)


def parse_digits(text: str, field: str = "digits") -> int:
    """How many digits after the point the view shows: 3 to 8.

    >>> parse_digits("4")
    4
    """
    return parse_whole(text, field, MIN_DIGITS, MAX_DIGITS)


def parse_base(text: str, field: str = "base") -> float:
    """The base of the inverse frequencies: a number greater than 1, at most 1e300.

    >>> parse_base("10,000")
    10000.0
    """
    allowed = f"a number greater than 1, at most {typed(MAX_BASE)}"
    token = _field_text(text, field, allowed)
    value = _read_grouped(token)
    if value is None or not 1 < value <= MAX_BASE:
        raise RopeError(
            field, token, allowed, "Usual bases are 10,000, 500,000 and 1,000,000; 100 is a toy."
        )
    return value


def parse_choice(text: str, field: str, choices: Sequence[str]) -> str:
    """The one of choices that was meant; case, - for _ and outer space do not matter.

    >>> parse_choice(" half split ", "pairing", ("interleaved", "half_split"))
    'half_split'
    """
    allowed = " or ".join(choices)
    token = _field_text(text, field, allowed)
    wanted = token.casefold().replace("-", "_").replace(" ", "_")
    for choice in choices:
        if choice.casefold().replace("-", "_") == wanted:
            return choice
    raise RopeError(field, token, allowed)
