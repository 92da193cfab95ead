"""The QR code of a link, as the browser makes it, held to another maker's, module by module."""

from __future__ import annotations

import random

import pytest
import segno
import segno.encoder

from tests.ui.test_held_to_core import in_browser

#: The pattern that is laid over every code, and the most of the versions there are.
MASK, LARGEST = 2, 25


def links() -> list[str]:
    """Of all lengths that a code can hold, and a few more."""
    chance = random.Random(1)
    signs = "abcdefghij0123456789,.=&-"
    return ["".join(chance.choices(signs, k=length)) for length in range(1, 1030, 7)]


@pytest.fixture
def _by_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """This maker fills a byte with zeros also where none is begun, which the standard does not."""
    fill = segno.encoder.write_padding_bits
    monkeypatch.setattr(
        segno.encoder,
        "write_padding_bits",
        lambda bits, version, length: fill(bits, version, length) if length % 8 else None,
    )


@pytest.mark.usefixtures("_by_the_standard")
def test_codes_are_those_of_another_maker() -> None:
    texts = ["https://x.invalid/ü", *links()]
    seen = set()
    for text, rows in zip(
        texts, in_browser("web/qr_code.js", "qrRows", [[t] for t in texts]), strict=True
    ):
        try:
            made = segno.make_qr(text, "m", mask=MASK, mode="byte", encoding="utf-8")
        except segno.DataOverflowError:
            made = None
        if made is None or made.version > LARGEST:
            assert rows == [], len(text)
            seen.add("none")
        else:
            wanted = ["".join("1" if module else "0" for module in row) for row in made.matrix]
            assert rows == wanted, (len(text), made.designator)
            seen |= {made.version, made.error}
    assert seen == {*range(1, LARGEST + 1), "M", "Q", "H", "none"}
