"""A room's styles are its own: all rooms' files are in force on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
ROOMS = sorted({path.parent for path in UI.glob("*/*.css")} - {UI / "web"})
#: What is no part of a room: the root of every stage, and how it is shown.
EVERYWHERE = {"rope", "projector", "embedded"}


def classes_made(room: Path) -> set[str]:
    """The classes that a room's scripts give to what they draw."""
    made: set[str] = set()
    for script in room.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for dotted in re.findall(r"[\"`]\w*((?:\.[a-zA-Z][\w${}-]*)+)[ \"`,]", text):
            made.update(re.findall(r"[a-zA-Z][\w-]*", dotted))
        for names in re.findall(r"class(?:Name)?: ?[\"`]([^\"`]+)[\"`]", text):
            made.update(names.split())
        made.update(re.findall(r"classList\.\w+\(\"([^\"]+)\"", text))
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


def sources() -> str:
    """All that could name a class: the scripts, and the Python that sends them names."""
    python = (
        file for room in ("ui", "pages", "rope_core") for file in ROOT.glob(f"{room}/**/*.py")
    )
    files = [*UI.rglob("*.js"), *python]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_class_that_a_style_names_is_given_to_something() -> None:
    """As a word, or made of words and a number: `${kind}-${side}` gives merges-after."""
    words = set(re.findall(r"[a-zA-Z0-9_-]+", sources()))
    words |= {part for word in words for part in word.split("-")}
    unknown = [
        f"{file.relative_to(UI)}: .{name}"
        for file in sorted(UI.rglob("*.css"))
        for selector in selectors(file.read_text(encoding="utf-8"))
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
        if not name.startswith("st")
        and name not in words
        and not set(name.rstrip("0123456789").strip("-").split("-")) <= words
    ]
    assert not unknown, "\n".join(unknown)


def test_every_key_that_a_style_names_is_the_key_of_something() -> None:
    """As a text that begins like it: `st-key-scale_` is of every key of Scale's fields."""
    texts = {text.replace("/", "-") for text in re.findall(r"\"([\w/]+)", sources())}
    unknown = [
        f"{file.relative_to(UI)}: {name}"
        for file in sorted(UI.rglob("*.css"))
        for name in re.findall(r"st-key-([\w-]+)", file.read_text(encoding="utf-8"))
        if not any(text.startswith(name.removeprefix("stage_")) for text in texts)
    ]
    assert not unknown, "\n".join(unknown)
