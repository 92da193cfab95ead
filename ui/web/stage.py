"""The stage: steps sent once as data, shown and played by the browser.

Two components, so that a changed problem sends its numbers and nothing else:
the assets (all scripts and styles, the same for everyone, packed, which Streamlit
sends once a session) and the stage (one line that hands its data to them).
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.app.course import COURSE
from ui.cancel.stage import proof_data

_UI = Path(__file__).parents[1]
#: What was sent by ``keep``, as it goes out.
_KEPT: dict[str, bytes] = {}
_MOST_KEPT = 64
_UNPACK = """
export default function ({ data }) {
  const app = (globalThis.ropeByHand ??= { waiting: [] });
  // A gzip file ends with its checksum: a server that was updated sends another one.
  const version = data.slice(-8).join();
  if (app.version === version) return;
  app.version = version;
  load(data);
}

async function load(data) {
  const packed = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { js, css, kept } = await new Response(packed).json();
  globalThis.ropeByHand.kept = { ...globalThis.ropeByHand.kept, ...kept };
  document.getElementById("rope-style")?.remove();
  const style = document.createElement("style");
  style.id = "rope-style";
  style.textContent = css;
  document.head.append(style);
  const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
  await import(url);
  URL.revokeObjectURL(url);
}
"""
_HAND_OVER = """
export default function (component) {
  const app = (globalThis.ropeByHand ??= { waiting: [] });
  if (app.show) app.show(component); else app.waiting.push(component);
}
"""


def _bundle(suffix: str, first: str, last: str = "") -> str:
    """All files of ui of that kind, so that a new page only adds its own."""
    ends = [_UI / "web" / name for name in (first, last) if name]
    rooms = (path for path in _UI.rglob(f"*{suffix}") if path not in ends)
    # A room's main script first: its others build on it.
    middle = sorted(rooms, key=lambda p: (p.parent, p.stem != p.parent.name.strip("_"), p.stem))
    files = [ends[0], *middle, *ends[1:]]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def _components() -> tuple[Any, Any]:
    assets = st.components.v2.component("rope_assets", js=_UNPACK, isolate_styles=False)
    stage = st.components.v2.component(
        "rope_stage", html='<section class="rope"></section>', js=_HAND_OVER, isolate_styles=False
    )
    return assets, stage


@cache
def _packed() -> bytes:
    """All scripts and styles, to a third of their size: Streamlit reads them at every change.

    With them what every problem's proof has in common.
    """
    script = _bundle(".js", first="base.js", last="start.js")
    style = _bundle(".css", first="style.css")
    # A component of its own for the proof would cost every change more than all its arithmetic.
    kept = {"proof": proof_data()}
    return gzip.compress(_encoded({"js": script, "css": style, "kept": kept}), mtime=0)


def mount_assets() -> None:
    """Send the scripts and styles; before any stage, on every page."""
    # Without a key: what has one is read again from session_state for every field of the page.
    _components()[0](data=_packed(), height=0)


def keep(name: str, data: object) -> None:
    """Send what stays the same over many problems apart from them: it goes out once a session.

    A stage that needs it finds it in its own data under ``name``, which stands for these data
    and no others: they are written out once.
    """
    encoded = _KEPT.get(name)
    if encoded is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        encoded = _KEPT[name] = _encoded({"kind": "keep", "name": name, "kept": data})
    _components()[1](data=encoded, height=0)


def stage(kind: str, data: dict[str, Any] | bytes, name: str = "") -> None:
    """Show ``data`` on the stage of that kind; bytes are what ``written`` made of them.

    ``name`` tells several stages of a kind on one page apart.
    """
    ready = data if isinstance(data, bytes) else written(kind, data)
    _components()[1](key=f"stage_{kind}{name}", data=ready)


def written(kind: str, data: dict[str, Any], needs: tuple[str, ...] = ()) -> bytes:
    """The data of a stage as they go out, for whoever can remember them.

    ``kind`` is one script of a room. ``needs`` names what was sent by ``keep``: the stage waits
    for it.
    """
    return _encoded({"kind": kind, "needs": needs, "onward": _onward(kind), **data})


def _encoded(data: object) -> bytes:
    """As bytes: objects Streamlit would write out twice, and search for data frames."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _onward(kind: str) -> dict[str, str] | None:
    """The page of the course that comes after this one."""
    paths = [entry.path for entry in COURSE]
    if kind not in paths or kind == paths[-1]:
        return None
    entry = COURSE[paths.index(kind) + 1]
    return {"path": entry.path, "title": entry.title}
