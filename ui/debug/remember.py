"""What was put in survives a reload: the browser holds it for the tab, and gives it back.

Nothing of it is stored on the server. Files go back into their fields by the browser's own doing
(kept_files.js); of those that it could not keep, a person is told to choose them again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from ui.debug.read import AXES, KINDS, LABELS, ORDERS, PAIRINGS_MEANT, ROLES
from ui.web.stage import encode, sent_by_browser, stage_component

_COMPONENT = "debug_remember"
#: Bytes of a file that a browser keeps at most, for a day: as kept_files.js has it.
MOST_KEPT = 2**24
#: More than a browser's storage of a tab holds for sure.
_MOST = 2_000_000
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "pairing": PAIRINGS_MEANT,
    "axes": AXES,
    "role": ROLES,
    "order": ORDERS,
}
_TEXTS = (
    *LABELS, "positions", "positions_q", "positions_k", "rope_theta", "rotary_dim",
    "mrope_section", "config", *(f"{name}_array" for name in LABELS),
)  # fmt: skip


def remember(files: Mapping[str, str]) -> None:
    """Let the browser hold what the fields hold now. files: names of files, by field."""
    state = st.session_state
    texts = {name: state.get(f"debug_{name}") or "" for name in _TEXTS}
    fields = {name: text for name, text in texts.items() if text.strip()}
    empty = not fields and not files
    if sum(map(len, fields.values())) > _MOST:
        fields, empty = {}, True
    chosen = {name: state.get(f"debug_{name}") or "" for name in _CHOICES}
    data = {"empty": empty, "fields": fields | chosen | {"files": dict(files)}}
    stage_component("rope_debug_remember")(
        key=_COMPONENT, data=encode("debug/remember", data), height=0, on_event_change=_given_back
    )


def lost_files() -> Mapping[str, str]:
    """Names of the files that were there before a reload and are not kept, by field."""
    names: Mapping[str, str] = st.session_state.get("debug_lost", {})
    return names


def _given_back() -> None:
    """What the browser held. It may be anything: only known fields and choices are taken."""
    event = sent_by_browser(_COMPONENT, "event")
    if not isinstance(event, dict):
        return
    text = event.get("text")
    if isinstance(text, str) and len(text) <= 2 * _MOST:
        for name, value in read_back(text).items():
            st.session_state[f"debug_{name}"] = value
    st.session_state["debug_lost"] = read_lost(event.get("lost"))


def read_lost(given: object) -> dict[str, str]:
    """Names of files by field, of what the browser says it lost.

    >>> read_lost({"x": "a.npy", "to": "?", "y": 3}), read_lost("x")
    ({'x': 'a.npy'}, {})
    """
    named = given if isinstance(given, dict) else {}
    texts = {name: named.get(name) for name in LABELS}
    return {name: _whole(said)[:200] for name, said in texts.items() if isinstance(said, str)}


def read_back(text: str) -> dict[str, str]:
    """The fields that a text of the browser's names.

    >>> read_back('{"kind": "x and y", "x": "[1, 2]", "axes": "up", "to": "?", "files": {}}')
    {'kind': 'x and y', 'x': '[1, 2]'}
    >>> read_back("no JSON"), read_back('{"x": "\\\\ud800"}')
    ({}, {})
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {
        name: value
        for name, value in held.items()
        if isinstance(value, str)
        and value == _whole(value)
        and (name in _TEXTS or value in _CHOICES.get(name, ()))
    }


def _whole(text: str) -> str:
    """Without halves of surrogate pairs: Streamlit cannot send one, nor a browser hold it."""
    return text.encode("utf-8", "replace").decode()
