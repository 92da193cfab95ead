"""Bytes as letters that can be read out and typed: Crockford's base 32.

No letter looks like a digit, and O typed for 0, or I or L for 1, is taken as meant.

>>> as_letters(bytes([1, 2, 3]))
'04106'
>>> as_bytes("O41O6")
b'\\x01\\x02\\x03'

Source: Douglas Crockford, Base 32, https://www.crockford.com/base32.html
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
#: What may be typed for a letter, hyphens apart.
TYPED = frozenset(ALPHABET + "OIL")


def as_letters(data: bytes) -> str:
    """Five bits a letter, the last filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def as_bytes(letters: str) -> bytes:
    """The bytes again; ValueError for what no bytes give. Hyphens do not count."""
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in plain(letters))
    whole = len(bits) // 8 * 8
    # Filling bits that are not 0, or a whole letter of them, would be a second spelling.
    if "1" in bits[whole:] or len(bits) - whole >= 5:
        raise ValueError("not a whole number of bytes")
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))


def plain(letters: str) -> str:
    """Upper case, without hyphens, lookalikes replaced."""
    return letters.upper().replace("-", "").translate(_LOOKALIKES)


def grouped(letters: str) -> str:
    """Four at a time.

    >>> grouped("K7QX2M4P")
    'K7QX-2M4P'
    """
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
