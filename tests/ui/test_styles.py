"""A room's styles are its own: all rooms' files are in force on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import String

from rope_core.proof.steps import Change

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
ROOMS = sorted({path.parent for path in UI.glob("*/*.css")} - {UI / "web"})
#: What is no part of a room: the root of every stage, and how it is shown.
EVERYWHERE = {"rope", "projector", "embedded"}


def classes_made(room: Path) -> set[str]:
    """The classes that a room gives to what it draws: its scripts, and Python with HTML."""
    made: set[str] = set()
    for script in room.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for dotted in re.findall(r"[\"`]\w*((?:\.[a-zA-Z][\w${}-]*)+)[ \"`,]", text):
            made.update(re.findall(r"[a-zA-Z][\w-]*", dotted))
        for names in re.findall(r"class(?:Name)?: ?[\"`]([^\"`]+)[\"`]", text):
            made.update(names.split())
        made.update(re.findall(r"classList\.\w+\(\"([^\"]+)\"", text))
    for file in room.glob("*.py"):
        for names in re.findall(r"class=\"([\w -]+)\"", file.read_text(encoding="utf-8")):
            made.update(names.split())
    return made


def selectors(css: str) -> Iterator[str]:
    """Each selector of each rule, with what stands in its brackets."""
    for rule in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if rule.strip().startswith("@"):
            continue
        depth, parts = 0, [""]
        for sign in " ".join(rule.split()):
            depth += (sign == "(") - (sign == ")")
            if sign == "," and not depth:
                parts.append("")
            else:
                parts[-1] += sign
        yield from parts


@pytest.mark.parametrize("file", sorted(UI.rglob("*.css")), ids=lambda file: file.name)
def test_no_rule_stands_in_another(file: Path) -> None:
    """Safari 16.4 and Firefox 115 know no nesting: they would leave out the whole block."""
    open_rules: list[str] = []
    css = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for before, sign in re.findall(r"([^{};]*)([{};])", css):
        if sign == "}":
            open_rules.pop()
        elif sign == "{":
            name = " ".join(before.split())
            assert all(rule.startswith("@") for rule in open_rules), f"{name} in {open_rules}"
            open_rules.append(name)


@pytest.mark.parametrize(
    "file",
    sorted(file for kind in ("css", "js", "html") for file in UI.rglob(f"*.{kind}")),
    ids=lambda file: file.name,
)
def test_windows_are_measured_in_the_readers_type(file: Path) -> None:
    """Who reads at 20 or 24 px has a window for fewer letters, and the layout of that."""
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r"\((?:min|max)-(?:width|height): ?[\d.]+px\)", text)


def parts_of(selector: str) -> list[str]:
    """What stands for one element each: the selector cut where it goes from one to the next."""
    depth, parts = 0, [""]
    for sign in selector:
        depth += (sign in "([") - (sign in ")]")
        if sign in " >~+" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in parts if part]


#: A part that says of no element which it is.
_ANY = re.compile(r"\*|:(?!root|is\(|where\()")


@pytest.mark.parametrize("file", sorted(UI.rglob("*.css")), ids=lambda file: file.name)
def test_what_a_part_has_in_it_is_asked_of_few(file: Path) -> None:
    """A rule about whatever has something in it, or about whatever stands in such a part, has the
    browser style the whole page anew at every change of any of it."""
    found = []
    screen = re.sub(r"@media print\b.*?\n}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for selector in selectors(screen):
        if ":has(" not in selector:
            continue
        parts = parts_of(selector)
        first = next(at for at, part in enumerate(parts) if ":has(" in part)
        if "[class" in selector or any(_ANY.match(part) for part in parts[first:]):
            found.append(selector)
    assert not found, "\n".join(found)


def classes_named(selector: str) -> set[str]:
    named = re.findall(r"\.([a-zA-Z][\w-]*)|class\^=\"([\w-]+)", selector)
    return {dot or begins for dot, begins in named} - EVERYWHERE


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_rooms_styles_do_not_reach_into_another_room(room: Path) -> None:
    """Each selector names a class that no other room and nothing shared draws."""
    shared = classes_made(UI / "web")
    others = {other.name: classes_made(other) | shared for other in ROOMS if other != room}
    found = []
    for file in room.glob("*.css"):
        # A frame dresses what Streamlit draws.
        if file.name == "frame.css":
            continue
        for selector in selectors(file.read_text(encoding="utf-8")):
            named = classes_named(selector)
            found += [
                f"{file.name}: {selector.strip()} is in force in {name}"
                for name, made in others.items()
                if named <= made
            ]
    assert not found, "\n".join(found)


_NO_TEXT = (String.Doc, String.Interpol, String.Regex, String.Affix)


def texts_of(language: str, code: str) -> Iterator[str]:
    """The texts in that code, without quotes: no comment, docstring or name of a variable."""
    for kind, text in get_lexer_by_name(language).get_tokens(code):
        if kind in String and kind not in _NO_TEXT:
            yield text.strip("\"'`")


@cache
def texts() -> frozenset[str]:
    """All texts that could name a class: the scripts', and those of the Python that sends names."""
    files = [
        *(("js", file) for file in UI.rglob("*.js")),
        *(("py", file) for room in ("ui", "pages") for file in ROOT.glob(f"{room}/**/*.py")),
    ]
    return frozenset(
        text
        for language, file in files
        for text in texts_of(language, file.read_text(encoding="utf-8"))
    )


