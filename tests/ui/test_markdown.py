"""What a person typed is shown as it is: nothing in it is Markdown, a link or a picture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

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


#: What shows its first argument as Markdown.
_SHOWS = {
    "error",
    "warning",
    "info",
    "success",
    "caption",
    "markdown",
    "write",
    "toast",
    "exception",
}
_SAFE = {"inert", "verbatim", "error_line"}
#: What is put between Markdown and is nobody's text: the app's own names, and numbers.
_OWN = {
    "SECRET", "MAX_BYTES // 2 ** 20", "MOST_KEPT // 2 ** 20", "shape_words(tensor)",
    "silent", "known", "label", "reading.taken", "subject.spec.head_dim", "preset.name",
    "preset.notes", "entry.title", "made.id", "refused", "len(results.rows)",
    "len(errors) - _MOST_SAID", "more", "_MEANT", "_ROWS.format(or_axis=or_axis)",
}  # fmt: skip


def _is_safe(node: ast.AST) -> bool:
    """What a safe function gives, or one of two texts that stand in the source."""
    if isinstance(node, ast.IfExp):
        return all(isinstance(text, ast.Constant) for text in (node.body, node.orelse))
    return isinstance(node, ast.Call) and ast.unparse(node.func) in _SAFE


def _unguarded(node: ast.AST) -> Iterator[str]:
    """What is filled into a text outside of a call that makes it safe."""
    if _is_safe(node):
        return
    if isinstance(node, ast.FormattedValue) and not _is_safe(node.value):
        yield ast.unparse(node.value)
    for inner in ast.iter_child_nodes(node):
        yield from _unguarded(inner)


def test_every_part_of_a_message_goes_through_one_function() -> None:
    """In the source: what a message is put together from is safe, or named here."""
    root = Path(__file__).parents[2]
    found = []
    for path in (*(root / "ui").rglob("*.py"), *(root / "pages").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr not in _SHOWS or not call.args:
                continue
            for text in _unguarded(call.args[0]):
                if text not in _OWN:
                    found.append(f"{path.relative_to(root)}:{call.lineno}: {text}")
    assert not found, "through inert() or verbatim():\n" + "\n".join(found)
