"""Numbers as they stand on screen: the only place where anything is rounded.

>>> fixed(0.21924, 3), fixed(-0.5, 3), fixed(0.00001, 3), fixed(-12345.6785, 3)
('0.219', '−0.500', '1.00×10⁻⁵', '−12,345.679')
>>> fixed(0.0, 3), fixed(0.0004, 3), agrees(Decimal("0.0004"), "0")
('0', '4.00×10⁻⁴', False)
>>> scale(0.01, 3), scale(0.0001155, 3)
('0.010', '1.16×10⁻⁴')
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from rope_core.figures import RAISED

_POWER = re.compile("[⁰¹²³⁴-⁹]")
#: A power of ten that stands without a factor.
_BARE_POWER = re.compile(r"^(-?)10(?=[⁰¹²³⁴-⁹⁻])")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: From here on a number is written as a power of ten; positions stay below it.
_LARGE = 1e8


def fixed(value: float, digits: int) -> str:
    """``digits`` places after the point, thousands apart; a power of ten where those would show
    a false 0. What is 0 is "0", so that no figure looks like a rounded one."""
    if value == 0:
        return "0"
    unit = 10.0**-digits
    settled = _settled(value, unit, abs(value) + 1)
    if abs(settled) >= _LARGE or abs(settled) < 0.5 * unit:
        return _power_of_ten(value, digits)
    return f"{settled:,.{digits}f}".replace("-", "−")


def scale(value: float, digits: int) -> str:
    """As ``fixed``, but at least two significant digits: for frequencies and angles,
    which are multiplied by large positions."""
    least = 10.0 ** (1 - digits)
    if value != 0 and abs(_settled(value, 10.0**-digits, abs(value) + 1)) < least:
        return _power_of_ten(value, digits)
    return fixed(value, digits)


def more_places(value: float, text: str, digits: int) -> str:
    """``value`` with as many places more as it takes to be shown as ``text`` when rounded.

    0.28449 is shown as 0.284; with one place more it is 0.2845, which looks like 0.285.

    >>> more_places(0.28449, "0.284", 3), more_places(0.2847, "0.285", 3)
    ('0.28449', '0.2847')
    """
    places = digits + 1
    while places < digits + 12:
        more = shown(fixed(value, places))
        exponent = shown(text).as_tuple().exponent
        unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        if abs(more - shown(text)) < unit / 2:
            break
        places += 1
    return fixed(value, places)


def full(value: float) -> str:
    """A number in all its digits, as many as tell it from every other float.

    >>> full(-1.1102230246251565e-16), full(0.5), full(-2.0)
    ('−1.1102230246251565×10⁻¹⁶', '0.5', '−2')
    """
    digits, _, exponent = repr(float(value) + 0.0).partition("e")
    power = f"×10{str(int(exponent)).translate(RAISED)}" if exponent else ""
    return digits.removesuffix(".0").replace("-", "−") + power


def in_brackets(text: str) -> str:
    """Inside a product, a power or after a sign, a negative number and a power of ten
    stand in brackets."""
    return f"({text})" if text.startswith("−") or _POWER.search(text) else text


def subscript(index: int) -> str:
    return str(index).translate(_SUBSCRIPT)


def shown(text: str) -> Decimal:
    """The number a reader sees: the exact value of a text that is shown.

    >>> shown("−1,234.5"), shown("1.5×10⁻³"), shown("−10¹⁷")
    (Decimal('-1234.5'), Decimal('0.0015'), Decimal('-1E+17'))
    """
    plain = text.replace("−", "-").replace(",", "")
    if plain.isascii():  # as most are: without a power of ten
        return Decimal(plain)
    mantissa, _, power = _BARE_POWER.sub(r"\g<1>1×10", plain).partition("×10")
    return Decimal(mantissa).scaleb(int(power.translate(_PLAIN)) if power else 0)


def agrees(computed: Decimal, text: str) -> bool:
    """Whether ``computed`` (from shown numbers) would itself be shown as ``text``.

    Half a unit of the last shown place is allowed, as rounding does.
    """
    value = shown(text)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "a shown number is finite"
    if value == 0:  # is exactly 0, see fixed
        return computed == 0
    return abs(computed - value) <= Decimal(1).scaleb(exponent) / 2


def _settled(value: float, unit: float, size: float) -> float:
    """``value`` by the noise of arithmetic farther from 0, so that a tie of the shown digits, and
    all that noise makes of one, is rounded away from 0.

    A score that stays at 5.3125 is computed as 5.312499999999999 at one position and as
    5.312500000000002 at another: it must not be seen to move. ``size``, that of the numbers it
    came from, says how far the last bits reach; a unit of the last place is hardly touched.

    >>> fixed(5.312499999999999, 3), fixed(5.3125, 3), fixed(5.312500000000002, 3)
    ('5.313', '5.313', '5.313')
    >>> fixed(5.31249999, 3)
    '5.312'
    """
    noise = min(unit * 2.0**-10, unit * 2.0**-24 + size * 2.0**-46)
    settled = value + math.copysign(noise, value)
    return settled if math.isfinite(settled) else value


def _power_of_ten(value: float, digits: int) -> str:
    settled = _settled(value, abs(value) * 10.0**-digits, abs(value))
    mantissa, _, exponent = f"{settled:.{digits - 1}e}".partition("e")
    return f"{mantissa.replace('-', '−')}×10{str(int(exponent)).translate(RAISED)}"
