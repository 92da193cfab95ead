"""What a class's secret signs. One secret, a key of its own for each purpose.

Whoever holds one code can try secrets at home. Three things keep the secret from them: it has at
least 16 characters, each try costs scrypt (32 MiB and about a tenth of a second), and the page
offers a secret of 144 random bits, which nobody ever finds.

>>> tag(b"9 of 9", "code", "a phrase that only we know") == tag(b"9 of 9", "code", "another phrase")
False
>>> tag(b"9 of 9", "code", "")  # no secret: nothing to sign with
b''

Source: RFC 7914 (scrypt), RFC 2104 (HMAC).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from rope_core import RopeError

MIN_SECRET = 16
#: Bytes of a signature: 128 bits.
SIGNATURE = 16
# One salt for all: a secret of a class is not one of many in a stolen table.
_SALT = b"rope-by-hand class secret 2"
_N, _R, _P = 2**15, 8, 1


def new_secret() -> str:
    """A secret nobody guesses, for a teacher to take: 24 random bytes as text."""
    return secrets.token_urlsafe(24)


def require_secret(secret: str, field: str) -> None:
    """RopeError for a secret that is shorter than 16 characters or one letter over and over.

    >>> require_secret("chalk", "class_secret")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: ...
    """
    if len(secret) < MIN_SECRET or len(set(secret)) < MIN_SECRET // 2:
        # The secret itself is not repeated on a page that others may see.
        received = f"{len(secret)} characters, {len(set(secret))} of them different"
        allowed = f"at least {MIN_SECRET} characters, {MIN_SECRET // 2} of them different"
        raise RopeError(field, received, allowed)


def tag(data: bytes, purpose: str, secret: str) -> bytes:
    """The signature of these bytes for this purpose: 16 bytes, or none without a secret."""
    if not secret:
        return b""
    return _mac(data, purpose, secret)[:SIGNATURE]


def secret_seed(data: bytes, secret: str) -> int:
    """A seed of 64 bits that nobody finds from the data without the secret."""
    return int.from_bytes(_mac(data, "seed", secret)[:8], "big")


def _mac(data: bytes, purpose: str, secret: str) -> bytes:
    return hmac.new(_key(secret), purpose.encode() + b"\0" + data, hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.scrypt(
        secret.encode("utf-8", "surrogatepass"),
        salt=_SALT,
        n=_N,
        r=_R,
        p=_P,
        maxmem=2 * 128 * _N * _R,
        dklen=32,
    )
