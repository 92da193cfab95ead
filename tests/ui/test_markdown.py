"""What a person typed is shown as it is: nothing in it is Markdown, a link or a picture."""

from __future__ import annotations

import pytest

from rope_core import RopeError
from ui.markdown import error_line, inert, verbatim

TRICKS = (
    "![x](http://other.invalid/p.png)",
    "[x](http://other.invalid)",
    "<img src=http://other.invalid/p.png>",
    "http://other.invalid",
    "www.other.invalid",
    "a@other.invalid",
    "$\\frac{1}{2}$",
    ":red[x]",
    ":material/home:",
    ":smile:",
    "`",
    "a\n\n# b",
    "| a | b |",
    "&amp;",
    "_a_ and *b* and ~~c~~",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_opens(trick: str) -> None:
    text = inert(trick)
    for at, character in enumerate(text):
        if character in "`*[]<>$~|&{}#" or (character == "\\" and text[at + 1 : at + 2] == ""):
            assert text[at - 1] == "\\", (trick, at)
    assert "://" not in text
    assert "www." not in text
    assert "\n" not in text


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_seen_stays_the_same(trick: str) -> None:
    seen = inert(trick).replace("\N{WORD JOINER}", "")
    bare = "".join(seen[at] for at in range(len(seen)) if not _escapes(seen, at))
    assert bare == " ".join(trick.split())


def _escapes(text: str, at: int) -> bool:
    """Whether the character there is a backslash that only guards the next one."""
    before = len(text[:at]) - len(text[:at].rstrip("\\"))
    return text[at] == "\\" and before % 2 == 0


@pytest.mark.parametrize("trick", TRICKS)
def test_every_part_of_an_error_is_guarded(trick: str) -> None:
    error = RopeError(trick, trick, trick, trick)
    line = error_line(error)
    assert verbatim(error.received) in line
    assert line.count(inert(trick)) >= 3


def test_a_code_span_cannot_be_left() -> None:
    assert verbatim("a\n\n![x](y)") == "`a ![x](y)`"
    assert verbatim("``` `") == "```` ``` ` ````"


def test_lines_to_copy_stand_in_a_block_that_nothing_ends() -> None:
    code = "import numpy as np\nnp.save('```x.npy', x)"
    said = error_line(RopeError("x", "…", "numbers", "Save it:", code))
    line, _, block = said.partition("\n\n")
    assert line.endswith("Save it:")
    assert block == "````python\nimport numpy as np\nnp.save('```x.npy', x)\n````"
