"""What was put in survives a reload: the browser holds it for the tab, and gives it back.

Nothing of it is stored on the server. Files are not held, only their names: a person is told to
choose them again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from ui.debug.read import AXES, KINDS, LABELS, ORDERS, PAIRINGS_MEANT, ROLES
from ui.web.stage import encode, stage_component

_COMPONENT = "debug_remember"
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
    "mrope_section", "config",
)  # fmt: skip


def remember(files: tuple[str, ...]) -> None:
    """Let the browser hold what the fields hold now."""
    state = st.session_state
    texts = {name: state.get(f"debug_{name}") or "" for name in _TEXTS}
    fields = {name: text for name, text in texts.items() if text.strip()}
    empty = not fields and not files
    if sum(map(len, fields.values())) > _MOST:
        fields, empty = {}, True
    chosen = {name: state.get(f"debug_{name}") or "" for name in _CHOICES}
    data = {"empty": empty, "fields": fields | chosen | {"files": ", ".join(files)}}
    stage_component("rope_debug_remember")(
        key=_COMPONENT, data=encode("debug/remember", data), height=0, on_event_change=_given_back
    )


def lost_files() -> str:
    """Names of the files that were there before a reload; "" for none."""
    names: str = st.session_state.get("debug_lost", "")
    return names


def _given_back() -> None:
    """What the browser held. It may be anything: only known fields and choices are taken."""
    event = st.session_state[_COMPONENT]["event"]
    text = event.get("text") if isinstance(event, dict) else None
    if isinstance(text, str) and len(text) <= 2 * _MOST:
        for name, value in read_back(text).items():
            st.session_state[f"debug_{name}"] = value


def read_back(text: str) -> dict[str, str]:
    """The fields that a text of the browser's names, "lost" for files.

    >>> read_back('{"kind": "x and y", "x": "[1, 2]", "axes": "up", "to": "?", "files": "a.npy"}')
    {'kind': 'x and y', 'x': '[1, 2]', 'lost': 'a.npy'}
    >>> read_back("no JSON"), read_back('{"x": "\\\\ud800"}')
    ({}, {})
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    # Streamlit cannot send half of a surrogate pair, and a browser cannot hold one.
    said = {
        name: value
        for name, value in held.items()
        if isinstance(value, str) and value == value.encode("utf-8", "replace").decode()
    }
    fields = {
        name: value
        for name, value in said.items()
        if name in _TEXTS or value in _CHOICES.get(name, ())
    }
    return fields | ({"lost": said["files"][:200]} if said.get("files") else {})
