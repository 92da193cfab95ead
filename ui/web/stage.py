"""The stage: steps sent once as data, shown and played by the browser.

Two components, so that a changed problem sends its numbers and nothing else: the assets (which
scripts and styles there are, see ui.web.assets) and the stage (one line that hands its data over).

A stage is named by its script: ``rotate`` is ui/rotate/rotate.js, ``scale/models`` is
ui/scale/models.js. A script exports ``stage``, what is stepped through, or ``show``, what is there
at once; ui/web/main.js calls it. A new page is its folder, and needs no entry here or there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import streamlit as st

from rope_core.problem import Reading
from ui.app.course import PATHS, after, entry_of
from ui.web.assets import assets, source

#: What was sent by ``share``, as it goes out.
_SHARED: dict[str, bytes] = {}
_MOST_SHARED = 64
Make = Callable[[Reading], dict[str, Any]]
#: Characters of a problem's fields beyond which its stage is not kept.
_LONGEST = 10_000


@cache
def _loader() -> Any:
    script = source("web/loader.js")
    return st.components.v2.component("rope_assets", js=script, isolate_styles=False)


@cache
def stage_component(name: str = "rope_stage", style: str = "") -> Any:
    """The component of a stage, for a page that wants to hear from it.

    ``style`` is one more class of its root.
    """
    html = f'<section class="{f"rope {style}".strip()}"></section>'
    script = source("web/hand_over.js")
    return st.components.v2.component(name, html=html, js=script, isolate_styles=False)


def mount_assets(shared: Callable[[], dict[str, Any]]) -> None:
    """Say which scripts and styles there are; before any stage, on every page.

    ``shared`` gives what all problems have in common, by name: it goes out with them, once.
    """
    # Without a key: what has one is read again from session_state for every field of the page.
    _loader()(data=listed(shared), height=0)


def listed(shared: Callable[[], dict[str, Any]]) -> bytes:
    """What loader.js reads: the version, its files, and what all problems have in common."""
    return _listed(assets().version, shared)


@lru_cache(maxsize=1)
def _listed(version: str, shared: Callable[[], dict[str, Any]]) -> bytes:
    return _encoded({"version": version, "files": list(assets().files), "shared": shared()})


def share(name: str, data: object) -> None:
    """Send what stays the same over many problems apart from them: it goes out once a session.

    A stage that needs it finds it in its own data under ``name``, which stands for these data
    and no others: they are encoded once.
    """
    stage_component()(data=encode_shared(name, data), height=0)


def encode_shared(name: str, data: object) -> bytes:
    """What ``share`` sends, as it goes out."""
    encoded = _SHARED.get(name)
    if encoded is None:
        if len(_SHARED) >= _MOST_SHARED:
            _SHARED.clear()
        encoded = _SHARED[name] = _encoded({"kind": "share", "name": name, "data": data})
    return encoded


def share_with_one(name: str, data: object) -> None:
    """As ``share``, but what is sent holds for this person's address alone: nothing is kept."""
    stage_component()(data=_encoded({"kind": "share", "name": name, "data": data}), height=0)


def stage(kind: str, data: dict[str, Any] | bytes, name: str = "") -> None:
    """Show ``data`` by the script of that name; bytes are what ``encode`` made of them.

    ``name`` tells several stages of a kind on one page apart.
    """
    ready = data if isinstance(data, bytes) else encode(kind, data)
    key = kind.replace("/", "-")
    stage_component()(key=f"stage_{key}{name}", data=ready)


def encode(kind: str, data: dict[str, Any], needs: tuple[str, ...] = ()) -> bytes:
    """The data of a stage as they go out, for whoever can remember them.

    ``needs`` names what was sent by ``share``: the stage waits for it.
    """
    folder, _, script = kind.partition("/")
    frame = {
        "kind": kind,
        "script": f"{folder}/{script or folder}.js",
        "needs": needs,
        **closing(kind),
    }
    return _encoded({**frame, **data})


def stage_of_problem(kind: str, make: Make, reading: Reading) -> bytes:
    """What ``encode`` makes of ``make(reading)``, kept: one link is opened by a whole class."""
    fields = tuple(sorted(reading.fields.items()))
    told = (reading.problem, reading.source, reading.digits, fields, reading.model, reading.config)
    long = len(reading.config) + sum(map(len, reading.fields.values())) > _LONGEST
    # What was refused is hardly ever shared.
    if long or reading.errors:
        return encode(kind, make(reading))
    return _of_problem(kind, make, _Same(told, reading))


@dataclass(frozen=True)
class _Same:
    """A reading, the same as every other one that tells the same."""

    told: tuple[object, ...]
    reading: Reading = field(compare=False)


@lru_cache(maxsize=64)
def _of_problem(kind: str, make: Make, same: _Same) -> bytes:
    return encode(kind, make(same.reading))


@cache
def stage_of_all(kind: str, make: Callable[[], dict[str, Any]]) -> bytes:
    """What ``encode`` makes of ``make()``, which is the same for everybody."""
    return encode(kind, make())


def _encoded(data: object) -> bytes:
    """As bytes: objects Streamlit would write out twice, and search for data frames.

    Half of a surrogate pair, which UTF-8 has not, goes out as JSON's own escape of it.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def sent_by_browser(key: str, name: str) -> object:
    """What the component of that key sends as ``name``; it may be anything.

    None where its page was left while it was on its way: Streamlit still calls who waits for it,
    and keeps nothing of the component.
    """
    state = st.session_state
    return state[key][name] if key in state else None


def closing(path: str) -> dict[str, Any]:
    """How a page of the course ends: the sentence that leads on, and where to."""
    entry = after(path)
    return {
        "leads": entry_of(path).leads if path in PATHS else "",
        "onward": entry and {"path": entry.path, "title": entry.title},
    }
