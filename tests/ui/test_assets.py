"""The scripts and styles as the server gives them out."""

from __future__ import annotations

import gzip
import posixpath
import re

import pytest
from asgi import answer_of
from starlette.routing import Router

from ui.web.assets import PACKAGED, UI, asset_route, assets, packaged

PACKS = {"Accept-Encoding": "gzip, deflate"}
IMPORT = re.compile(r"^(?:import|export) [^;]*?from \"([^\"]+)\";", re.MULTILINE)


@pytest.mark.parametrize("base", ["", "/course", "/a/b/"])
def test_every_file_is_there_plain_and_packed(base: str) -> None:
    router = Router([asset_route(base)])
    there = assets()
    for name, asset in there.files.items():
        path = f"{base.rstrip('/')}/assets/{there.version}/{name}"
        plain, packed = answer_of(router, path), answer_of(router, path, PACKS)
        assert plain.status == packed.status == 200
        file = packaged(*PACKAGED[name]) if name in PACKAGED else UI / name
        assert plain.body == file.read_bytes() == gzip.decompress(packed.body)
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        for answer in (plain, packed):
            assert answer.headers["content-type"].startswith(asset.media_type)
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]
            assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize(
    "path",
    [
        "0000000000000000/web/main.js",
        "{version}/web/nothing.js",
        "{version}/web/assets.py",
        "{version}/../app.py",
        "{version}/web/types.d.ts",
    ],
)
def test_what_is_not_there_is_not_kept_by_a_cache(path: str) -> None:
    router = Router([asset_route("")])
    answer = answer_of(router, "/assets/" + path.format(version=assets().version))
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"


def test_another_try_has_another_address_and_the_same_files() -> None:
    router, there = Router([asset_route("")]), assets()
    first = answer_of(router, f"/assets/{there.version}/web/main.js")
    again = answer_of(router, f"/assets/{there.version}.3/web/main.js")
    assert first.status == again.status == 200
    assert first.body == again.body


def test_what_a_script_imports_is_there() -> None:
    files = assets().files
    found = 0
    for name, asset in files.items():
        if not name.endswith(".js"):
            continue
        for target in IMPORT.findall(asset.content.decode()):
            assert target.startswith("."), f"{name}: a browser finds no {target}"
            assert posixpath.normpath(posixpath.join(name, "..", target)) in files, (name, target)
            found += 1
    assert found > 50


def test_what_streamlit_sends_itself_imports_nothing() -> None:
    """It comes from an address of its own, below which nothing else lies."""
    for name in ("web/loader.js", "web/hand_over.js"):
        assert not IMPORT.search(assets().files[name].content.decode())


def test_a_package_that_is_missing_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package is missing"):
        packaged("no_such_package", "a.wasm")
