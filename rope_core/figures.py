"""Numbers as they stand in sentences: a power of ten is raised, minus is −.

>>> rough(6e-8, 2), rough(0.25, 2), rough(-1.5e-5, 6), rough(12500.0, 6)
('6×10⁻⁸', '0.25', '−1.5×10⁻⁵', '12,500')
>>> base_text(10000.0), base_text(1.5), base_text(1e17), base_text(1.5e17)
('10,000', '1.5', '10¹⁷', '1.5×10¹⁷')
"""

from __future__ import annotations

#: Turns the figures of a whole number into those that stand raised.
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def rough(value: float, digits: int) -> str:
    """A number to so many significant digits."""
    return _written(f"{value:,.{digits}g}")


def base_text(base: float) -> str:
    """A base in all its digits."""
    return _written(f"{float(base):,}".removesuffix(".0"))


def typed(value: float, sign: str = "") -> str:
    """A number as it is typed, its thousands apart; one that is not whole to six digits or more.

    >>> typed(1_048_576), typed(1e-5), typed(1e300), typed(2.0, sign="+")
    ('1,048,576', '1e-5', '1e300', '+2')
    """
    if float(value).is_integer() and abs(value) < 1e16:
        return f"{int(value):{sign},}"
    text = f"{value:{sign},.{6 if abs(value) < 1e5 else 12}g}"
    number, mark, power = text.partition("e")
    return f"{number}e{int(power)}" if mark else number


def _written(text: str) -> str:
    """What Python writes as 1.5e-05 or 1e+17, as pages do."""
    number, mark, power = text.partition("e")
    number = number.replace("-", "−")
    if not mark:
        return number
    ten = f"10{str(int(power)).translate(RAISED)}"
    return f"{number[:-1]}{ten}" if number in ("1", "−1") else f"{number}×{ten}"