def words_of_classes(found: Iterable[str]) -> set[str]:
    """The words of texts that could be names of classes: `div.one.two`, `one two`, `v-`.

    No sentence, but what stands in a class="…" of it.
    """
    words: set[str] = set()
    for text in found:
        named = re.findall(r"class=.([\w -]+)", text)
        if re.fullmatch(r"[\w#. -]+", text) and text == text.lower():
            named.append(text)
        words.update(word for each in named for word in re.findall(r"[\w-]+", each))
    return words | {part for word in words for part in word.split("-")}


def is_made(name: str, words: set[str]) -> bool:
    """As a word, or made of words and a number: `${kind}-${side}` gives merges-after."""
    bare = name.rstrip("0123456789").strip("-")
    return name in words or set(name.split("-")) <= words or set(bare.split("-")) <= words


def test_what_is_no_text_names_no_class() -> None:
    code = '// one\nconst two = el(`p.a.v-${three}`, five ? "six" : /seven/, "Of eight, so.");'
    words = words_of_classes(texts_of("js", code))
    assert words == {"p", "a", "v-", "v", "", "six"}
    assert is_made("v-six2", words)
    assert not any(is_made(name, words) for name in ("one", "two", "three", "five", "v-eight"))
    code = '"""one"""\ntwo = f\'<p class="a b">{three}</p>\'  # four'
    assert words_of_classes(texts_of("py", code)) == {"a", "b"}


def test_every_class_that_a_style_names_is_given_to_something() -> None:
    # Cancel's classes are the kinds of change that the core tells.
    words = words_of_classes(texts()) | set(get_args(get_type_hints(Change)["kind"]))
    unknown = [
        f"{file.relative_to(UI)}: .{name}"
        for file in sorted(UI.rglob("*.css"))
        for selector in selectors(file.read_text(encoding="utf-8"))
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
        if not name.startswith("st") and not is_made(name, words)
    ]
    assert not unknown, "\n".join(unknown)


def test_every_key_that_a_style_names_is_the_key_of_something() -> None:
    """As a text that begins like it: `st-key-scale_` is of every key of Scale's fields."""
    keys = {text.replace("/", "-") for text in texts() if re.match(r"[\w/]", text)}
    unknown = [
        f"{file.relative_to(UI)}: {name}"
        for file in sorted(UI.rglob("*.css"))
        for name in re.findall(r"st-key-([\w-]+)", file.read_text(encoding="utf-8"))
        if not any(text.startswith(name.removeprefix("stage_")) for text in keys)
    ]
    assert not unknown, "\n".join(unknown)
