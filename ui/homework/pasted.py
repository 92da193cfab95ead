"""Where codes and names stand in what a teacher pasted.

A code's name stands before it on its line, else after it, else alone on the line before. A code
that was broken over lines is joined where it then is one.

>>> list(codes_in(["Ada: R2-XXXX.", "R2-YYYY Bob"], lambda code: True))
[('Ada', 'R2-XXXX'), ('Bob', 'R2-YYYY')]
>>> list(codes_in(["Ada", "R2-XX", "YY"], lambda code: code == "R2-XXYY"))
[('Ada', 'R2-XXYY')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ui.homework.code import length_of

#: Whether a code is one: its checksum or signature says so.
Reads = Callable[[str], bool]
_BEGINS = re.compile(r"(?<![A-Za-z0-9])R\d-(?=[A-Za-z0-9])", re.IGNORECASE)
#: As far as a code goes on a line that ends with it, and what may go on with it on the next one,
#: which mail quotes.
_LAST = re.compile(r"(?<![A-Za-z0-9])R\d-[A-Za-z0-9-]*$", re.IGNORECASE)
_GOES_ON = re.compile(r"[\s>|]*(-*[A-Za-z0-9][A-Za-z0-9-]*)")
_MOST_PIECES = 4
#: What stands between a name and a code, and is neither.
_AROUND = " \t,;:.|\"'“”„=→*•–—-"
_BRACKETS = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"))
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s*")


def codes_in(lines: Sequence[str], reads: Reads) -> Iterator[tuple[str, str]]:
    """Each code with its name, "" for none; a line that is nobody's, with what it says."""
    for is_empty, block in groupby(_joined(lines, reads), lambda line: not line.strip()):
        if is_empty:
            continue
        found = [(line, _codes(line)) for line in block]
        for bare, run in groupby(found, lambda each: _is_bare(each[1])):
            if bare:
                yield from _named_before([*run])
            else:
                yield from (pair for _, codes in run for pair in codes)


def _joined(lines: Sequence[str], reads: Reads) -> Iterator[str]:
    """The lines, with each code in one piece."""
    at = 0
    while at < len(lines):
        line, more = lines[at].rstrip(), 0
        begins = _LAST.search(line)
        if begins and not reads(begins[0]):
            line, more = _with_the_rest(line, lines[at + 1 : at + _MOST_PIECES], reads)
        yield line
        at += 1 + more


def _with_the_rest(line: str, after: Sequence[str], reads: Reads) -> tuple[str, int]:
    """The line with the rest of its last code, and how many lines that took: none without one."""
    joined = line
    for more, text in enumerate(after, 1):
        goes_on = _GOES_ON.match(text)
        if not goes_on:
            break
        joined += goes_on[1]
        rest = text[goes_on.end() :]
        last = _LAST.search(joined)
        if last and reads(last[0][: length_of(last[0])]):
            return joined + rest, more
        if rest.strip():
            break
    return line, 0


def _is_bare(codes: Sequence[tuple[str, str]]) -> bool:
    """A line without a code, or with a code alone."""
    return not codes or (len(codes) == 1 and not codes[0][0])


def _named_before(
    run: Sequence[tuple[str, Sequence[tuple[str, str]]]],
) -> Iterator[tuple[str, str]]:
    """Codes that are alone on their lines, by the line before.

    Only where these lines begin with a name and end with a code: else names may stand after.
    """
    names_stand_before = not run[0][1] and bool(run[-1][1])
    waiting = ""
    for line, codes in run:
        name = _name(_NUMBERED.sub("", waiting)) if codes and names_stand_before else ""
        if waiting and not name:
            yield "", waiting
        waiting = "" if codes else " ".join(line.split())
        yield from ((name, code) for _, code in codes)
    if waiting:
        yield "", waiting


def _codes(line: str) -> list[tuple[str, str]]:
    """Each code of a line with its name."""
    found: list[str] = []
    between: list[str] = []
    at = 0
    while begins := _BEGINS.search(line, at):
        ends = begins.start() + length_of(line[begins.start() :])
        between.append(line[at : begins.start()])
        found.append(line[begins.start() : ends])
        at = ends
    between.append(line[at:])
    between[0] = _NUMBERED.sub("", between[0])
    names = [_name(each) for each in between]
    before = bool(names[0])
    return list(zip(names if before else names[1:], found, strict=False))


def _name(text: str) -> str:
    """A name without what stood around it; brackets of its own stay.

    >>> _name(" (Ada)"), _name("Ada (2): "), _name("Ada ("), _name("1, Ada; ")
    ('Ada', 'Ada (2)', 'Ada', '1, Ada')
    """
    name, before = " ".join(text.split()), ""
    while name != before:
        before, name = name, name.strip(_AROUND)
        for opens, closes in _BRACKETS:
            if name.startswith(opens) and name.endswith(closes):
                name = name[1:-1]
            if closes not in name:
                name = name.removeprefix(opens).removesuffix(opens)
            if opens not in name:
                name = name.removeprefix(closes).removesuffix(closes)
    return name
