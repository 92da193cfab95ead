"""Text that people typed, sent or named, inside a message: shown as it is, and never as Markdown.

Streamlit's messages are Markdown with links, pictures, formulas, colours and icons of its own.
Whatever a person can reach (a value, a key of a config, the name of a file) goes through here.
"""

from __future__ import annotations

import re

from rope_core import RopeError
from rope_core.errors import visible

#: Not seen; no address and no icon is read across it.
_JOINER = "\N{WORD JOINER}"
#: What opens something in Markdown, in Streamlit's additions to it or in HTML.
_OPENS = re.compile(r"[\\`*\[\]<>$~|&{}#]|(?<!\w)_|_(?!\w)")
#: Addresses become links without any mark around them; :name: and :name[ are icons and colours.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=:)(?=[\w+-])", re.IGNORECASE)
#: Streamlit rewrites the names of its icons before Markdown is read, in code as well.
_ICON = re.compile(r"(?<=:)(?=material/)")
#: What makes a list or a heading where a line begins with it.
_BEGINS = re.compile(r"^(?=[-+=]|\d+[.)])")


def verbatim(text: str) -> str:
    """Text as a Markdown code span, whatever it contains.

    >>> verbatim("a*b"), verbatim("`")
    ('`a*b`', '`` ` ``')
    """
    text = visible(" ".join(text.split()))  # an empty line would end the span
    text = _ICON.sub(_JOINER, text)
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text or ' '}{fence}"


def inert(text: str) -> str:
    """Text as running words: the same to the eye, and nothing in it does anything.

    >>> inert("![x](y)"), inert("rope_scaling.factor: 2")
    ('!\\\\[x\\\\](y)', 'rope_scaling.factor: 2')
    """
    joined = _ADDRESS.sub(_JOINER, visible(" ".join(text.split())))
    joined = _BEGINS.sub(_JOINER, joined)
    return _OPENS.sub(lambda found: "\\" + found[0], joined)


def error_line(error: RopeError) -> str:
    """An error as Markdown: the field, the value received, what is allowed, a hint, its code.

    >>> error_line(RopeError("m", "x", "a whole number"))
    'm: received `x`; allowed: a whole number.'
    """
    line = f"{inert(error.field)}: received {verbatim(error.received)}; "
    line += f"allowed: {inert(error.allowed)}."
    said = f"{line} {inert(error.hint)}" if error.hint else line
    return f"{said}\n\n{code_block(error.code)}" if error.code else said


def code_block(code: str) -> str:
    """Lines of Python as a block that nothing inside can end.

    >>> code_block("x = 1")
    '```python\\nx = 1\\n```'
    """
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}python\n{code}\n{fence}"
